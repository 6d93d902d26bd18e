"""Finds the channels of an outlet: link elements, robots.txt's sitemaps, common paths, the page itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

from lxml import etree, html

from archive.model import Candidate
from crawler.discovery.model import DiscoveryError
from crawler.discovery.parse import parse
from crawler.fetching.answer import Answer
from crawler.fetching.single import Fetcher, FetchError
from crawler.urls import UrlError, canonical
from pipelines.pool import WorkerError, WorkerPool

TYPES: Final = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "jsonfeed",
    "application/rdf+xml": "rdf",
}
COMMON: Final = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/news-sitemap.xml")
MOST_TRIED: Final = 16
OK: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A channel that works, how it was found, and its newest entries."""

    url: str
    format: str
    how: str
    entries: tuple[Candidate, ...]
    title: str = ""


def advertised(body: bytes, url: str) -> Iterator[tuple[str, str]]:
    """(address, how) of the feeds that a page names, in its order."""
    try:
        root = html.document_fromstring(body[: 2**21])
    except (etree.LxmlError, ValueError):
        return
    for link in root.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and (link.get("type") or "").lower().strip() in TYPES:
            yield urljoin(url, link.get("href") or ""), "named in the page's head"
    for anchor in root.iter("a"):
        address = (anchor.get("href") or "").lower()
        if address.endswith((".rss", "/rss", "/feed", "/feed/", "rss.xml", "feed.xml", "atom.xml")):
            yield urljoin(url, anchor.get("href") or ""), "linked on the page"


def sniff(answer: Answer) -> str:
    """The format that an answer seems to be in."""
    head = answer.body[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"{"):
        return "jsonfeed"
    if b"<urlset" in head or b"<sitemapindex" in head or answer.final_url.endswith((".xml.gz", "sitemap.xml")):
        return "news-sitemap" if b"sitemap-news" in head else "sitemap"
    for sign, name in ((b"<feed", "atom"), (b"<rdf:rdf", "rdf"), (b"<rss", "rss")):
        if sign in head:
            return name
    return "section"


async def probe(fetcher: Fetcher, pool: WorkerPool, url: str, how: str = "", format: str = "", dialect: str = "rss") -> Found:  # noqa: A002
    """Read one address as a channel. Raises FetchError or DiscoveryError when it is none."""
    answer = await fetcher.get(url)
    if answer.status != OK:
        raise FetchError(f"{url}: HTTP {answer.status}")
    kind = format or sniff(answer)
    content_type = answer.headers.get("content-type", "")
    try:
        shown = await pool.run(parse, kind, answer.body, answer.final_url, content_type, dialect=dialect, now=datetime.now(UTC))
    except WorkerError as error:
        raise FetchError(f"{url}: cannot be read ({error})") from error
    return Found(answer.moved_to or url, kind, how, shown.candidates, shown.title)


async def find(fetcher: Fetcher, pool: WorkerPool, url: str) -> list[Found]:
    """All channels of the outlet at `url` that show something, each address once. Raises FetchError when it cannot be read."""
    first = await fetcher.get(url)
    if first.status != OK:
        raise FetchError(f"{url}: HTTP {first.status}")
    places = [(url, "the address itself")]
    if sniff(first) == "section":
        places = [*advertised(first.body, first.final_url)]
        places += [(address, "named in robots.txt") for address in (await fetcher.robots(first.final_url)).sitemaps]
        places += [(urljoin(first.final_url, path), "a common path") for path in COMMON]
        places.append((first.final_url, "the page itself"))
    found: dict[str, Found] = {}
    for address, how in _distinct(places):
        try:
            channel = await probe(fetcher, pool, address, how, format="section" if how == "the page itself" else "")
        except (FetchError, DiscoveryError):
            continue
        if channel.entries and (channel.format != "section" or how == "the page itself"):
            found.setdefault(channel.url, channel)
    return list(found.values())


def _distinct(places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    seen: dict[str, str] = {}
    for address, how in places:
        try:
            seen.setdefault(canonical(address), how)
        except UrlError:
            continue
    kept = list(seen.items())
    return kept if len(kept) <= MOST_TRIED else [*kept[: MOST_TRIED - 1], kept[-1]]
