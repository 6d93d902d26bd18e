"""`presswatch reextract`: the kept pages through the extractor of today."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from archive import db
from archive.writer import Writer
from crawler import rooms
from crawler.backfill_commands import ClusterOption, access
from crawler.cluster import Cluster, Connection, Limits
from crawler.config import Config
from crawler.console import Json, reading, settings, talk
from crawler.learning import knowledge
from crawler.lock import only_instance
from crawler.reextract.comparing import LOST, SAME, Difference, Report, report
from crawler.reextract.reading import Means
from crawler.reextract.run import Reextraction, notes_file, total
from crawler.seeds import Seeds
from pipelines.extract_stage import Pool
from pipelines.extractor import extractor
from pipelines.pool import PRELOAD_TO_JUDGE, WorkerPool


def reextract(
    apply: Annotated[bool, typer.Option("--apply", help="Store what differs; without, it is only reported.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Compare all pages again, also those an earlier run compared.")] = False,
    cluster: ClusterOption = None,
    as_json: Json = False,
) -> None:
    """Read the kept pages with the extractor of today: report what would change, then change it (--apply). Mails nobody.

    Can be stopped at any time and goes on where it was; uses all cores, or a cluster that finds [archive] pages there too.
    """
    config = settings()
    with reading(config) as conn:
        waiting, kept = total(conn)
    notes = notes_file(config.archive.path)
    if anew:
        notes.unlink(missing_ok=True)
    talk.print(f"extractor {extractor()}: {waiting} of {kept} kept pages were read by another one", highlight=False)
    told, applied = asyncio.run(_run(config, rooms.seeds_of(config), notes, waiting, cluster, apply=apply))
    if applied is not None:
        notes.unlink(missing_ok=True)
    _show(told, applied)
    if as_json:
        typer.echo(json.dumps(told.as_json() | {"extractor": extractor(), "applied": applied}, ensure_ascii=False))
    raise typer.Exit(1 if told.results.get(LOST) else 0)


async def _run(
    config: Config, seeds: Seeds, notes: Path, waiting: int, cluster: str | None, *, apply: bool
) -> tuple[Report, int | None]:
    read = db.connect(config.archive.path, readonly=True)
    try:
        async with _readers(config, cluster) as (pool, workers):
            means = Means(config.archive.pages_folder.resolve(), seeds.topic, tuple(seeds.sources))
            work = Reextraction(read, means, pool, workers, knowledge(read, seeds.sources))
            with _progress() as bar:
                task = bar.add_task("comparing", total=waiting)
                found = await work.compare(notes, lambda: bar.advance(task))
            return report(found), await _apply(config, work, found) if apply else None
    finally:
        read.close()


@asynccontextmanager
async def _readers(config: Config, cluster: str | None) -> AsyncIterator[tuple[Pool, int]]:
    """All cores of this machine, or a cluster's, and how many pages they read at once. Raises ClusterError."""
    memory = config.read.memory_mb << 20
    if cluster:
        async with Connection(access(cluster, config.cluster)) as connection:
            yield Cluster(connection, Limits(config.read.timeout, memory)), connection.threads
        return
    workers = os.cpu_count() or 1
    async with WorkerPool(workers, timeout=config.read.timeout, memory=memory, preload=PRELOAD_TO_JUDGE) as pool:
        yield pool, workers


async def _apply(config: Config, work: Reextraction, found: list[Difference]) -> int:
    with only_instance(config.archive.path):
        writer = Writer(config.archive.path)
        writer.start()
        try:
            with _progress() as bar:
                task = bar.add_task("storing", total=sum(d.result not in {SAME, LOST} for d in found))
                applied = await work.apply(writer, found, lambda: bar.advance(task))
        finally:
            await asyncio.to_thread(writer.stop)
    return applied


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, console=talk, transient=True)


def _show(told: Report, applied: int | None) -> None:
    results = ", ".join(f"{number} {name}" for name, number in told.results.items()) or "nothing to compare"
    talk.print(f"{told.pages} pages compared: {results}", highlight=False)
    if told.fields:
        talk.print(
            "fields that differ: " + ", ".join(f"{name} {number}" for name, number in told.fields.items()), highlight=False
        )
    if told.biggest:
        table = Table(title="the biggest differences", title_justify="left", show_edge=False)
        for name in ("result", "words", "like", "page", "what"):
            table.add_column(name, overflow="fold")
        for d in told.biggest:
            table.add_row(d.result, f"{d.words[0]} → {d.words[1]}", f"{d.likeness:.2f}", d.url, d.note or ", ".join(d.fields))
        talk.print(table)
    if applied is not None:
        talk.print(f"{applied} pages were stored anew; nobody is mailed about it", highlight=False)
    elif any(name not in {SAME, LOST} for name in told.results):
        talk.print("nothing was changed; `presswatch reextract --apply` stores it")
