"""Hands due work to the spider, one job at a time, as each host's politeness allows.

The queue in memory is only a view: what is due stands in the archive, so a kill loses nothing. A job leaves the view when it is
reported done, which its handler does after COMMIT.
"""

import asyncio
import contextlib
import heapq
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from archive.model import DueUrl, Page
from archive.sources import DueChannel
from crawler.fetching.politeness import Politeness


@dataclass(frozen=True, slots=True)
class Job:
    """A channel to poll or a URL to fetch; or the page at `next_url` that goes on with the article of `so_far`."""

    what: DueChannel | DueUrl
    host: str
    so_far: Page | None = None
    next_url: str = ""


PER_HOST: Final = 100  # polls, and pages, that wait in memory for one host: a slow one must not take the room of all others


def job(what: DueChannel | DueUrl) -> Job:
    """The job for due work."""
    return Job(what, _host(what.url))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


@dataclass(slots=True)
class _Queue:
    """What waits for one host: polls and pages take turns, each in the order they came."""

    polls: deque[Job] = field(default_factory=deque)
    pages: deque[Job] = field(default_factory=deque)
    polled: bool = False

    def __len__(self) -> int:
        return len(self.polls) + len(self.pages)

    def put(self, new: Job) -> None:
        (self.polls if isinstance(new.what, DueChannel) else self.pages).append(new)

    def take(self) -> Job:
        self.polled = bool(self.polls) and not (self.polled and self.pages)
        return (self.polls if self.polled else self.pages).popleft()


class Dispatcher:
    """Per-host queues of due work. Belongs to one event loop.

    Hosts stand in a heap by the moment from which they may be asked. An entry whose time is not the host's listed one is stale
    and skipped, so that with 20,000 hosts each job costs a handful of heap steps (`./run bench poll`).
    """

    def __init__(self, politeness: Politeness, most: int = 128) -> None:
        """`most` jobs are under way at once, from the request to the COMMIT: it bounds the pages in memory."""
        self._politeness = politeness
        self._most = most
        self._queues: dict[str, _Queue] = {}
        self._heap: list[tuple[float, str]] = []
        self._listed: dict[str, float] = {}  # host → the time of its valid entry in the heap
        self._known_polls: set[int] = set()
        self._known_pages: set[int] = set()
        self._out = 0
        self._changed = asyncio.Event()
        self._closed = False
        self._paused = False

    def offer(self, due: Iterable[DueChannel | DueUrl]) -> int:
        """Queue what is not queued or under way yet and whose host's queue has room. Returns how many were added."""
        if self._closed:
            return 0
        added = 0
        for what in due:
            if not self.wants(what):
                continue
            new = job(what)
            self.known(what).add(what.id)
            self._queues.setdefault(new.host, _Queue()).put(new)
            self._list(new.host)
            added += 1
        if added:
            self._changed.set()
        return added

    async def next(self) -> Job:
        """The next job whose host may be asked now; waits as long as it takes."""
        while True:
            now = time.monotonic()
            host, ready_at = self._soonest() if self._out < self._most else (None, float("inf"))
            if host is not None and ready_at <= now:
                return self._take(host, now)
            await self._wait(ready_at - now)

    def _take(self, host: str, now: float) -> Job:
        """The next job of the host on top of the heap."""
        heapq.heappop(self._heap)
        del self._listed[host]
        queue = self._queues[host]
        chosen = queue.take()
        self._politeness.began(host, now)
        self._out += 1
        if queue:
            self._list(host)
        else:
            del self._queues[host]
        return chosen

    def done(self, finished: Job) -> None:
        """The job is over and committed: its host is free, and the same work may become due again."""
        self._politeness.ended(finished.host)
        self.known(finished.what).discard(finished.what.id)
        self._out -= 1
        if finished.host in self._queues:
            self._list(finished.host)
        self._changed.set()

    def go_on(self, finished: Job, page: Page, url: str) -> None:
        """As `done`, but the article goes on at `url`, which waits for its turn like any other page."""
        self._politeness.ended(finished.host)
        self._out -= 1
        if self._closed:
            self.known(finished.what).discard(finished.what.id)
        else:
            self._queues.setdefault(finished.host, _Queue()).put(Job(finished.what, finished.host, page, url))
        if finished.host in self._queues:
            self._list(finished.host)
        self._changed.set()

    def count(self, host: str) -> None:
        """A request to the host that is no job of its own (robots.txt): its budget pays for it."""
        self._politeness.asked(host, time.monotonic())

    async def another(self, under_way: Job) -> bool:
        """A job asks its host once more (a sitemap of an index): as far apart, and paid for, as if it were another job.

        False where the host is on hold or its budget spent: what is left then waits for the next job.
        """
        now = time.monotonic()
        if not self._politeness.affords(under_way.host, now):
            return False
        spacing = self._politeness.spacing(under_way.host)
        self._politeness.asked(under_way.host, now)
        await asyncio.sleep(spacing)
        return True

    def hold(self, host: str, seconds: float) -> None:
        """Ask nothing of a host for a while; what is queued for it waits."""
        self._politeness.hold(host, time.monotonic() + seconds)

    def slow_down(self, host: str, spacing: float) -> None:
        """Keep `spacing` seconds between requests to a host from now on."""
        self._politeness.slow_down(host, spacing)

    def spend(self, host: str, seconds: float) -> None:
        """A host's budget will be full again in so many seconds: it was spent before a restart."""
        self._politeness.spend(host, time.monotonic() + seconds)

    def spent(self) -> list[tuple[str, float]]:
        """Hosts of whose budget much is spent, and in how many seconds it would be full again."""
        now = time.monotonic()
        return [(host, free_at - now) for host, free_at in self._politeness.spent(now)]

    def limit(self, host: str, spacing: float) -> None:
        """As `slow_down`, for what a service documents."""
        self._politeness.limit(host, spacing)

    def pause(self) -> None:
        """Hand out nothing for now; what is queued and under way stays."""
        self._paused = True

    def resume(self) -> None:
        """Go on after `pause`."""
        if self._paused:
            self._paused = False
            self._changed.set()

    def close(self) -> None:
        """Hand out nothing more. What is queued stays due in the archive."""
        self._closed = True
        for queue in self._queues.values():
            for queued in (*queue.polls, *queue.pages):
                self.known(queued.what).discard(queued.what.id)
        self._queues.clear()
        self._heap.clear()
        self._listed.clear()

    async def emptied(self) -> None:
        """Wait until nothing is under way."""
        while self.under_way:
            await self._wait(float("inf"))

    def wants(self, what: DueChannel | DueUrl) -> bool:
        """Whether this work is neither queued nor under way, and its host's queue has room."""
        if what.id in self.known(what):
            return False
        queue = self._queues.get(_host(what.url))
        return queue is None or len(queue.polls if isinstance(what, DueChannel) else queue.pages) < PER_HOST

    def known(self, what: DueChannel | DueUrl | type) -> set[int]:
        """Ids of the polls (or pages) that are queued or under way, so that work is under way only once."""
        return self._known_polls if isinstance(what, DueChannel) or what is DueChannel else self._known_pages

    @property
    def under_way(self) -> int:
        """How many jobs have been handed out and not reported done."""
        return self._out

    @property
    def load(self) -> int:
        """How many jobs are queued or under way."""
        return len(self._known_polls) + len(self._known_pages)

    def quiet_for(self, seconds: float) -> bool:
        """Nothing is under way, and no queued job's host may be asked within this time."""
        return not self.under_way and self._soonest()[1] > time.monotonic() + seconds

    def _soonest(self) -> tuple[str | None, float]:
        """The queued host that may be asked first, and when."""
        while self._heap and not self._paused:
            listed, host = self._heap[0]
            ready_at = self._politeness.ready_at(host)
            if self._listed.get(host) == listed == ready_at:
                return host, ready_at
            heapq.heappop(self._heap)
            if self._listed.get(host) == listed:
                del self._listed[host]
                self._list(host)
        return None, float("inf")

    def _list(self, host: str) -> None:
        """Enter a host into the heap; one that has all it may have under way comes back when one of them is done."""
        ready_at = self._politeness.ready_at(host)
        if ready_at < float("inf") and self._listed.get(host) != ready_at:
            self._listed[host] = ready_at
            heapq.heappush(self._heap, (ready_at, host))

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        timeout = None if seconds == float("inf") else max(0.001, seconds)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout)
