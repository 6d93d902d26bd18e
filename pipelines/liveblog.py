"""Live blogs as dated entries: from the data of the page, else from lines of its text that begin with a time of day.

https://schema.org/LiveBlogPosting; https://developers.google.com/search/docs/appearance/structured-data/article
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone
from itertools import pairwise

from archive.model import LiveEntry, Moment, Precision
from pipelines.body import without_tags
from pipelines.dates import parse_date
from pipelines.furniture import fold
from pipelines.jsonld import LinkedArticle
from pipelines.scrub import one_line, tidy_lines

_FEWEST = 3  # times of day at the beginning of lines; fewer are a programme, a score, a quote
_MOST = 500  # entries of one page
_HEADLINE = 160  # characters
_CLOCK = re.compile(
    r"^\W{0,3}(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?!\d|\.\d)(?P<half>\s*[ap]\.?m\b\.?)?(?:\s*(?:Uhr|h|hs|hrs|(?-i:[A-Z]{2,4}))\b)?"
    r"[\s:|–—-]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^(\W{0,3}\d{1,2}[:.]\d\d)(?=[^\W\d])")  # "11:42What it costs", as text of two elements
_NIGHT = timedelta(hours=6)  # an entry this much earlier on the clock than the beginning is of the next day


def read_entries(lines: Sequence[str], linked: LinkedArticle, published: Moment | None) -> tuple[LiveEntry, ...]:
    """The entries in the page's order; empty for what is no live blog. `published` gives day and clock of times in the text."""
    return _of_data(linked) or _of_text(lines, published)


def with_times(lines: Sequence[str], entries: Sequence[LiveEntry]) -> list[str]:
    """`lines` with the time before each entry's headline, where the page prints it apart or leaves it to a script."""
    if not entries:
        return list(lines)
    clocks = {fold(entry.headline or entry.text[:_HEADLINE]): entry.clock for entry in entries if entry.clock}
    timed = (f"{clock} {line}" if (clock := clocks.get(fold(line[:_HEADLINE]))) else line for line in lines)
    return [_GLUED.sub(r"\1 ", line) for line in timed]


def _of_data(linked: LinkedArticle) -> tuple[LiveEntry, ...]:
    found = []
    for raw, headline, body in linked.updates[:_MOST]:
        moment = parse_date(raw, "json-ld") if raw else None
        clock = f"{moment.at:%H:%M}" if moment and moment.precision is not Precision.DAY else ""
        at = moment.at.astimezone(UTC) if moment and moment.zoned else None
        found.append(LiveEntry(at, clock, one_line(headline), tidy_lines(without_tags(body))))
    return tuple(entry for entry in found if entry.headline or entry.text)


def _of_text(lines: Sequence[str], published: Moment | None) -> tuple[LiveEntry, ...]:
    heads = [(number, match) for number, line in enumerate(lines) if (match := _CLOCK.match(line))]
    clocks = [_time(match) for _, match in heads]
    if len(heads) < _FEWEST or not _in_order(clocks):
        return ()
    ends = [number for number, _ in heads[1:]] + [len(lines)]
    found = []
    for (number, match), clock, end in zip(heads[:_MOST], clocks, ends, strict=False):
        rest, block = match["rest"].strip(), list(lines[number + 1 : end])
        headline = rest if len(rest) <= _HEADLINE else ""
        if not rest and block and len(block[0]) <= _HEADLINE:
            headline = block.pop(0)
        text = "\n".join(block if headline or not rest else [rest, *block])
        found.append(LiveEntry(_moment(clock, published), f"{clock:%H:%M}", headline, text))
    return tuple(found)


def _time(match: re.Match[str]) -> time:
    hour, half = int(match["h"]), (match["half"] or "").strip().lower()
    return time(hour % 12 + 12 if half.startswith("p") else hour % 12 if half else hour, int(match["m"]))


def _in_order(clocks: Sequence[time]) -> bool:
    """Newest or oldest first, with one step over midnight."""
    steps = [(later > earlier) - (later < earlier) for earlier, later in pairwise(clocks)]
    return min(sum(step > 0 for step in steps), sum(step < 0 for step in steps)) <= 1


def _moment(clock: time, published: Moment | None) -> datetime | None:
    if published is None or published.precision is Precision.FIRST_SEEN:
        return None
    zone = timezone(timedelta(minutes=published.offset_minutes))
    began = published.at.astimezone(zone)
    at = datetime.combine(began.date(), clock, zone)
    timed = published.precision is not Precision.DAY
    return (at + timedelta(days=1) if timed and began - at > _NIGHT else at).astimezone(UTC)
