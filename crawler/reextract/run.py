"""Compares, and where asked applies. Whatever is killed, the next run goes on: compared pages stand as lines in a file beside the
archive, applied ones carry the extractor's name in it.
"""

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TextIO

from archive import captures, rereading, urls
from archive.errors import PageStoreError
from archive.model import DueUrl
from archive.rereading import Kept
from archive.writer import Writer
from crawler.abreast import abreast
from crawler.reextract.comparing import CHANGED, LOST, OFF_TOPIC, Difference, compare
from crawler.reextract.reading import Means, reread
from pipelines import rereading as applying
from pipelines.extract_stage import Pool
from pipelines.extractor import extractor
from pipelines.outlet_knowledge import OutletKnowledge
from pipelines.pool import WorkerError
from pipelines.stage import Drop, Work

PORTION = 200  # pages asked of the archive at once
ABREAST = 2  # pages on their way for each worker
APPLIED = {CHANGED, OFF_TOPIC}


def notes_file(archive: Path) -> Path:
    """Where the comparison with this extractor is written down, a line a page."""
    return archive.with_name(f"{archive.stem}.reextract-{extractor()}.jsonl")


class Reextraction:
    """One run over the kept pages. `read` is a connection to read from."""

    def __init__(
        self, read: sqlite3.Connection, means: Means, pool: Pool, workers: int, knowledge: Callable[[str], OutletKnowledge]
    ) -> None:
        self._read = read
        self._packed = means.packed()
        self._pool = pool
        self._abreast = ABREAST * workers
        self._knowledge = knowledge

    async def compare(self, notes: Path, on_page: Callable[[], None]) -> list[Difference]:
        """Every page that another extractor read, against what this one makes of it. Changes nothing but `notes`."""
        found = {difference.capture: difference for difference in noted(notes)}
        for _ in found:
            on_page()
        with notes.open("a", encoding="utf-8") as file:
            async for kept, read in abreast(self._pages(lambda kept: kept.capture.id not in found), self._reread, self._abreast):
                difference = _judged(kept, read.result())
                found[difference.capture] = difference
                _note(file, difference)
                on_page()
        return [found[id_] for id_ in sorted(found)]

    async def apply(self, writer: Writer, differences: list[Difference], on_page: Callable[[], None]) -> int:
        """Store what differs; the pages that do not are marked as this extractor's. Returns how many articles' pages changed."""
        same = [d.capture for d in differences if d.result not in {*APPLIED, LOST}]
        await writer.do(lambda conn: rereading.mark(conn, same, extractor()))
        wanted = {d.capture for d in differences if d.result in APPLIED}
        applied = 0
        async for kept, read in abreast(self._pages(lambda kept: kept.capture.id in wanted), self._reread, self._abreast):
            result = read.result()
            if not isinstance(result, str):
                await writer.do(partial(applying.apply, kept=kept, result=result))
                applied += 1
            on_page()
        return applied

    async def _pages(self, wanted: Callable[[Kept], bool]) -> AsyncIterator[Kept]:
        last = 0
        while portion := rereading.pending(self._read, extractor(), last, PORTION):
            for kept in portion:
                if wanted(kept):
                    yield kept
            last = portion[-1].capture.id

    async def _reread(self, kept: Kept) -> Work | Drop | str:
        due = self._due(kept)
        try:
            return await self._pool.run(reread, (kept.capture, *kept.further), due, self._knowledge(kept.source_id), self._packed)
        except (WorkerError, PageStoreError) as error:
            return str(error)

    def _due(self, kept: Kept) -> DueUrl:
        return urls.one(self._read, kept.capture.url_id)


def noted(notes: Path) -> Iterator[Difference]:
    """What an earlier run wrote down; a line that a kill tore is left out."""
    if not notes.exists():
        return
    for line in notes.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            fields = json.loads(line)
            yield Difference(**(fields | {"fields": tuple(fields["fields"]), "words": tuple(fields["words"])}))
        except (ValueError, KeyError, TypeError):
            continue


def _judged(kept: Kept, result: Work | Drop | str) -> Difference:
    if isinstance(result, str):
        capture = kept.capture
        return Difference(capture.id, capture.article_id, capture.revision, capture.url, LOST, note=result)
    return compare(kept, result)


def _note(file: TextIO, difference: Difference) -> None:
    file.write(json.dumps(asdict(difference), ensure_ascii=False) + "\n")
    file.flush()


def total(conn: sqlite3.Connection) -> tuple[int, int]:
    """Pages to be read, and kept pages in all."""
    return rereading.count(conn, extractor()), captures.total(conn)[0]
