"""Carries out what `revisits` plans, inside the transaction that decided about a URL."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from archive import revisits as table
from archive.db import maybe_moment, moment
from archive.model import Access, Outcome
from pipelines.revisits import AGES, DEFAULT_MINUTES, SHARE, Facts, asked_by, plan

BAD_REQUEST = 400  # from here on HTTP refuses


class Revisits:
    """The plan with its settings: minutes between looks by age, and a host's requests a day (0 is no limit)."""

    def __init__(self, minutes: Sequence[float] = DEFAULT_MINUTES, requests_per_host: float = 0.0) -> None:
        self._minutes = tuple(minutes)
        self._most = requests_per_host * SHARE

    def schedule(self, conn: sqlite3.Connection, url_id: int, now: datetime) -> None:
        """Make the next look at a URL due; nothing where none is to be."""
        row = table.facts(conn, url_id)
        if not row["relevant"] and row["outcome"] != Outcome.WALLED:
            return
        visit = plan(self._facts(conn, row, now), now, self._minutes, self._most)
        if visit is not None:
            table.schedule(conn, url_id, visit.at, visit.why)

    def _facts(self, conn: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> Facts:
        return Facts(
            url_id=row["id"],
            outcome=Outcome(row["outcome"]),
            first_seen_at=moment(row["first_seen_at"]),
            relevant=bool(row["relevant"]),
            access=Access(row["access"] or Access.FULL),
            published_at=maybe_moment(row["published_at"]),
            changed_at=maybe_moment(row["changed_at"]),
            copy=row["duplicate_of"] is not None,
            withdrawn=row["withdrawn_at"] is not None,
            refused=(row["status"] or 0) >= BAD_REQUEST,
            asked=asked_by(table.ages(conn, row["source_id"], now, AGES), self._minutes) if self._most else 0.0,
        )
