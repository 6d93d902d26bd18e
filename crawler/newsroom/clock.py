"""The news clock: maps moments of the newsroom's week to real moments.

The newsroom's articles know only "day 2, 09:14, in the outlet's zone". A clock pins one such moment to a real one, the anchor.
What lies before the anchor keeps its distance to it; what lies after it comes faster when the clock has a speed above 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR

REFERENCE_DAY = date(2025, 9, 1)
"""Day 1 when zone offsets are looked up. Fixed, so that the order of events in different zones never depends on the season."""


@dataclass(frozen=True, order=True)
class WeekTime:
    """A wall-clock moment of the newsroom's week: day 1 to 7 and minutes since midnight."""

    day: int
    minute: int

    @classmethod
    def parse(cls, day: int, time: str) -> "WeekTime":
        """Read a day and "HH:MM"; raises ValueError for anything else."""
        hours, minutes = time.split(":")
        moment = datetime(1, 1, 1, int(hours), int(minutes), tzinfo=UTC)
        return cls(day, moment.hour * MINUTES_PER_HOUR + moment.minute)

    def after_midnight(self) -> timedelta:
        """Time since day 1, 00:00, on the same wall clock."""
        return timedelta(days=self.day - 1, minutes=self.minute)

    def since_start(self, zone: tzinfo) -> timedelta:
        """Time since day 1, 00:00 UTC, for a moment told by a wall clock in ``zone``."""
        start = datetime(REFERENCE_DAY.year, REFERENCE_DAY.month, REFERENCE_DAY.day, tzinfo=UTC)
        local = start.replace(tzinfo=zone) + self.after_midnight()
        return local.astimezone(UTC) - start


DEMO_START = WeekTime.parse(5, "18:30")
END_OF_WEEK = WeekTime.parse(8, "08:00")
"""In UTC: late enough for day 7 to be over at every outlet."""
TEST_ANCHOR = datetime(2025, 9, 8, 8, 0, tzinfo=UTC)
"""The end of the reference week: under it every printed time is the one that the article file gives."""


def utc_now() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)


class NewsClock:
    """Runs with real time: ``at`` (UTC in the newsroom's week) is the real moment ``anchor``."""

    def __init__(
        self,
        anchor: datetime,
        at: WeekTime = DEMO_START,
        speed: float = 1.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Pin the week; ``speed`` counts newsroom seconds per real second after the anchor."""
        self._anchor = anchor
        self._at = at.since_start(UTC)
        self._speed = speed
        self._now = now

    def now(self) -> datetime:
        """Tell the real moment up to which the newsroom has published."""
        return self._now()

    def real(self, when: WeekTime, zone: tzinfo = UTC) -> datetime:
        """Map a moment told by a wall clock in ``zone`` to its real moment, in UTC and whole seconds."""
        distance = when.since_start(zone) - self._at
        if distance > timedelta(0):
            distance /= self._speed
        return (self._anchor + distance).replace(microsecond=0)


class StoppedClock(NewsClock):
    """Stands still until a test moves it; the end of the week unless told otherwise."""

    def __init__(self, at: WeekTime = END_OF_WEEK, anchor: datetime = TEST_ANCHOR) -> None:
        """Stand at ``at`` (UTC), which is the real moment ``anchor``."""
        super().__init__(anchor, at)
        self._moment = anchor

    def now(self) -> datetime:
        """Tell the real moment at which the clock stands."""
        return self._moment

    def move_to(self, day: int, time: str) -> None:
        """Stand at "HH:MM" UTC of a day of the newsroom's week; the mapping of moments stays."""
        self._moment = self.real(WeekTime.parse(day, time))


def demo_clock(minutes: float = 15.0, now: Callable[[], datetime] = utc_now) -> NewsClock:
    """Start now at day 5, 18:30 UTC, and let the rest of the week appear within ``minutes`` real minutes."""
    rest = END_OF_WEEK.since_start(UTC) - DEMO_START.since_start(UTC)
    return NewsClock(now(), DEMO_START, rest / timedelta(minutes=minutes), now)
