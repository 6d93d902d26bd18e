"""When a failed fetch is tried again. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def next_try(now: datetime, attempts: int, waits: Sequence[float]) -> datetime:
    """When to try a URL again after `attempts` failures; `waits` in seconds, the last one repeats."""
    return now + timedelta(seconds=waits[min(attempts, len(waits) - 1)] if waits else 60.0)
