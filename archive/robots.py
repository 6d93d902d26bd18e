"""What outlets asked of robots: robots.txt answers with their own expiry, and hosts that asked us to wait."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """The answer to a request for robots.txt. `status` is 0 when none came."""

    origin: str  # scheme://host[:port]
    fetched_at: datetime
    expires_at: datetime
    status: int
    body: bytes


def load(conn: sqlite3.Connection, origin: str, now: datetime) -> RobotsAnswer | None:
    """The stored answer while it is fresh."""
    row = conn.execute("select * from robots where origin = ? and expires_at > ?", (origin, stamp(now))).fetchone()
    if row is None:
        return None
    return RobotsAnswer(origin, moment(row["fetched_at"]), moment(row["expires_at"]), row["status"], bytes(row["body"]))


def save(conn: sqlite3.Connection, answer: RobotsAnswer) -> None:
    """Keep an answer until it expires."""
    conn.execute(
        "insert or replace into robots (origin, fetched_at, expires_at, status, body) values (?, ?, ?, ?, ?)",
        (answer.origin, stamp(answer.fetched_at), stamp(answer.expires_at), answer.status, answer.body),
    )


def hold(conn: sqlite3.Connection, host: str, until: datetime, reason: str) -> None:
    """Ask nothing of a host before `until`; a longer hold that stands already is kept."""
    conn.execute(
        """insert into hosts (host, hold_until, reason) values (?, ?, ?)
           on conflict (host) do update set hold_until = max(hold_until, excluded.hold_until), reason = excluded.reason""",
        (host, stamp(until), reason),
    )


def holds(conn: sqlite3.Connection, now: datetime) -> dict[str, datetime]:
    """Hosts on hold and until when."""
    rows = conn.execute("select host, hold_until from hosts where hold_until > ?", (stamp(now),))
    return {row["host"]: moment(row["hold_until"]) for row in rows}
