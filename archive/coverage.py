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
