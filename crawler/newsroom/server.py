"""The newsroom on real HTTP: one aiohttp server that tells the outlets apart by the Host header."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, Self

from aiohttp import web

from crawler.newsroom.articles import load_articles
from crawler.newsroom.catalogue import catalogue
from crawler.newsroom.clock import NewsClock
from crawler.newsroom.model import Article, Outlet
from crawler.newsroom.outlets import load_outlets
from crawler.newsroom.pages import Renderer
from crawler.newsroom.press import Desk, Directory
from crawler.newsroom.radar import RadarSite
from crawler.newsroom.reply import Asked, Reply, unchanged
from crawler.newsroom.requestlog import Hit, RequestLog
from crawler.newsroom.site import OutletSite
from crawler.newsroom.walls import Wall, Walled, share_out

SEEDS = Path(__file__).parents[2] / "seeds" / "newsroom"
DOMAIN = ".localhost"
LOOPBACK = "127.0.0.1"
SLOW_IN_TESTS = 0.05
"""Seconds that an outlet with the quirk slow takes for every answer, unless told otherwise."""


class Site(Protocol):
    """Whatever answers for one host."""

    def reply(self, asked: Asked) -> Reply:
        """Answer a request."""


class Newsroom:
    """Serves outlets and their articles at ``http://<outlet>.localhost:<port>/`` by a news clock.

    Use it as an async context manager, or call start() and stop(). ``request_log`` says what was asked of it.
    """

    resolve: Mapping[str, str] = MappingProxyType({f"*{DOMAIN}": LOOPBACK})
    """The names a crawler must resolve itself to reach the newsroom."""

    def __init__(
        self,
        articles: Iterable[Article],
        outlets: Iterable[Outlet],
        clock: NewsClock,
        *,
        templates: Path = SEEDS / "templates",
        walls: Sequence[Walled] = (),
        slow: float = SLOW_IN_TESTS,
    ) -> None:
        self.articles = tuple(articles)
        self.outlets = tuple(outlets)
        self.clock = clock
        self.request_log = RequestLog()
        self._walls = tuple(walls)
        self._renderer = Renderer(templates, self.outlets)
        self._delays = {outlet.id: slow for outlet in self.outlets if "slow" in outlet.quirks}
        self._sites: dict[str, Site] = {}
        self._directory: Directory | None = None
        self._runner: web.AppRunner | None = None

    @classmethod
    def from_seeds(cls, clock: NewsClock, extra: Sequence[Article] = (), folder: Path = SEEDS, **options: float) -> Self:
        """Serve everything in seeds/newsroom, and ``extra`` articles beside it. Raises SeedError."""
        articles = (*load_articles(folder / "articles"), *extra)
        outlets = load_outlets(folder / "outlets.yaml")
        walls = share_out(folder / "walls", outlets)
        return cls(articles, outlets, clock, templates=folder / "templates", walls=walls, **options)

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one. Raises OSError when the port is taken."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, port).start()
        self._lay_out()

    async def stop(self) -> None:
        """Close the server and every connection."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def port(self) -> int:
        """The port the server listens on."""
        assert self._runner, "start() the newsroom first"
        return int(self._runner.addresses[0][1])

    @property
    def directory(self) -> Directory:
        """The addresses of everything, known once the server listens."""
        assert self._directory, "start() the newsroom first"
        return self._directory

    def url(self, article_id: str) -> str:
        """Give the address of the article ``<outlet>/<slug>``; raises KeyError for an unknown id."""
        address = self.directory.article(article_id)
        if address is None:
            raise KeyError(article_id)
        return address

    def walls(self) -> list[tuple[Wall, str]]:
        """Every page that stands in an article's place, and its address; no channel announces them."""
        return [(walled.wall, self.directory.home(walled.outlet.id).rstrip("/") + walled.path) for walled in self._walls]

    def catalogue(self) -> list[dict[str, object]]:
        """Describe the outlets as seeds/sources/*.yaml describe real ones, with this server's port."""
        return catalogue(self.outlets, self.directory)

    def _lay_out(self) -> None:
        directory = Directory(self.outlets, self.articles, self.clock, self.port)
        papers = [outlet for outlet in self.outlets if outlet.kind != "aggregator"]
        desks = [Desk(outlet, self.articles, self.clock, directory) for outlet in papers]
        self._directory = directory
        self._sites = {desk.outlet.id: OutletSite(desk, self._renderer, self.clock, self._walls) for desk in desks}
        for outlet in self.outlets:
            if outlet.kind == "aggregator":
                self._sites[outlet.id] = RadarSite(outlet, desks, directory, self._renderer)

    async def _handle(self, request: web.Request) -> web.Response:
        host = request.host.partition(":")[0].lower().removesuffix(DOMAIN)
        with self.request_log.answering(host):
            await asyncio.sleep(self._delays.get(host, 0))
            response = self._answer(host, request)
        self.request_log.add(_hit(host, request, response.status))
        return response

    def _answer(self, host: str, request: web.Request) -> web.Response:
        site = self._sites.get(host)
        if not site:
            return web.Response(status=HTTPStatus.NOT_FOUND, text=f"no outlet lives at {request.host}\n")
        reply = site.reply(Asked(request.path, self.clock.now(), request.query, request.cookies))
        if unchanged(reply, request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=reply.all_headers)
        return web.Response(body=reply.body, status=reply.status, headers=reply.all_headers)


def _hit(host: str, request: web.Request, status: int) -> Hit:
    conditional = bool({"If-None-Match", "If-Modified-Since"} & set(request.headers))
    agent = request.headers.get("User-Agent", "")
    return Hit(host, request.method, request.path, status, time.monotonic(), agent, conditional)
