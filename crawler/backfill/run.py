"""The backfill: stretches are read by workers, several at once, and kept here in their order, one transaction each.

A stretch is done when its row is committed together with everything it held: whatever is killed, and whenever, the next run
reads what has no row yet. The order makes the archive the same however many workers read.
"""

import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from archive import backfill as table
from archive import robots, sources
from archive.backfill import Origin, StretchDone
from archive.model import Outcome
from archive.warc import PageStore
from archive.writer import Writer
from crawler.abreast import abreast
from crawler.backfill.reading import Found, Harvest, Means, offsets, read_stretch, with_due
from crawler.backfill.silence import silence
from crawler.backfill.stretches import Stretch, stretches
from crawler.backfill.volumes import Volume, VolumeError
from crawler.catalogue import Catalogue
from crawler.fetching.reservations import WITHHELD
from pipelines.extract_stage import Pool
from pipelines.pool import WorkerError
from pipelines.save import Save

log = logging.getLogger(__name__)

KNOWN = "known"  # read before, live or from an archive
ABREAST = 2  # stretches on their way for each worker: one is read while the next one waits


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads. `many` takes whole stretches, `single` has a page's time limit; `workers` of them read at once."""

    many: Pool
    single: Pool
    workers: int


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch is done: `bytes` of the volumes, now or in an earlier run."""

    bytes: int
    outcomes: Counter[str]
    earlier: bool


@dataclass(frozen=True, slots=True)
class _Job:
    file_id: int
    volume: Volume
    stretch: Stretch


class Backfill:
    """Reads volumes into the archive, copies the pages of articles to `pages`. The catalogue must be there already."""

    def __init__(
        self,
        writer: Writer,
        means: Means,
        *,
        obey: bool,
        now: Callable[[], datetime],
        stretch: int = 0,
        pages: PageStore | None = None,
    ) -> None:
        self._writer = writer
        self._means = replace(means, keep=pages is not None)
        self._packed = self._means.packed()
        self._obey = obey
        self._stretch = stretch  # bytes; 0 is the usual size
        self._now = now
        self._catalogue = Catalogue(means.sources)
        self._save = Save(writer, silence, now, pages)
        self.files: list[int] = []  # rows of the volumes that were read, now or before
        self.errors: list[VolumeError] = []

    async def run(self, volumes: Sequence[Volume], readers: Readers, on_step: Callable[[Step], None]) -> None:
        """Read what was not read before. Raises ArchiveError, ClusterError; trouble with a volume goes to `errors`."""
        jobs = self._jobs(volumes, on_step)
        async for job, read in abreast(jobs, partial(self._read, readers=readers), ABREAST * readers.workers):
            try:
                harvest = read.result()
            except OSError as error:
                told = VolumeError(f"{job.volume.path}: cannot be read by a worker ({error.strerror or error})")
                self.errors = [*(other for other in self.errors if str(other) != str(told)), told]
                continue
            outcomes = await self._writer.do(partial(self._keep, job=job, harvest=harvest, now=self._now()))
            on_step(Step(job.stretch.end - job.stretch.start, outcomes, earlier=False))

    async def _jobs(self, volumes: Sequence[Volume], on_step: Callable[[Step], None]) -> AsyncIterator[_Job]:
        for volume in volumes:
            file_id, done = await self._writer.do(partial(_register, volume=volume, now=self._now()))
            self.files.append(file_id)
            try:
                for stretch in stretches(volume, self._stretch):
                    if done.get(stretch.start) == stretch.end:
                        on_step(Step(stretch.end - stretch.start, Counter(), earlier=True))
                    else:
                        yield _Job(file_id, volume, stretch)
            except VolumeError as error:
                self.errors.append(error)
            except OSError as error:
                self.errors.append(VolumeError(f"{volume.path}: cannot be read ({error.strerror})"))

    async def _read(self, job: _Job, *, readers: Readers) -> Harvest:
        try:
            return await readers.many.run(read_stretch, job.stretch, self._packed)
        except WorkerError as error:
            log.info("%s: %s; reading its records one by one", job.volume.name, error)
        return await self._one_by_one(job, readers)

    async def _one_by_one(self, job: _Job, readers: Readers) -> Harvest:
        """Somewhere in the stretch is a page that costs too much: find it, and lose only it."""
        total = Harvest()
        for stretch in await self._records(job, readers):
            try:
                total += await readers.single.run(read_stretch, stretch, self._packed)
            except WorkerError as error:
                flaw = f"at byte {stretch.start}: a page could not be read ({error})"
                total += Harvest(counts={Outcome.UNPARSABLE.value: 1}, flaws=(flaw,))
        return total

    async def _records(self, job: _Job, readers: Readers) -> Iterator[Stretch]:
        starts = await readers.many.run(offsets, job.stretch, self._means.max_bytes)
        ends = [*starts[1:], job.stretch.end]
        return (
            replace(job.stretch, start=start, end=end, last=job.stretch.last and end == job.stretch.end)
            for start, end in zip(starts, ends, strict=True)
        )

    def _keep(self, conn: sqlite3.Connection, *, job: _Job, harvest: Harvest, now: datetime) -> Counter[str]:
        """Everything of a stretch in one transaction."""
        outcomes = Counter(harvest.counts)
        for found in harvest.found:
            outcomes[self._keep_page(conn, job, found, now)] += 1
        flaws = [f"{job.volume.path}: {flaw}" for flaw in harvest.flaws]
        table.record(conn, StretchDone(job.file_id, job.stretch.start, job.stretch.end, outcomes, flaws), now)
        return outcomes

    def _keep_page(self, conn: sqlite3.Connection, job: _Job, found: Found, now: datetime) -> str:
        credit = self._catalogue.owner(found.url)
        if credit.unlisted:
            sources.ensure_unlisted(conn, credit.source_id, "", "")
        origin = Origin(job.file_id, job.volume.name, found.offset, found.captured_at)
        due = table.adopt(conn, found.url, credit.source_id, origin, now)
        if due is None:
            return KNOWN
        if found.reserved:
            withheld = self._obey and bool(found.reserved & WITHHELD)
            robots.reserve(conn, due.id, ", ".join(sorted(found.reserved)), now, withheld=withheld)
        return self._save.finish_in(conn, with_due(found.result, due), now, found.packed).outcome.value


def _register(conn: sqlite3.Connection, *, volume: Volume, now: datetime) -> tuple[int, dict[int, int]]:
    """The row of a volume, and which parts of it were read before."""
    file_id = table.file_id(conn, volume.digest, volume.name, volume.bytes, now)
    return file_id, table.done(conn, file_id)
