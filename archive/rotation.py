"""Which backups are kept: the newest of each of the last days, weeks and months (grandfather, father, son)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.backup import reader_file

NAME = re.compile(r"presswatch-(\d{8}T\d{6}Z)\.db")
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Rule:
    """How many of each are kept. The newest backup is kept whatever the numbers."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 6


def kept(moments: Iterable[datetime], rule: Rule) -> set[datetime]:
    """The backups to keep: the last one of each day (week, month) that has any, for as many of these as the rule says."""
    newest_first = sorted(moments, reverse=True)
    keep = set(newest_first[:1])
    periods: Sequence[tuple[int, Callable[[datetime], object]]] = (
        (rule.daily, lambda moment: moment.date()),
        (rule.weekly, lambda moment: moment.isocalendar()[:2]),
        (rule.monthly, lambda moment: (moment.year, moment.month)),
    )
    for count, period in periods:
        last_of: dict[object, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(period(moment), moment)
        keep.update(list(last_of.values())[:count])
    return keep


def name(folder: Path, now: datetime) -> Path:
    """The file of a backup that is made now."""
    return folder / f"presswatch-{now.astimezone(UTC).strftime(STAMP)}.db"


def backups(folder: Path) -> dict[datetime, Path]:
    """The backups of a folder by when they were made. Files of other names are nobody's business here."""
    found = {}
    for path in folder.glob("presswatch-*.db"):
        if match := NAME.fullmatch(path.name):
            found[datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)] = path
    return found


def due(folder: Path, now: datetime, every: timedelta) -> bool:
    """Whether the newest backup is older than `every`. One from the future (the clock was wrong) counts as old."""
    return not any(timedelta(0) <= now - moment < every for moment in backups(folder))


def rotate(folder: Path, rule: Rule) -> list[Path]:
    """Delete what the rule does not keep, readers' databases included. Returns what was deleted. Raises OSError."""
    found = backups(folder)
    gone = [path for moment, path in sorted(found.items()) if moment not in kept(found, rule)]
    for path in gone:
        path.unlink()
        reader_file(path).unlink(missing_ok=True)
    return gone
