"""Who had it first, how late the others were, and what all of them missed: over the log of sightings."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass
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
class Lateness:
    """How punctual an outlet (in stories) or a channel (in articles) was. `late_minutes`: median where it was not first."""

    kind: str  # channel or outlet
    name: str  # the channel's address, the outlet's name
    seen: int
    first: int
    late_minutes: float | None


@dataclass(frozen=True, slots=True)
class Missed:
    """The estimate of all relevant articles since a moment: two catches, their overlap, total and 95 % interval."""

    at: datetime
    since: datetime
    own: int
    aggregators: int
    both: int
    total: float
    low: float
    high: float


def keep(conn: sqlite3.Connection, lateness: Iterable[Lateness], missed: Missed) -> None:
    """Put what was worked out in the place of what was; the estimates of former days stay."""
    conn.execute("delete from punctuality")
    conn.executemany("insert into punctuality values (?, ?, ?, ?, ?)", (astuple(row) for row in lateness))
    conn.execute(
        "insert or replace into coverage_estimates values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stamp(missed.at)[:10],
            stamp(missed.at),
            stamp(missed.since),
            missed.own,
            missed.aggregators,
            missed.both,
            missed.total,
            missed.low,
            missed.high,
        ),
    )


def latest(conn: sqlite3.Connection) -> Missed | None:
    """The newest estimate, None before the first."""
    row = conn.execute("select * from coverage_estimates order by day desc limit 1").fetchone()
    if row is None:
        return None
    numbers = [row[name] for name in ("own", "aggregators", "both", "total", "low", "high")]
    return Missed(moment(row["at"]), moment(row["since"]), *numbers)
