"""What the answer to a poll means: sightings, a next date, or trouble to be seen."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from archive import sources, urls
from archive.model import Candidate
from archive.sources import DueChannel, Poll
from archive.writer import Writer
from crawler import polling
from crawler.catalogue import Catalogue
from crawler.discovery.model import Discovery, DiscoveryError
from crawler.discovery.parse import parse
from crawler.fetching.answer import Answer, Trouble
from crawler.http_hints import freshness, hold
from crawler.timing import Answered, Timing
from pipelines.pool import WorkerError, WorkerPool

log = logging.getLogger(__name__)

OK, NOT_MODIFIED = 200, 304
CHILDREN = 4  # sitemaps of an index read at each poll, the newest; older ones hold what earlier polls saw
MAX_DEPTH = 2
_NO_FLOOR = timedelta(0)


@dataclass(frozen=True, slots=True)
class Progress:
    """A poll under way: an index leads to further requests before the poll is over."""

    channel: DueChannel
    todo: tuple[str, ...] = ()  # sitemaps still to be read
    depth: int = 0
    new: int = 0  # entries that this channel had not shown before
    length: int = 0  # entries in all
    dates: tuple[datetime, ...] = ()  # of the entries
    interval_minutes: float | None = None  # the publisher's own idea of its rhythm
    first: Answer | None = None  # the answer of the channel's own address: it carries the validators
    notes: tuple[str, ...] = field(default_factory=tuple)


class Poller:
    """Reads poll answers and writes what they show."""

    def __init__(
        self, writer: Writer, pool: WorkerPool, catalogue: Catalogue, timing: Timing, now: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._pool = pool
        self._catalogue = catalogue
        self._timing = timing
        self._now = now

    async def answered(self, progress: Progress, answer: Answer) -> Progress | None:
        """Take in one answer. Returns what is still to be fetched for this poll, None when it is over and recorded."""
        first = progress.first or answer
        if answer.status == NOT_MODIFIED:
            await self._succeed(Progress(progress.channel, first=first))
            return None
        if answer.status != OK:
            return await self._reject(progress, answer)
        try:
            shown = await self._pool.run(
                parse,
                progress.channel.format,
                answer.body,
                answer.final_url,
                answer.headers.get("content-type", ""),
                dialect=progress.channel.options.get("dialect", "rss"),
                now=self._now(),
            )
        except (DiscoveryError, WorkerError) as error:
            await self._fail(progress, f"{getattr(error, 'kind', 'unreadable')}: {error}", answer.status)
            return None
        new = await self._sight(progress.channel, shown.candidates)
        return await self._go_on(progress, first, shown, new)

    async def failed(self, progress: Progress, trouble: Trouble) -> None:
        """No answer came."""
        await self._fail(progress, f"{trouble.kind}: {trouble.text}", 0)

    async def _go_on(self, progress: Progress, first: Answer, shown: Discovery, new: int) -> Progress | None:
        children = tuple(child.url for child in shown.children[:CHILDREN]) if progress.depth < MAX_DEPTH else ()
        further = Progress(
            channel=progress.channel,
            todo=children + progress.todo,
            depth=progress.depth + bool(children),
            new=progress.new + new,
            length=progress.length + len(shown.candidates),
            dates=progress.dates + tuple(c.published for c in shown.candidates if c.published),
            interval_minutes=progress.interval_minutes or shown.hints.interval_minutes,
            first=first,
            notes=progress.notes + shown.notes,
        )
        if further.todo:
            return further
        await self._succeed(further)
        return None

    async def _sight(self, channel: DueChannel, candidates: Sequence[Candidate]) -> int:
        now = self._now()

        def record(conn: sqlite3.Connection) -> int:
            return urls.sight(conn, channel.id, [(c, self._credit(conn, c, channel)) for c in candidates], now)

        return await self._writer.do(record) if candidates else 0

    def _credit(self, conn: sqlite3.Connection, candidate: Candidate, channel: DueChannel) -> str:
        credit = self._catalogue.credit(candidate, channel.source_id)
        if credit.unlisted:
            return sources.ensure_unlisted(conn, credit.source_id, credit.outlet, channel.options.get("language", ""))
        return credit.source_id

    async def _reject(self, progress: Progress, answer: Answer) -> Progress | None:
        """An index whose one child fails goes on with the others; anything else is the end of the poll."""
        if progress.first is not None and progress.todo:
            return progress
        floor = hold(answer.status, answer.headers, self._now()) or _NO_FLOOR
        await self._fail(progress, f"HTTP {answer.status}", answer.status, floor)
        return None

    async def _succeed(self, progress: Progress) -> None:
        first = progress.first
        assert first is not None
        for note in progress.notes:
            log.info("%s: %s", progress.channel.url, note)
        await self._writer.do(partial(self._record, progress=progress, first=first, now=self._now()))

    def _record(self, conn: sqlite3.Connection, progress: Progress, first: Answer, now: datetime) -> None:
        channel = progress.channel
        kept = channel if first.status == NOT_MODIFIED else None  # a 304 need not repeat its validators
        answered = Answered(
            poll=polling.Poll(now, progress.new, progress.length, progress.dates),
            interval_minutes=progress.interval_minutes,
            retry_after=hold(first.status, first.headers, now) or timedelta(),
            fresh_for=freshness(first.headers, now),
        )
        poll = Poll(
            at=now,
            next_poll_at=self._timing.after_answer(conn, channel, answered),
            status=first.status,
            etag=first.headers.get("etag", kept.etag if kept else ""),
            last_modified=first.headers.get("last-modified", kept.last_modified if kept else ""),
            new=progress.new,
        )
        sources.record_poll(conn, channel.id, poll)

    async def _fail(self, progress: Progress, error: str, status: int, floor: timedelta = _NO_FLOOR) -> None:
        now = self._now()
        channel = progress.channel
        log.warning("%s: %s: %s", channel.source_id, channel.url, error)

        def record(conn: sqlite3.Connection) -> None:
            next_poll_at = self._timing.after_error(conn, channel, now, floor)
            sources.record_poll(conn, channel.id, Poll(now, next_poll_at, status, error))

        await self._writer.do(record)
