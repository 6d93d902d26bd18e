"""Reads one kept page through the stages, in a worker: values in, values out."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from archive.captures import Capture
from archive.model import DueUrl, Page, Source
from archive.warc import PageStore
from crawler.backfill.reading import Here
from crawler.clocks import zones
from crawler.urls import spelling
from pipelines.extract_stage import ExtractStage
from pipelines.order import stages
from pipelines.outlet_knowledge import OutletKnowledge
from pipelines.stage import Drop, Stage, Work, run_stages
from pipelines.topic import Topic
from pipelines.topics import Topics


@dataclass(frozen=True, slots=True)
class Means:
    """What reading needs besides the page."""

    folder: Path
    topic: Topic
    sources: tuple[Source, ...]

    def packed(self) -> bytes:
        """As bytes, which a worker unpacks once."""
        return pickle.dumps(self)


def reread(kept: Sequence[Capture], due: DueUrl, knowledge: OutletKnowledge, means: bytes) -> Work | Drop:
    """What the stages make of an article's kept pages today. Raises PageStoreError when one cannot be read back."""
    unpacked, line = _line(means)
    stored, *rest = (PageStore(unpacked.folder).read(capture.place) for capture in kept)
    further = tuple((page.url, page.body) for page in rest)
    page = Page(due, stored.url, stored.status, stored.headers, stored.body, stored.fetched_at, further=further)
    extracting = ExtractStage(Here(), zones(unpacked.sources), spelling, lambda _source_id: knowledge)
    reading = run_stages([extracting if stage.name == extracting.name else stage for stage in line], Work(page))
    try:
        reading.send(None)  # the stages never wait here, so no loop is needed
    except StopIteration as end:
        return _lighter(end.value)
    raise RuntimeError("a stage waited in a worker")


@lru_cache(maxsize=1)
def _line(means: bytes) -> tuple[Means, Sequence[Stage]]:
    unpacked: Means = pickle.loads(means)  # noqa: S301 -- made by `packed`, sent by our own coordinator
    return unpacked, stages(Topics(unpacked.topic), Here(), unpacked.sources, gate=False)  # type: ignore[arg-type]


def _lighter(result: Work | Drop) -> Work | Drop:
    """Without the page's bytes, which need not travel back."""
    work = result.work if isinstance(result, Drop) else result
    lighter = replace(work, page=replace(work.page, body=b"", headers={}, further=()))
    return replace(result, work=lighter) if isinstance(result, Drop) else lighter
