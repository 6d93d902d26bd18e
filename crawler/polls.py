"""What the answer to a poll means: sightings, a next date, or trouble to be seen."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from archive import hubs, opaque, sources, urls
from archive.model import Candidate
from archive.sources import DueChannel, Poll
from archive.writer import Writer
from crawler import polling
from crawler.catalogue import Catalogue
from crawler.discovery.model import Discovery, DiscoveryError
from crawler.discovery.parse import parse
from crawler.fetching.answer import Answer, Trouble
from crawler.health import speaks_by
from crawler.http_hints import freshness, hold
from crawler.notices import Operator
from crawler.timing import Answered, Timing
from crawler.validators import after_full, conditional
from crawler.websub.protocol import named
from pipelines.pool import WorkerError, WorkerPool

log = logging.getLogger(__name__)

OK, NOT_MODIFIED, GONE = 200, 304, 410
FEEDS = {"rss", "rdf", "atom", "jsonfeed"}
CHILDREN = 4  # sitemaps of an index read at each poll, the newest; older ones hold what earlier polls saw
MAX_DEPTH = 2
VALIDATORS = {"etag", "last-modified"}
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
    hub: tuple[str, str] = ("", "")  # WebSub: the hub and the feed's own address there
    first: Answer | None = None  # the answer of the channel's own address: it carries the validators
    notes: tuple[str, ...] = field(default_factory=tuple)


class Poller:
    """Reads poll answers and writes what they show."""

    def __init__(
        self,
        writer: Writer,
        pool: WorkerPool,
        catalogue: Catalogue,
        timing: Timing,
        operator: Operator,
        now: Callable[[], datetime],
    ) -> None:
        self._writer = writer
        self._pool = pool
        self._catalogue = catalogue
        self._timing = timing
        self._operator = operator
        self._now = now
        self._told: dict[str, str] = {}  # source → the kind of trouble last logged

    def headers(self, channel: DueChannel) -> dict[str, str]:
        """The conditions of the next poll's request."""
        return conditional(channel, self._now())

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
            kind = getattr(error, "kind", "unreadable")
            await self._fail(progress, kind, f"{kind}: {error}", answer.status)
            return None
        new = await self._sight(progress.channel, shown.candidates)
        return await self._go_on(progress, first, shown, new)

    async def delivered(self, channel: DueChannel, body: bytes, content_type: str) -> None:
        """Take in what a hub delivered, as if it had been polled. Raises DiscoveryError, WorkerError or ArchiveError."""
        now = self._now()
        shown = await self._pool.run(parse, channel.format, body, channel.url, content_type, now=now)
        new = await self._sight(channel, shown.candidates)
        await self._writer.do(lambda conn: sources.record_push(conn, channel.id, new, now))

    async def over(self, progress: Progress) -> None:
        """The poll ends before all sitemaps of its index were read, as the host is to be asked no more for now.

        The index counts as not read: a 304 to its validators would leave the others out for good.
        """
        assert progress.first is not None
        headers = {name: value for name, value in progress.first.headers.items() if name not in VALIDATORS}
        await self._succeed(replace(progress, first=replace(progress.first, headers=headers)))

    async def failed(self, progress: Progress, trouble: Trouble) -> None:
        """No answer came."""
        await self._fail(progress, trouble.kind, f"{trouble.kind}: {trouble.text}", 0)

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
            hub=progress.hub if progress.hub[0] else named(first.headers, shown, first.final_url),
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
            credited = [(candidate, self._credit(conn, candidate, channel)) for candidate in candidates]
            new = urls.sight(conn, channel.id, credited, now)
            for candidate, source_id in credited:
                if candidate.opaque:
                    opaque.settle(conn, candidate, source_id, now)
            return new

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
        if answer.status == GONE and progress.first is None:
            await self._end(progress.channel)
            return None
        await self._fail(progress, f"http-{answer.status // 100}xx", f"HTTP {answer.status}", answer.status, floor)
        return None

    async def _succeed(self, progress: Progress) -> None:
        first = progress.first
        assert first is not None
        for note in progress.notes:
            log.info("%s: %s", progress.channel.url, note)
        self._told.pop(progress.channel.source_id, None)
        await self._writer.do(partial(self._record, progress=progress, first=first, now=self._now()))

    def _record(self, conn: sqlite3.Connection, progress: Progress, first: Answer, now: datetime) -> None:
        channel = progress.channel
        answered = Answered(
            poll=polling.Poll(now, progress.new, progress.length, progress.dates),
            interval_minutes=progress.interval_minutes,
            retry_after=hold(first.status, first.headers, now) or timedelta(),
            fresh_for=freshness(first.headers, now),
        )
        plan = self._timing.after_answer(conn, channel, answered)
        poll = Poll(
            at=now,
            next_poll_at=plan.at,
            status=first.status,
            etag=channel.etag,
            last_modified=channel.last_modified,
            new=progress.new,
            per_day=plan.per_day,
            speaks_by=speaks_by(now, plan.per_day),
        )
        sources.record_poll(conn, channel.id, poll if first.status == NOT_MODIFIED else _full(poll, progress, first))
        if channel.format in FEEDS and first.status != NOT_MODIFIED:
            hubs.note(conn, channel.id, *progress.hub, now)

    async def _end(self, channel: DueChannel) -> None:
        """410: its publisher says that it will never come back."""
        now = self._now()
        subject = f"{channel.source_id}: a channel is gone for good"
        text = (
            f"{channel.url} answered 410 (gone) and is polled no more. What it showed stays.\n\n"
            f"`presswatch sources add` finds the outlet's other channels; `presswatch sources check {channel.source_id}` asks "
            "this one again."
        )

        def record(conn: sqlite3.Connection) -> None:
            sources.mark_gone(conn, channel.id, now, f"410 gone since {now:%Y-%m-%d}")
            self._operator.tell(conn, subject, text, now)

        await self._writer.do(record)

    async def _fail(self, progress: Progress, kind: str, error: str, status: int, floor: timedelta = _NO_FLOOR) -> None:
        now = self._now()
        channel = progress.channel
        self._tell(channel, kind, error)

        def record(conn: sqlite3.Connection) -> None:
            next_poll_at = self._timing.after_error(conn, channel, now, floor)
            sources.record_poll(conn, channel.id, Poll(now, next_poll_at, status, error, kind=kind))

        await self._writer.do(record)

    def _tell(self, channel: DueChannel, kind: str, error: str) -> None:
        """One line for a source and kind of trouble, not for each of its channels and tries: the sources page has them all."""
        level = logging.DEBUG if self._told.get(channel.source_id) == kind else logging.WARNING
        self._told[channel.source_id] = kind
        log.log(level, "%s: %s: %s", channel.source_id, channel.url, error)


def _full(poll: Poll, progress: Progress, first: Answer) -> Poll:
    """With what only an answer with a body tells. A permanent redirect counts once it has led to something readable."""
    kept = after_full(progress.channel, first.headers, first.body, poll.at)
    return replace(
        poll,
        etag=kept.etag,
        last_modified=kept.last_modified,
        body_hash=kept.body_hash,
        frozen=kept.frozen,
        entries=progress.length,
        kind="no-entries" if progress.length == 0 and progress.channel.format in FEEDS else "",
        moved_to=first.moved_to,
    )
