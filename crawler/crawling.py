"""The crawler put together: archive, catalogue, spider and stages. The composition root of everything that fetches."""

import asyncio
import contextlib
import gc
import logging
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

from scrapy.crawler import AsyncCrawlerRunner

from archive import coverage, db, furniture, health, robots, samples, sources
from archive.coverage import Lateness, Missed
from archive.errors import ArchiveError
from archive.mending import mend
from archive.tally import Tally, tally
from archive.warc import PageStore
from archive.writer import Writer
from crawler.acceptance import Acceptance
from crawler.catalogue import Catalogue
from crawler.clocks import zones
from crawler.config import Config, ScheduleSection
from crawler.coverage import measured
from crawler.dispatch import Dispatcher
from crawler.doctor import SEC_WANTS_AN_ADDRESS
from crawler.fetching.holds import Holds
from crawler.fetching.politeness import Politeness
from crawler.fetching.reservations import Reservations
from crawler.fetching.robots import RobotsKeeper
from crawler.fetching.settings import settings
from crawler.health import STREAK, digest
from crawler.intake import Intake
from crawler.learning import knowledge, learn_furniture
from crawler.notices import Operator
from crawler.pages import Pages
from crawler.polls import Poller
from crawler.searches import asks_sec, documented_spacings
from crawler.seeding import sow
from crawler.seeds import Seeds, load_seeds
from crawler.spider import PressSpider
from crawler.stages import Line
from crawler.timing import Rules, Timing, learn_rhythms
from crawler.topicwatch import TopicWatch
from crawler.tuning import Tuning
from crawler.urls import spelling
from crawler.websub.callback import Callback
from crawler.websub.subscriber import Subscriber
from pipelines.order import stages
from pipelines.pool import PRELOAD_TO_JUDGE, WorkerPool
from pipelines.recurring import FEWEST
from pipelines.revisiting import Revisits
from pipelines.save import Save
from pipelines.saved import PlanAlerts
from pipelines.topics import Topics

log = logging.getLogger(__name__)

UNDER_WAY = 4  # jobs for each request that may be under way: answers are read and written while others are fetched
MEASURE_AGAIN = timedelta(minutes=10)
COVERAGE_DAYS = timedelta(days=30)
STOP_SECONDS = 15.0  # for what is under way when the process is asked to stop


def utcnow() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class Crawling:
    """Fetches what is due for as long as it is started. One per archive; belongs to one event loop."""

    def __init__(
        self,
        config: Config,
        seeds: Seeds,
        plan_alerts: PlanAlerts,
        now: Callable[[], datetime] = utcnow,
        *,
        polls: bool = True,
    ) -> None:
        """Without `polls` only pages are fetched."""
        self._config = config
        self._polls = polls
        self._seeds = seeds
        self._now = now
        self.writer = Writer(config.archive.path)
        self._plan_alerts = plan_alerts
        self.topics = Topics(seeds.topic)
        politeness = Politeness(config.fetch.per_host, config.fetch.spacing, config.fetch.requests_per_host)
        self._dispatcher = Dispatcher(politeness, most=UNDER_WAY * config.fetch.concurrency)
        self._timing = Timing(_rules(config.schedule))
        self._operator = Operator(config.mail.operator or "", config.mail.sender.rpartition("@")[2])
        self._catalogue = Catalogue(seeds.sources)
        folder, topic = config.seeds.folder, config.seeds.topic
        load = partial(load_seeds, folder, topic)
        self._watch = TopicWatch(folder / "topics" / f"{topic}.yaml", load, self.topics, self.writer, self._operator)
        self._acceptance = Acceptance(config, self.writer, self._operator, now)
        self._tuning = Tuning(config, self.writer, now)
        self._pool: WorkerPool | None = None
        self._runner: AsyncCrawlerRunner | None = None
        self._task: asyncio.Task[None] | None = None
        self._read: sqlite3.Connection | None = None
        self._intake: Intake | None = None
        self._subscriber: Subscriber | None = None
        self._callback: Callback | None = None
        self._measured_at: datetime | None = None

    async def start(self) -> None:
        """Open the archive, bring the catalogue up to date, start the spider. Raises ArchiveError."""
        config = self._config
        self.writer.start()
        self._read = db.connect(config.archive.path, readonly=True)
        self._intake = Intake(self._read, self._dispatcher, self._now, polls=self._polls)
        now = self._now()
        await self.writer.do(lambda conn: sow(conn, self._seeds, now))
        await self._mend()
        await self.writer.do(lambda conn: self._timing.open(conn, now))
        self._restore_politeness(self._read, now)
        if asks_sec(self._seeds.sources) and "@" not in config.fetch.contact:
            log.warning("%s", SEC_WANTS_AN_ADDRESS)
        self._pool = WorkerPool(
            config.read.workers, timeout=config.read.timeout, memory=config.read.memory_mb << 20, preload=PRELOAD_TO_JUDGE
        )
        self._start_spider(self._pool)
        spare_the_collector()

    def _restore_politeness(self, read: sqlite3.Connection, now: datetime) -> None:
        """What was asked of us and what we spent before a restart counts after it, and so does what services document."""
        for host, until in robots.holds(read, now).items():
            self._dispatcher.hold(host, (until - now).total_seconds())
        for host, free_at in robots.budgets(read, now).items():
            self._dispatcher.spend(host, (free_at - now).total_seconds())
        for host, spacing in documented_spacings(self._seeds.sources).items():
            self._dispatcher.limit(host, spacing)

    def _start_spider(self, pool: WorkerPool) -> None:
        config = self._config
        assert self._read is not None
        keeper = RobotsKeeper(self.writer, self._read, self._dispatcher, self._now)
        reservations = Reservations(self.writer, keeper, obey=config.fetch.reservations == "obey")
        revisits = Revisits(config.schedule.revisit_minutes, config.fetch.requests_per_host)
        pages = Pages(self.writer, config.fetch.tries, config.fetch.retry_after, reservations, revisits, self._now)
        poller = Poller(self.writer, pool, self._catalogue, self._timing, self._operator, self._now)
        if config.websub.callback:
            self._subscriber = Subscriber(
                config.websub, config.fetch, self.writer, self._read, partial(self._take_in, poller), self._now
            )
        line = Line(
            stages=stages(
                self.topics,
                pool,
                self._seeds.sources,
                gate=config.read.gate,
                zone_of=zones(self._seeds.sources),
                spelt=spelling,
                knowledge_of=knowledge(self._read, self._seeds.sources),
            ),
            save=Save(self.writer, self._plan_alerts, self._now, PageStore(config.archive.pages_folder), revisits),
            pages=pages,
            dispatcher=self._dispatcher,
        )
        self._runner = AsyncCrawlerRunner(settings(config.fetch))
        crawler = self._runner.create_crawler(PressSpider)
        # Set on the crawler, not in the runner's settings: Scrapy copies those deeply.
        crawler.settings.set("PRESSWATCH_LINE", line)
        crawler.settings.set("PRESSWATCH_ROBOTS", keeper)
        crawler.settings.set("PRESSWATCH_SLOTS", asyncio.Semaphore(config.fetch.concurrency))
        holds = Holds(self.writer, self._dispatcher, self._now, robots.refusals(self._read))
        self._task = self._runner.crawl(crawler, dispatcher=self._dispatcher, holds=holds, poller=poller, pages=pages)

    async def reload(self) -> bool:
        """Take over a topic whose file changed; a wrong one is refused and the operator told. Raises ArchiveError."""
        return await self._watch.look(self._now())

    async def warm_up(self) -> None:
        """Wait until a worker is there; the first page would otherwise wait for it to load."""
        assert self._pool is not None
        await self._pool.run(int)

    def tick(self) -> int:
        """Hand what is due to the dispatcher. Returns how many jobs were added. Raises ArchiveError.

        While the archive cannot be written nothing is asked of outlets: it would be asked again.
        """
        assert self._intake is not None
        if self.writer.trouble is not None:
            self._dispatcher.pause()
            return 0
        self._dispatcher.resume()
        with db.driver_errors(self._config.archive.path):
            return self._intake.tick()

    async def _mend(self) -> None:
        """A clock that was far ahead has left its mark; see archive.mending."""
        now = self._now()
        for table, count in (await self.writer.do(lambda conn: mend(conn, now))).items():
            log.warning("the clock was wrong: %d rows of %s that waited for a far future are due now", count, table)

    async def learn(self) -> None:
        """Keep the budget's account, and once a day learn prices and rhythms and draw samples. Raises ArchiveError."""
        await self._mend()
        now = self._now()
        await self._keep_budgets(now)
        if not self._timing.night_is_due(now):
            await self.writer.do(self._timing.settle)
            return
        await self.writer.do(lambda conn: self._tell_health(conn, now))
        since = await self.writer.do(lambda conn: self._timing.learn_prices(conn, now))
        last: int | None = 0
        while last is not None:
            last = await self.writer.do(partial(learn_rhythms, after=last, since=since, now=now))
        for source_id in await self.writer.do(lambda conn: furniture.outlets(conn, FEWEST)):
            await self.writer.do(partial(learn_furniture, source_id=source_id, now=now))
        await self.writer.do(lambda conn: samples.draw(conn, now, self._config.read.gate_sample if self._config.read.gate else 0))

    def tally(self) -> Tally:
        """What was done so far. Raises ArchiveError."""
        assert self._read is not None
        with db.driver_errors(self._config.archive.path):
            return tally(self._read)

    async def measure(self) -> None:
        """Work out anew who was first and what was missed in the last month, if it was not just done. Raises ArchiveError."""
        now = self._now()
        if self._measured_at is not None and now - self._measured_at < MEASURE_AGAIN:
            return
        self._measured_at = now
        path, since = self._config.archive.path, now - COVERAGE_DAYS
        lateness, missed = await asyncio.to_thread(_measured, path, since, now)
        await self.writer.do(lambda conn: coverage.keep(conn, lateness, missed))

    async def listen(self) -> int | None:
        """Serve the callback for hubs, where one is configured. Returns its port. Raises CallbackError."""
        if self._subscriber is None:
            return None
        self._callback = Callback(self._subscriber, self._config.websub.host, self._config.websub.port)
        await self._callback.start()
        return self._callback.port

    async def ask_hubs(self) -> None:
        """Begin, renew and end subscriptions at hubs, while the callback is served. Raises ArchiveError."""
        if self._subscriber is not None and self._callback is not None:
            await self._subscriber.ask()

    async def _take_in(self, poller: Poller, channel_id: int, body: bytes, content_type: str) -> None:
        assert self._read is not None
        if channel := sources.channel(self._read, channel_id):
            await poller.delivered(channel, body, content_type)

    async def take_over(self) -> None:
        """Carry out what readers decided about suggested sources. Raises ArchiveError."""
        assert self._read is not None
        for source in await self._acceptance.run(self._read):
            self._catalogue.add(source)

    async def tune(self, *, to_the_end: bool = False) -> None:
        """Carry out what readers ask about the judgement, beside everything else. Raises PresswatchError."""
        assert self._read is not None
        await self._tuning.look(self._read)
        if to_the_end:
            await self._tuning.finish()

    async def _keep_budgets(self, now: datetime) -> None:
        spent = {host: now + timedelta(seconds=seconds) for host, seconds in self._dispatcher.spent()}
        await self.writer.do(lambda conn: robots.keep_budgets(conn, spent))

    def _tell_health(self, conn: sqlite3.Connection, now: datetime) -> None:
        """Once a day a mail about channels that fail or are silent, if there are new ones."""
        found = health.ailing(conn, STREAK)
        if letter := digest(found):
            self._operator.tell(conn, *letter, now)
            health.mark_told(conn, [channel.channel_id for channel in found], now)

    async def cycle(self, on_progress: Callable[[sqlite3.Connection], None] | None = None, only: Iterable[str] = ()) -> None:
        """Work until nothing is due and nothing comes due within the configured patience. Raises ArchiveError.

        With `only` no other sources are polled.

        Polls and second looks that come due meanwhile wait for the next cycle: where they are frequent it would never end.
        """
        schedule = self._config.schedule
        assert self._intake is not None
        began = self._now()
        self._intake.poll_only(only)
        self._intake.leave_after(looks=began, polls=began + timedelta(seconds=schedule.patience_seconds))
        while True:
            self.tick()
            if self.writer.trouble is not None:
                raise self.writer.trouble
            if self._task is not None and self._task.done():
                await self.ended()
            if self._dispatcher.quiet_for(schedule.patience_seconds) and not self._intake.due_soon(schedule.patience_seconds):
                return
            if on_progress is not None and self._read is not None:
                on_progress(self._read)
            await asyncio.sleep(min(0.1, schedule.tick_seconds))

    async def ended(self) -> NoReturn:
        """Wait for the end of the spider, which never ends by itself. Raises what ended it."""
        assert self._task is not None
        await asyncio.shield(self._task)
        raise RuntimeError("the spider ended by itself")

    async def stop(self) -> None:
        """End gracefully: what is under way is finished or stays due. Safe to call twice."""
        await self._tuning.stop()
        if self._callback is not None:
            await self._callback.stop()
            self._callback = None
        if self._runner is not None and self._task is not None:
            await self._settle()
            stopping = asyncio.gather(self._runner.stop(), self._task, return_exceptions=True)
            try:
                await asyncio.wait_for(stopping, STOP_SECONDS)
            except TimeoutError:
                log.warning("some requests did not end within %.0f s; they stay due", STOP_SECONDS)
            self._runner = self._task = None
            with contextlib.suppress(ArchiveError, TimeoutError):  # it is told already; at worst a budget begins anew
                await asyncio.wait_for(self._keep_budgets(self._now()), STOP_SECONDS)
        if self._pool is not None:
            await self._pool.close()
            self._pool = None
        if self._read is not None:
            self._read.close()
            self._read = None
        await asyncio.to_thread(self.writer.stop)

    async def _settle(self) -> None:
        """Give requests under way a moment; take on nothing new."""
        self._dispatcher.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._dispatcher.emptied(), STOP_SECONDS)


def spare_the_collector() -> None:
    """What is loaded now stays: a full collection that looks through it stalls the loop for 0.1 s, several times a minute.

    Of what is made later a middle collection looks through 20,000 objects: 23 ms at most in 700 HTTPS polls, and 41 to 68 ms
    with the 200,000 that were allowed before; both cost about a tenth of a first poll.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 10, 50)


def _measured(path: Path, since: datetime, now: datetime) -> tuple[list[Lateness], Missed]:
    with db.driver_errors(path), closing(db.connect(path, readonly=True)) as conn:
        return measured(coverage.shown(conn, since), since, now)


def _rules(schedule: ScheduleSection) -> Rules:
    return Rules(schedule.polls_per_source, schedule.shortest_minutes, schedule.longest_hours, schedule.poll_minutes)
