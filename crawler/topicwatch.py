"""The topic's files changed while the crawl runs: the new topic is taken whole, or refused whole and the old one stays."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from archive.errors import SeedError
from archive.writer import Writer
from crawler import topicmodel
from crawler.notices import Operator
from crawler.seeding import sow
from crawler.seeds import Seeds
from pipelines.topics import Topics

log = logging.getLogger(__name__)
Stamp = tuple[tuple[int, int] | None, ...]


class TopicWatch:
    """Looks whether the topic's file, or what its examples taught, is another than the one in force."""

    def __init__(self, file: Path, load: Callable[[], Seeds], topics: Topics, writer: Writer, operator: Operator) -> None:
        self._file = file
        self._load = load
        self._topics = topics
        self._writer = writer
        self._operator = operator
        self._seen = stamp(file)

    async def look(self, now: datetime) -> bool:
        """Take a changed topic over. False when nothing changed, or when it is wrong: then the operator is told once."""
        found = await asyncio.to_thread(stamp, self._file)
        if found == self._seen:
            return False
        self._seen = found
        try:
            seeds = await asyncio.to_thread(self._load)
        except SeedError as error:
            text = f"The changed topic was refused, and the former one stays in force:\n\n{error}"
            await self._writer.do(lambda conn: self._operator.tell(conn, "the topic's file is wrong", text, now))
            log.error("%s; the former topic stays in force", error)  # noqa: TRY400 -- one line says it all
            return False

        def take(conn: sqlite3.Connection) -> None:
            sow(conn, seeds, now)

        await self._writer.do(take)
        self._topics.put(seeds.topic)
        log.info("%s: taken over; `presswatch rescore` shows what it changes in the archive", self._file)
        return True


def stamp(file: Path) -> Stamp:
    """When the topic's files were last written, and how long they are."""
    return tuple(_of(path) for path in (file, topicmodel.paths(file).learnt, topicmodel.paths(file).correction))


def _of(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
