"""Charts as SVG without text of their own: labels stand beside them as HTML, so that they stay readable on a phone. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive.reading.ledger import ClaimLine, ClaimValue, Print
from archive.reading.rows import Card, DayCount

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


STEPS = tuple(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160))
MOST_BARS = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Reports of a stretch of time that begins at `start`; `first` is the earliest of them, None when there is none."""

    start: datetime
    segments: tuple[Segment, ...]
    first: int | None

    @property
    def articles(self) -> int:
        """Of all languages."""
        return sum(segment.articles for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast reports of a story came: its spans, each `step` long, languages as stacked, and what the top line stands for."""

    spans: tuple[Span, ...]
    languages: tuple[str, ...]
    top: int
    step: timedelta


def pace(cards: Sequence[Card]) -> Pace:
    """Count the reports, oldest first, by spans of time: the shortest of STEPS that needs no more than MOST_BARS."""
    begin, end = cards[0].published_at, max(card.published_at for card in cards)
    step = next((step for step in STEPS if (end - begin) / step < MOST_BARS), (end - begin) / (MOST_BARS - 1))
    groups: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        groups[int((card.published_at - begin) / step)].append(card)
    totals = Counter(card.language for card in cards)
    languages = tuple(sorted(totals, key=lambda language: (-totals[language], language)))
    top = round_up(max(map(len, groups.values())))
    spans = []
    for number in range(max(groups) + 1):
        counts = Counter(card.language for card in groups[number])
        first = min(groups[number], key=lambda card: card.published_at).id if groups[number] else None
        spans.append(Span(begin + number * step, _stack(counts, languages, top), first))
    return Pace(tuple(spans), languages, top, step)


@dataclass(frozen=True, slots=True)
class Dot:
    """A report: `x` in percent of the picture's width, `y` in pixels."""

    x: float
    y: float
    report: Print


@dataclass(frozen=True, slots=True)
class Strands:
    """The values of a claim over time: a row for each value, the highest on top, a dot for each report that prints it."""

    values: tuple[ClaimValue, ...]
    dots: tuple[Dot, ...]
    height: float
    first: datetime
    last: datetime


STRAND = 28.0  # height of a row, in CSS pixels


def strands(claim: ClaimLine) -> Strands:
    """Who printed which value when. Rows, not a scale: values of one claim may be a thousand times each other."""
    values = tuple(sorted(claim.values, key=lambda value: -value.value))
    rows = {value.value: STRAND * (row + 0.5) for row, value in enumerate(values)}
    reports = [report for report in claim.prints if report.value in rows]
    known = {report.value for report in reports}
    reports += [
        Print(v.value, v.article_id, v.outlet, v.language, v.first_at, v.stated == 0) for v in values if v.value not in known
    ]
    first, last = min(report.at for report in reports), max(report.at for report in reports)
    width = (last - first) or timedelta(seconds=1)
    dots = tuple(Dot(round(4 + 92 * ((report.at - first) / width), 2), rows[report.value], report) for report in reports)
    return Strands(values, dots, STRAND * len(values), first, last)


def round_up(value: int) -> int:
    """The next number that halves well: 2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 60 …"""
    scale = 1
    while value > 30 * scale:
        scale *= 10
    return next(step * scale for step in (2, 4, 6, 8, 10, 12, 16, 20, 24, 30) if step * scale >= value)


def spark_path(values: Sequence[int], usual: float = 0.0) -> str:
    """All bars of a small picture as one path, 100 units high; nothing is drawn for 0."""
    top = _spark_top(values, usual)
    return "".join(f"M{x + 0.12:.2f} 100v-{HEIGHT * value / top:.0f}h.76V100z" for x, value in enumerate(values) if value)


def spark_level(values: Sequence[int], usual: float) -> float:
    """Where the line of what is usual stands in that picture."""
    return round(HEIGHT - HEIGHT * usual / _spark_top(values, usual), 1)


def _spark_top(values: Sequence[int], usual: float) -> float:
    return max([*values, usual * 1.05, 1])


def _bar(day: date, articles: Mapping[str, int], languages: Sequence[str], top: int) -> Bar:
    return Bar(day, _stack(articles, languages, top))


def _stack(articles: Mapping[str, int], languages: Sequence[str], top: int) -> tuple[Segment, ...]:
    segments, y = [], HEIGHT
    for language in languages:
        height = round(HEIGHT * articles.get(language, 0) / top, 2)
        y = max(0.0, round(y - height, 2))
        if height:
            segments.append(Segment(language, y, height, articles[language]))
    return tuple(segments)
