"""What discovery hands over, and the one error it raises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from archive.errors import PresswatchError
from archive.model import Candidate

MAX_BYTES: Final = 8 * 1024 * 1024  # of a feed: feedparser needs 78 s for 16 MB with 100,000 items, 1.6 s for 2,000 items
MAX_ITEMS: Final = 2_000  # candidates of one feed or section; real feeds hold 10 to 200, archives-in-a-feed a few thousand
HOPELESS_ITEMS: Final = 1_000_000  # no feed of this size is meant for us; the raw text alone takes 1.8 GB in the parsers
MAX_SITEMAP_URLS: Final = 5_000  # newest first; the format allows 50,000
MAX_CHILDREN: Final = 500  # sitemaps of one index
MAX_SITEMAP_DEPTH: Final = 2  # an index inside an index is followed, the next one is not (for the caller)


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """A sitemap named by a sitemap index."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed says about its own rhythm: a prior for polling, never a command."""

    ttl_minutes: float | None = None  # RSS <ttl>
    update_minutes: float | None = None  # sy:updatePeriod divided by sy:updateFrequency
    skip_hours: tuple[int, ...] = ()  # UTC
    skip_days: tuple[str, ...] = ()  # "Monday" …

    @property
    def interval_minutes(self) -> float | None:
        """The interval the publisher seems to have in mind, if any."""
        return self.ttl_minutes or self.update_minutes


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one answer of a channel shows. `notes` tell anything odd, counted: "date refused (3): '9999-01-01'"."""

    candidates: tuple[Candidate, ...] = ()
    children: tuple[ChildSitemap, ...] = ()  # of a sitemap index, newest first; fetch them to MAX_SITEMAP_DEPTH
    notes: tuple[str, ...] = ()
    partial: bool = False  # the answer was cut short on its way or by a limit of ours
    more: bool = False  # a search service gave its maximum: there may be more, see search.within
    title: str = ""
    hub: str | None = None  # WebSub
    self_url: str | None = None
    next_url: str | None = None  # an older page of the same feed
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class RawItem:
    """One entry as a format printed it, before URLs and dates are read."""

    url: str
    title: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    outlet: str = ""
    outlet_url: str = ""


_ADVICE: Mapping[str, str] = {
    "empty": "the channel answered with nothing; if that stays so, look for its new address",
    "html-instead-of-feed": "a web page came instead of a feed (moved, consent or error page); look for the feed's new address",
    "not-a-feed": "the answer is in none of the formats this channel may have",
    "malformed": "the answer is too damaged to read",
    "too-many-items": "more than a million items; the channel is refused",
    "hostile": "the answer is built to stall a parser; the channel is refused",
    "rate-limited": "the service asks for fewer requests; wait before asking again",
    "no-address": "the channel has no http(s) address",
    "unknown-format": "no such format; see crawler/discovery/parse.py",
}


class DiscoveryError(PresswatchError):
    """The answer shows no channel. `kind` is a key of the table above, `detail` a short quotation or reason."""

    def __init__(self, kind: str, url: str, detail: str = "") -> None:
        super().__init__(kind, url, detail)  # all arguments, so that it can be pickled out of a worker
        self.kind, self.url, self.detail = kind, url, detail

    def __str__(self) -> str:
        detail = " ".join(self.detail[:200].split())
        tail = f" ({detail})" if detail else ""
        return f"{self.url[:300]}: {self.kind}: {_ADVICE.get(self.kind, 'unreadable')}{tail}"
