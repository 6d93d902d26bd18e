"""Channels that fail or are silent though they should have spoken, as the operator is told of them."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.db import maybe_moment, stamp


@dataclass(frozen=True, slots=True)
class Ailing:
    """A channel in trouble. `expected` is how many entries are usual since it last showed a new one."""

    channel_id: int
    source_id: str
    outlet: str
    url: str
    kind: str  # class of the error; "silent" or "no-entries" where polls go well
    error: str
    streak: int
    last_ok_at: datetime | None
    last_new_at: datetime | None
    expected: float
    moved_to: str
    known: bool  # the operator was told already


AILING = """
select * from source_health where enabled and (error_streak >= :streak or silent or kind = 'no-entries')
order by priority, outlet, channel_id
"""


def ailing(conn: sqlite3.Connection, streak: int) -> list[Ailing]:
    """All of them, those with at least `streak` errors in a row among them."""
    return [
        Ailing(
            channel_id=row["channel_id"],
            source_id=row["source_id"],
            outlet=row["outlet"],
            url=row["url"],
            kind=row["kind"] if row["error_streak"] else row["kind"] or "silent",
            error=row["last_error"],
            streak=row["error_streak"],
            last_ok_at=maybe_moment(row["last_ok_at"]),
            last_new_at=maybe_moment(row["last_new_at"]),
            expected=row["expected_since"] or 0.0,
            moved_to=row["moved_to"],
            known=row["told_at"] is not None,
        )
        for row in conn.execute(AILING, {"streak": streak})
    ]


def mark_told(conn: sqlite3.Connection, channel_ids: Iterable[int], at: datetime) -> None:
    """The operator knows."""
    conn.executemany("update channels set told_at = ? where id = ?", ((stamp(at), channel_id) for channel_id in channel_ids))
