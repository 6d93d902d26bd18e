"""What the newsroom is made of: articles, what is true about them, and outlets."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from zlib import crc32
from zoneinfo import ZoneInfo

from crawler.newsroom.clock import WeekTime

Kind = Literal["report", "brief", "copy", "roundup", "live-blog", "opinion", "share-tip"]
Access = Literal["full", "paywalled", "consent-wall", "soft-404"]
Format = Literal["rss", "atom", "jsonfeed", "rdf", "sitemap", "news-sitemap", "section", "search"]


@dataclass(frozen=True)
class Image:
    """The caption and credit of an article's picture; the picture itself is drawn by the newsroom."""

    caption: str
    credit: str


@dataclass(frozen=True)
class Link:
    """Words of the text that link to another article, named by its id ``<outlet>/<slug>``."""

    text: str
    to: str


@dataclass(frozen=True)
class Replacement:
    """Exact words of the text and what a correction puts in their place."""

    old: str
    new: str


@dataclass(frozen=True)
class Correction:
    """How and when an article changes after it was published."""

    at: WeekTime
    title: str | None
    note: str | None
    replace: tuple[Replacement, ...]


@dataclass(frozen=True)
class Withdrawal:
    """When the outlet takes an article back: its page says ``note`` and nothing else, or is gone (410) without one."""

    at: WeekTime
    note: str | None


@dataclass(frozen=True)
class Figure:
    """A number with a unit that the article states; ``text`` is the wording it stands in."""

    value: float
    unit: str
    qualifier: str | None
    text: str


@dataclass(frozen=True)
class Attribution:
    """An outlet or body that the article names as its source; ``text`` is the wording."""

    outlet: str
    text: str


@dataclass(frozen=True)
class Truth:
    """What a perfect reader would find in the article; only tests and benchmarks look at it."""

    relevant: bool
    subjects: tuple[str, ...]
    story: str | None
    duplicate_of: str | None
    figures: tuple[Figure, ...]
    attributions: tuple[Attribution, ...]
    note: str


@dataclass(frozen=True)
class Article:
    """One article of one outlet, as its author wrote it; times are local to the outlet."""

    outlet: str
    slug: str
    title: str
    teaser: str | None
    authors: tuple[str, ...]
    agency: str | None
    section: str
    tags: tuple[str, ...]
    published: WeekTime
    updated: WeekTime | None
    kind: Kind
    access: Access
    image: Image | None
    links: tuple[Link, ...]
    aside: tuple[str, ...]
    correction: Correction | None
    truth: Truth
    body: str
    pages: int = 1
    """On how many pages the outlet prints it."""
    withdrawal: Withdrawal | None = None

    @property
    def id(self) -> str:
        """The id that other articles refer to: ``<outlet>/<slug>``."""
        return f"{self.outlet}/{self.slug}"

    @cached_property
    def number(self) -> int:
        """A stable number such as content systems give; also the seed of counters and pictures."""
        return crc32(self.id.encode()) % 9_000_000 + 1_000_000


@dataclass(frozen=True)
class Channel:
    """A place where an outlet announces its articles; a search has a language and {query} in its path."""

    format: Format
    path: str
    language: str | None = None


@dataclass(frozen=True)
class Robots:
    """What the outlet's robots.txt says; the delay is in seconds."""

    crawl_delay: float | None
    disallow: tuple[str, ...]
    sitemap: bool


@dataclass(frozen=True)
class MovedUrl:
    """An address that the sitemap still lists and that answers 301 to the article ``slug``."""

    path: str
    slug: str


@dataclass(frozen=True)
class DeadLink:
    """An entry of the feeds whose page is gone and answers ``status``."""

    path: str
    title: str
    status: int
    published: WeekTime


@dataclass(frozen=True)
class Outlet:
    """A fictional outlet: where it is, what it looks like to a crawler and which quirks it has."""

    id: str
    name: str
    language: str
    country: str
    timezone: str
    kind: str
    paywall: str
    priority: int
    about: str
    article_path: str
    sections: tuple[str, ...]
    channels: tuple[Channel, ...]
    robots: Robots
    quirks: frozenset[str]
    moved: tuple[MovedUrl, ...]
    dead_links: tuple[DeadLink, ...]
    amp_story: str | None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which the outlet tells the time."""
        return ZoneInfo(self.timezone)

    @property
    def encoding(self) -> str:
        """The character encoding of everything the outlet sends."""
        return "iso-8859-1" if "iso-8859-1" in self.quirks else "utf-8"

    def channel(self, *formats: Format) -> Channel | None:
        """Find the first channel in one of these formats."""
        return next((channel for channel in self.channels if channel.format in formats), None)
