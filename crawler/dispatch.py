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

    def offer(self, due: Iterable[DueChannel | DueUrl]) -> int:
        """Queue what is not queued or under way yet; polls go before pages. Returns how many were added."""
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

    @property
    def load(self) -> int:
        """How many jobs are queued or under way."""
        return len(self._known)

    def quiet_for(self, seconds: float) -> bool:
        """Nothing is under way, and no queued job's host may be asked within this time."""
        queued = sum(len(queue) for queue in self._queues.values())
        if queued < len(self._known):
            return False
        return self._soonest()[1] > time.monotonic() + seconds

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
