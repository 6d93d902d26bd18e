"""What polling has learnt: the rate of each channel, the rhythm of its week, the price of a poll and the weight of a source."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.db import maybe_moment, moment, stamp


@dataclass(frozen=True, slots=True)
class Shared:
    """What all channels share. `polls` counts those made until the last night's learning, `nights` how often there was one."""

    price: float  # item-days
    learnt_at: datetime
    polls: int
    nights: int = 0
    free_at: datetime | None = None  # of the token bucket


@dataclass(frozen=True, slots=True)
class Lesson:
    """A channel as the night's learning sees it: what is known, and when the items of the time since were published."""

    channel_id: int
    country: str
    state: Mapping[str, Any]
    published: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a channel is polled when it is."""

    url: str
    enabled: bool
    disabled_reason: str
    next_poll_at: datetime
    last_polled_at: datetime | None
    last_error: str
    why: str
    entries: int | None = None  # in its last full answer
    per_day: float | None = None  # new ones that are usual

    def told(self) -> str:
        """The plan in words, one line for each thing there is to say."""
        if not self.enabled:
            return f"off: {self.disabled_reason or 'its source is switched off'}"
        due = f"{self.next_poll_at:%Y-%m-%d %H:%M:%S}"
        plain = f"{due}Z" if self.last_polled_at else f"{due}Z: it was never polled"
        lines = [f"next poll {self.why or plain}"]
        if self.why and due not in self.why:
            lines.append(f"asked for by hand: it is due {due}Z")
        if self.last_error:
            lines.append(f"the last poll failed: {self.last_error}")
        if self.last_polled_at and self.per_day is not None:
            holds = f"it holds {self.entries} entries and brings" if self.entries is not None else "it brings"
            lines.append(f"last polled {self.last_polled_at:%Y-%m-%d %H:%M:%S}Z; {holds} {self.per_day:.2g} new ones a day")
        return "\n".join(lines)


def state(conn: sqlite3.Connection, channel_id: int) -> dict[str, Any]:
    """What is remembered of a channel; empty before its first poll."""
    row = conn.execute("select rate, rhythm from channel_rates where channel_id = ?", (channel_id,)).fetchone()
    return _state(row["rate"], row["rhythm"]) if row else {}


def keep(conn: sqlite3.Connection, channel_id: int, rate: Mapping[str, Any], why: str) -> None:
    """Remember what a poll taught, and the reason of the next one."""
    conn.execute(
        """insert into channel_rates (channel_id, rate, why) values (?, ?, ?)
           on conflict (channel_id) do update set rate = excluded.rate, why = excluded.why""",
        (channel_id, json.dumps(rate), why),
    )


def explain(conn: sqlite3.Connection, channel_id: int, why: str) -> None:
    """Only the reason of the next poll."""
    conn.execute("update channel_rates set why = ? where channel_id = ?", (why, channel_id))


def keep_rhythm(conn: sqlite3.Connection, channel_id: int, rhythm: Mapping[str, Any]) -> None:
    """Remember what a night's learning made of the week's rhythm."""
    conn.execute("update channel_rates set rhythm = ? where channel_id = ?", (json.dumps(rhythm), channel_id))


def shared(conn: sqlite3.Connection) -> Shared | None:
    """What all channels share; None before the first start."""
    row = conn.execute("select * from polling").fetchone()
    if row is None:
        return None
    return Shared(row["price"], moment(row["learnt_at"]), row["polls"], row["nights"], maybe_moment(row["free_at"]))


def keep_shared(conn: sqlite3.Connection, common: Shared) -> None:
    """Remember it over restarts."""
    free_at = stamp(common.free_at) if common.free_at else None
    conn.execute(
        "insert or replace into polling (id, price, free_at, learnt_at, polls, nights) values (1, ?, ?, ?, ?, ?)",
        (common.price, free_at, stamp(common.learnt_at), common.polls, common.nights),
    )


def polls(conn: sqlite3.Connection) -> int:
    """How many polls were ever made."""
    return int(conn.execute("select coalesce(sum(polls), 0) from channels").fetchone()[0])


def population(conn: sqlite3.Connection) -> tuple[int, list[tuple[str, dict[str, Any]]]]:
    """How many sources are polled; and (source, rate) of each of their channels, as far as rates are known."""
    count = conn.execute("select count(distinct source_id) from channels where enabled").fetchone()[0]
    rows = conn.execute(
        "select c.source_id, r.rate from channels c left join channel_rates r on r.channel_id = c.id where c.enabled"
    )
    return count, [(row["source_id"], json.loads(row["rate"]) if row["rate"] else {}) for row in rows]


def lessons(conn: sqlite3.Connection, since: datetime, after: int, limit: int) -> list[Lesson]:
    """Channels with ids above `after`, with the publication times (else first sightings) of what they showed since."""
    rows = conn.execute(
        """select r.channel_id, r.rate, r.rhythm, s.country from channel_rates r join channels c on c.id = r.channel_id
           join sources s on s.id = c.source_id where r.channel_id > ? order by r.channel_id limit ?""",
        (after, limit),
    ).fetchall()
    return [
        Lesson(r["channel_id"], r["country"], _state(r["rate"], r["rhythm"]), _times(conn, r["channel_id"], since)) for r in rows
    ]


def _times(conn: sqlite3.Connection, channel_id: int, since: datetime) -> list[datetime]:
    """An old item that a channel shows late says nothing about its rhythm."""
    rows = conn.execute(
        """select coalesce(published_at, seen_at) as at from sightings where channel_id = ?1 and seen_at >= ?2
           and coalesce(published_at, seen_at) >= ?2""",
        (channel_id, stamp(since)),
    )
    return [moment(row["at"]) for row in rows]


def yields(conn: sqlite3.Connection, since: datetime) -> dict[str, tuple[int, int]]:
    """For each source that owns channels: how many of the URLs they showed since then were relevant, and how many in all."""
    rows = conn.execute(
        """select c.source_id, count(distinct s.url_id) as shown,
                  count(distinct case when a.relevant then s.url_id end) as relevant
           from sightings s join channels c on c.id = s.channel_id join urls u on u.id = s.url_id
           left join articles a on a.id = u.article_id where s.seen_at >= ? group by c.source_id""",
        (stamp(since),),
    )
    return {row["source_id"]: (row["relevant"], row["shown"]) for row in rows}


def weights(conn: sqlite3.Connection) -> dict[str, float]:
    """What a poll of each source is worth, 1 where nothing is known."""
    return {row["source_id"]: row["weight"] for row in conn.execute("select source_id, weight from source_weights")}


def keep_weights(conn: sqlite3.Connection, found: Mapping[str, float]) -> None:
    """Remember them."""
    conn.execute("delete from source_weights")
    conn.executemany("insert into source_weights values (?, ?)", found.items())


def reasons(conn: sqlite3.Connection, source_id: str) -> list[Reason]:
    """Why each channel of a source is polled when it is."""
    rows = conn.execute(
        """select c.*, coalesce(r.why, '') as why from channels c
           left join channel_rates r on r.channel_id = c.id where c.source_id = ? order by c.id""",
        (source_id,),
    )
    return [
        Reason(
            url=row["url"],
            enabled=bool(row["enabled"]),
            disabled_reason=row["disabled_reason"],
            next_poll_at=moment(row["next_poll_at"]),
            last_polled_at=maybe_moment(row["last_polled_at"]),
            last_error=row["last_error"],
            why=row["why"],
            entries=row["entries"],
            per_day=row["per_day"],
        )
        for row in rows
    ]


def _state(rate: str, rhythm: str) -> dict[str, Any]:
    return {**json.loads(rate), "rhythm": json.loads(rhythm)}
