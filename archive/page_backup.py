"""Backups of the raw pages: the WARC files beside the copies of the archive that name them.

The files of past days never change, so those that are there already are not copied again. Regular backups share one folder.
"""

import filecmp
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive import rotation
from archive.errors import BackupError
from archive.warc import SOFTWARE

PATTERN = f"{SOFTWARE}-*.warc.gz"
Progress = Callable[[int, int], None]  # bytes copied, of how many


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup has of the raw pages: files and bytes in all, files copied this time, and names of those that lack pages."""

    folder: Path
    files: int
    bytes: int
    new: int
    lacking: tuple[str, ...]


def folder_of(backup: Path) -> Path:
    """Where the raw pages of a backup are: NAME.pages beside it; regular backups of one folder share presswatch.pages."""
    regular = rotation.NAME.fullmatch(backup.name)
    return backup.with_name(f"{SOFTWARE if regular else backup.stem}.pages")


def copy(backup: Path, pages: Path, progress: Progress | None = None) -> Copied:
    """Copy what `folder_of(backup)` lacks, then look whether it has every page that `backup` names.

    Call it after the archive was copied: what is written meanwhile is more than the copy names, never less. A file that is
    shorter than its copy was damaged and replaces nothing. Raises BackupError.
    """
    target = folder_of(backup)
    try:
        files = sorted(pages.glob(PATTERN)) if pages.is_dir() else []
        wanted = [file for file in files if _worth_copying(file, target / file.name)]
        total, done = sum(file.stat().st_size for file in wanted), 0
        if wanted:
            target.mkdir(parents=True, exist_ok=True)
        for file in wanted:
            done += _copy(file, target / file.name)
            if progress is not None:
                progress(done, total)
        there = [file.stat().st_size for file in target.glob(PATTERN)]
        return Copied(target, len(there), sum(there), len(wanted), tuple(_lacking(backup, target)))
    except OSError as error:
        told = f"{error.filename or target}: {error.strerror or error}"
        raise BackupError(
            f"{told}; the archive was copied, its raw pages were not: make room or name a file elsewhere"
        ) from error


def tidy(folder: Path) -> list[Path]:
    """Delete the shared copies that no regular backup of the folder names any more. Returns what was deleted. Raises OSError."""
    backups = rotation.backups(folder).values()
    files = [file for shared in {folder_of(backup) for backup in backups} for file in sorted(shared.glob(PATTERN))]
    if not files:
        return []
    named = set[str]().union(*(_named(backup) for backup in backups))
    newest = files[-1]  # may hold pages that the archive was told of after it was copied
    gone = [file for file in files if file.name not in named and file != newest]
    for file in gone:
        file.unlink()
    return gone


def put_back(backup: Path, pages: Path, now: datetime) -> tuple[int, list[Path]]:
    """Copy the raw pages of a backup to where they are kept. Returns how many files, and which old ones were set aside.

    A file that begins as the copy does is left as it is: it has grown since. Raises BackupError.
    """
    restored, aside = 0, []
    try:
        for file in sorted(folder_of(backup).glob(PATTERN)):
            target = pages / file.name
            if target.exists():
                if _grown(file, target):
                    continue
                aside.append(target.rename(pages / f"{file.name}.before-restore-{now:%Y%m%dT%H%M%SZ}"))
            pages.mkdir(parents=True, exist_ok=True)
            _copy(file, target)
            restored += 1
    except OSError as error:
        told = f"{error.filename or pages}: {error.strerror or error}"
        raise BackupError(f"{told}; the archive was restored, its raw pages were not: make room and restore again") from error
    return restored, aside


def _worth_copying(file: Path, copied: Path) -> bool:
    if not copied.exists():
        return True
    return file.stat().st_size >= copied.stat().st_size and not filecmp.cmp(file, copied)  # looks at size and time of change


def _grown(copied: Path, file: Path) -> bool:
    """Whether a file begins with all of the copy."""
    if file.stat().st_size < copied.stat().st_size:
        return False
    with copied.open("rb") as one, file.open("rb") as other:
        while piece := one.read(1 << 20):
            if piece != other.read(len(piece)):
                return False
    return True


def _copy(file: Path, target: Path) -> int:
    """A copy appears under its name only when it is whole; the time of change comes along, to be compared next time."""
    incoming = target.with_name(f"{target.name}.incoming")
    shutil.copy2(file, incoming)
    size = incoming.stat().st_size
    incoming.replace(target)
    return size


def _lacking(backup: Path, target: Path) -> Iterator[str]:
    for name, end in _places(backup):
        file = target / name
        if not file.is_file() or file.stat().st_size < end:
            yield name


def _named(backup: Path) -> set[str]:
    return {name for name, _ in _places(backup)}


def _places(backup: Path) -> Iterable[tuple[str, int]]:
    """Files that the archive names, and the byte up to which it needs each. None in a backup of before raw pages were kept."""
    with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as conn:
        if not conn.execute("select 1 from sqlite_master where name = 'captures'").fetchone():
            return []
        return conn.execute("select file, max(offset + length) from captures group by file").fetchall()
