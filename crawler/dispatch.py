"""Hands due work to the spider, one job at a time, as each host's politeness allows.

The queue in memory is only a view: what is due stands in the archive, so a kill loses nothing. A job leaves the view when it is
reported done, which its handler does after COMMIT.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.model import DueUrl
from archive.sources import DueChannel
from crawler.fetching.politeness import Politeness


@dataclass(frozen=True, slots=True)
class Job:
    """A channel to poll or a URL to fetch."""

    what: DueChannel | DueUrl
    host: str

    @property
    def key(self) -> tuple[str, int]:
        """Identity of the work, so that it is under way only once."""
        return (type(self.what).__name__, self.what.id)


def job(what: DueChannel | DueUrl) -> Job:
    """The job for due work."""
    return Job(what, urlsplit(what.url).hostname or "")


class Dispatcher:
    """Per-host queues of due work. Belongs to one event loop."""

    def __init__(self, politeness: Politeness) -> None:
        self._politeness = politeness
        self._queues: dict[str, deque[Job]] = {}
        self._known: dict[tuple[str, int], Job] = {}
        self._changed = asyncio.Event()
        self._closed = False

    def offer(self, due: Iterable[DueChannel | DueUrl]) -> int:
        """Queue what is not queued or under way yet; polls go before pages. Returns how many were added."""
        if self._closed:
            return 0
        added = 0
        for what in due:
            new = job(what)
            if new.key in self._known:
                continue
            self._known[new.key] = new
            queue = self._queues.setdefault(new.host, deque())
            if isinstance(what, DueChannel):
                queue.appendleft(new)
            else:
                queue.append(new)
            added += 1
        if added:
            self._changed.set()
        return added

    async def next(self) -> Job:
        """The next job whose host may be asked now; waits as long as it takes."""
        while True:
            now = time.monotonic()
            host, ready_at = self._soonest()
            if host is not None and ready_at <= now:
                chosen = self._queues[host].popleft()
                if not self._queues[host]:
                    del self._queues[host]
                self._politeness.began(host, now)
                return chosen
            await self._wait(ready_at - now)

    def done(self, finished: Job) -> None:
        """The job is over and committed: its host is free, and the same work may become due again."""
        self._politeness.ended(finished.host)
        self._known.pop(finished.key, None)
        self._changed.set()

    def hold(self, host: str, seconds: float) -> None:
        """Ask nothing of a host for a while; what is queued for it waits."""
        self._politeness.hold(host, time.monotonic() + seconds)

    def slow_down(self, host: str, spacing: float) -> None:
        """Keep `spacing` seconds between requests to a host from now on."""
        self._politeness.slow_down(host, spacing)

    def close(self) -> None:
        """Hand out nothing more. What is queued stays due in the archive."""
        self._closed = True
        for queue in self._queues.values():
            for queued in queue:
                self._known.pop(queued.key, None)
        self._queues.clear()

    async def emptied(self) -> None:
        """Wait until nothing is under way."""
        while self.under_way:
            await self._wait(float("inf"))

    def knows(self, what: DueChannel | DueUrl) -> bool:
        """Whether this work is queued or under way."""
        return job(what).key in self._known

    @property
    def under_way(self) -> int:
        """How many jobs have been handed out and not reported done."""
        return len(self._known) - sum(len(queue) for queue in self._queues.values())

    @property
    def load(self) -> int:
        """How many jobs are queued or under way."""
        return len(self._known)

    def quiet_for(self, seconds: float) -> bool:
        """Nothing is under way, and no queued job's host may be asked within this time."""
        return not self.under_way and self._soonest()[1] > time.monotonic() + seconds

    def _soonest(self) -> tuple[str | None, float]:
        """The queued host that may be asked first, and when."""
        if not self._queues:
            return None, float("inf")
        host = min(self._queues, key=self._politeness.ready_at)
        return host, self._politeness.ready_at(host)

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        timeout = None if seconds == float("inf") else max(0.001, seconds)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout)
