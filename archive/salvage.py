"""What can be read of a damaged archive, in a new one.

SQLite's own `.recover` does not manage our full-text index in every release that distributions ship (3.40.1 stops at once),
and needs its command-line tool. Tables are read from both ends towards the damage; what lies between is lost, and what refers
to it too.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.errors import ArchiveCorruptError, BackupError

PORTION = 500  # rows
NOT_COPIED = ("articles_fts", "sqlite_", "_sqlite_")


@dataclass(frozen=True, slots=True)
class Table:
    """How a table came through: rows saved, and whether it was read to its end without meeting damage."""

    name: str
    rows: int
    whole: bool


def salvage(damaged: Path, fresh: Path) -> list[Table]:
    """Save what can be read into a new archive.

    Raises BackupError when the file is there, ArchiveError when nothing can be read.
    """
    if fresh.exists():
        raise BackupError(f"{fresh}: exists already; move it away first")
    try:
        with closing(db.create(fresh)) as conn, db.driver_errors(damaged):
            conn.execute("pragma foreign_keys = off")
            with closing(sqlite3.connect(f"{damaged.resolve().as_uri()}?mode=ro", uri=True)) as old:
                found = [_copy(conn, old, name) for name in _tables(conn, old)]
            _tidy(conn)
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
        raise
    return found


def _tables(conn: sqlite3.Connection, old: sqlite3.Connection) -> list[str]:
    """Ordinary tables that both archives have."""
    try:
        theirs = {row[0] for row in old.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error as error:
        raise ArchiveCorruptError(f"not even the list of its tables can be read ({error}); restore a backup") from error
    ours = [row[0] for row in conn.execute("select name from sqlite_master where type = 'table' order by name")]
    return [name for name in ours if name in theirs and not name.startswith(NOT_COPIED)]


def _copy(conn: sqlite3.Connection, old: sqlite3.Connection, name: str) -> Table:
    """Forwards until damage stops it, then backwards until it meets it again."""
    ours = [row["name"] for row in conn.execute(f'pragma table_info("{name}")')]
    theirs = {row[1] for row in old.execute(f'pragma table_info("{name}")')}
    columns = [column for column in ours if column in theirs]
    key = _key(conn, name)
    whole = False
    with db.transaction(conn):
        conn.execute(f'delete from "{name}"')  # a new archive has an identity of its own
        for direction in ("", " desc"):
            whole = _read(conn, old, name, columns, ", ".join(f"{part}{direction}" for part in key))
            if whole:
                break
    rows = conn.execute(f'select count(*) from "{name}"').fetchone()[0]
    return Table(name, rows, whole=whole and direction == "")


def _key(conn: sqlite3.Connection, name: str) -> Sequence[str]:
    """What a table is ordered by on disk."""
    without_rowid = conn.execute("select wr from pragma_table_list where schema = 'main' and name = ?", (name,)).fetchone()[0]
    if not without_rowid:
        return ("rowid",)
    keys = [(row["pk"], row["name"]) for row in conn.execute(f'pragma table_info("{name}")') if row["pk"]]
    return [f'"{column}"' for _, column in sorted(keys)]


def _read(conn: sqlite3.Connection, old: sqlite3.Connection, name: str, columns: Sequence[str], order: str) -> bool:
    """Copy until the end (True) or until damage. Rows that are there already stay."""
    listed = ", ".join(f'"{column}"' for column in columns)
    insert = f'insert or ignore into "{name}" ({listed}) values ({", ".join("?" * len(columns))})'
    rows = _until_damage(old, f'select {listed} from "{name}" order by {order}')
    whole = True
    batch: list[tuple[object, ...]] = []
    for row in rows:
        if row is None:
            whole = False
            break
        batch.append(row)
        if len(batch) == PORTION:
            conn.executemany(insert, batch)
            batch.clear()
    conn.executemany(insert, batch)
    return whole


def _until_damage(old: sqlite3.Connection, sql: str) -> Iterator[tuple[object, ...] | None]:
    """Rows, and None where damage ends them."""
    try:
        for row in old.execute(sql):
            yield tuple(row)
    except sqlite3.DatabaseError:
        yield None


def _tidy(conn: sqlite3.Connection) -> None:
    """Remove what refers to rows that are lost, and index the texts anew."""
    while orphans := conn.execute("pragma foreign_key_check").fetchall():
        with db.transaction(conn):
            for table, rowid, *_ in orphans:
                if rowid is None:  # a table without row ids: all of its orphans go at once
                    _delete_orphans(conn, table)
                else:
                    conn.execute(f'delete from "{table}" where rowid = ?', (rowid,))
    conn.execute("insert into articles_fts (articles_fts) values ('rebuild')")


def _delete_orphans(conn: sqlite3.Connection, table: str) -> None:
    for key in conn.execute(f'pragma foreign_key_list("{table}")').fetchall():
        ours, parent, theirs = key["from"], key["table"], key["to"]
        target = theirs or "rowid"
        with contextlib.suppress(sqlite3.OperationalError):
            conn.execute(
                f'delete from "{table}" where "{ours}" is not null and "{ours}" not in (select "{target}" from "{parent}")'
            )
