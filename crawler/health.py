"""When a channel has been silent too long: pure."""

import math
from datetime import datetime, timedelta
from typing import Final

GAPS: Final = 2  # usual gaps without a new entry: at a steady rate that happens once in seven (e^-2), so a day is added
GRACE: Final = timedelta(days=1)
LONGEST_GAP: Final = timedelta(days=60)  # a source that speaks twice a year says nothing by its silence


def speaks_by(last_new_at: datetime, per_day: float) -> datetime:
    """When a channel that has just shown something new should have done so again."""
    gap = timedelta(days=1 / per_day) if per_day > 1 / LONGEST_GAP.days else LONGEST_GAP
    return last_new_at + GAPS * gap + GRACE


def chance_of_silence(expected: float) -> float:
    """How likely it is that a channel shows nothing where `expected` entries are usual (Poisson)."""
    return math.exp(-max(expected, 0.0))
