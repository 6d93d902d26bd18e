"""Subscriptions that readers made, in reader.db: written by the web process, read by the crawler, which sends.

An address must be confirmed by a link in a mail before anything is sent to it; channels are the operator's, and a web hook is the
reader's own. What a link in a mail ended stands apart, because it may end a subscription of the operator's file too.
"""

import json
import secrets
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from archive.db import maybe_moment, moment, stamp
from archive.model import Subscription

MOST = 50  # of one reader
CONFIRM_WITHIN = timedelta(hours=48)
DAY = timedelta(days=1)
ASKED_A_DAY = 3  # confirmation mails to one address
ASKED_BY_ONE_A_DAY = 20  # and for one reader, whatever the address
KEPT = {field.name for field in fields(Subscription)} - {"id", "recipients", "paused", "search"}

SCHEMA = """
create table subscriptions (
    id text primary key, reader text not null, recipient text not null, settings text not null,
    paused integer not null default 0, secret text not null default '', created_at text not null, confirmed_at text
) without rowid;
create index subscriptions_reader on subscriptions(reader);
create table confirmation_requests (
    id integer primary key autoincrement, subscription_id text not null, recipient text not null, reader text not null,
    language text not null, at text not null
);
create index confirmation_requests_recipient on confirmation_requests(recipient, at);
create table unsubscribed (
    subscription_id text not null, recipient text not null, at text not null, primary key (subscription_id, recipient)
) without rowid;
create table delivery_wishes (
    id integer primary key autoincrement, recipient text not null, reader text not null, at text not null
);
"""


class TooManyError(ValueError):
    """A limit is reached; the text names it: `most`, `asked` or `asked_by_one`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A subscription a reader made. `secret` signs what a web hook is sent."""

    id: str
    reader: str
    recipient: str
    settings: Mapping[str, Any]
    paused: bool
    secret: str
    created_at: datetime
    confirmed_at: datetime | None
    unsubscribed_at: datetime | None

    @property
    def subscription(self) -> Subscription:
        """As the rules take it."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in self.settings.items()
        }
        return Subscription(id=self.id, recipients=(self.recipient,), paused=self.paused, **values)


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for a confirmation mail."""

    id: int
    subscription_id: str
    recipient: str
    language: str
    at: datetime


SELECT = """
select s.*, u.at as unsubscribed_at from subscriptions s
left join unsubscribed u on u.subscription_id = s.id and u.recipient = s.recipient
"""


def make(conn: sqlite3.Connection, reader: str, recipient: str, settings: Mapping[str, Any], now: datetime) -> str:
    """Keep a new subscription, not confirmed yet. Returns its id. Raises TooManyError."""
    if conn.execute("select count(*) from subscriptions where reader = ?", (reader,)).fetchone()[0] >= MOST:
        raise TooManyError("most")
    id_ = f"r-{secrets.token_hex(6)}"
    conn.execute(
        "insert into subscriptions (id, reader, recipient, settings, secret, created_at) values (?, ?, ?, ?, ?, ?)",
        (id_, reader, recipient, _text(settings), f"whsec_{b64encode(secrets.token_bytes(24)).decode()}", stamp(now)),
    )
    return id_


def change(conn: sqlite3.Connection, reader: str, id_: str, settings: Mapping[str, Any]) -> bool:
    """Other settings for the same recipient. False when the reader has no such subscription."""
    sql = "update subscriptions set settings = ? where id = ? and reader = ?"
    return conn.execute(sql, (_text(settings), id_, reader)).rowcount > 0


def pause(conn: sqlite3.Connection, reader: str, id_: str, paused: bool) -> bool:
    """Stop or go on. Going on takes back an unsubscribing by mail. False when the reader has no such subscription."""
    found = conn.execute("update subscriptions set paused = ? where id = ? and reader = ?", (paused, id_, reader)).rowcount > 0
    if found and not paused:
        conn.execute("delete from unsubscribed where subscription_id = ?", (id_,))
    return found


def remove(conn: sqlite3.Connection, reader: str, id_: str) -> bool:
    """False when the reader has no such subscription."""
    return conn.execute("delete from subscriptions where id = ? and reader = ?", (id_, reader)).rowcount > 0


def ask(conn: sqlite3.Connection, reader: str, id_: str, language: str, now: datetime) -> None:
    """Wish for a confirmation mail. Raises TooManyError, KeyError when the reader has no such subscription."""
    row = conn.execute("select recipient from subscriptions where id = ? and reader = ?", (id_, reader)).fetchone()
    if row is None:
        raise KeyError(id_)
    since = stamp(now - DAY)
    for name, column, value, most in (
        ("asked", "recipient", row[0], ASKED_A_DAY),
        ("asked_by_one", "reader", reader, ASKED_BY_ONE_A_DAY),
    ):
        sql = f"select count(*) from confirmation_requests where {column} = ? and at > ?"  # two names above
        if conn.execute(sql, (value, since)).fetchone()[0] >= most:
            raise TooManyError(name)
    conn.execute(
        "insert into confirmation_requests (subscription_id, recipient, reader, language, at) values (?, ?, ?, ?, ?)",
        (id_, row[0], reader, language, stamp(now)),
    )


def confirm(conn: sqlite3.Connection, id_: str, recipient: str, now: datetime) -> bool:
    """The address is its owner's wish. False when there is no such subscription any more."""
    return (
        conn.execute(
            "update subscriptions set confirmed_at = coalesce(confirmed_at, ?) where id = ? and recipient = ?",
            (stamp(now), id_, recipient),
        ).rowcount
        > 0
    )


def unsubscribe(conn: sqlite3.Connection, id_: str, recipient: str, now: datetime) -> None:
    """End a subscription for one recipient, whoever made it."""
    conn.execute("insert into unsubscribed values (?, ?, ?) on conflict do nothing", (id_, recipient, stamp(now)))


def resubscribe(conn: sqlite3.Connection, id_: str, recipient: str) -> None:
    """Take that back."""
    conn.execute("delete from unsubscribed where subscription_id = ? and recipient = ?", (id_, recipient))


def of(conn: sqlite3.Connection, reader: str) -> list[Made]:
    """A reader's subscriptions, the oldest first."""
    return [_made(row) for row in conn.execute(f"{SELECT} where s.reader = ? order by s.created_at, s.id", (reader,))]


def find(conn: sqlite3.Connection, id_: str) -> Made | None:
    """One subscription, whoever's."""
    row = conn.execute(f"{SELECT} where s.id = ?", (id_,)).fetchone()
    return _made(row) if row else None


def confirmed(conn: sqlite3.Connection) -> list[Made]:
    """All that may be sent to."""
    return [_made(row) for row in conn.execute(f"{SELECT} where s.confirmed_at is not null order by s.id")]


def ended(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    """Subscriptions and recipients that a link in a mail ended."""
    return {(row[0], row[1]) for row in conn.execute("select subscription_id, recipient from unsubscribed")}


def requests(conn: sqlite3.Connection, since: datetime) -> Iterator[Request]:
    """Wishes for confirmation mails that are still worth one."""
    sql = """select r.* from confirmation_requests r join subscriptions s on s.id = r.subscription_id
             where r.at > ? and s.confirmed_at is null order by r.id"""
    for row in conn.execute(sql, (stamp(since),)):
        yield Request(row["id"], row["subscription_id"], row["recipient"], row["language"], moment(row["at"]))


def wish_delivery(conn: sqlite3.Connection, reader: str, recipient: str, now: datetime) -> None:
    """Wish that what was refused is sent again: to one recipient, or to all ("")."""
    conn.execute("insert into delivery_wishes (recipient, reader, at) values (?, ?, ?)", (recipient, reader, stamp(now)))


def delivery_wishes(conn: sqlite3.Connection, since: datetime) -> list[tuple[int, str]]:
    """Those wishes: id and recipient."""
    rows = conn.execute("select id, recipient from delivery_wishes where at > ? order by id", (stamp(since),))
    return [(row[0], row[1]) for row in rows]


def _text(settings: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in settings.items() if name in KEPT}, ensure_ascii=False, sort_keys=True)


def _made(row: sqlite3.Row) -> Made:
    return Made(
        id=row["id"],
        reader=row["reader"],
        recipient=row["recipient"],
        settings={name: value for name, value in json.loads(row["settings"]).items() if name in KEPT},
        paused=bool(row["paused"]),
        secret=row["secret"],
        created_at=moment(row["created_at"]),
        confirmed_at=maybe_moment(row["confirmed_at"]),
        unsubscribed_at=maybe_moment(row["unsubscribed_at"]),
    )
