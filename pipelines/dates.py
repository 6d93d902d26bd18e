"""When an article was published and changed: candidates from the page, weighed against each other.

JSON-LD first, then meta elements, then `<time>`, then what htmldate reads from the page. A date counts only between the day the
outlet was founded (1990 where that is not known, or earlier) and tomorrow; a refused one is noted. Where two independent places
agree on the day, that settles it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from itertools import islice

from htmldate import find_date
from lxml.html import HtmlElement

from archive.model import Moment, Precision
from pipelines.jsonld import LinkedArticle
from pipelines.pagehead import Head
from pipelines.visible_dates import day_in, printed_clocks, printed_days, time_elements

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TOMORROW = timedelta(days=1)
_WEST, _EAST, _QUARTER = timedelta(hours=-12), timedelta(hours=14), timedelta(minutes=15)  # of the world's clocks from UTC
_WORDS = 40  # characters of a date in words
_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "date", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "date.published", "article.published", "article:post_date", "published_at",
    "citation_publication_date", "citation_date", "og:published_time", "og:pubdate", "ptime", "datecreated",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "dc.date.modified",
    "article:modified", "lastmod", "revised",
)  # fmt: skip
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$",
    re.IGNORECASE,
)
Span = tuple[datetime, datetime]
_SCRIPT = 300_000  # characters of a script that are read
_SCRIPT_DATE = re.compile(
    r"""["'](?:[a-z]{0,12}[._-]?)?(?:date[._-]?published|publish(?:ed)?[._-]?(?:date|time|at|on)?|publication[._-]?date|pub[._-]?date"""
    r"""|first[._-]?published(?:[._-]?at)?)["']\s*:\s*["'](\d{4}-\d\d-\d\d[^"']{0,20})["']""",
    re.IGNORECASE,
)
_URL_DAY = re.compile(r"[/_-](199\d|20[0-4]\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date as a page printed it. `zoned` is False where it gave a time but no zone."""

    at: datetime  # aware; in the zone the page printed, or the assumed one
    precision: Precision
    zoned: bool
    origin: str
    raw: str

    def moment(self) -> Moment:
        """As handed over."""
        offset = self.at.utcoffset() or timedelta()
        return Moment(self.at.astimezone(UTC), self.precision, self.origin, self.raw, int(offset.total_seconds()) // 60)


@dataclass(frozen=True, slots=True)
class Dates:
    """Published and modified, and what was odd about them."""

    published: Moment | None
    modified: Moment | None
    notes: tuple[str, ...]
    agreeing: frozenset[str] = frozenset()  # origins that give the published day


def parse_date(raw: str, origin: str, zone: tzinfo = UTC) -> Candidate | None:
    """A date in ISO 8601, RFC 5322 or words, or None. `zone` is assumed where none is printed."""
    raw = raw.strip()
    match = _ISO.match(raw)
    try:
        if match:
            return _from_iso(match, origin, zone, raw)
        if re.match(r"^[A-Za-z]{3,9},? \d{1,2} [A-Za-z]{3,9} \d{4} \d", raw):
            at = parsedate_to_datetime(raw)
            return Candidate(at if at.tzinfo else at.replace(tzinfo=zone), Precision.SECOND, at.tzinfo is not None, origin, raw)
    except (ValueError, OverflowError, TypeError):
        return None
    day = day_in(raw) if len(raw) < _WORDS else None
    return Candidate(datetime(day.year, day.month, day.day, tzinfo=zone), Precision.DAY, True, origin, raw) if day else None


def _from_iso(match: re.Match[str], origin: str, zone: tzinfo, raw: str) -> Candidate:
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return Candidate(
            datetime(int(year), int(month), int(day), tzinfo=zone), Precision.DAY, zoned=True, origin=origin, raw=raw
        )
    clock = f"{int(year):04}-{int(month):02}-{int(day):02}T{int(hour):02}:{minute}:{second or '00'}"
    offset = "+00:00" if offset and offset.upper() in {"Z", "UTC", "GMT"} else offset
    at = datetime.fromisoformat(clock + (offset or ""))
    precision = Precision.SECOND if second else Precision.MINUTE
    return Candidate(at if at.tzinfo else at.replace(tzinfo=zone), precision, offset is not None, origin, raw)


def read_dates(
    tree: HtmlElement,
    head: Head,
    linked: LinkedArticle,
    url: str,
    *,
    now: datetime,
    zone: tzinfo | None = None,
    given: str = "",
    founded: date | None = None,
) -> Dates:
    """The best published and modified moment. `zone` is the outlet's, for times that print none; `given` what was selected."""
    notes: list[str] = []
    span = _span(now, founded)
    assumed = zone or UTC
    printed = list(_published_candidates(tree, head, linked, assumed))
    american = "en-us" in f"{tree.get('lang') or ''} {head.first('og:locale')}".lower().replace("_", "-")
    selected = [("override", given, parse_date(given, "override", assumed))] if given else []
    chosen = next(_usable(selected, span, notes), None) or _choose(list(_usable(printed, span, notes)))
    published = _on_the_pages_clock(chosen, tree, american=american) if chosen else None
    published = published or _last_resort(tree, url, span, [raw for _, raw, _ in printed], american=american)
    modified = next(_usable(_modified_candidates(head, linked, assumed), span, notes), None)
    if published and not published.zoned and zone is None:
        notes.append("published: no zone printed, read as UTC")
    agreeing = frozenset(_agreeing(published, printed, tree, url, american=american)) if published else frozenset()
    moment = published.moment() if published else None
    return Dates(moment, modified.moment() if modified else None, tuple(dict.fromkeys(notes)), agreeing)


def _agreeing(
    found: Candidate, printed: Iterable[tuple[str, str, Candidate | None]], tree: HtmlElement, url: str, *, american: bool
) -> Iterator[str]:
    """Origins that give the day of `found`."""
    same = [origin for origin, _, candidate in printed if candidate and abs(candidate.at - found.at) < _TOMORROW]
    days = {found.at.date(), found.at.astimezone(UTC).date()}
    yield from (found.origin, *same, *(["url"] if day_in_url(url) in days else []))
    if set(same) <= {found.origin} and next(printed_days(tree, american=american), None) in days:  # dear: only where it decides
        yield "printed"


def _span(now: datetime, founded: date | None) -> Span:
    """Between which moments a date is believed: not before the outlet existed, by any clock of the world."""
    began = datetime(founded.year, founded.month, founded.day, tzinfo=UTC) + _WEST if founded else EARLIEST
    return max(EARLIEST, began), now + _TOMORROW


def _usable(candidates: Iterable[tuple[str, str, Candidate | None]], span: Span, notes: list[str]) -> Iterator[Candidate]:
    for origin, raw, candidate in candidates:
        if candidate is None:
            notes.append(f"date: {origin} not understood: {raw[:40]!r}")
        elif not span[0] <= candidate.at.astimezone(UTC) <= span[1]:
            why = "in the future" if candidate.at.astimezone(UTC) > span[1] else "before the outlet, or the web, existed"
            notes.append(f"date: {origin} refused: {raw[:40]!r} is {why}")
        else:
            yield candidate


def _published_candidates(
    tree: HtmlElement, head: Head, linked: LinkedArticle, zone: tzinfo
) -> Iterator[tuple[str, str, Candidate | None]]:
    if linked.published:
        yield "json-ld", linked.published, parse_date(linked.published, "json-ld", zone)
    for name in _PUBLISHED_METAS:
        for raw in head.metas.get(name, ())[:1]:
            yield "meta", raw, parse_date(raw, "meta", zone)
    for raw in islice(_script_dates(tree), 1):
        yield "script", raw, parse_date(raw, "script", zone)
    for raw in islice(time_elements(tree), 1):
        yield "time-element", raw, parse_date(raw, "time-element", zone)


def _script_dates(tree: HtmlElement) -> Iterator[str]:
    """Publication dates in the data that pages carry for their scripts."""
    for script in tree.iter("script"):
        if script.text and "ubli" in script.text:
            yield from (match[1] for match in _SCRIPT_DATE.finditer(script.text[:_SCRIPT]))


def _modified_candidates(head: Head, linked: LinkedArticle, zone: tzinfo) -> Iterator[tuple[str, str, Candidate | None]]:
    if linked.modified:
        yield "json-ld", linked.modified, parse_date(linked.modified, "json-ld", zone)
    for raw in head.all(*_MODIFIED_METAS)[:2]:
        yield "meta", raw, parse_date(raw, "meta", zone)


def _choose(candidates: list[Candidate]) -> Candidate | None:
    """The first candidate, or one of the same day that knows the time and zone better."""
    if not candidates:
        return None
    first = candidates[0]
    same = [c for c in candidates if abs(c.at - first.at) < timedelta(days=1)]
    return min(same, key=lambda c: (not c.zoned, c.precision is Precision.DAY))


def _on_the_pages_clock(found: Candidate, tree: HtmlElement, *, american: bool) -> Candidate:
    """`found` as the page's readers saw it: a moment that the data gives in UTC may have been another day on the page's clock.

    The page's clock is known where it prints the same moment, some whole quarter hours apart.
    """
    if found.precision is Precision.DAY or found.at.utcoffset():
        return found
    for clock in printed_clocks(tree, american=american):
        apart = clock - found.at.astimezone(UTC).replace(tzinfo=None, second=0)
        if _WEST <= apart <= _EAST and not apart % _QUARTER:
            return replace(found, at=found.at.astimezone(timezone(apart)))
    return found


def _last_resort(tree: HtmlElement, url: str, span: Span, refused: list[str], *, american: bool) -> Candidate | None:
    """The day in the address or below the headline, else what htmldate finds.

    Of a `refused` date htmldate makes the first of the month; that is not believed. Its thorough search costs 80 ms a page, and
    2 of 4 of its finds are right: only where there is nothing else.
    """
    for origin, day in (("url", day_in_url(url)), ("printed", next(printed_days(tree, american=american), None))):
        if day and span[0].date() <= day <= span[1].date():
            return Candidate(datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY, True, origin, day.isoformat())
    for thorough in (False, True):
        raw = _htmldate(tree, url, span, thorough=thorough)
        if raw and not any(other.strip()[:7] == raw[:7] for other in refused):
            return parse_date(raw, "htmldate")
    return None


def _htmldate(tree: HtmlElement, url: str, span: Span, *, thorough: bool) -> str:
    """What htmldate finds; a copyright year, which it gives as New Year's Day, is none."""
    raw = find_date(
        tree,
        extensive_search=thorough,
        url=url or None,
        original_date=True,
        min_date=span[0].date().isoformat(),
        max_date=span[1].date().isoformat(),
    )
    return raw if raw and not raw.endswith("-01-01") else ""


def day_in_url(url: str) -> date | None:
    """The day a URL's path names, as in /2025/09/02/."""
    match = _URL_DAY.search(url)
    return date(*(int(part) for part in match.groups())) if match else None
