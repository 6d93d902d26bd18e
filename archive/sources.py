"""The catalogue and its channels: what is polled, when it is due, how it went."""

import json
import sqlite3
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.db import START, Position, maybe_moment, stamp
from archive.model import Source


@dataclass(frozen=True, slots=True)
class DueChannel:
    """A channel to poll now, with what its last polls left behind."""

    id: int
    source_id: str
    url: str
    format: str
    priority: int
    options: Mapping[str, str]
    etag: str
    last_modified: str
    error_streak: int
    last_ok_at: datetime | None
    body_hash: str = ""  # of the last full answer
    full_at: datetime | None = None
    frozen: bool = False  # its validators stay while its body changes: they are not used
    moved: bool = False  # `url` is where its own address was permanently moved to


@dataclass(frozen=True, slots=True)
class Poll:
    """How a poll went. `error` is empty when it went well; `status` is 0 when no answer came."""

    at: datetime
    next_poll_at: datetime
    status: int
    error: str = ""
    etag: str = ""
    last_modified: str = ""
    new: int = 0
    kind: str = ""  # class of the error, or of what is odd about an answer
    entries: int | None = None  # None when the answer had no body
    body_hash: str = ""
    frozen: bool = False
    moved_to: str = ""
    per_day: float = 0.0  # entries that are usual
    speaks_by: datetime | None = None


def sync(conn: sqlite3.Connection, sources: Iterable[Source], now: datetime) -> None:
    """Make the stored catalogue equal to `sources`. What left it is disabled, never deleted: its articles stay."""
    conn.execute("update sources set enabled = 0")
    conn.execute("update channels set enabled = 0, disabled_reason = 'no longer in the catalogue' where gone_at is null")
    for source in sources:
        put(conn, source, now)


def put(conn: sqlite3.Connection, source: Source, now: datetime) -> None:
    """Enter a source, or what the catalogue says of it now."""
    _put_source(conn, source)
    _put_channels(conn, source, now)


def ensure_unlisted(conn: sqlite3.Connection, host: str, outlet: str, language: str) -> str:
    """A row for an outlet that is not in the catalogue (an aggregator showed it). Never polled. Returns its id."""
    conn.execute(
        "insert into sources values (?, ?, ?, '', ?, 'unlisted', 4, 'unknown', '', 0) on conflict do nothing",
        (host, outlet or host, f"https://{host}/", language),
    )
    return host


def due(conn: sqlite3.Connection, now: datetime, limit: int) -> list[DueChannel]:
    """Enabled channels whose time has come, the longest waiting first."""
    return due_from(conn, now, START, limit)[0]


def due_from(
    conn: sqlite3.Connection, now: datetime, after: Position, limit: int, known: Container[int] = ()
) -> tuple[list[DueChannel], Position]:
    """As `due`, from a position on and without those already `known`.

    Also returns the position to go on from: the beginning when no more rows follow.
    """
    rows = conn.execute(
        """select c.*, s.priority from channels c join sources s on s.id = c.source_id
           where c.enabled and c.next_poll_at <= ? and (c.next_poll_at, c.id) > (?, ?)
           order by c.next_poll_at, c.id limit ?""",
        (stamp(now), *after, limit),
    ).fetchall()
    last = (rows[-1]["next_poll_at"], rows[-1]["id"]) if len(rows) == limit else START
    return [_due_channel(row) for row in rows if row["id"] not in known], last


def next_due_at(conn: sqlite3.Connection) -> datetime | None:
    """When the next channel is due, None when there is none."""
    row = conn.execute("select min(next_poll_at) from channels where enabled").fetchone()
    return maybe_moment(row[0])


def make_due(conn: sqlite3.Connection, now: datetime, source_ids: Iterable[str] | None = None) -> int:
    """Make channels due now: all, or those of some sources. Returns how many."""
    if source_ids is None:
        return conn.execute("update channels set next_poll_at = ? where enabled", (stamp(now),)).rowcount
    return sum(
        conn.execute("update channels set next_poll_at = ? where enabled and source_id = ?", (stamp(now), source_id)).rowcount
        for source_id in source_ids
    )


def record_poll(conn: sqlite3.Connection, channel_id: int, poll: Poll) -> None:
    """Note how a poll went and when the next one is due."""
    at = stamp(poll.at)
    _count(conn, channel_id, poll)
    if poll.error:
        conn.execute(
            """update channels set last_polled_at = ?, next_poll_at = ?, last_status = ?, last_error = ?, kind = ?,
               error_streak = error_streak + 1, polls = polls + 1,
               moved_to = case when error_streak >= 2 then '' else moved_to end where id = ?""",  # perhaps it moved back
            (at, stamp(poll.next_poll_at), poll.status, poll.error, poll.kind, channel_id),
        )
        return
    conn.execute(
        """update channels set last_polled_at = ?, last_ok_at = ?, next_poll_at = ?, last_status = ?, last_error = '',
           error_streak = 0, polls = polls + 1, etag = ?, last_modified = ?, kind = ?,
           told_at = case when error_streak > 0 or ? then null else told_at end,
           last_new_at = case when ? then ? else last_new_at end where id = ?""",
        (
            at,
            at,
            stamp(poll.next_poll_at),
            poll.status,
            poll.etag,
            poll.last_modified,
            poll.kind,
            poll.new,
            poll.new,
            at,
            channel_id,
        ),
    )
    if poll.entries is not None:
        conn.execute(
            """update channels set entries = ?1, body_hash = ?2, full_at = ?3, frozen = ?4,
                 moved_to = case when ?5 = '' then moved_to else ?5 end where id = ?6""",
            (poll.entries, poll.body_hash, at, poll.frozen, poll.moved_to, channel_id),
        )
    if poll.speaks_by is not None:
        conn.execute(
            "update channels set per_day = ?1, speaks_by = ?2 where id = ?3 and (?4 or speaks_by is null)",
            (poll.per_day, stamp(poll.speaks_by), channel_id, poll.new),
        )


def record_push(conn: sqlite3.Connection, channel_id: int, new: int, now: datetime) -> None:
    """Note what a hub delivered; a channel that speaks so is not silent. The next poll stays as it was planned."""
    conn.execute(
        """update channels set last_new_at = ?1,
             speaks_by = strftime('%Y-%m-%dT%H:%M:%SZ', julianday(speaks_by) + max(0, julianday(?1) - julianday(last_new_at)))
           where id = ?2 and ?3 > 0""",
        (stamp(now), channel_id, new),
    )
    conn.execute(
        """insert into channel_days (channel_id, day, polls, errors, new, backlog) values (?, ?, 0, 0, ?, 0)
           on conflict do update set new = new + excluded.new""",
        (channel_id, stamp(now)[:10], new),
    )


def channel(conn: sqlite3.Connection, channel_id: int) -> DueChannel | None:
    """One channel that is polled, whether it is due or not."""
    row = conn.execute(
        "select c.*, s.priority from channels c join sources s on s.id = c.source_id where c.id = ? and c.enabled", (channel_id,)
    ).fetchone()
    return _due_channel(row) if row else None


def _count(conn: sqlite3.Connection, channel_id: int, poll: Poll) -> None:
    """The day's account; what a channel shows at its first good answer is its history."""
    conn.execute(
        """insert into channel_days (channel_id, day, polls, errors, new, backlog)
           select id, ?2, 1, ?3, case when last_ok_at is null then 0 else ?4 end, case when last_ok_at is null then ?4 else 0 end
           from channels where id = ?1
           on conflict do update set polls = polls + 1, errors = errors + excluded.errors, new = new + excluded.new,
             backlog = backlog + excluded.backlog""",
        (channel_id, stamp(poll.at)[:10], bool(poll.error), poll.new),
    )


def mark_gone(conn: sqlite3.Connection, channel_id: int, at: datetime, reason: str) -> None:
    """Poll a channel no more. Its row, sightings and articles stay."""
    conn.execute(
        """update channels set enabled = 0, gone_at = ?1, disabled_reason = ?2, last_polled_at = ?1, polls = polls + 1,
             last_status = 410, kind = 'gone' where id = ?3""",
        (stamp(at), reason, channel_id),
    )


def revive(conn: sqlite3.Connection, urls: Iterable[str], now: datetime) -> None:
    """Poll channels again that were gone."""
    conn.executemany(
        """update channels set enabled = 1, gone_at = null, disabled_reason = '', next_poll_at = ?
           where url = ? and gone_at is not null""",
        ((stamp(now), url) for url in urls),
    )


def _put_source(conn: sqlite3.Connection, source: Source) -> None:
    conn.execute(
        """insert into sources (id, name, homepage, country, language, kind, priority, paywall, notes, enabled)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           on conflict (id) do update set name = excluded.name, homepage = excluded.homepage, country = excluded.country,
             language = excluded.language, kind = excluded.kind, priority = excluded.priority, paywall = excluded.paywall,
             notes = excluded.notes, enabled = excluded.enabled""",
        (
            source.id,
            source.name,
            source.homepage,
            source.country,
            source.language,
            source.kind,
            source.priority,
            source.paywall,
            source.notes,
            source.enabled,
        ),
    )


def _put_channels(conn: sqlite3.Connection, source: Source, now: datetime) -> None:
    for channel in source.channels:
        conn.execute(
            """insert into channels (source_id, url, format, role, options, enabled, disabled_reason, next_poll_at)
               values (?, ?, ?, ?, ?, ?, ?, ?)
               on conflict (url) do update set source_id = excluded.source_id, format = excluded.format, role = excluded.role,
                 options = excluded.options, enabled = excluded.enabled and gone_at is null,
                 disabled_reason = case when gone_at is null then excluded.disabled_reason else disabled_reason end""",
            (
                source.id,
                channel.url,
                channel.format,
                channel.role,
                json.dumps(dict(channel.options), sort_keys=True),
                channel.enabled and source.enabled,
                channel.disabled_reason,
                stamp(now),
            ),
        )


def _due_channel(row: sqlite3.Row) -> DueChannel:
    return DueChannel(
        id=row["id"],
        source_id=row["source_id"],
        url=row["moved_to"] or row["url"],
        format=row["format"],
        priority=row["priority"],
        options=json.loads(row["options"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        error_streak=row["error_streak"],
        last_ok_at=maybe_moment(row["last_ok_at"]),
        body_hash=row["body_hash"],
        full_at=maybe_moment(row["full_at"]),
        frozen=bool(row["frozen"]),
        moved=bool(row["moved_to"]),
    )
