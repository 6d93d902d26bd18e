"""The nightly sample that proves the gate: pages it stopped, and pages judged off the topic, read in full all the same."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.db import moment, stamp
from archive.model import Outcome
from archive.revisits import schedule

SAMPLED = (Outcome.GATED, Outcome.OFF_TOPIC)
SINCE = timedelta(days=3)  # pages decided about longer ago have changed too often to prove anything
APART = timedelta(minutes=2)  # between two requests for samples, over all hosts
WHY = "sampled to prove the gate"


@dataclass(frozen=True, slots=True)
class Counts:
    """Samples of one kind (`was`): how many were read, how many agreed, were missed, had changed; the rest could not be read."""

    was: str
    asked: int
    agreed: int
    missed: int
    changed: int
    unread: int

    @property
    def read(self) -> int:
        """Those that say something of the gate or the rules."""
        return self.agreed + self.missed


@dataclass(frozen=True, slots=True)
class Miss:
    """A page that was stopped, and belongs."""

    url: str
    was: str
    at: datetime
    score: float | None
    note: str


def draw(conn: sqlite3.Connection, now: datetime, number: int) -> int:
    """Make `number` pages of each kind due, at random, those never sampled before. Returns how many."""
    drawn = 0
    for was in SAMPLED:
        rows = conn.execute(
            """select id, reason from urls where outcome = ? and decided_at >= ? and due_at is null
                 and id not in (select url_id from gate_samples) order by random() limit ?""",
            (was, stamp(now - SINCE), number),
        ).fetchall()
        for row in rows:
            conn.execute(
                "insert into gate_samples (url_id, asked_at, was, reason) values (?, ?, ?, ?)",
                (row["id"], stamp(now), was, row["reason"]),
            )
            schedule(conn, row["id"], now + drawn * APART, WHY)
            drawn += 1
    return drawn


def note(conn: sqlite3.Connection, url_id: int, result: str, score: float | None, told: str, now: datetime) -> None:
    """What a sampled page turned out to be: "agreed", "missed", "changed" or "unread". Nothing for what is no open sample."""
    conn.execute(
        "update gate_samples set checked_at = ?, result = ?, score = ?, note = ? where url_id = ? and checked_at is null",
        (stamp(now), result, score, told, url_id),
    )


def counts(conn: sqlite3.Connection, since: datetime) -> list[Counts]:
    """The samples asked for since a moment, by kind."""
    rows = conn.execute(
        """select was, count(*) as asked, sum(result = 'agreed') as agreed, sum(result = 'missed') as missed,
             sum(result = 'changed') as changed, sum(result = 'unread') as unread
           from gate_samples where asked_at >= ? group by was order by was""",
        (stamp(since),),
    )
    return [Counts(*(row[key] for key in ("was", "asked", "agreed", "missed", "changed", "unread"))) for row in rows]


def misses(conn: sqlite3.Connection, since: datetime, limit: int = 20) -> list[Miss]:
    """The pages that were stopped and belong, the latest first."""
    rows = conn.execute(
        """select u.url, s.* from gate_samples s join urls u on u.id = s.url_id
           where s.result = 'missed' and s.asked_at >= ? order by s.id desc limit ?""",
        (stamp(since), limit),
    )
    return [Miss(row["url"], row["was"], moment(row["checked_at"]), row["score"], row["note"]) for row in rows]


def stopped(conn: sqlite3.Connection) -> dict[str, int]:
    """How many addresses the gate stopped, by its reason."""
    rows = conn.execute("select reason, count(*) as n from urls where outcome = 'gated' group by 1 order by 2 desc, 1 limit 20")
    return {row["reason"]: row["n"] for row in rows}
