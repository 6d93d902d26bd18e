"""A consistent copy of a database while others write to it, counted against the original and put in place in one step."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

PAGES_A_STEP = 4096  # 16 MB between two calls of `progress`

Progress = Callable[[int, int], None]  # pages done, pages in all


class SnapshotError(Exception):
    """The copy is not like the original."""


def snapshot(source: sqlite3.Connection, target: Path, progress: Progress | None = None) -> Mapping[str, int]:
    """Copy what `source` sees now into `target`, replacing it in one step. Returns the rows of each table.

    The connection must be in no transaction. A read transaction held over the whole copy keeps it of one moment and saves
    SQLite's backup from starting anew at each write of another process; writers go on meanwhile (WAL).
    Raises SnapshotError, sqlite3.Error and OSError; nothing is left behind then.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        source.execute("begin")
        try:
            expected = rows(source)
            _copy(source, part, progress)
        finally:
            source.execute("rollback")
        _verify(part, expected)
        _put(part, target)
    finally:
        part.unlink(missing_ok=True)
    return expected


def rows(conn: sqlite3.Connection) -> dict[str, int]:
    """How many rows each ordinary table has."""
    names = [row[0] for row in conn.execute("select name from pragma_table_list where schema = 'main' and type = 'table'")]
    return {name: conn.execute(f'select count(*) from "{name}"').fetchone()[0] for name in sorted(names)}


def _copy(source: sqlite3.Connection, part: Path, progress: Progress | None) -> None:
    def report(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy, pages=PAGES_A_STEP, progress=report)
        copy.execute("pragma journal_mode = delete")  # one file, readable from read-only media too


def _verify(part: Path, expected: Mapping[str, int]) -> None:
    with closing(sqlite3.connect(f"{part.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        faults = [row[0] for row in copy.execute("pragma integrity_check(3)")]
        if faults != ["ok"]:
            raise SnapshotError(f"the copy is damaged ({faults[0]}); the original may be too: presswatch doctor")
        found = rows(copy)
    if found != expected:
        differing = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
        raise SnapshotError(f"the copy of {differing[0]} has {found.get(differing[0])} rows, not {expected.get(differing[0])}")


def _put(part: Path, target: Path) -> None:
    """Durable before it is visible: the file, the name, the folder."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
