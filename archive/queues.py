"""Alerts that wait, one queue for each subscription and recipient, taken from the front. All SQL of it.

An alert is never touched again once it is written: a queue remembers up to where its alerts were taken, and a message which
stretch it carries. Moving each of 500 alerts into a message of its own cost half of a digest's CPU (see docs/decisions).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.db import maybe_moment, moment, stamp
from archive.model import Alert


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one recipient of a subscription. `ready` alerts are due; they reach up to number `ready_to`."""

    id: int
    subscription_id: str
    recipient: str
    waiting: int
    waiting_to: int
    first_due_at: datetime
    ready: int
    ready_to: int
    ready_due_at: datetime | None  # the latest among the due ones

    @property
    def key(self) -> tuple[str, str]:
        """Subscription and recipient."""
        return self.subscription_id, self.recipient


@dataclass(frozen=True, slots=True)
class Stretch:
    """The alerts of a queue after one number and up to another."""

    queue_id: int
    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one recipient was told: of an article (title and text of the version), and of its story."""

    subscription_id: str
    recipient: str
    title: str | None
    text: str | None
    story_told: bool


def add(conn: sqlite3.Connection, alerts: Iterable[Alert]) -> int:
    """Let alerts wait, those already there excepted. Returns how many are new."""
    return sum(_add(conn, alert) for alert in alerts)


def _add(conn: sqlite3.Connection, alert: Alert) -> int:
    queue = _queue_id(conn, alert.subscription_id, alert.recipient)
    telling = _telling_id(conn, alert)
    added = conn.execute(
        """insert into alerts (queue_id, n, article_id, revision, telling_id, due_at)
           values (?1, (select coalesce(max(n), 0) + 1 from alerts where queue_id = ?1), ?2, ?3, ?4, ?5)
           on conflict do nothing""",
        (queue, alert.article_id, alert.revision, telling, stamp(alert.due_at)),
    ).rowcount
    if added:
        conn.execute(
            "update queues set next_due_at = min(coalesce(next_due_at, ?1), ?1) where id = ?2", (stamp(alert.due_at), queue)
        )
    return added


def _telling_id(conn: sqlite3.Connection, alert: Alert) -> int:
    told = (alert.article_id, alert.revision, alert.cause, alert.why, alert.change)
    sql = "select id from tellings where article_id = ? and revision = ? and cause = ? and why = ? and change = ?"
    row = conn.execute(sql, told).fetchone()
    if row is None:
        row = conn.execute(
            "insert into tellings (article_id, revision, cause, why, change) values (?, ?, ?, ?, ?) returning id", told
        ).fetchone()
    return int(row[0])


def _queue_id(conn: sqlite3.Connection, subscription_id: str, recipient: str) -> int:
    key = (subscription_id, recipient)
    conn.execute("insert into queues (subscription_id, recipient) values (?, ?) on conflict do nothing", key)
    return int(conn.execute("select id from queues where subscription_id = ? and recipient = ?", key).fetchone()[0])


TOLD = """
select q.subscription_id, q.recipient, max(a.n <= q.taken) as story_told,
       max(case when a.article_id = :article then a.revision end) as revision
from alerts a join queues q on q.id = a.queue_id
where a.article_id = :article
   or a.article_id in (select id from articles where story_id = (select story_id from articles where id = :article))
group by q.id
"""


LAST_REPORT = """
select max(stored_at) from articles
where story_id = (select story_id from articles where id = :article) and id <> :article and relevant and duplicate_of is null
"""


def last_report_at(conn: sqlite3.Connection, article_id: int) -> datetime | None:
    """When the latest other report of an article's story was stored, copies left aside."""
    return maybe_moment(conn.execute(LAST_REPORT, {"article": article_id}).fetchone()[0])


def told(conn: sqlite3.Connection, article_id: int) -> list[Told]:
    """Everybody who was or is about to be told of an article or its story."""
    found = []
    for row in conn.execute(TOLD, {"article": article_id}).fetchall():
        version = conn.execute(
            "select title, text from revisions where article_id = ? and revision = ?", (article_id, row["revision"])
        ).fetchone()
        title, text = (version["title"], version["text"]) if version else (None, None)
        found.append(Told(row["subscription_id"], row["recipient"], title, text, bool(row["story_told"])))
    return found


def due(conn: sqlite3.Connection, now: datetime | None) -> list[tuple[int, str]]:
    """Queues (with their recipient) in which at least one alert is due (waits, without `now`); stopped recipients excepted."""
    rows = conn.execute(
        """select id, recipient from queues where next_due_at <= ? and recipient not in (select recipient from stops)
           order by subscription_id, recipient""",
        ("9999" if now is None else stamp(now),),
    )
    return [(row[0], row[1]) for row in rows]


STATE = """
select q.id, q.subscription_id, q.recipient, count(*), max(a.n), min(a.due_at),
       sum(a.due_at <= :now), max(case when a.due_at <= :now then a.n end), max(case when a.due_at <= :now then a.due_at end)
from queues q join alerts a on a.queue_id = q.id and a.n > q.taken
where q.id = :id group by q.id
"""


def states(conn: sqlite3.Connection, ids: Iterable[int], now: datetime) -> Iterator[Queue]:
    """How these queues stand now; empty ones are left out."""
    at = stamp(now)
    for id_ in ids:
        for row in conn.execute(STATE, {"id": id_, "now": at}):
            yield Queue(row[0], row[1], row[2], row[3], row[4], moment(row[5]), row[6], row[7] or 0, maybe_moment(row[8]))


def waiting_by_key(conn: sqlite3.Connection) -> dict[tuple[str, str], tuple[int, datetime]]:
    """How many alerts wait for each subscription and recipient, and when the first is due."""
    rows = conn.execute(
        """select q.subscription_id, q.recipient, count(*), q.next_due_at
           from queues q join alerts a on a.queue_id = q.id and a.n > q.taken where q.next_due_at is not null group by q.id"""
    )
    return {(row[0], row[1]): (row[2], moment(row[3])) for row in rows}


def take(conn: sqlite3.Connection, queue_id: int, upto: int) -> int:
    """Take what waits up to this number. Returns after which number it began."""
    before = taken(conn, queue_id)
    conn.execute("update queues set taken = ? where id = ?", (upto, queue_id))
    _look_ahead(conn, queue_id)
    return before


def taken(conn: sqlite3.Connection, queue_id: int) -> int:
    """Up to which number a queue's alerts are in messages."""
    return int(conn.execute("select taken from queues where id = ?", (queue_id,)).fetchone()[0])


def defer(conn: sqlite3.Connection, queue_id: int, upto: int, due_at: datetime) -> None:
    """Let what waits up to this number wait for a later mail."""
    conn.execute(
        "update alerts set due_at = ? where queue_id = ? and n > (select taken from queues where id = ?2) and n <= ?",
        (stamp(due_at), queue_id, upto),
    )
    _look_ahead(conn, queue_id)


def bring_forward(conn: sqlite3.Connection, subscription_id: str, latest: datetime) -> None:
    """No alert of a subscription waits longer than this: what was planned by a clock that ran ahead comes back to the present."""
    for (id_,) in conn.execute(
        "select id from queues where subscription_id = ? and next_due_at is not null", (subscription_id,)
    ).fetchall():
        conn.execute(
            """update alerts set due_at = ?1
               where queue_id = ?2 and n > (select taken from queues where id = ?2) and due_at > ?1""",
            (stamp(latest), id_),
        )
        _look_ahead(conn, id_)


def _look_ahead(conn: sqlite3.Connection, queue_id: int) -> None:
    conn.execute(
        "update queues set next_due_at = (select min(due_at) from alerts where queue_id = ?1 and n > taken) where id = ?1",
        (queue_id,),
    )
