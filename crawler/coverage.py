"""First and late channels, and an estimate of what all missed: pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from archive.coverage import Lateness, Missed, Shown

NORMAL_95: Final = 1.96
ASSUMPTION: Final = (
    "Assumes that outlets' own channels and aggregators find articles independently and that each article is equally likely to "
    "be found; big outlets are easier for both, so the true number is rather higher."
)


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How one channel or outlet did. `late` is the median delay in minutes where another was first; None when never late."""

    name: str
    seen: int
    first: int
    late: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Chapman's estimate of all relevant articles, from two catches and their overlap, with a 95 % interval."""

    own: int
    aggregators: int
    both: int
    total: float
    low: float
    high: float

    @property
    def found(self) -> int:
        """Articles that at least one of them showed."""
        return self.own + self.aggregators - self.both


def chapman(own: int, aggregators: int, both: int) -> Estimate:
    """Chapman 1951 (Seber 1970 for the variance): unbiased for small catches, and finite without overlap."""
    total = (own + 1) * (aggregators + 1) / (both + 1) - 1
    variance = (own + 1) * (aggregators + 1) * (own - both) * (aggregators - both) / ((both + 1) ** 2 * (both + 2))
    margin = NORMAL_95 * math.sqrt(variance)
    return Estimate(own, aggregators, both, total, max(float(own + aggregators - both), total - margin), total + margin)


def told(found: Estimate) -> str:
    """What the estimate says in words. With an empty catch there is nothing to compare, and 0 more would be no finding."""
    if not (found.own and found.aggregators):
        return "How many nobody found cannot be estimated: that takes articles of both kinds of channels."
    return f"There were about {found.total:.0f} (95 %: {found.low:.0f} to {found.high:.0f}). {ASSUMPTION}"


def estimate(sightings: Sequence[Shown]) -> Estimate:
    """Catches are articles that outlets' own channels showed, and those that aggregators showed."""
    own = {s.url_id for s in sightings if not s.aggregator}
    aggregators = {s.url_id for s in sightings if s.aggregator}
    return chapman(len(own), len(aggregators), len(own & aggregators))


def channels(sightings: Sequence[Shown]) -> list[Punctuality]:
    """Each channel by the articles it showed, those that were first most often before the others."""
    return _punctuality((s.url_id, s.channel, s.at) for s in sightings)


def outlets(sightings: Sequence[Shown]) -> list[Punctuality]:
    """Each outlet by the stories it reported."""
    return _punctuality((s.story_id, s.outlet, s.at) for s in sightings if s.story_id is not None)


def measured(sightings: Sequence[Shown], since: datetime, at: datetime) -> tuple[list[Lateness], Missed]:
    """Everything the archive keeps of it for the pages."""
    rows = [("channel", row) for row in channels(sightings)] + [("outlet", row) for row in outlets(sightings)]
    found = estimate(sightings)
    missed = Missed(at, since, found.own, found.aggregators, found.both, found.total, found.low, found.high)
    return [Lateness(kind, row.name, row.seen, row.first, row.late) for kind, row in rows], missed


def _punctuality(seen: Iterable[tuple[int, str, datetime]]) -> list[Punctuality]:
    by_key: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    for key, name, at in seen:
        by_key[key][name] = min(at, by_key[key].get(name, at))
    delays: defaultdict[str, list[float]] = defaultdict(list)
    for group in by_key.values():
        earliest = min(group.values())
        for name, at in group.items():
            delays[name].append((at - earliest).total_seconds() / 60)
    rows = [
        Punctuality(name, len(found), found.count(0.0), median(late) if (late := [delay for delay in found if delay]) else None)
        for name, found in delays.items()
    ]
    return sorted(rows, key=lambda row: (-row.first, row.name))
