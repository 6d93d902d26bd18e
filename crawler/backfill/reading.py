"""Reads and judges the pages of a stretch: the same stages as for live pages. Runs in a worker, here or on another machine.

Values in, values out: what is to be stored comes back without its bytes, the rest as counts.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import ParamSpec, TypeVar

from archive.model import DueUrl, Outcome, Page, Source
from archive.warc import Packed
from crawler.backfill.records import Capture, Flaw, captures
from crawler.backfill.stretches import Stretch
from crawler.catalogue import Catalogue
from crawler.clocks import zones
from crawler.fetching.robots import AGENT
from crawler.robots import page_reservation
from crawler.urls import UrlError, canonical, spelling
from pipelines import keeping
from pipelines.order import stages
from pipelines.outlet_knowledge import NOTHING, OutletKnowledge
from pipelines.stage import Drop, Stage, Work, run_stages
from pipelines.topic import Topic
from pipelines.topics import Topics

P = ParamSpec("P")
T = TypeVar("T")

# Counted, not kept: a month of Common Crawl's news has millions of pages that name nothing of a topic.
ONLY_COUNTED = frozenset({Outcome.GATED, Outcome.UNSUPPORTED, Outcome.GONE})


@dataclass(frozen=True, slots=True)
class Means:
    """What reading needs."""

    topic: Topic
    sources: tuple[Source, ...]
    gate: bool
    max_bytes: int
    knowledge: Mapping[str, OutletKnowledge] = field(default_factory=dict)  # of the sources' pages
    keep: bool = False  # whether the pages of articles come back, packed for the page store

    def packed(self) -> bytes:
        """As bytes, which workers unpack once."""
        return pickle.dumps(self)


@dataclass(frozen=True, slots=True)
class Found:
    """A page that was read: what it came to, and what it reserves against machines.

    Of the bytes come back only `packed`, the records for the page store, where they will be kept.
    """

    url: str
    offset: int
    captured_at: datetime
    result: Work | Drop
    reserved: frozenset[str]
    packed: tuple[Packed, ...] = ()


@dataclass(frozen=True, slots=True)
class Harvest:
    """All records of a stretch: pages to keep, counts of the others, damage."""

    found: tuple[Found, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    flaws: tuple[str, ...] = ()

    def __add__(self, other: "Harvest") -> "Harvest":
        counts = Counter(self.counts)
        counts.update(other.counts)
        return Harvest(self.found + other.found, counts, self.flaws + other.flaws)


def read_stretch(stretch: Stretch, means: bytes) -> Harvest:
    """Read and judge everything in a stretch. Raises OSError when its file cannot be opened."""
    line = _line(means)
    reading = _read(captures(stretch, line.means.max_bytes), line)
    try:
        reading.send(None)  # the stages never wait here, so no loop is needed
    except StopIteration as end:
        harvest: Harvest = end.value
        return harvest
    raise RuntimeError("a stage waited in a worker")


def offsets(stretch: Stretch, max_bytes: int) -> list[int]:
    """Where the records of a stretch begin."""
    return [item.offset for item in captures(stretch, max_bytes)]


@lru_cache(maxsize=1)
def _line(means: bytes) -> "_Line":
    unpacked: Means = pickle.loads(means)  # noqa: S301 -- made by `packed`, sent by our own coordinator
    line = stages(
        Topics(unpacked.topic),
        Here(),  # type: ignore[arg-type]
        unpacked.sources,
        gate=unpacked.gate,
        zone_of=zones(unpacked.sources),
        spelt=spelling,
        knowledge_of=lambda source_id: unpacked.knowledge.get(source_id, NOTHING),
    )
    return _Line(unpacked, Catalogue(unpacked.sources), line)


@dataclass(frozen=True, slots=True)
class _Line:
    """The stages as live pages meet them, and whose a page is."""

    means: Means
    catalogue: Catalogue
    stages: Sequence[Stage]


class Here:
    """Stands in for the worker pool where the whole stretch is in a worker already."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, without further ado."""
        return function(*args, **kwargs)


async def _read(items: Iterator[Capture | Flaw], line: _Line) -> Harvest:
    found, counts, flaws = [], Counter[str](), []
    for item in items:
        if isinstance(item, Flaw):
            counts["damaged"] += 1
            flaws.append(f"at byte {item.offset}: {item.text}")
        elif item.skip:
            counts[item.skip] += 1
        else:
            outcome = await _judge(item, line)
            if isinstance(outcome, str):
                counts[outcome] += 1
            else:
                found.append(outcome)
    return Harvest(tuple(found), counts, tuple(flaws))


async def _judge(capture: Capture, line: _Line) -> Found | str:
    """The page to keep, or the name it is counted under."""
    try:
        url = canonical(capture.url)
    except UrlError:
        return Outcome.REFUSED.value
    at = capture.captured_at or datetime.now(UTC)
    headers = capture.headers or {}
    due = DueUrl(0, url, line.catalogue.owner(url).source_id, 0, at)
    page = Page(due, url, capture.status, headers, capture.body, at, capture.partial)
    result = await run_stages(line.stages, Work(page))
    if isinstance(result, Drop) and result.outcome in ONLY_COUNTED:
        return result.outcome.value
    reservation = page_reservation(headers, capture.body, AGENT)
    reserved = frozenset(flag.name for flag in fields(reservation) if getattr(reservation, flag.name) is True)
    packed = tuple(keeping.prepare(result)) if line.means.keep else ()
    return Found(url, capture.offset, at, with_due(result, due), reserved, packed)


def with_due(result: Work | Drop, due: DueUrl) -> Work | Drop:
    """The same for another row of the archive. The page's bytes are left behind, and its headers but for the kind of content."""
    work = result.work if isinstance(result, Drop) else result
    kind = {name: value for name, value in work.page.headers.items() if name == "content-type"}
    lighter = replace(work, page=replace(work.page, due=due, body=b"", headers=kind))
    return replace(result, work=lighter) if isinstance(result, Drop) else lighter
