"""Loads the newsroom's outlets from seeds/newsroom/outlets.yaml."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from crawler.newsroom.clock import WeekTime
from crawler.newsroom.errors import SeedError
from crawler.newsroom.model import Channel, DeadLink, Format, MovedUrl, Outlet, Robots

Quirk = Literal[
    "paywall",
    "live-blog",
    "robots-forbids-premium",
    "slow",
    "consent-wall",
    "decomposed-umlauts",
    "iso-8859-1",
    "no-charset",
    "soft-404",
    "share-tips",
    "retry-after",
    "teaser-boxes",
    "tracking-parameters",
    "stray-date-stamp",
    "amp",
]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        message = f"expected an IANA time zone such as Europe/Berlin, got {name}"
        raise ValueError(message)
    return name


Path_ = Annotated[str, Field(pattern=r"^/\S*$")]


class _Edge(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Channel(_Edge):
    format: Format
    path: Path_
    language: Literal["en", "de", "es"] | None = None


class _Robots(_Edge):
    crawl_delay: Annotated[float, Field(gt=0)] | None = None
    disallow: tuple[Path_, ...] = ()
    sitemap: bool = False

    def build(self) -> Robots:
        return Robots(self.crawl_delay, self.disallow, self.sitemap)


class _Moved(_Edge):
    path: Path_
    slug: str


class _DeadLink(_Edge):
    path: Path_
    title: str
    status: Literal[404, 410]
    day: Annotated[int, Field(ge=1, le=7)]
    time: str

    def build(self) -> DeadLink:
        return DeadLink(self.path, self.title, self.status, WeekTime.parse(self.day, self.time))


class _Outlet(_Edge):
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    language: Literal["en", "de", "es", "mixed"]
    country: str
    timezone: Annotated[str, AfterValidator(_known_zone)]
    kind: Literal["press", "finance", "blog", "primary", "aggregator"] = "press"
    paywall: Literal["none", "metered", "hard"] = "none"
    priority: Annotated[int, Field(ge=1, le=4)] = 2
    about: str
    article_path: Path_ = "/{slug}"
    sections: tuple[str, ...] = ()
    channels: tuple[_Channel, ...]
    robots: _Robots = _Robots()
    quirks: frozenset[Quirk] = frozenset()
    moved: tuple[_Moved, ...] = ()
    dead_links: tuple[_DeadLink, ...] = ()
    amp_story: str | None = None

    def build(self) -> Outlet:
        return Outlet(
            id=self.id,
            name=self.name,
            language=self.language,
            country=self.country,
            timezone=self.timezone,
            kind=self.kind,
            paywall=self.paywall,
            priority=self.priority,
            about=self.about,
            article_path=self.article_path,
            sections=self.sections,
            channels=tuple(Channel(channel.format, channel.path, channel.language) for channel in self.channels),
            robots=self.robots.build(),
            quirks=frozenset(self.quirks),
            moved=tuple(MovedUrl(moved.path, moved.slug) for moved in self.moved),
            dead_links=tuple(link.build() for link in self.dead_links),
            amp_story=self.amp_story,
        )


class _File(_Edge):
    outlets: tuple[_Outlet, ...]


def load_outlets(path: Path) -> tuple[Outlet, ...]:
    """Load the outlets in the order of the file; raises SeedError naming the file and the key."""
    try:
        file = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise SeedError(path, "(whole file)", str(error)) from error
    except ValidationError as error:
        raise SeedError.from_validation(path, error) from error
    return tuple(outlet.build() for outlet in file.outlets)
