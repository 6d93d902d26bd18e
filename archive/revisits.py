"""What the plan of revisits reads and writes: due-ness is a row's `due_at`, its reason stands beside it."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from archive.db import stamp


def facts(conn: sqlite3.Connection, url_id: int) -> sqlite3.Row:
    """A URL with what is known of its article; the article's columns are null where it has none of its own."""
    row: sqlite3.Row = conn.execute(
        """select u.id, u.source_id, u.outcome, u.status, u.first_seen_at, a.relevant, a.access, a.published_at, a.duplicate_of,
             a.withdrawn_at, (select max(seen_at) from revisions where article_id = a.id and revision > 1) as changed_at
           from urls u left join articles a on a.url_id = u.id where u.id = ?""",
        (url_id,),
    ).fetchone()
    return row


def ages(conn: sqlite3.Connection, source_id: str, now: datetime, limits: Sequence[timedelta]) -> dict[int, int]:
    """How many of a source's originals are of each age: below the first limit, the second …"""
    bounds = [stamp(now - limit) for limit in limits]
    found, before = {}, stamp(now)
    for number, bound in enumerate(bounds):
        found[number] = conn.execute(
            """select count(*) from articles
               where relevant and duplicate_of is null and source_id = ? and published_at > ? and published_at <= ?""",
            (source_id, bound, before),
        ).fetchone()[0]
        before = bound
    return found


def schedule(conn: sqlite3.Connection, url_id: int, at: datetime | None, why: str) -> None:
    """Make a URL due at a moment, or not at all."""
    conn.execute("update urls set due_at = ?, due_why = ? where id = ?", (stamp(at) if at else None, why, url_id))


def ahead(conn: sqlite3.Connection, now: datetime) -> tuple[int, str | None]:
    """How many articles will be looked at again, and when the next one is."""
    row = conn.execute(
        "select count(*), min(due_at) from urls where due_at > ? and outcome <> 'pending'", (stamp(now),)
    ).fetchone()
    return row[0], row[1]
