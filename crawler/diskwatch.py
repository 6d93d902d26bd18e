"""Tells the operator when the disk of the archive fills up, once until there is room again."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from archive import outbox
from crawler.doctor import FULL_BYTES, LOW_BYTES, megabytes
from crawler.notices import Operator

LOOK_EVERY = timedelta(minutes=5)
Errand = Callable[[sqlite3.Connection, datetime], None]
ROOM_AGAIN = 1.2  # times the limit: a disk that swings around it is told of once


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def watch(folder: Path, operator: Operator, free: Callable[[Path], int] = _free) -> Errand:
    """An errand that looks every few minutes; `free` gives the bytes that are left."""
    looked: datetime | None = None

    def look(conn: sqlite3.Connection, now: datetime) -> None:
        nonlocal looked
        if looked is not None and looked <= now < looked + LOOK_EVERY:
            return
        looked = now
        left = free(folder)
        for level, limit in (("full", FULL_BYTES), ("low", LOW_BYTES)):
            if left >= limit * ROOM_AGAIN:
                outbox.over(conn, f"disk {level}")
            elif left < limit:
                if outbox.once(conn, f"disk {level}", now):
                    operator.tell(conn, *_told(level, left, folder), now)
                break

    return look


def _told(level: str, left: int, folder: Path) -> tuple[str, str]:
    subject = f"the disk is {'nearly full' if level == 'low' else 'full'}: {megabytes(left)} left"
    advice = "Make room: old raw pages and backups go first (docs/operating.md)."
    kept = "Nothing is lost when it is full: the crawl pauses, and goes on by itself when there is room."
    return subject, f"{megabytes(left)} are left in {folder}.\n\n{advice}\n\n{kept}"
