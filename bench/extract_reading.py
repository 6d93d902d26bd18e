"""Every extractor on every page: each in a worker that is killed where it takes too long, with a line of progress on stderr.

CPU is the worker's process time. A page that an extractor does not come back from counts as empty, at the time it was given: so
many seconds of CPU, however busy the machine is.
"""

import asyncio
import os
import signal
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bench.extract_rivals import RIVALS, Extractor
from crawler.abreast import abreast
from pipelines.extract import extract, record
from pipelines.pool import WorkerError, WorkerPool

OURS = "presswatch"
PAGE_SECONDS = 20.0  # CPU of one extractor on one page
HUNG_SECONDS = 600.0  # until a worker that does not even notice its time is up is killed
_FIRST = b"<html><title>A page</title><body><article><h1>A page</h1><p>%s</p></article></body></html>" % (b"Some words. " * 60)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an extractor made of a page, CPU seconds it took, and why nothing where it did not come back."""

    output: Mapping[str, Any] = field(default_factory=dict)
    cpu: float = 0.0
    killed: str = ""


Readings = dict[str, dict[str, Reading]]  # by extractor, by page


def ours(body: bytes, url: str) -> dict[str, Any]:
    """Our extractor, as the command line gives it."""
    return record(extract(body, url if url.startswith("http") else ""))


def read_all(names: Sequence[str], urls: Mapping[str, str], bodies: Mapping[str, bytes]) -> Readings:
    """The readings of every page of `urls` by every extractor in `names`; all cores work."""
    return asyncio.run(_read_all(names, urls, bodies))


async def _read_all(names: Sequence[str], urls: Mapping[str, str], bodies: Mapping[str, bytes]) -> Readings:
    found: Readings = defaultdict(dict)
    workers = os.cpu_count() or 1
    jobs = [(name, page) for page in urls for name in names]

    async def each() -> AsyncIterator[tuple[str, str]]:
        for job in jobs:
            yield job

    async with WorkerPool(workers, timeout=HUNG_SECONDS, tasks_per_worker=len(jobs) + 1) as pool:

        async def work(job: tuple[str, str]) -> Reading:
            name, page = job
            try:
                return await pool.run(_timed, name, bodies[page], urls[page])
            except WorkerError as error:
                return Reading(cpu=PAGE_SECONDS, killed=str(error))

        progress = _Progress(len(jobs), names)
        async for (name, page), reading in abreast(each(), work, 2 * workers):
            found[name][page] = reading.result()
            progress.tick(len(urls))
        progress.end()
    return found


class _OverTimeError(BaseException):
    """Its time is up; no Exception, which extractors catch."""


def _timed(name: str, body: bytes, url: str) -> Reading:
    run = _warm(name)
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)
    start = time.process_time()
    try:
        output = run(body, url)
    except _OverTimeError:
        return Reading(cpu=PAGE_SECONDS, killed=f"took more than {PAGE_SECONDS:g} s of CPU")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Reading(output, time.process_time() - start)


def _stop(_signal: int, _frame: object) -> None:
    raise _OverTimeError


@lru_cache
def _warm(name: str) -> Extractor:
    """The extractor, its imports and caches done."""
    run = ours if name == OURS else RIVALS[name]
    assert run is not None
    warnings.simplefilter("ignore")  # some extractors warn of pages, in the middle of the progress
    run(_FIRST, "https://example.org/a-page")
    return run


class _Progress:
    """One line that is written over, on a terminal; a line now and then elsewhere."""

    def __init__(self, total: int, names: Sequence[str]) -> None:
        self._total, self._done = total, 0
        self._what = ", ".join(names)
        self._steps: Iterator[float] = iter((0.25, 0.5, 0.75, 1.0))
        self._next = next(self._steps)

    def tick(self, pages: int) -> None:
        """One more reading is done, of so many for each extractor."""
        self._done += 1
        if sys.stderr.isatty():
            sys.stderr.write(f"\rreading {pages} pages by {self._what}: {self._done} of {self._total} ")
        elif self._done >= self._next * self._total:
            sys.stderr.write(f"reading {pages} pages by {self._what}: {self._done} of {self._total}\n")
            self._next = next(self._steps, 2.0)

    def end(self) -> None:
        """The line ends."""
        if sys.stderr.isatty():
            sys.stderr.write("\n")
