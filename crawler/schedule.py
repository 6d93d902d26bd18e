"""When a channel is polled next and a failed fetch tried again. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_BACK_OFF = timedelta(hours=24)  # design.md: Retry-After is a floor, capped at a day
MAX_ERROR_DOUBLINGS = 5


@dataclass(frozen=True, slots=True)
class PollPlan:
    """Intervals between polls by the source's priority (1 to 4)."""

    minutes: Sequence[float]

    def after_success(self, now: datetime, priority: int) -> datetime:
        """The regular next poll."""
        return now + self._interval(priority)

    def after_error(self, now: datetime, priority: int, streak: int, floor: timedelta = timedelta()) -> datetime:
        """The interval doubled for each error in a row; `floor` is what the server asked for."""
        wait = self._interval(priority) * (1 << min(streak, MAX_ERROR_DOUBLINGS))
        return now + min(max(wait, floor), MAX_BACK_OFF)

    def _interval(self, priority: int) -> timedelta:
        return timedelta(minutes=self.minutes[min(max(priority, 1), len(self.minutes)) - 1])


def next_try(now: datetime, attempts: int, waits: Sequence[float]) -> datetime:
    """When to try a URL again after `attempts` failures; `waits` in seconds, the last one repeats."""
    return now + timedelta(seconds=waits[min(attempts, len(waits) - 1)] if waits else 60.0)
