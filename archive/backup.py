"""Backups: a verified copy of the archive (and of what readers wrote, beside it), and the way back."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive import db, reader
from archive.errors import ArchiveCorruptError, ArchiveFullError, BackupError, ForeignArchiveError
from archive.inspection import check
from archive.snapshot import Progress, SnapshotError, snapshot

SIDE_FILES = ("", "-wal", "-shm")  # a database that was not closed is all three


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made and verified. `rows` by table."""

    file: Path
    bytes: int
    rows: Mapping[str, int]


def reader_file(file: Path) -> Path:
    """Where the readers' database goes beside a backup of the archive."""
    return file.with_name(f"{file.stem}.reader{file.suffix or '.db'}")


def back_up(archive: Path, readers: Path, file: Path, *, force: bool = False, progress: Progress | None = None) -> list[Backup]:
    """Copy both databases to `file` and beside it, while others write to them. The readers' one may not exist yet.

    Raises BackupError when a file is there already and `force` is not given, ArchiveError for trouble with the databases.
    """
    wanted = [(archive, file), *([(readers, reader_file(file))] if readers.exists() else [])]
    for source, target in wanted:
        if target.exists() and target.resolve() == source.resolve():
            raise BackupError(f"{target}: is the database itself; name another file")
        if target.exists() and not force:
            raise BackupError(f"{target}: exists already; name another file, or --force to replace it")
    file.parent.mkdir(parents=True, exist_ok=True)
    return [_copy(source, target, progress) for source, target in wanted]


def _copy(source: Path, target: Path, progress: Progress | None = None) -> Backup:
    with _trouble(target), closing(_open(source)) as conn:
        rows = snapshot(conn, target, progress)
    return Backup(target, target.stat().st_size, rows)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=db.BUSY_SECONDS, isolation_level=None)


@contextmanager
def _trouble(target: Path) -> Iterator[None]:
    """What SQLite says while copying concerns the target more often than the source."""
    try:
        with db.driver_errors(target):
            yield
    except ArchiveFullError as error:
        raise ArchiveFullError(f"{target}: no room for the copy; make room or name a file on another disk") from error
    except SnapshotError as error:
        raise BackupError(f"{target}: {error}; nothing was kept") from error


def restore(file: Path, archive: Path, readers: Path, now: datetime) -> list[tuple[Path, Path | None]]:
    """Put a backup (and the readers' one beside it) in the place of the databases; what was there is kept under another name.

    Returns (restored, where the old one is kept). The caller holds the instance lock. Raises BackupError, ArchiveError.
    """
    verify(file)
    wanted = [(file, archive)]
    if reader_file(file).exists():
        verify(reader_file(file), application_id=reader.APPLICATION_ID)
        wanted.append((reader_file(file), readers))
    return [(target, _restore(source, target, now)) for source, target in wanted]


def _restore(source: Path, target: Path, now: datetime) -> Path | None:
    """Copy first, then swap: whatever fails before the swap changes nothing."""
    incoming = target.with_name(f"{target.name}.incoming")
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, incoming)
    aside = _set_aside(target, now) if target.exists() else None
    incoming.replace(target)
    return aside


def _set_aside(path: Path, now: datetime) -> Path:
    """Rename a database with its side files. Folded into one file before, where that is still possible."""
    aside = path.with_name(f"{path.stem}.before-restore-{now:%Y%m%dT%H%M%SZ}{path.suffix}")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as conn:
            conn.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.Error:
        pass  # damaged: that is why it is replaced; its side files go with it
    for ending in reversed(SIDE_FILES):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def verify(file: Path, application_id: int = db.APPLICATION_ID) -> None:
    """Whether a file can be restored: ours, whole, of no newer version. Raises BackupError, ArchiveError."""
    if not file.is_file():
        raise BackupError(f"{file}: no such file; name a file made by `presswatch backup`")
    with db.driver_errors(file), closing(_open(file)) as conn:
        found = conn.execute("pragma application_id").fetchone()[0]
        if found != application_id:
            raise ForeignArchiveError(f"{file}: not a backup of presswatch (application_id {found:#x})")
        if application_id == db.APPLICATION_ID:
            db.connect(file, readonly=True).close()  # refuses a newer schema
        try:
            check(conn, file, "integrity_check")
        except ArchiveCorruptError as error:
            raise BackupError(f"{file}: damaged, so it was not restored; use an older backup") from error
