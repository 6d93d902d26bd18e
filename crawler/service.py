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

from archive.errors import ArchiveError, ArchiveUnavailableError
from archive.tally import Tally
from crawler.crawling import Crawling
from crawler.web import Web

log = logging.getLogger(__name__)

OUTBOX_SECONDS = 2.0
WISHES_SECONDS = 5.0  # how often what readers decided about suggested sources and the judgement is looked for
HUBS_SECONDS = 15.0  # how often hubs are asked that are to be asked
LEARN_SECONDS = 60.0  # how often the polling budget is written down; the learning itself is nightly
RELOAD_SECONDS = 3.0  # how soon a changed topic is in force
TALLY_SECONDS = 3600.0  # how often the log says what was done
BACKUP_SECONDS = 30.0  # how often it is looked whether a backup is due


class Service:
    """Runs until asked to stop by SIGTERM or SIGINT."""

    def __init__(
        self,
        crawling: Crawling,
        send_due: Callable[[datetime], Awaitable[object]],
        web: Web | None,
        tick_seconds: float,
        now: Callable[[], datetime],
        back_up_due: Callable[[datetime], Awaitable[object]] | None = None,
    ) -> None:
        self._crawling = crawling
        self._back_up_due = back_up_due
        self._send_due = send_due
        self._web = web
        self._tick_seconds = tick_seconds
        self._now = now
        self._stopping = asyncio.Event()
        self._tally = Tally(0, 0, 0, 0, 0)
        self._told = False  # of trouble with the archive that was told and is not over

    async def run(self, ready: Callable[[], None]) -> None:
        """Start everything, call `ready`, work, end gracefully. Raises PresswatchError when something cannot be started."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        scheduler = AsyncIOScheduler(timezone="UTC")
        try:
            await self._crawling.start()
            await self._crawling.listen()
            if self._web is not None:
                await self._web.start()
            self._tally = self._crawling.tally()
            self._schedule(scheduler)
            ready()
            await self._until_stopped()
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

    async def _until_stopped(self) -> None:
        """Until somebody asks for the end. Raises what ended the spider: a mistake of ours, and a supervisor starts us anew."""
        asked, ended = asyncio.create_task(self._stopping.wait()), asyncio.create_task(self._crawling.ended())
        done, waiting = await asyncio.wait((asked, ended), return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for task in done:
            task.result()

    def _schedule(self, scheduler: AsyncIOScheduler) -> None:
        jobs = (
            (self._tick, self._tick_seconds),
            (self._send, OUTBOX_SECONDS),
            (self._take_over, WISHES_SECONDS),
            (self._reload, RELOAD_SECONDS),
            (self._ask_hubs, HUBS_SECONDS),
            (self._learn, LEARN_SECONDS),
            (self._back_up, BACKUP_SECONDS),
            (self._tell_tally, TALLY_SECONDS),
        )
        for job, seconds in jobs:
            # coalesce and no grace: after a suspended laptop a late job runs once, at once (rows 57, 62)
            scheduler.add_job(
                self._guarded(job), "interval", seconds=seconds, max_instances=1, coalesce=True, misfire_grace_time=None
            )
        scheduler.start()

    async def _tick(self) -> None:
        self._crawling.tick()

    async def _send(self) -> None:
        await self._send_due(self._now())

    async def _reload(self) -> None:
        await self._crawling.reload()

    async def _take_over(self) -> None:
        await self._crawling.take_over()
        await self._crawling.tune()

    async def _ask_hubs(self) -> None:
        await self._crawling.ask_hubs()

    async def _learn(self) -> None:
        await self._crawling.learn()
        await self._crawling.measure()

    async def _tell_tally(self) -> None:
        before, self._tally = self._tally, self._crawling.tally()
        log.info("in the last hour: %s", self._tally.since(before))

    async def _back_up(self) -> None:
        if self._back_up_due is not None:
            await self._back_up_due(self._now())

    def _guarded(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """A job that trouble does not end: it is told once, and the next run tries again.

        While the archive cannot be written, only the tick runs: a mail that is sent but not noted would be sent again.
        """

        async def run() -> None:
            trouble = self._crawling.writer.trouble
            if trouble is not None:
                self._tell(trouble)
                if job != self._tick:
                    return
            try:
                await self._unless_stopped(job)
            except ArchiveUnavailableError as error:
                self._tell(error)
            except ArchiveError as error:
                log.error("%s", error)  # noqa: TRY400
            except Exception:
                log.exception("the program is wrong here; it goes on")
            else:
                if job == self._tick and trouble is None:
                    self._tell_of_the_end()

        run.__name__ = job.__name__
        return run

    async def _unless_stopped(self, job: Callable[[], Awaitable[None]]) -> None:
        """At the end the scheduler cancels what it finds under way, and would log it as an error."""
        try:
            await job()
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise

    def _tell(self, error: ArchiveUnavailableError) -> None:
        """Once, however many jobs meet it."""
        if not self._told:
            self._told = True
            log.error("the crawl pauses: %s", error)

    def _tell_of_the_end(self) -> None:
        if self._told:
            self._told = False
            log.warning("the archive can be used again; the crawl goes on")
