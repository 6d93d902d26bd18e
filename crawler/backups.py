"""Backups of both databases and the raw pages; by rule: made when the newest is too old, and only as many kept as it says."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive import page_backup, rotation
from archive.backup import Backup, back_up
from archive.errors import ArchiveError, BackupError
from archive.page_backup import Copied
from crawler.config import ArchiveSection, BackupSection

log = logging.getLogger(__name__)

RETRY = timedelta(hours=1)  # after one that failed
Progress = Callable[[str, int, int], None]  # of what, done, of how much


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: the databases, the raw pages, and what the rule deleted."""

    databases: list[Backup]
    pages: Copied
    gone: list[Path]


def make(archive: ArchiveSection, file: Path, *, force: bool = False, progress: Progress = lambda *_: None) -> Made:
    """Copy everything to `file` and beside it. Raises BackupError, ArchiveError."""
    made = back_up(
        archive.path, archive.reader, file, force=force, progress=lambda done, total: progress("databases", done, total)
    )
    pages = page_backup.copy(file, archive.pages_folder, lambda done, total: progress("raw pages", done, total))
    return Made(made, pages, [])


class Backups:
    """Makes the backups of one installation. When the last one was made stands in the folder: restarts do not matter."""

    def __init__(self, archive: ArchiveSection, section: BackupSection) -> None:
        self._archive = archive
        self._section = section
        self._not_before: datetime | None = None

    async def run_due(self, now: datetime) -> None:
        """Make one if it is time. Trouble is logged, and tried again after an hour."""
        folder = self._section.folder
        waiting = self._not_before is not None and self._not_before - RETRY <= now < self._not_before
        if folder is None or waiting or not rotation.due(folder, now, timedelta(hours=self._section.every_hours)):
            return
        try:
            made = await asyncio.to_thread(self.make, folder, now)
        except (ArchiveError, BackupError, OSError) as error:
            self._not_before = now + RETRY
            log.error("no backup: %s; tried again in an hour", error)  # noqa: TRY400 -- the text says what to do
        else:
            self._not_before = None
            file, new = made.databases[0].file, made.pages.new
            log.info("backup %s made and verified, with %d files of raw pages; %d old files deleted", file, new, len(made.gone))
            for name in made.pages.lacking:
                log.warning("%s", lacks(made.pages.folder / name))

    def make(self, folder: Path, now: datetime, progress: Progress = lambda *_: None) -> Made:
        """Make one now and delete what the rule does not keep. Raises BackupError, ArchiveError, OSError."""
        section = self._section
        made = make(self._archive, rotation.name(folder, now), progress=progress)
        gone = rotation.rotate(folder, rotation.Rule(section.daily, section.weekly, section.monthly))
        return Made(made.databases, made.pages, [*gone, *page_backup.tidy(folder)])


def lacks(file: Path) -> str:
    """What to say of raw pages that could not be copied because they are not there."""
    return f"{file}: lacks pages that the archive names; was the original changed or moved, or [archive] pages set anew?"
