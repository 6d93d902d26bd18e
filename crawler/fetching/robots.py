"""robots.txt on the way of every request: fetched once per origin and day, kept in the archive, obeyed."""

import asyncio
import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Request

from archive import robots as store
from archive.robots import RobotsAnswer
from archive.writer import Writer
from crawler.dispatch import Dispatcher
from crawler.fetching.answer import Trouble, answer_of, trouble_of
from crawler.fetching.errors import AddressRefusedError, RobotsDisallowedError, RobotsUnavailableError
from crawler.robots import LIFETIME, MAX_BYTES, Reservation, Robots, read_robots, tdmrep

log = logging.getLogger(__name__)

AGENT = "presswatch"
LARGEST = 64 * 2**20  # announced bytes; more is no robots.txt, and reading stops at MAX_BYTES anyway
RECEIVED = "received"  # bytes, in the same meta
TDMREP = "/.well-known/tdmrep.json"
HTTP_OK = 200
IN_MEMORY = 2_000  # origins whose rules stay parsed: 20 kB each; the others are read from the archive again in 0.3 ms
FETCHING_ROBOTS = "fetching_robots"  # in a request's meta: do not ask robots.txt about robots.txt


class RobotsKeeper:
    """What is known about origins' rules, in memory and in the archive."""

    def __init__(self, writer: Writer, read: sqlite3.Connection, dispatcher: Dispatcher, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._read = read
        self._dispatcher = dispatcher
        self._now = now
        self._known: OrderedDict[str, tuple[Robots, datetime]] = OrderedDict()
        self._tdmrep: OrderedDict[str, bytes] = OrderedDict()
        self._troubles: OrderedDict[str, Trouble] = OrderedDict()

    def get(self, origin: str) -> Robots | None:
        """Rules that are still fresh."""
        now = self._now()
        known = self._known.get(origin)
        if known is not None and known[1] > now:
            self._known.move_to_end(origin)
            return known[0]
        answer = store.load(self._read, origin, now)
        return self._remember(answer) if answer is not None else None

    def asks(self, origin: str) -> None:
        """One more request to the origin's host: it counts in its budget."""
        self._dispatcher.count(urlsplit(origin).hostname or "")

    def reservation(self, url: str) -> Reservation:
        """What the site's tdmrep.json, as far as it was read, says about an address."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._tdmrep:
            answer = store.load(self._read, origin + TDMREP, self._now())
            self._keep_tdmrep(origin, answer.body if answer is not None and answer.status == HTTP_OK else b"")
        body = self._tdmrep[origin]
        return tdmrep(body, url) if body else Reservation()

    async def put_tdmrep(self, origin: str, status: int | None, body: bytes) -> None:
        """Take in a site's tdmrep.json, or that it has none."""
        now = self._now()
        answer = RobotsAnswer(origin + TDMREP, now, now + LIFETIME, status or 0, body[:MAX_BYTES])
        await self._writer.do(lambda conn: store.save(conn, answer))
        self._keep_tdmrep(origin, answer.body if answer.status == HTTP_OK else b"")

    def _keep_tdmrep(self, origin: str, body: bytes) -> None:
        self._tdmrep[origin] = body
        if len(self._tdmrep) > IN_MEMORY:
            self._tdmrep.popitem(last=False)

    def unavailable(self, origin: str, reason: str) -> RobotsUnavailableError:
        """Why an origin's rules cannot be had: what asking for them ended in, if it was in this process."""
        trouble = self._troubles.get(origin)
        return (
            RobotsUnavailableError(f"{trouble.text}, asking for robots.txt", trouble.kind)
            if trouble
            else RobotsUnavailableError(reason)
        )

    async def put(self, origin: str, status: int | None, body: bytes, trouble: Trouble | None = None) -> Robots:
        """Take in an answer; `status` None when there was none but `trouble`."""
        now = self._now()
        self._note(origin, trouble)
        rules = read_robots(status, body, f"{origin}/robots.txt", AGENT)
        answer = RobotsAnswer(origin, now, now + rules.fetch_again_in, status or 0, body[:MAX_BYTES])
        await self._writer.do(lambda conn: store.save(conn, answer))
        return self._remember(answer)

    def _note(self, origin: str, trouble: Trouble | None) -> None:
        self._troubles.pop(origin, None)
        if trouble is not None:
            self._troubles[origin] = trouble
            if len(self._troubles) > IN_MEMORY:
                self._troubles.popitem(last=False)

    def _remember(self, answer: RobotsAnswer) -> Robots:
        rules = read_robots(answer.status or None, answer.body, f"{answer.origin}/robots.txt", AGENT)
        self._known[answer.origin] = (rules, answer.expires_at)
        if len(self._known) > IN_MEMORY:
            self._known.popitem(last=False)
        if rules.crawl_delay:
            self._dispatcher.slow_down(urlsplit(answer.origin).hostname or "", rules.crawl_delay)
        return rules


class RobotsMiddleware:
    """Lets a request pass, or raises RobotsDisallowedError or RobotsUnavailableError."""

    def __init__(self, crawler: Crawler, keeper: RobotsKeeper) -> None:
        self._crawler = crawler
        self._keeper = keeper
        self._fetching: dict[str, asyncio.Task[Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """As Scrapy's components."""
        middleware = cls(crawler, crawler.settings["PRESSWATCH_ROBOTS"])
        crawler.signals.connect(middleware.on_bytes, signal=signals.bytes_received)
        return middleware

    def on_bytes(self, data: bytes, request: Request) -> None:
        """Scrapy's signal: the first 500 kB are rules, the rest is not waited for."""
        if FETCHING_ROBOTS not in request.meta:
            return
        received = request.meta.get(RECEIVED, 0) + len(data)
        request.meta[RECEIVED] = received
        if received > MAX_BYTES:
            raise StopDownload(fail=False)

    async def process_request(self, request: Request) -> None:
        """As Scrapy's downloader middlewares."""
        if not request.meta.get(FETCHING_ROBOTS):
            await self.permit(request.url)

    async def permit(self, url: str) -> None:
        """Return when robots.txt allows the address to us; raises as the class says otherwise."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._keeper.get(origin) or await self._fetch_once(origin)
        if not rules.reachable:
            raise self._keeper.unavailable(origin, rules.reason)
        if not rules.allows(url):
            raise RobotsDisallowedError(f"robots.txt forbids {parts.path}")

    async def _fetch_once(self, origin: str) -> Robots:
        """One request for robots.txt however many pages wait for it."""
        task = self._fetching.get(origin)
        if task is None:
            task = self._fetching[origin] = asyncio.create_task(self._fetch(origin))
            task.add_done_callback(lambda _: self._fetching.pop(origin, None))
        return await asyncio.shield(task)

    async def _fetch(self, origin: str) -> Robots:
        request = Request(f"{origin}/robots.txt", meta={FETCHING_ROBOTS: True, "download_maxsize": LARGEST}, dont_filter=True)
        assert self._crawler.engine is not None
        self._keeper.asks(origin)
        try:
            response = await self._crawler.engine.download_async(request)
        except AddressRefusedError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it was, there is no answer
            return await self._keeper.put(origin, None, b"", trouble_of(error))
        answer = answer_of(response)
        rules = await self._keeper.put(origin, answer.status, answer.body)
        await self._fetch_tdmrep(origin)
        return rules

    async def _fetch_tdmrep(self, origin: str) -> None:
        """The site's reservations, as often as its rules."""
        request = Request(f"{origin}{TDMREP}", meta={FETCHING_ROBOTS: True, "download_maxsize": LARGEST}, dont_filter=True)
        assert self._crawler.engine is not None
        self._keeper.asks(origin)
        try:
            answer = answer_of(await self._crawler.engine.download_async(request))
        except Exception as error:  # noqa: BLE001 -- a file that cannot be had reserves nothing
            log.debug("%s: %s", request.url, trouble_of(error).text)
            await self._keeper.put_tdmrep(origin, None, b"")
        else:
            await self._keeper.put_tdmrep(origin, answer.status, answer.body)
