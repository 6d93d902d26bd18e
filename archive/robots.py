"""What outlets asked of robots: robots.txt answers with their own expiry, and hosts that asked us to wait."""

import sqlite3
from collections.abc import Mapping
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


def hold(conn: sqlite3.Connection, host: str, until: datetime, reason: str, refusals: int = 0) -> None:
    """Ask nothing of a host before `until`; a longer hold stays. `refusals`: how often it refused in a row."""
    conn.execute(
        """insert into hosts (host, hold_until, reason, refusals) values (?, ?, ?, ?)
           on conflict (host) do update set hold_until = max(hold_until, excluded.hold_until), reason = excluded.reason,
             refusals = excluded.refusals""",
        (host, stamp(until), reason, refusals),
    )


def forgive(conn: sqlite3.Connection, host: str) -> None:
    """The host answers again."""
    conn.execute("update hosts set refusals = 0 where host = ?", (host,))


def refusals(conn: sqlite3.Connection) -> dict[str, int]:
    """How often each host refused in a row, where it did."""
    return {row["host"]: row["refusals"] for row in conn.execute("select host, refusals from hosts where refusals > 0")}


def keep_budgets(conn: sqlite3.Connection, free_at: Mapping[str, datetime]) -> None:
    """Remember over a restart which hosts' budgets are spent, and until when."""
    conn.execute("delete from host_budgets")
    conn.executemany("insert into host_budgets values (?, ?)", ((host, stamp(at)) for host, at in free_at.items()))


def budgets(conn: sqlite3.Connection, now: datetime) -> dict[str, datetime]:
    """When the budgets that are spent will be full again."""
    rows = conn.execute("select host, free_at from host_budgets where free_at > ?", (stamp(now),))
    return {row["host"]: moment(row["free_at"]) for row in rows}


def reserve(conn: sqlite3.Connection, url_id: int, what: str, now: datetime, *, withheld: bool) -> None:
    """Note what a page reserves; `withheld` when its full text is not to be shown."""
    conn.execute("insert or replace into reservations values (?, ?, ?, ?)", (url_id, what, withheld, stamp(now)))


def lift(conn: sqlite3.Connection, url_id: int) -> None:
    """The page reserves nothing any more."""
    conn.execute("delete from reservations where url_id = ?", (url_id,))


def holds(conn: sqlite3.Connection, now: datetime) -> dict[str, datetime]:
    """Hosts on hold and until when."""
    rows = conn.execute("select host, hold_until from hosts where hold_until > ?", (stamp(now),))
    return {row["host"]: moment(row["hold_until"]) for row in rows}
