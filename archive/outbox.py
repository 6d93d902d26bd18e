"""The outbox: the messages that carry alerts, and recipients that were stopped. All SQL of it. What waits: `archive.queues`."""

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive import queues
from archive.db import maybe_moment, moment, stamp
from archive.queues import Stretch
from archive.subscriptions import Request


@dataclass(frozen=True, slots=True)
class Identity:
    """Makes this archive's Message-IDs unique; the secret signs links in mails."""

    uuid: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits in a queue up to a number becomes one message. `period` is the date (and hour) of a digest, None otherwise."""

    queue_id: int
    subscription_id: str
    recipient: str
    kind: str  # alert or digest
    language: str
    timezone: str
    upto: int
    period: str | None = None
    way: str = "mail"  # as alerts.ways names it


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to one recipient, sent or to be sent. `kind` is alert, digest or notice; a notice carries its own text."""

    id: int
    message_id: str
    subscription_id: str
    recipient: str
    kind: str
    language: str
    timezone: str
    state: str  # due, sent or dead
    created_at: datetime
    next_try_at: datetime
    attempts: int
    refused_since: datetime | None  # the first of the tries that failed in a row
    last_error: str
    sent_at: datetime | None
    subject: str
    notice: str
    stretch: Stretch | None = None  # the alerts it carries


@dataclass(frozen=True, slots=True)
class Notice:
    """What presswatch says about itself or the news as a whole. Paragraphs are separated by empty lines."""

    recipient: str
    subject: str
    text: str
    language: str = "en"
    way: str = "mail"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message was not taken, and what follows: the next try, or none."""

    at: datetime
    error: str
    next_try_at: datetime | None


def identity(conn: sqlite3.Connection) -> Identity:
    """What this archive goes by in mails."""
    row = conn.execute("select uuid, secret from identity").fetchone()
    return Identity(row["uuid"], bytes(row["secret"]))


def sent_since(conn: sqlite3.Connection, since: datetime) -> dict[tuple[str, str], int]:
    """How many alert mails were made for each subscription and recipient since then."""
    rows = conn.execute(
        """select subscription_id, recipient, count(*) from messages where kind = 'alert' and created_at > ?
           group by subscription_id, recipient""",
        (stamp(since),),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def has_period(conn: sqlite3.Connection, key: tuple[str, str], period: str) -> bool:
    """Whether a digest was made for this subscription and recipient and date."""
    row = conn.execute("select 1 from messages where subscription_id = ? and recipient = ? and period = ?", (*key, period))
    return row.fetchone() is not None


def bring_messages_forward(conn: sqlite3.Connection, latest: datetime, now: datetime) -> None:
    """Nothing is tried again later than a clock that ran right would have said."""
    conn.execute(
        "update messages set next_try_at = ?1, refused_since = null where state = 'due' and next_try_at > ?2",
        (stamp(now), stamp(latest)),
    )


def make_message(conn: sqlite3.Connection, batch: Batch, domain: str, now: datetime) -> str:
    """Turn a batch into a message that is due now. Returns its Message-ID."""
    after = queues.take(conn, batch.queue_id, batch.upto)
    cursor = conn.execute(
        """insert into messages (message_id, subscription_id, recipient, kind, period, language, timezone, created_at,
             next_try_at, queue_id, after, upto, way)
           values (lower(hex(randomblob(16))), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10, ?11)""",
        (
            batch.subscription_id,
            batch.recipient,
            batch.kind,
            batch.period,
            batch.language,
            batch.timezone,
            stamp(now),
            batch.queue_id,
            after,
            batch.upto,
            batch.way,
        ),
    )
    return _name(conn, int(cursor.lastrowid or 0), domain, now)


def make_confirmation(conn: sqlite3.Connection, request: Request, what: str, domain: str, now: datetime) -> None:
    """A message that asks whether a recipient may be written to; one for each wish, however often this is called."""
    cursor = conn.execute(
        """insert into messages (message_id, subscription_id, recipient, kind, period, language, timezone, created_at,
             next_try_at, notice)
           values (lower(hex(randomblob(16))), ?1, ?2, 'confirmation', ?3, ?4, 'UTC', ?5, ?5, ?6) on conflict do nothing""",
        (request.subscription_id, request.recipient, f"request {request.id}", request.language, stamp(now), what),
    )
    if cursor.rowcount:
        _name(conn, int(cursor.lastrowid or 0), domain, now)


def once(conn: sqlite3.Connection, what: str, now: datetime) -> bool:
    """Whether this was not told or done before; from now on it was."""
    return conn.execute("insert into told_once values (?, ?) on conflict do nothing", (what, stamp(now))).rowcount == 1


def over(conn: sqlite3.Connection, what: str) -> bool:
    """What was told is over, and may be told again. Returns whether it was told."""
    return conn.execute("delete from told_once where what = ?", (what,)).rowcount == 1


def make_notice(conn: sqlite3.Connection, notice: Notice, domain: str, now: datetime) -> None:
    """A message of our own."""
    cursor = conn.execute(
        """insert into messages (message_id, subscription_id, recipient, kind, language, timezone, created_at, next_try_at,
             subject, notice, way) values (lower(hex(randomblob(16))), '', ?1, 'notice', ?2, 'UTC', ?3, ?3, ?4, ?5, ?6)""",
        (notice.recipient, notice.language, stamp(now), notice.subject, notice.text, notice.way),
    )
    _name(conn, int(cursor.lastrowid or 0), domain, now)


def _name(conn: sqlite3.Connection, row_id: int, domain: str, now: datetime) -> str:
    """Give a message its Message-ID: unique among archives, and among copies of one that went different ways."""
    seed = f"{identity(conn).uuid} {row_id} {stamp(now)}"
    message_id = f"<{row_id}.{hashlib.sha256(seed.encode()).hexdigest()[:24]}@{domain}>"
    conn.execute("update messages set message_id = ? where id = ?", (message_id, row_id))
    return message_id


def due_ways(conn: sqlite3.Connection, now: datetime) -> list[str]:
    """The ways on which there is something to send now."""
    rows = conn.execute("select distinct way from messages where state = 'due' and next_try_at <= ? order by way", (stamp(now),))
    return [row[0] for row in rows]


def due_messages(conn: sqlite3.Connection, way: str, now: datetime, limit: int) -> list[Message]:
    """Messages to send now on one way, the longest waiting first."""
    rows = conn.execute(
        """select * from messages where state = 'due' and next_try_at <= ? and way = ?
             and recipient not in (select recipient from stops) order by next_try_at, id limit ?""",
        (stamp(now), way, limit),
    )
    return [_message(row) for row in rows]


def next_due_at(conn: sqlite3.Connection) -> datetime | None:
    """When there is something to do next, None when nothing waits."""
    row = conn.execute(
        """select min(at) from (select min(next_due_at) as at from queues
           union all select min(next_try_at) from messages where state = 'due')"""
    ).fetchone()
    return maybe_moment(row[0])


def mark_sent(conn: sqlite3.Connection, row_id: int, subject: str, at: datetime) -> None:
    """The server has taken the message."""
    conn.execute(
        """update messages set state = 'sent', sent_at = ?, subject = ?, attempts = attempts + 1, last_error = ''
           where id = ?""",
        (stamp(at), subject, row_id),
    )


def mark_failed(conn: sqlite3.Connection, row_id: int, trouble: Trouble) -> None:
    """The message was not taken; it is tried again, or dead when no next try is given."""
    again = trouble.next_try_at
    conn.execute(
        """update messages set state = ?1, next_try_at = ?2, attempts = attempts + 1, last_error = ?3,
             refused_since = coalesce(refused_since, ?4) where id = ?5""",
        ("due" if again else "dead", stamp(again or trouble.at), trouble.error, stamp(trouble.at), row_id),
    )


def postpone(conn: sqlite3.Connection, row_id: int, next_try_at: datetime, reason: str) -> None:
    """Try later, through no fault of the message's."""
    conn.execute("update messages set next_try_at = ?, last_error = ? where id = ?", (stamp(next_try_at), reason, row_id))


def stop(conn: sqlite3.Connection, recipient: str, reason: str, at: datetime) -> bool:
    """Send nothing more to a recipient; its alerts wait. Returns whether this is new."""
    return conn.execute("insert into stops values (?, ?, ?) on conflict do nothing", (recipient, stamp(at), reason)).rowcount == 1


def stops(conn: sqlite3.Connection) -> dict[str, str]:
    """Stopped recipients with the reason."""
    return {row[0]: row[1] for row in conn.execute("select recipient, reason from stops order by stopped_at, recipient")}


def revive(conn: sqlite3.Connection, recipient: str | None, now: datetime) -> tuple[int, int]:
    """Send again what is dead and to whom was stopped, for one recipient or all. Returns (messages, recipients)."""
    given = {"recipient": recipient, "now": stamp(now)}
    recipients = conn.execute("delete from stops where :recipient is null or recipient = :recipient", given).rowcount
    messages = conn.execute(
        """update messages set state = 'due', next_try_at = :now, attempts = 0, refused_since = null
           where state = 'dead' and (:recipient is null or recipient = :recipient)""",
        given,
    ).rowcount
    return messages, recipients


def counts(conn: sqlite3.Connection) -> Mapping[str, int]:
    """Messages by state, and alerts that no message carries yet as "waiting"."""
    found = dict.fromkeys(("due", "sent", "dead"), 0)
    found.update({row[0]: row[1] for row in conn.execute("select state, count(*) from messages group by state")})
    found["waiting"] = conn.execute("select count(*) from waiting_alerts").fetchone()[0]
    return found


def recent_messages(conn: sqlite3.Connection, limit: int, state: str | None = None) -> list[Message]:
    """The latest messages, of one state or all."""
    rows = conn.execute("select * from messages where ?1 is null or state = ?1 order by id desc limit ?2", (state, limit))
    return [_message(row) for row in rows]


def _message(row: sqlite3.Row) -> Message:
    return Message(
        id=row["id"],
        message_id=row["message_id"],
        subscription_id=row["subscription_id"],
        recipient=row["recipient"],
        kind=row["kind"],
        language=row["language"],
        timezone=row["timezone"],
        state=row["state"],
        created_at=moment(row["created_at"]),
        next_try_at=moment(row["next_try_at"]),
        attempts=row["attempts"],
        refused_since=maybe_moment(row["refused_since"]),
        last_error=row["last_error"],
        sent_at=maybe_moment(row["sent_at"]),
        subject=row["subject"],
        notice=row["notice"],
        stretch=Stretch(row["queue_id"], row["after"], row["upto"]) if row["queue_id"] else None,
    )
