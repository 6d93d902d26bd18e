"""Looks an archive over without changing it: is it ours, whole, up to date, and are its stamps believable?"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from archive import db
from archive.errors import ArchiveCorruptError
from archive.migrations import migrations

MOST_FAULTS = 3

# The newest stamp of each table that grows while the program runs.
LATEST = """
select max(at) from (
    select max(first_seen_at) as at from urls union all select max(at) from events
    union all select max(last_polled_at) from channels union all select max(created_at) from messages
)
"""
MISSED = "select count(*) from gate_samples where result = 'missed' and was = 'gated' and asked_at > datetime('now', '-30 days')"
STEPS_OF_LATEST = {"0001_catalogue", "0002_urls", "0005_outbox"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """An archive as it was found. `pending` are migrations that the next start runs; sizes are bytes."""

    schema: str  # the last migration applied, empty for an empty file
    pending: tuple[str, ...]
    articles: int
    latest: datetime | None  # the newest stamp in it
    bytes: int
    wal_bytes: int
    missed: int = 0  # pages of the last month that the gate stopped and that belong


def inspect(path: Path) -> Inspection:
    """Open, check and count. Raises ForeignArchiveError, ArchiveCorruptError and their kin."""
    conn = db.connect(path, readonly=True)
    try:
        with db.driver_errors(path):
            check(conn, path)
            return _look(conn, path)
    finally:
        conn.close()


def check(conn: sqlite3.Connection, path: Path, pragma: str = "quick_check") -> None:
    """SQLite's own check; "integrity_check" also compares indexes with their tables. Raises ArchiveCorruptError."""
    found = [str(row[0]) for row in conn.execute(f"pragma {pragma}({MOST_FAULTS})")]
    if found != ["ok"]:
        faults = "; ".join(" ".join(line.split()) for line in found)
        raise ArchiveCorruptError(
            f"{path}: damaged ({faults}); restore a backup or save what can be read with `presswatch salvage`"
        )


def _look(conn: sqlite3.Connection, path: Path) -> Inspection:
    applied = [step.name for step in migrations.applied(Database(conn))]
    has_articles = conn.execute("select count(*) from sqlite_master where name = 'articles'").fetchone()[0]
    latest = conn.execute(LATEST).fetchone()[0] if set(applied) >= STEPS_OF_LATEST else None
    wal = path.with_name(path.name + "-wal")
    return Inspection(
        schema=max(applied, default=""),
        pending=tuple(step.name for step in migrations.pending(Database(conn))),
        articles=conn.execute("select count(*) from articles").fetchone()[0] if has_articles else 0,
        latest=db.maybe_moment(latest),
        bytes=path.stat().st_size,
        wal_bytes=wal.stat().st_size if wal.exists() else 0,
        missed=conn.execute(MISSED).fetchone()[0] if "0073_gate_samples" in applied else 0,
    )
