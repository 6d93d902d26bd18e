"""The bundled newsroom's pages, fetched over real HTTP and read once for all sections."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
from yarl import URL

from archive.model import Extract
from crawler.newsroom.clock import StoppedClock, utc_now
from crawler.newsroom.model import Article
from crawler.newsroom.server import Newsroom
from pipelines.extract import extract

_TRIES = 3  # one outlet refuses some first requests


@dataclass(frozen=True, slots=True)
class SeenWall:
    """A page in an article's place, or a short article that looks like one: language, what it is, and what was read."""

    id: str
    language: str
    access: str
    found: Extract


@dataclass(frozen=True, slots=True)
class Seen:
    """An article of the newsroom, its page as it came, and what was read from it."""

    article: Article
    body: bytes
    kind: str
    found: Extract


@lru_cache(maxsize=1)
def newsroom() -> Sequence[Seen]:
    """Every article's page."""
    return asyncio.run(_articles())


@lru_cache(maxsize=1)
def walls() -> Sequence[SeenWall]:
    """Every wall, stub and excuse."""
    return asyncio.run(_walls())


async def _walls() -> Sequence[SeenWall]:
    room = Newsroom.from_seeds(StoppedClock(anchor=utc_now()))
    languages = {outlet.id: outlet.language for outlet in room.outlets}
    seen = []
    async with room, aiohttp.ClientSession() as session:
        for wall, url in room.walls():
            found = extract(*await _fetch(session, url))
            seen.append(SeenWall(wall.id, languages[(URL(url).host or "").partition(".")[0]], wall.access, found))
    return seen


async def _articles() -> Sequence[Seen]:
    room = Newsroom.from_seeds(StoppedClock(anchor=utc_now()))
    seen = []
    async with room, aiohttp.ClientSession() as session:
        for article in room.articles:
            body, url, kind = await _fetch(session, room.url(article.id))
            seen.append(Seen(article, body, kind, extract(body, url, kind)))
    return seen


async def _fetch(session: aiohttp.ClientSession, url: str) -> tuple[bytes, str, str]:
    """Body, address and content type of a page; the host names are the newsroom's own, so the Host header carries them."""
    target = URL(url)
    local = target.with_host("127.0.0.1")
    for _ in range(_TRIES):
        async with session.get(local, headers={"Host": f"{target.host}:{target.port}"}) as answer:
            body, kind = await answer.read(), answer.headers.get("Content-Type", "")
            if answer.ok:
                break
    return body, url, kind
