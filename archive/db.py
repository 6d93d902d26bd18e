"""Opening the archive: connections, identity, migrations, and the driver's errors turned into ours."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from archive.errors import (
    ArchiveCorruptError,
    ArchiveDiskError,
    ArchiveError,
    ArchiveFullError,
    ArchiveLockedError,
    ArchiveReadOnlyError,
    ForeignArchiveError,
)
from archive.migrations import migrations
from archive.snapshot import SnapshotError, snapshot

log = logging.getLogger(__name__)

APPLICATION_ID = 0x50525357  # "PRSW", shown by file(1) and PRAGMA application_id
BUSY_SECONDS = 10.0
REHEARSAL_BYTES = 256 * 1024
VIEWS = Path(__file__).with_name("views.sql")

Position = tuple[str, int]  # a place in a list ordered by due time and id
START: Position = ("", 0)


def stamp(moment: datetime) -> str:
    """An aware moment as the archive writes it: UTC, whole seconds, "2026-01-31T08:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The aware UTC moment of an archive time stamp."""
    return datetime.fromisoformat(text)  # twenty times as fast as strptime, and a tick reads thousands


def maybe_moment(text: str | None) -> datetime | None:
    """As `moment`, for columns that may be null."""
    return moment(text) if text else None


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """Open an archive that exists (see `create` otherwise). Autocommit: transactions are begun by hand.

    Raises ForeignArchiveError for a file that is not ours, ArchiveError for any other trouble.
    """
    with driver_errors(path):
        mode = "ro" if readonly else "rwc"
        conn = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        conn.row_factory = sqlite3.Row
        try:
            _check_identity(conn, path)
            conn.execute("pragma foreign_keys = on")
            conn.execute("pragma synchronous = normal")
        except BaseException:
            conn.close()
            raise
    return conn


def behind(path: Path) -> list[str]:
    """The steps that an archive's schema lacks, in order. Raises ArchiveError and its kin."""
    conn = connect(path, readonly=True)
    try:
        with driver_errors(path):
            return [step.name for step in migrations.pending(Database(conn))]
    finally:
        conn.close()


def create(path: Path) -> sqlite3.Connection:
    """Open the archive for writing, made or brought up to date as needed. Raises ArchiveError and its kin.

    One of an older schema is copied before it is changed, see `copy_before_migration`.
    """
    with driver_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    conn = connect(path)
    try:
        with driver_errors(path):
            conn.execute("pragma journal_mode = wal")
            conn.execute(f"pragma application_id = {APPLICATION_ID}")
            _migrate(conn, path)
            with transaction(conn):
                for statement in VIEWS.read_text(encoding="utf-8").split(";\n"):
                    conn.execute(statement)
    except BaseException:
        conn.close()
        raise
    return conn


def copy_before_migration(path: Path, first_step: str) -> Path:
    """Where the copy of an archive is put before `first_step` changes it: beside it, named after the step."""
    return path.with_name(f"{path.stem}.before-{first_step}{path.suffix}")


def _migrate(conn: sqlite3.Connection, path: Path) -> None:
    pending = [step.name for step in migrations.pending(Database(conn))]
    if pending and migrations.applied(Database(conn)):
        copy = copy_before_migration(path, pending[0])
        try:
            snapshot(conn, copy)
        except SnapshotError as error:
            raise ArchiveCorruptError(f"{path}: not migrated: {error}") from error
        log.info("%s: has an older schema; copied to %s before it is changed", path, copy)
    migrations.apply(Database(conn))


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT: a deferred transaction that upgrades to a write fails at once when another writer is busy."""
    conn.execute("begin immediate")
    try:
        yield
        conn.execute("commit")
    except BaseException:
        if conn.in_transaction:
            conn.execute("rollback")
        raise


def rehearse(conn: sqlite3.Connection) -> None:
    """Write and keep as much as a long page takes, then remove it, to see whether that works. Raises sqlite3.Error."""
    with transaction(conn):
        conn.execute("create table if not exists rehearsal (filler blob)")
        conn.execute("insert into rehearsal values (zeroblob(?))", (REHEARSAL_BYTES,))
    with transaction(conn):
        conn.execute("drop table rehearsal")


@contextmanager
def driver_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into an ArchiveError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, path) from error
    except OSError as error:
        raise ArchiveReadOnlyError(f"{path}: cannot be opened ({error.strerror}); check the path and its permissions") from error


# What SQLite calls it (the beginning of its name), what we call it, and what to do.
TRANSLATIONS: tuple[tuple[tuple[str, ...], type[ArchiveError], str], ...] = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        ArchiveLockedError,
        f"locked by another process for {BUSY_SECONDS:.0f} s; stop it and try again",
    ),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
        ArchiveReadOnlyError,
        "cannot be opened for writing; check that folder and file exist and are writable",
    ),
    (
        ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"),  # the second: no room for the WAL's index
        ArchiveFullError,
        "the disk is full; make room: nothing is lost, and what is due stays due",
    ),
    (("SQLITE_IOERR",), ArchiveDiskError, "the disk fails ({error}); check the disk, its quota and the kernel's log"),
    (("SQLITE_NOTADB",), ForeignArchiveError, "not a SQLite database; name another file in [archive] path"),
    (
        ("SQLITE_CORRUPT",),
        ArchiveCorruptError,
        "damaged ({error}); restore a backup or save what can be read with `presswatch salvage`",
    ),
)


def _translate(error: sqlite3.Error, path: Path) -> ArchiveError:
    name = getattr(error, "sqlite_errorname", "") or ""
    for beginnings, kind, text in TRANSLATIONS:
        if name.startswith(beginnings):
            return kind(f"{path}: {text.replace('{error}', str(error))}")
    return ArchiveError(f"{path}: {error}")


def _check_identity(conn: sqlite3.Connection, path: Path) -> None:
    """Refuse another program's file, and one whose schema a newer presswatch has changed."""
    if conn.execute("select count(*) from sqlite_master").fetchone()[0] == 0:
        return
    found = conn.execute("pragma application_id").fetchone()[0]
    if found != APPLICATION_ID:
        raise ForeignArchiveError(
            f"{path}: a database of another program (application_id {found:#x}); name another file in [archive] path"
        )
    known = {step.name for step in migrations.pending(Database(memory=True))}
    newer = sorted({step.name for step in migrations.applied(Database(conn))} - known)
    if newer:
        raise ForeignArchiveError(f"{path}: made by a newer presswatch (it has {newer[-1]}); install that version to use it")
