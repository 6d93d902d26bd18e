"""The table of formats: what a channel answered → what it shows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from crawler.discovery.feed import parse_feed
from crawler.discovery.jsonfeed import parse_jsonfeed
from crawler.discovery.model import Discovery, DiscoveryError
from crawler.discovery.search import Parser, parse_search
from crawler.discovery.section import parse_section
from crawler.discovery.sitemap import parse_sitemap
from crawler.urls import UrlError, canonical

FORMATS: Final[Mapping[str, Parser]] = {
    "rss": parse_feed,
    "rdf": parse_feed,
    "atom": parse_feed,
    "jsonfeed": parse_jsonfeed,
    "sitemap": parse_sitemap,
    "news-sitemap": parse_sitemap,
    "html": parse_section,
    "section": parse_section,
}


def parse(
    format: str,  # noqa: A002  the word that seeds and the archive use
    body: bytes,
    url: str,
    content_type: str = "",
    *,
    dialect: str = "rss",
    now: datetime | None = None,
) -> Discovery:
    """What the channel at `url` shows. Pure but for the clock (`now` stops it), picklable, raises DiscoveryError only.

    `url` is the address after redirects, `dialect` counts for the format "search". Run it in a killable worker when `body` is
    large: 2,000 items take about 2 s.
    """
    now = now or datetime.now(UTC)
    try:
        canonical(url)
    except UrlError as error:
        raise DiscoveryError("no-address", url, error.reason) from None
    if format == "search":
        return parse_search(body, url, content_type, now, dialect)
    if format not in FORMATS:
        raise DiscoveryError("unknown-format", url, f"{format!r}; expected one of {', '.join([*FORMATS, 'search'])}")
    return FORMATS[format](body, url, content_type, now)
