"""Charts as SVG without text of their own: labels stand beside them as HTML, so that they stay readable on a phone. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.reading.rows import DayCount

HEIGHT = 100.0


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a bar, in a picture 100 units high: the articles of one language."""

    language: str
    y: float
    height: float
    articles: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A day. Bars are one unit wide and stand at 0, 1, 2 …"""

    day: date
    segments: tuple[Segment, ...]

    @property
    def articles(self) -> int:
        """Of all languages."""
        return sum(segment.articles for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The chart of coverage: its bars, languages in the order they are stacked, and what the top line stands for."""

    bars: tuple[Bar, ...]
    languages: tuple[str, ...]
    top: int


def coverage(counts: Sequence[DayCount], first: date, last: date) -> Coverage:
    """Stack the languages of each day from `first` to `last`; the largest language lies at the bottom."""
    by_day: dict[date, dict[str, int]] = defaultdict(dict)
    totals: dict[str, int] = defaultdict(int)
    for count in counts:
        by_day[count.day][count.language] = count.articles
        totals[count.language] += count.articles
    languages = tuple(sorted(totals, key=lambda language: (-totals[language], language)))
    top = round_up(max((sum(day.values()) for day in by_day.values()), default=0))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return Coverage(tuple(_bar(day, by_day[day], languages, top) for day in days), languages, top)


def round_up(value: int) -> int:
    """The next number that halves well: 2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 60 …"""
    scale = 1
    while value > 30 * scale:
        scale *= 10
    return next(step * scale for step in (2, 4, 6, 8, 10, 12, 16, 20, 24, 30) if step * scale >= value)


def sparkline(values: Sequence[int]) -> list[tuple[int, float, float]]:
    """(x, y, height) for each value, in a picture 100 units high; nothing is drawn for 0."""
    top = max([*values, 1])
    return [(x, HEIGHT - HEIGHT * value / top, HEIGHT * value / top) for x, value in enumerate(values) if value]


def _bar(day: date, articles: dict[str, int], languages: Sequence[str], top: int) -> Bar:
    segments, y = [], HEIGHT
    for language in languages:
        height = round(HEIGHT * articles.get(language, 0) / top, 2)
        y = round(y - height, 2)
        if height:
            segments.append(Segment(language, y, height, articles[language]))
    return Bar(day, tuple(segments))
