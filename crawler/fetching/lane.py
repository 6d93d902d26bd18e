"""The polls' way out: straight through the download handler, with robots.txt, redirects and decoding as pages have them.

Scrapy's engine, scheduler, scraper and middlewares cost more than the request itself where the answer is a 304, which most
polls' are (`./run bench poll`). What keeps us polite and safe is ours and the handler's, not theirs: the address guard, limits on
bytes and headers, the time-out and the number of requests under way hold here as there.
"""

from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import ACCEPTED_ENCODINGS, HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from w3lib.url import safe_url_string

from crawler.fetching.answer import Answer, answer_of
from crawler.fetching.decoding import UndecodedMiddleware
from crawler.fetching.robots import RobotsMiddleware

T = TypeVar("T")
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
SCHEMES: Final = frozenset({"http", "https"})


class PollLane:
    """Made when the engine runs."""

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.engine is not None
        settings = crawler.settings
        self._download = crawler.engine.downloader.handlers.download_request_async
        self._robots = _found(crawler, RobotsMiddleware)
        self._compression = _found(crawler, HttpCompressionMiddleware)
        self._undecoded = UndecodedMiddleware()
        self._most = settings.getint("REDIRECT_MAX_TIMES")
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._headers = {
            **settings.getdict("DEFAULT_REQUEST_HEADERS"),
            "User-Agent": settings["USER_AGENT"],
            "Accept-Encoding": b", ".join(ACCEPTED_ENCODINGS).decode(),
            # RFC 9112, 9.6: the host is asked again in minutes. An idle TLS connection holds asyncio's buffer of 256 kB, and with
            # hosts polled at full speed there were 444 of them in the second that connections for pages are kept.
            "Connection": "close",
        }

    async def get(self, url: str, conditions: Mapping[str, str]) -> Answer:
        """GET with redirects. Raises what the handler and robots.txt raise; `trouble_of` tells them apart."""
        asked: list[str] = []
        reasons: list[int] = []
        while True:
            meta = {"download_timeout": self._timeout, "redirect_urls": asked, "redirect_reasons": reasons}
            request = Request(url, headers={**self._headers, **conditions}, meta=meta, dont_filter=True)
            await self._robots.permit(request.url)
            response = await self._download(request)
            response.request = request
            to = _target(response)
            if not to:
                return self._answer(request, response)
            asked, reasons, url = [*asked, request.url], [*reasons, response.status], to
            if len(asked) > self._most:
                raise IgnoreRequest("max redirections reached")

    def _answer(self, request: Request, response: Response) -> Answer:
        if response.body:
            plain = self._undecoded.process_response(request, response)
            plain.request = request
            response = self._compression.process_response(request, plain)  # type: ignore[assignment]  # never a Request
            response.request = request
        return answer_of(response)


def _target(response: Response) -> str:
    """Where a redirect leads, "" for anything else; other schemes are not followed."""
    if response.status not in REDIRECTS or not response.headers.get("Location"):
        return ""
    to = response.urljoin(safe_url_string((response.headers["Location"] or b"").decode("latin-1").strip()))
    return to if urlsplit(to).scheme in SCHEMES else ""


def _found(crawler: Crawler, kind: type[T]) -> T:
    middleware = crawler.get_downloader_middleware(kind)
    assert middleware is not None, f"{kind.__name__} is switched off in the settings"
    return middleware
