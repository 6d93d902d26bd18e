"""Search services: what their answers show, how they are cut, and how to ask for a shorter span of time.

The addresses that are polled are made in crawler/searches.py. Facts about the services: seeds/sources/aggregators.yaml.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from archive.model import Candidate
from crawler.discovery.collect import Notes, collect
from crawler.discovery.feed import parse_feed
from crawler.discovery.jsonfeed import Json, dicts, load_json, string
from crawler.discovery.model import Discovery, DiscoveryError, RawItem
from crawler.urls import UrlError, canonical
from pipelines.charset import decode

Parser = Callable[[bytes, str, str, datetime], Discovery]
Window = Callable[[str, datetime, datetime], str]

_COMPLAINT = re.compile(rb"limit requests|too many requests|rate limit|one every \d+ seconds", re.IGNORECASE)
_GOOGLE_HOST: Final = "news.google.com"
_GOOGLE_ID = re.compile(r"^/(?:rss/|atom/)?(?:articles|read)/([\w=-]{20,})$")
_EMBEDDED = re.compile(rb"https?://[\x21-\x7e]{8,2000}")
_SHORT_ANSWER: Final = 2_000  # bytes; a complaint is one sentence, a list of articles is longer
_BING_HOSTS: Final = frozenset({"www.bing.com", "bing.com", "cn.bing.com"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one service answers. `most` is the number of results that it never exceeds in one answer, 0 when unknown."""

    parse: Parser
    most: int
    within: Window


def parse_search(body: bytes, url: str, content_type: str, now: datetime, dialect: str) -> Discovery:
    """Read a search answer. `more` is set when it holds as many results as the service ever gives. Raises DiscoveryError."""
    service = DIALECTS.get(dialect, DIALECTS["rss"])
    if len(body) < _SHORT_ANSWER and _COMPLAINT.search(body):  # GDELT says so with status 200
        raise DiscoveryError("rate-limited", url, decode(body).text[:200])
    found = service.parse(body, url, content_type, now)
    return replace(found, more=found.more or bool(service.most and len(found.candidates) >= service.most))


def within(url: str, dialect: str, since: datetime, until: datetime) -> str:
    """The same search, only for [since, until): for answers that were cut (`more`) and for backfill.

    Services without such a filter get the address unchanged; filter their candidates by date.
    """
    return DIALECTS.get(dialect, DIALECTS["rss"]).within(url, since.astimezone(UTC), until.astimezone(UTC))


def _google_news(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    found = parse_feed(body, url, content_type, now)
    return _unwrapped(found, _google_address, _without_outlet)


def _bing_news(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    return _unwrapped(parse_feed(body, url, content_type, now), _bing_address, lambda title, _: title)


def _unwrapped(found: Discovery, address: Callable[[str], str], title: Callable[[str, str], str]) -> Discovery:
    """The candidates with the publishers' own addresses where the redirects tell them, each once."""
    kept: dict[str, Candidate] = {}
    for item in found.candidates:
        url = address(item.url)
        opaque = urlsplit(url).hostname == _GOOGLE_HOST
        found_item = replace(item, url=url, position=len(kept), title=title(item.title, item.outlet), opaque=opaque)
        kept.setdefault(url, found_item)
    return replace(found, candidates=tuple(kept.values()))


def _without_outlet(title: str, outlet: str) -> str:
    """Google News prints "Headline - Outlet"."""
    return title.removesuffix(f" - {outlet}").rstrip() if outlet else title


def _google_address(url: str) -> str:
    """The publisher's address inside an identifier of before 2024; newer ones tell nothing and stay, without parameters."""
    parts = urlsplit(url)
    match = _GOOGLE_ID.match(parts.path)
    if parts.hostname != _GOOGLE_HOST or match is None:
        return url
    try:
        inside = base64.urlsafe_b64decode(match.group(1) + "=" * (-len(match.group(1)) % 4))
        embedded = _EMBEDDED.search(inside)
        return canonical(embedded.group().decode("ascii")) if embedded else canonical(url.partition("?")[0])
    except (binascii.Error, ValueError, UrlError):
        return canonical(url.partition("?")[0])


def _bing_address(url: str) -> str:
    """The url= parameter of Bing's apiclick.aspx."""
    parts = urlsplit(url)
    if parts.hostname not in _BING_HOSTS or not parts.path.endswith("/apiclick.aspx"):
        return url
    try:
        return canonical(dict(parse_qsl(parts.query)).get("url", ""))
    except UrlError:
        return url


def _gdelt(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    """`seendate` is when GDELT met the page, not when it was published: it is given as `updated`."""
    return _json(body, url, content_type, now, "articles", _gdelt_items)


def _gdelt_items(answer: Json) -> Iterator[RawItem]:
    for article in dicts(answer.get("articles")):
        yield RawItem(
            url=string(article, "url"),
            title=string(article, "title"),
            updated=string(article, "seendate"),
            outlet=string(article, "domain"),
        )


def _hn_algolia(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    """`created_at` is when somebody shared the page: it is given as `updated`. Posts without a link are left out."""
    return _json(body, url, content_type, now, "hits", _hn_items)


def _hn_items(answer: Json) -> Iterator[RawItem]:
    for hit in dicts(answer.get("hits")):
        if address := string(hit, "url") or string(hit, "story_url"):
            yield RawItem(
                url=address, title=string(hit, "title") or string(hit, "story_title"), updated=string(hit, "created_at")
            )


def _sec_edgar(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    """EDGAR's Atom lists, or the JSON of data.sec.gov/submissions."""
    if body.lstrip()[:1] != b"{":
        return parse_feed(body, url, content_type, now)
    return _json(body, url, content_type, now, "filings", _filings)


_FORMS: Final = frozenset({"8-K", "10-K", "10-Q", "DEF 14A", "8-K/A", "10-K/A", "10-Q/A"})


def _filings(answer: Json) -> Iterator[RawItem]:
    filings = answer.get("filings")
    recent = filings.get("recent") if isinstance(filings, dict) else None
    if not isinstance(recent, dict):
        return
    names = ("accessionNumber", "form", "primaryDocument", "acceptanceDateTime", "primaryDocDescription")
    columns = [column if isinstance(column := recent.get(name), list) else [] for name in names]
    company, cik = string(answer, "name"), string(answer, "cik").lstrip("0")
    for number, form, document, accepted, description in zip(*columns, strict=False):
        if form in _FORMS and isinstance(number, str) and isinstance(document, str):
            folder = f"https://www.sec.gov/Archives/edgar/data/{cik}/{number.replace('-', '')}"
            title = f"{company}: {form}" + (f" ({description})" if description and description != form else "")
            yield RawItem(url=f"{folder}/{document}", title=title, published=str(accepted), outlet="SEC EDGAR")


def _json(
    body: bytes, url: str, content_type: str, now: datetime, key: str, items: Callable[[Json], Iterator[RawItem]]
) -> Discovery:
    notes = Notes()
    answer, partial = load_json(body, url, content_type, notes, key)
    candidates = collect(items(answer), url, now, notes)
    return Discovery(candidates=candidates, notes=notes.lines(), partial=partial)


def _google_window(url: str, since: datetime, until: datetime) -> str:
    # after: and before: name days and before: alone leaks newer items; the pair is exact (measured 2026-11-11)
    query = dict(parse_qsl(urlsplit(url).query)).get("q", "")
    bare = re.sub(r"\s*\b(?:when:\w+|after:\S+|before:\S+)", "", query)
    return _changed(url, {"q": f"{bare} after:{since:%Y-%m-%d} before:{until:%Y-%m-%d}"})


def _gdelt_window(url: str, since: datetime, until: datetime) -> str:
    spans = {"startdatetime": f"{since:%Y%m%d%H%M%S}", "enddatetime": f"{until:%Y%m%d%H%M%S}"}
    return _changed(url, spans, without="timespan")


def _hn_window(url: str, since: datetime, until: datetime) -> str:
    span = f"created_at_i>={int(since.timestamp())},created_at_i<{int(until.timestamp())}"
    return _changed(url, {"numericFilters": span})


def _same(url: str, since: datetime, until: datetime) -> str:  # noqa: ARG001  the signature of all windows
    return url


def _changed(url: str, changes: Mapping[str, str], without: str = "") -> str:
    """The address with some parameters rewritten or added."""
    head, _, query = url.partition("?")
    values = {name: value for name, value in parse_qsl(query, keep_blank_values=True) if name != without}
    return f"{head}?{urlencode({**values, **changes}, quote_via=quote)}"


DIALECTS: Final[Mapping[str, Dialect]] = {
    "google-news": Dialect(_google_news, 100, _google_window),  # about 100 results, no paging
    "bing-news": Dialect(_bing_news, 0, _same),
    "gdelt": Dialect(_gdelt, 250, _gdelt_window),  # maxrecords up to 250
    "hn-algolia": Dialect(_hn_algolia, 50, _hn_window),  # hitsPerPage as our addresses ask; 1,000 whatever the page
    "sec-edgar": Dialect(_sec_edgar, 0, _same),
    "rss": Dialect(parse_feed, 0, _same),
}
