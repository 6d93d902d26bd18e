"""URLs, the sightings that made them known, and the one outcome each of them has."""

import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.db import START, Position, maybe_moment, moment, stamp
from archive.model import Candidate, DueUrl, Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a URL after a fetch (or after it was decided not to fetch)."""

    outcome: Outcome
    reason: str
    at: datetime
    status: int | None = None
    article_id: int | None = None
    etag: str = ""
    last_modified: str = ""


def sight(conn: sqlite3.Connection, channel_id: int, found: Iterable[tuple[Candidate, str]], now: datetime) -> int:
    """Record that a channel showed these (candidate, source id). New URLs become due.

    Returns how many this channel had not shown before, whether another one had or not.
    """
    return sum(_sight(conn, channel_id, candidate, source_id, now) for candidate, source_id in found)


def _sight(conn: sqlite3.Connection, channel_id: int, candidate: Candidate, source_id: str, now: datetime) -> bool:
    published = stamp(candidate.published) if candidate.published else None
    updated = stamp(candidate.updated) if candidate.updated else None
    new = (
        conn.execute(
            """insert into urls (url, source_id, first_seen_at, due_at, hint_title, hint_published_at, hint_updated_at)
               values (?, ?, ?, ?, ?, ?, ?) on conflict (url) do nothing""",
            (candidate.url, source_id, stamp(now), stamp(now), candidate.title, published, updated),
        ).rowcount
        == 1
    )
    url_id = conn.execute("select id from urls where url = ?", (candidate.url,)).fetchone()[0]
    shown = (
        new or not conn.execute("select 1 from sightings where url_id = ? and channel_id = ?", (url_id, channel_id)).fetchone()
    )
    conn.execute(
        """insert into sightings (url_id, channel_id, seen_at, position, title, raw_url, published_at, outlet)
           values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (url_id, channel_id, title) do nothing""",
        (url_id, channel_id, stamp(now), candidate.position, candidate.title, candidate.raw_url, published, candidate.outlet),
    )
    if not new and updated:
        _note_update(conn, url_id, updated, now)
    return shown


def _note_update(conn: sqlite3.Connection, url_id: int, updated: str, now: datetime) -> None:
    """A channel announces a later version: fetch again, once, whichever channels say so."""
    conn.execute(
        """update urls set hint_updated_at = ?1,
             due_at = case when outcome in ('stored', 'updated', 'duplicate', 'paywalled') and attempts = 0
                           then min(coalesce(due_at, ?2), ?2) else due_at end,
             due_why = case when outcome in ('stored', 'updated', 'duplicate', 'paywalled') and attempts = 0
                            then 'a channel announced a later version' else due_why end
           where id = ?3 and (hint_updated_at is null or hint_updated_at < ?1)""",
        (updated, stamp(now), url_id),
    )


def due(conn: sqlite3.Connection, now: datetime, limit: int, *, looks_until: datetime | None = None) -> list[DueUrl]:
    """URLs to fetch now, the longest waiting first."""
    return due_from(conn, now, START, limit, looks_until=looks_until)[0]


def due_from(
    conn: sqlite3.Connection,
    now: datetime,
    after: Position,
    limit: int,
    known: Container[int] = (),
    *,
    looks_until: datetime | None = None,
) -> tuple[list[DueUrl], Position]:
    """As `due`, from a position on and without those already `known`.

    With `looks_until` second looks that came due later are left alone. Also returns the position to go on from: the beginning
    when no more rows follow.
    """
    rows = conn.execute(
        """select * from urls where due_at <= ? and (due_at, id) > (?, ?) and (outcome = 'pending' or due_at <= ?)
           order by due_at, id limit ?""",
        (stamp(now), *after, stamp(looks_until or now), limit),
    ).fetchall()
    last = (rows[-1]["due_at"], rows[-1]["id"]) if len(rows) == limit else START
    return [_due_url(row) for row in rows if row["id"] not in known], last


def next_due_at(conn: sqlite3.Connection) -> datetime | None:
    """When the next URL is due, None when none is."""
    return maybe_moment(conn.execute("select min(due_at) from urls where due_at is not null").fetchone()[0])


def decide(conn: sqlite3.Connection, url_id: int, decision: Decision) -> None:
    """Give a URL its outcome and add a line to its life."""
    conn.execute(
        """update urls set outcome = ?, reason = ?, decided_at = ?, due_at = null, due_why = '', attempts = 0, status = ?,
             article_id = coalesce(?, article_id), etag = ?, last_modified = ? where id = ?""",
        (
            decision.outcome,
            decision.reason,
            stamp(decision.at),
            decision.status,
            decision.article_id,
            decision.etag,
            decision.last_modified,
            url_id,
        ),
    )
    add_event(conn, url_id, decision.at, decision.outcome, decision.reason, decision.status)


def turn(conn: sqlite3.Connection, url_id: int, outcome: Outcome, reason: str, at: datetime) -> None:
    """Another outcome without a look at the page: what is due stays due."""
    conn.execute("update urls set outcome = ?, reason = ?, decided_at = ? where id = ?", (outcome, reason, stamp(at), url_id))
    add_event(conn, url_id, at, outcome, reason, None)


def one(conn: sqlite3.Connection, url_id: int) -> DueUrl:
    """A URL by its id, due or not. Raises KeyError when there is none."""
    row = conn.execute("select * from urls where id = ?", (url_id,)).fetchone()
    if row is None:
        raise KeyError(url_id)
    return _due_url(row)


def confirm(conn: sqlite3.Connection, url_id: int, at: datetime, reason: str, status: int | None) -> None:
    """Looked at again and unchanged: the outcome stays, nothing is due any more."""
    conn.execute("update urls set due_at = null, due_why = '', attempts = 0, status = ? where id = ?", (status, url_id))
    row = conn.execute("select outcome from urls where id = ?", (url_id,)).fetchone()
    add_event(conn, url_id, at, Outcome(row[0]), reason, status)


@dataclass(frozen=True, slots=True)
class Postponement:
    """Why and until when a fetch waits. `count` says whether it used up one of the limited tries (a wait on request does not)."""

    at: datetime
    due_at: datetime
    reason: str
    count: bool
    status: int | None = None


def postpone(conn: sqlite3.Connection, url_id: int, wait: Postponement) -> None:
    """Try again later; the outcome stays what it is."""
    conn.execute(
        """update urls set due_at = ?1, due_why = ?3, attempts = attempts + ?2,
             reason = case when outcome = 'pending' then ?3 else reason end
           where id = ?4""",
        (stamp(wait.due_at), int(wait.count), wait.reason, url_id),
    )
    add_event(conn, url_id, wait.at, Outcome.PENDING, wait.reason, wait.status)


def add_event(conn: sqlite3.Connection, url_id: int, at: datetime, outcome: Outcome, reason: str, status: int | None) -> None:
    """Add a line to the life of a URL."""
    conn.execute(
        "insert into events (url_id, at, outcome, reason, status) values (?, ?, ?, ?, ?)",
        (url_id, stamp(at), outcome, reason, status),
    )


def _due_url(row: sqlite3.Row) -> DueUrl:
    return DueUrl(
        id=row["id"],
        url=row["url"],
        source_id=row["source_id"],
        outcome=Outcome(row["outcome"]),
        attempts=row["attempts"],
        first_seen_at=moment(row["first_seen_at"]),
        hint_title=row["hint_title"],
        hint_published=maybe_moment(row["hint_published_at"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        read_at=maybe_moment(row["decided_at"]),
    )


def known_without_fetch(conn: sqlite3.Connection, url: str, source_id: str, now: datetime) -> DueUrl | None:
    """Make a URL known without making it due. None when it is known already."""
    new = conn.execute(
        "insert into urls (url, source_id, first_seen_at) values (?, ?, ?) on conflict (url) do nothing",
        (url, source_id, stamp(now)),
    ).rowcount
    return _due_url(conn.execute("select * from urls where url = ?", (url,)).fetchone()) if new else None


def named(conn: sqlite3.Connection, url: str) -> DueUrl | None:
    """A URL by its canonical address, None when it was never seen."""
    row = conn.execute("select * from urls where url = ?", (url,)).fetchone()
    return _due_url(row) if row else None


def life(conn: sqlite3.Connection, url: str) -> dict[str, object] | None:
    """Everything known about a URL: its outcome, who showed it when, and each thing that happened. None when never seen."""
    row = conn.execute("select * from urls where url = ?", (url,)).fetchone()
    if row is None:
        return None
    seen = conn.execute(
        """select s.seen_at, s.position, s.title, s.outlet, c.url as channel, c.source_id from sightings s
           join channels c on c.id = s.channel_id where s.url_id = ? order by s.seen_at, s.id""",
        (row["id"],),
    )
    events = conn.execute("select at, outcome, reason, status from events where url_id = ? order by id", (row["id"],))
    reserved = conn.execute("select what as reserved, withheld from reservations where url_id = ?", (row["id"],)).fetchone()
    told = {"reserved": reserved["reserved"], "withheld": bool(reserved["withheld"])} if reserved else {}
    keys = ("url", "source_id", "outcome", "reason", "first_seen_at", "decided_at", "due_at", "due_why", "article_id")
    return {key: row[key] for key in keys} | told | {"sightings": [dict(r) for r in seen], "events": [dict(r) for r in events]}
