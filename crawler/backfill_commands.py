"""`presswatch backfill`: old news from archived pages."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Annotated, NoReturn

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from archive import backfill as table
from archive.errors import ConfigError
from archive.warc import PageStore
from archive.writer import Writer
from crawler import backfill_sitemaps, rooms
from crawler.backfill.reading import Means
from crawler.backfill.run import KNOWN, Backfill, Readers, Step
from crawler.backfill.volumes import Volume, find
from crawler.cluster import Access, Cluster, Connection, Limits
from crawler.config import ClusterSection, Config
from crawler.console import Json, settings, talk
from crawler.crawling import utcnow
from crawler.learning import all_knowledge
from crawler.lock import only_instance
from crawler.report import MEANINGS
from crawler.seeding import sow
from crawler.seeds import Seeds
from pipelines.pool import PRELOAD_TO_JUDGE, WorkerPool

STRETCH_SECONDS = 180.0  # for a stretch; where that is not enough its pages are read one by one, each with its own limit
STRETCHES_PER_PROCESS = 200
STORED = ("stored", "duplicate", "paywalled", "updated")
SKIPPED = {
    KNOWN: "read before, live or from an archive",
    "no-page": "redirects, errors, pictures and the like",
    "repeated": "records that only repeat an earlier one",
    "too-large": "larger than [fetch] max_bytes",
    "undecodable": "the answer's own compression is damaged",
    "damaged": "damage in the file",
}
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="Let the workers of this Dask scheduler read (tcp://, tls://).")
]


def backfill(
    files: Annotated[list[str], typer.Argument(help="WARC and WACZ files, folders of them, patterns; or addresses of sitemaps.")],
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="From which day on sitemaps are followed.")
    ] = None,
    cluster: ClusterOption = None,
    as_json: Json = False,
) -> None:
    """Read archived pages, or fetch what sitemaps date since a day. Can be stopped at any time; tells nobody of old news."""
    config = settings()
    addresses = [name for name in files if name.startswith(("http://", "https://"))]
    if addresses:
        _from_sitemaps(config, addresses, files, since, as_json=as_json)
    volumes, errors = find(files)
    for error in errors:
        talk.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
    if not volumes:
        raise ConfigError("nothing to read")
    began = time.monotonic()
    seeds = rooms.seeds_of(config)
    with only_instance(config.archive.path):
        summary = asyncio.run(_run(config, seeds, volumes, cluster))
    failed = [str(error) for error in errors] + summary.errors
    _show(summary)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "files": len(volumes),
                    "records": summary.outcomes.total(),
                    "outcomes": dict(summary.outcomes),
                    "read_now": summary.read_now,
                    "errors": failed,
                    "seconds": round(time.monotonic() - began, 1),
                },
                ensure_ascii=False,
            )
        )
    raise typer.Exit(1 if failed else 0)


def _from_sitemaps(config: Config, addresses: list[str], files: list[str], since: datetime | None, *, as_json: bool) -> NoReturn:
    if len(addresses) < len(files):
        raise ConfigError("name either archives or sitemaps; run the command once for each")
    if since is None:
        raise ConfigError("--since DAY is needed for sitemaps: from which day on are they to be followed? For example 2026-01-31")
    began = time.monotonic()
    seeds = rooms.seeds_of(config)
    with only_instance(config.archive.path):
        announced = asyncio.run(backfill_sitemaps.backfill_sitemaps(config, seeds, addresses, backfill_sitemaps.midnight(since)))
    backfill_sitemaps.show(config, announced, began, as_json=as_json)
    raise typer.Exit(1 if announced.errors else 0)


class Summary:
    """What became of all records of the files, over all runs, and how many were read in this one."""

    def __init__(self, outcomes: Counter[str], read_now: int, errors: list[str]) -> None:
        self.outcomes = outcomes
        self.read_now = read_now
        self.errors = errors


async def _run(config: Config, seeds: Seeds, volumes: Sequence[Volume], cluster: str | None) -> Summary:
    writer = Writer(config.archive.path)
    writer.start()
    try:
        now = utcnow()
        await writer.do(lambda conn: sow(conn, seeds, now))
        known = await writer.do(lambda conn: all_knowledge(conn, seeds.sources))
        means = Means(seeds.topic, seeds.sources, config.read.gate, config.fetch.max_bytes, known)
        pages = PageStore(config.archive.pages_folder)
        work = Backfill(writer, means, obey=config.fetch.reservations == "obey", now=utcnow, pages=pages)
        async with readers_of(config, cluster) as readers:
            with BackfillProgress(sum(volume.bytes for volume in volumes)) as progress:
                await work.run(volumes, readers, progress.update)
        outcomes, flaws = await writer.do(lambda conn: (table.outcomes(conn, work.files), table.flaws(conn, work.files)))
        return Summary(outcomes, progress.records, [*map(str, work.errors), *flaws])
    finally:
        await asyncio.to_thread(writer.stop)


@asynccontextmanager
async def readers_of(config: Config, cluster: str | None) -> AsyncIterator[Readers]:
    """Workers on this machine, or on those of a cluster. Raises ClusterError."""
    memory = config.read.memory_mb << 20
    if cluster:
        async with Connection(access(cluster, config.cluster)) as connection:
            many = Cluster(connection, Limits(STRETCH_SECONDS, memory))
            single = Cluster(connection, Limits(config.read.timeout, memory))
            yield Readers(many, single, connection.threads)
        return
    workers = config.read.workers
    start = partial(WorkerPool, memory=memory, preload=PRELOAD_TO_JUDGE)
    pool = start(workers, timeout=STRETCH_SECONDS, tasks_per_worker=STRETCHES_PER_PROCESS)
    async with pool, start(1, timeout=config.read.timeout) as single_pool:
        yield Readers(pool, single_pool, workers)


def access(address: str, section: ClusterSection) -> Access:
    """How to reach the scheduler. Raises ConfigError."""
    if "://" not in address:
        address = f"tcp://{address}"
    if address.startswith("tls:") and not (section.ca_file and section.cert_file and section.key_file):
        raise ConfigError(f"--cluster {address}: TLS needs [cluster] ca_file, cert_file and key_file; see docs/cluster.md")
    return Access(address, section.patience, section.ca_file, section.cert_file, section.key_file)


class BackfillProgress:
    """A progress bar over the bytes of all files."""

    def __init__(self, total: int) -> None:
        self._progress = Progress(
            TextColumn("reading"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[records]} records, {task.fields[kept]} kept"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=talk,
            transient=True,
        )
        self._task = self._progress.add_task("read", total=total, records=0, kept=0)
        self.records = self._kept = 0

    def __enter__(self) -> "BackfillProgress":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, step: Step) -> None:
        """A stretch is done."""
        self.records += step.outcomes.total()
        self._kept += sum(step.outcomes[name] for name in STORED)
        self._progress.update(self._task, advance=step.bytes, records=self.records, kept=self._kept)


def _show(summary: Summary) -> None:
    shown = Table(title=f"{summary.outcomes.total()} records, each with one outcome", title_justify="left", show_edge=False)
    shown.add_column("outcome")
    shown.add_column("", justify="right")
    shown.add_column("", style="dim")
    meanings = {outcome.value: told for outcome, told in MEANINGS.items()} | SKIPPED
    for name, count in summary.outcomes.most_common():
        shown.add_row(name, str(count), meanings.get(name, ""))
    talk.print(shown)
    earlier = summary.outcomes.total() - summary.read_now
    if earlier:
        talk.print(f"{earlier} of them were read in an earlier run")
    for error in summary.errors:
        talk.print(error, style="red", markup=False, highlight=False, soft_wrap=True)
