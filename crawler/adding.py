"""Adds an outlet to the catalogue: finds its channels, chooses among them, writes the entry."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from archive.errors import ConfigError
from archive.model import Source
from crawler import sourcefiles
from crawler.config import Config
from crawler.discovery.model import DiscoveryError
from crawler.fetching.single import Fetcher, Waiting
from crawler.finding import Found, find
from crawler.seeds import load_sources
from crawler.urls import UrlError, canonical
from pipelines.language import identify_language
from pipelines.pool import WorkerPool

MOST_CHANNELS: Final = 3  # taken without asking: outlets offer dozens of feeds, and each is asked many times a day
FEEDS: Final = frozenset({"rss", "rdf", "atom", "jsonfeed"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """What a person said about an outlet to be added; what is empty is found out."""

    url: str
    name: str = ""
    language: str = ""


def address(text: str) -> str:
    """A web address as people type it, in its canonical spelling. Raises ConfigError."""
    try:
        return canonical(text if "://" in text else f"https://{text}")
    except UrlError as error:
        raise ConfigError(f"{text}: {error.reason}; expected a web address") from error


async def look(config: Config, url: str, waiting: Waiting | None = None) -> list[Found]:
    """All channels of the outlet at `url`; `waiting` is told of long pauses.

    Raises FetchError, and ConfigError when it has none.
    """
    async with Fetcher(config.fetch, waiting) as fetcher:
        pool = WorkerPool(1, timeout=config.read.timeout, memory=config.read.memory_mb << 20)
        try:
            found = await find(fetcher, pool, url)
        except DiscoveryError as error:
            raise ConfigError(f"{url}: {error}") from error
        finally:
            await pool.close()
    if not found:
        raise ConfigError(f"{url}: no feed, sitemap or list of articles was found there; try the address of a section")
    return found


def best(found: Sequence[Found]) -> list[Found]:
    """The channels to take where nobody is there to choose: feeds and news sitemaps; other lists only where there are none."""
    good = [channel for channel in found if channel.format in FEEDS]
    news = [channel for channel in found if channel.format == "news-sitemap"]
    return (good[: MOST_CHANNELS - bool(news)] + news[:1]) or list(found[:1])


def write(config: Config, outlet: Outlet, chosen: Sequence[Found]) -> Source:
    """Append the source to the catalogue's folder. Raises SeedError (and writes nothing) where that would not be right."""
    folder = config.seeds.folder / "sources"
    identifier = sourcefiles.source_id(outlet.url, (source.id for source in load_sources(folder)))
    parts = urlsplit(outlet.url)
    title = outlet.name or next((channel.title for channel in chosen if channel.title), "") or parts.hostname or identifier
    language = outlet.language or spoken(chosen) or "en"
    channels = [(channel.url, channel.format) for channel in chosen]
    entry = sourcefiles.entry(identifier, title, f"{parts.scheme}://{parts.netloc}/", language, channels)
    sourcefiles.add(folder, [entry])
    return next(source for source in load_sources(folder) if source.id == identifier)


def spoken(channels: Sequence[Found]) -> str:
    """The language of the newest entries' titles, "" when it cannot be told."""
    return identify_language(". ".join(entry.title for channel in channels for entry in channel.entries[:20] if entry.title))


async def add_unasked(config: Config, outlet: Outlet) -> Source:
    """Find, choose and write. Raises PresswatchError saying why not."""
    url = address(outlet.url)
    chosen = best(await look(config, url))
    return await asyncio.to_thread(write, config, replace(outlet, url=url), chosen)
