"""Single fetches for commands (`sources add`, `sources check`): the crawler's own guard, robots.txt, limits and name."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from archive.errors import PresswatchError
from crawler.config import FetchSection
from crawler.fetching.answer import Answer
from crawler.fetching.guard import AddressGuard
from crawler.fetching.handler import find_refusal, guarded_session
from crawler.fetching.robots import AGENT
from crawler.fetching.settings import user_agent
from crawler.robots import Robots, read_robots

MAX_REDIRECTS: Final = 5
PERMANENT: Final = frozenset({301, 308})
KEEPING: Final = frozenset({307, 308})  # method and body
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


LONG_WAIT: Final = 3.0  # seconds

Waiting = Callable[[str, float], None]  # before which address, how many seconds


class FetchError(PresswatchError):
    """No answer: says why."""


class Fetcher:
    """An async context manager. One request at a time, a host as far apart as the crawler asks it; nothing is kept."""

    def __init__(self, fetch: FetchSection, waiting: Waiting | None = None) -> None:
        """`waiting` is told of pauses that a person would wonder about."""
        self._fetch = fetch
        self._waiting = waiting
        self._rules: dict[str, Robots] = {}
        self._silent: dict[str, str] = {}  # origin → why its robots.txt could not be had
        self._free_at: dict[str, float] = {}  # when a host may be asked again, on the loop's clock

    async def __aenter__(self) -> "Fetcher":
        context = ssl.create_default_context()
        if self._fetch.ca_file:
            context.load_verify_locations(cafile=self._fetch.ca_file)
        self._session = guarded_session(
            AddressGuard(self._fetch.allow_private),
            self._fetch.resolve,
            connector={"ssl": context, "limit": 4},
            headers={"User-Agent": user_agent(self._fetch.contact)},
            timeout=aiohttp.ClientTimeout(total=self._fetch.timeout),
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._session.close()

    async def get(self, url: str) -> Answer:
        """GET with redirects. Raises FetchError: forbidden by robots.txt, refused address, too large, no answer."""
        rules = await self.robots(url)
        if not rules.allows(url):
            silent = self._silent.get(_origin(url))
            reason = f"robots.txt did not answer: {silent}" if silent else rules.reason
            raise FetchError(f"{url}: {reason or 'robots.txt forbids it'}")
        return await self._follow(url)

    async def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """POST a form; 307 and 308 are followed with it. robots.txt is about reading pages. Raises FetchError."""
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            answer, to = await self._once(at, form)
            if not to or answer.status not in KEEPING:
                return answer
            at = urljoin(at, to)
        raise FetchError(f"{url}: more than {MAX_REDIRECTS} redirects")

    async def robots(self, url: str) -> Robots:
        """The rules of an address's origin."""
        origin = _origin(url)
        if origin not in self._rules:
            place = f"{origin}/robots.txt"
            try:
                answer = await self._follow(place)
                self._rules[origin] = read_robots(answer.status, answer.body, place, AGENT)
            except FetchError as error:
                self._silent[origin] = str(error).removeprefix(f"{place}: ")
                self._rules[origin] = read_robots(None, b"", place, AGENT)
        return self._rules[origin]

    async def _follow(self, url: str) -> Answer:
        at, permanent = url, True
        for _ in range(MAX_REDIRECTS + 1):
            answer, to = await self._once(at)
            if not to:
                moved = at if permanent and at != url else ""
                return Answer(url, at, answer.status, answer.headers, answer.body, answer.partial, moved)
            permanent = permanent and answer.status in PERMANENT
            at = urljoin(at, to)
        raise FetchError(f"{url}: more than {MAX_REDIRECTS} redirects")

    async def _once(self, url: str, form: Mapping[str, str] | None = None) -> tuple[Answer, str]:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise FetchError(f"{url}: not an http or https address")
        await self._wait(url)
        try:
            async with self._session.request("POST" if form else "GET", url, data=form, allow_redirects=False) as response:
                body = await self._read(response, url)
                headers = {name.lower(): value for name, value in response.headers.items()}
                to = headers.get("location", "") if response.status in REDIRECTS else ""
                return Answer(url, url, response.status, headers, body), to
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            refusal = find_refusal(error)
            raise FetchError(f"{url}: {refusal or str(error) or 'no answer in time'}") from error

    async def _wait(self, url: str) -> None:
        """Keep the crawler's own distance between two requests to one host, and what its robots.txt asks for."""
        rules = self._rules.get(_origin(url))
        spacing = max(self._fetch.spacing, (rules.crawl_delay if rules else None) or 0.0)
        now, host = asyncio.get_running_loop().time(), urlsplit(url).hostname or ""
        seconds = max(0.0, self._free_at.get(host, 0.0) - now)
        if self._waiting is not None and seconds > LONG_WAIT:
            self._waiting(url, seconds)
        await asyncio.sleep(seconds)
        self._free_at[host] = max(now, self._free_at.get(host, 0.0)) + spacing

    async def _read(self, response: aiohttp.ClientResponse, url: str) -> bytes:
        """The body, decoded, up to the limit: a bomb is stopped where it exceeds it."""
        parts, size = [], 0
        async for chunk in response.content.iter_chunked(2**16):
            size += len(chunk)
            if size > self._fetch.max_bytes:
                raise FetchError(f"{url}: larger than [fetch] max_bytes ({self._fetch.max_bytes})")
            parts.append(chunk)
        return b"".join(parts)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
