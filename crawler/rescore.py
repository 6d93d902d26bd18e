"""Judges the stored articles again, in batches. How far it has come stands in the archive: a run that was broken off goes on."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive import rescoring as table
from archive.rescoring import Progress
from archive.writer import Writer
from crawler import topicmodel
from crawler.config import Config
from crawler.seeds import load_seeds
from pipelines.outlets import Names, outlets_of, prepare
from pipelines.rescoring import Rejudged, carry_out, rejudge
from pipelines.topic import Topic

BATCH = 25  # articles a transaction: a second at worst, when every one needs a vector


@dataclass(frozen=True, slots=True)
class Judgement:
    """What articles are judged by. `key` is the hash of it."""

    topic: Topic
    key: str
    outlets: Names


def topic_file(config: Config) -> Path:
    """The topic's YAML."""
    return config.seeds.folder / "topics" / f"{config.seeds.topic}.yaml"


def judgement(config: Config) -> Judgement:
    """What articles are judged by now. Raises SeedError."""
    seeds = load_seeds(config.seeds.folder, config.seeds.topic)
    return Judgement(seeds.topic, topicmodel.judgement(topic_file(config)), prepare(outlets_of(seeds.sources)))


def preview(conn: sqlite3.Connection, judgement: Judgement) -> Iterator[list[Rejudged]]:
    """What a run would change, batch by batch, every article in it. Writes nothing."""
    after: int | None = 0
    while after is not None:
        stored, after = table.batch(conn, after, BATCH)
        yield [rejudge(judgement.topic, one, judgement.outlets) for one in stored]


def begin(conn: sqlite3.Connection, judgement: Judgement, now: datetime) -> Progress:
    """Where to go on: after the last article of a run by the same judgement that was broken off, else at the first."""
    known = table.progress(conn)
    if known is not None and known.judgement == judgement.key and known.ended is None:
        return known
    return Progress(judgement.key, 0, 0, 0, 0, now, None)


async def run(
    read: sqlite3.Connection,
    writer: Writer,
    judgement: Judgement,
    now: Callable[[], datetime],
    on_batch: Callable[[Progress], None] = lambda _progress: None,
    breath: float = 0.0,
) -> Progress:
    """Judge everything again and write what changed. Raises ArchiveError; what is done by then stays done.

    `breath` is how many seconds it waits between batches, for the sake of whatever else the process does.
    """
    done = begin(read, judgement, now())
    while done.ended is None:
        stored, last = table.batch(read, done.last_id, BATCH)
        judged = await asyncio.to_thread(_rejudge_all, judgement, stored)
        done = _after(done, judged, last, now())
        await writer.do(_written(judgement, judged, done, now()))
        on_batch(done)
        await asyncio.sleep(breath)
    return done


def _rejudge_all(judgement: Judgement, stored: list[table.Stored]) -> list[Rejudged]:
    return [rejudge(judgement.topic, one, judgement.outlets) for one in stored]


def _after(done: Progress, judged: list[Rejudged], last: int | None, now: datetime) -> Progress:
    if last is None:
        return replace(done, ended=now)
    return replace(
        done,
        last_id=last,
        judged=done.judged + len(judged),
        joined=done.joined + sum(one.joins for one in judged),
        left=done.left + sum(one.leaves for one in judged),
    )


def _written(judgement: Judgement, judged: list[Rejudged], done: Progress, now: datetime) -> Callable[[sqlite3.Connection], None]:
    def write(conn: sqlite3.Connection) -> None:
        for one in judged:
            carry_out(conn, judgement.topic, one, now)
        table.note(conn, done)

    return write
