"""Who had it first, how late the others were, and what all of them missed: over the log of sightings."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp


@dataclass(frozen=True, slots=True)
class Shown:
    """A relevant article as one channel showed it first."""

    url_id: int
    story_id: int | None
    outlet: str
    channel_id: int
    channel: str
    aggregator: bool
    at: datetime


SHOWN = """
select s.url_id, a.story_id, o.name as outlet, s.channel_id, c.url as channel, k.kind = 'aggregator' as aggregator,
       min(s.seen_at) as at
from articles a join sightings s on s.url_id = a.url_id join channels c on c.id = s.channel_id
     join sources k on k.id = c.source_id join sources o on o.id = a.source_id
where a.relevant and a.first_seen_at >= ?
group by s.url_id, s.channel_id order by at, s.id
"""


def shown(conn: sqlite3.Connection, since: datetime) -> list[Shown]:
    """First sightings of relevant articles by channel, since a moment."""
    return [
        Shown(r["url_id"], r["story_id"], r["outlet"], r["channel_id"], r["channel"], bool(r["aggregator"]), moment(r["at"]))
        for r in conn.execute(SHOWN, (stamp(since),))
    ]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An outlet outside the catalogue, and what speaks for it."""

    outlet: str
    hits: int  # relevant articles of it that aggregators showed
    cited: int  # relevant articles that name it as their source
    example: str


SUGGESTED = """
select outlet, sum(hits) as hits, sum(cited) as cited, max(example) as example from (
    select s.id as outlet, count(*) as hits, 0 as cited, max(a.url) as example
    from articles a join sources s on s.id = a.source_id where s.kind = 'unlisted' and a.relevant and a.url like 'http%'
    group by s.id
    union all
    select c.outlet, 0, count(distinct c.article_id), max(c.passage)
    from citations c join articles a on a.id = c.article_id where c.outlet_id = '' and a.relevant group by c.outlet
) where outlet not in (select outlet from declined)
group by outlet order by sum(hits) + sum(cited) desc, outlet limit ?
"""


def suggested(conn: sqlite3.Connection, limit: int = 50) -> list[Suggestion]:
    """Outlets worth adding, the strongest evidence first; those declined are left out."""
    return [Suggestion(r["outlet"], r["hits"], r["cited"], r["example"]) for r in conn.execute(SUGGESTED, (limit,))]


def decline(conn: sqlite3.Connection, outlet: str, at: datetime) -> None:
    """Suggest an outlet no more."""
    conn.execute("insert or replace into declined values (?, ?)", (outlet, stamp(at)))
