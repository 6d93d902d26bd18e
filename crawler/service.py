"""The long-running process: schedule, crawler, alerts and web, one instance per archive.

Everything that is due stands in the archive, so the schedule holds no state: one tick hands out
what is due, one sends what is due.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from archive.errors import ArchiveError
from crawler.crawling import Crawling
from crawler.web import Web

log = logging.getLogger(__name__)

OUTBOX_SECONDS = 2.0
LEARN_SECONDS = 60.0  # how often the polling budget is written down; the learning itself is nightly


class Service:
    """Runs until asked to stop by SIGTERM or SIGINT."""

    def __init__(
        self,
        crawling: Crawling,
        send_due: Callable[[datetime], Awaitable[object]],
        web: Web | None,
        tick_seconds: float,
        now: Callable[[], datetime],
    ) -> None:
        self._crawling = crawling
        self._send_due = send_due
        self._web = web
        self._tick_seconds = tick_seconds
        self._now = now
        self._stopping = asyncio.Event()

    async def run(self, ready: Callable[[], None]) -> None:
        """Start everything, call `ready`, work, end gracefully. Raises PresswatchError when something cannot be started."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        scheduler = AsyncIOScheduler(timezone="UTC")
        try:
            await self._crawling.start()
            if self._web is not None:
                await self._web.start()
            self._schedule(scheduler)
            ready()
            await self._stopping.wait()
            log.info("stopping: what is under way is finished, the rest stays due")
        finally:
            if scheduler.running:
                scheduler.shutdown(wait=False)
            if self._web is not None:
                await self._web.stop()
            await self._crawling.stop()

    def stop(self) -> None:
        """Ask for the end."""
        self._stopping.set()

    def _schedule(self, scheduler: AsyncIOScheduler) -> None:
        async def tick() -> None:
            self._crawling.tick()

        async def send() -> None:
            await self._send_due(self._now())

        for job, seconds in ((tick, self._tick_seconds), (send, OUTBOX_SECONDS), (self._crawling.learn, LEARN_SECONDS)):
            # coalesce and no grace: after a suspended laptop a late job runs once, at once (rows 57, 62)
            scheduler.add_job(_guarded(job), "interval", seconds=seconds, max_instances=1, coalesce=True, misfire_grace_time=None)
        scheduler.start()


def _guarded(job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A job whose trouble with the archive is one line in the log; the next run tries again."""

    async def run() -> None:
        try:
            await job()
        except ArchiveError as error:
            log.error("%s", error)  # noqa: TRY400

    run.__name__ = getattr(job, "__name__", "job")
    return run
