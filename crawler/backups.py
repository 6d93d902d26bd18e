"""Backups by rule: made when the newest is too old, and only as many kept as the rule says."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from archive import rotation
from archive.backup import Backup, back_up
from archive.errors import ArchiveError, BackupError
from crawler.config import BackupSection

log = logging.getLogger(__name__)

RETRY = timedelta(hours=1)  # after one that failed


class Backups:
    """Makes the backups of one installation. When the last one was made stands in the folder: restarts do not matter."""

    def __init__(self, archive: Path, readers: Path, section: BackupSection) -> None:
        self._archive = archive
        self._readers = readers
        self._section = section
        self._not_before: datetime | None = None

    async def run_due(self, now: datetime) -> None:
        """Make one if it is time. Trouble is logged, and tried again after an hour."""
        folder = self._section.folder
        waiting = self._not_before is not None and self._not_before - RETRY <= now < self._not_before
        if folder is None or waiting or not rotation.due(folder, now, timedelta(hours=self._section.every_hours)):
            return
        try:
            made, gone = await asyncio.to_thread(self.make, folder, now)
        except (ArchiveError, BackupError, OSError) as error:
            self._not_before = now + RETRY
            log.error("no backup: %s; tried again in an hour", error)  # noqa: TRY400 -- the text says what to do
        else:
            self._not_before = None
            log.info("backup %s made and verified, %d older ones deleted", made[0].file, len(gone))

    def make(
        self, folder: Path, now: datetime, progress: Callable[[int, int], None] | None = None
    ) -> tuple[list[Backup], list[Path]]:
        """Make one now and delete what the rule does not keep. Raises BackupError, ArchiveError, OSError."""
        section = self._section
        made = back_up(self._archive, self._readers, rotation.name(folder, now), progress=progress)
        return made, rotation.rotate(folder, rotation.Rule(section.daily, section.weekly, section.monthly))
