"""Archived pages: the backfill on this machine and on a Dask cluster, beside plain fastwarc + trafilatura.

    ./run bench backfill [--json] [--pages 400] [--files 500] [--records 30000]

The 394 real pages beside the checkout go into one WARC. Each way reads them all; CPU is that of whole process trees, after
warming up. Two ratios count: what the machinery (processes, order, archive) costs beside the same stages called in a loop, and
what everything costs beside plain trafilatura on every page. `--files` and `--records` are what a month of Common Crawl's news
holds: look at the month's list of files for the first; the second is about right for files of 1 GB.
"""

import argparse
import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from archive.writer import Writer
from bench.crawl import memory, tree
from crawler.backfill.reading import Means, read_stretch
from crawler.backfill.records import Capture, captures
from crawler.backfill.run import Backfill, Readers
from crawler.backfill.stretches import stretches
from crawler.backfill.volumes import Volume, find
from crawler.cluster import Access, Cluster, Connection, Limits
from crawler.seeding import sow
from crawler.seeds import SEEDS, Seeds, load_sources
from crawler.topicfile import load_topic
from pipelines.pool import PRELOAD_TO_JUDGE, WorkerPool
from tests.replay import CORPORA, recorded_pages
from tests.warcs import Old, warc

TICKS = os.sysconf("SC_CLK_TCK")
MACHINERY = 1.10  # times the same stages in a loop (issue: overhead of at most 10 %)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = 2**24
SECONDS = 300.0
STRETCH = 250_000  # bytes: the sample is small, and every worker shall have several


@dataclass(frozen=True, slots=True)
class Run:
    """One way over all pages. CPU in seconds over all its processes, memory in MB at the peaks of these."""

    name: str
    records: int
    seconds: float
    cpu: float
    memory: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a record."""
        return 1000 * self.cpu / self.records


def main() -> None:
    """Run all ways, print the table, check the bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--files", type=int, default=500, help="archives of a month")
    parser.add_argument("--records", type=int, default=30_000, help="pages in each")
    parser.add_argument("--pages", type=int, default=400, help="read only so many of the pages beside the checkout")
    options = parser.parse_args()
    if not CORPORA.exists():
        sys.exit(f"the page corpora are not at {CORPORA}")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.warc.gz").write_bytes(warc(Old(page.url, page.body()) for page in recorded_pages()[: options.pages])[0])
        (volume,), _ = find([str(folder / "a.warc.gz")])
        runs = all_ways(folder, volume)
    by_name = {run.name: run for run in runs}
    local, loop, plain = (by_name[key] for key in ("backfill, everything read", "the same stages in a loop", "plain trafilatura"))
    figures = {
        "machinery beside the loop": round(local.cpu_ms / loop.cpu_ms, 3),
        "everything read beside plain trafilatura": round(local.cpu_ms / plain.cpu_ms, 3),
        "with the gate beside plain trafilatura": round(by_name["backfill, gate on"].cpu_ms / plain.cpu_ms, 3),
        "two workers beside one, records/s": round(
            by_name["cluster, 1 worker"].seconds / by_name["cluster, 2 workers"].seconds, 2
        ),
        "a month of Common Crawl's news, days of CPU": round(
            options.files * options.records * by_name["backfill, gate on"].cpu_ms / 86_400_000, 1
        ),
    }
    if options.json:
        print(json.dumps({"runs": [asdict(run) | {"cpu_ms": run.cpu_ms} for run in runs], "figures": figures}))
    else:
        report(runs, figures, options.files * options.records)
    assert figures["machinery beside the loop"] <= MACHINERY


def report(runs: list[Run], figures: dict[str, float], month: int) -> None:
    """The tables."""
    print(f"{'':32}{'records/s':>10}{'CPU ms a record':>17}{'peak MB':>9}")
    for run in runs:
        print(f"{run.name:32}{run.records / run.seconds:10.1f}{run.cpu_ms:17.2f}{run.memory:9.0f}")
    for name, value in figures.items():
        print(f"{name:46} {value}")
    gated = next(run for run in runs if run.name == "backfill, gate on").cpu_ms
    print(f"a month of {month:,} pages by cores at work (CPU time a record × pages ÷ cores), hours:")
    print("  " + ", ".join(f"{cores}: {month * gated / 3_600_000 / cores:.0f}" for cores in (1, 2, 4, 8, 16, 32)))


def all_ways(folder: Path, volume: Volume) -> list[Run]:
    """Every way, one after the other."""
    topic = load_topic(SEEDS / "topics" / "microsoft-ai.yaml")
    sources = load_sources()
    every, gated = (Means(topic, sources, gate, LIMIT) for gate in (False, True))
    records = sum(isinstance(item, Capture) for stretch in stretches(volume) for item in captures(stretch, LIMIT))
    runs = [plain(volume, records), loop(volume, every, records)]
    runs.append(asyncio.run(local(folder / "1.db", volume, every, records, "backfill, everything read")))
    runs.append(asyncio.run(local(folder / "2.db", volume, gated, records, "backfill, gate on")))
    for workers in (1, 2):
        with machines(workers) as address:
            name = f"cluster, {workers} worker{'s' * (workers > 1)}"
            runs.append(asyncio.run(clustered(folder / f"c{workers}.db", volume, every, records, address, name)))
    return runs


def plain(volume: Volume, records: int) -> Run:
    """What everybody starts with."""
    pages = [item for stretch in stretches(volume) for item in captures(stretch, LIMIT) if isinstance(item, Capture)]
    trafilatura.bare_extraction(pages[0].body, with_metadata=True)  # loads its tables
    del pages
    began = Meter("plain trafilatura", records)
    for stretch in stretches(volume, STRETCH):
        for item in captures(stretch, LIMIT):
            if isinstance(item, Capture):
                trafilatura.bare_extraction(item.body, url=item.url, with_metadata=True)
    return began.end()


def loop(volume: Volume, means: Means, records: int) -> Run:
    """Our stages without processes, order and archive."""
    import pipelines.warm_vectors  # noqa: F401 -- as every worker does

    packed = means.packed()
    read_stretch(next(iter(stretches(volume, 1))), packed)
    began = Meter("the same stages in a loop", records)
    for stretch in stretches(volume, STRETCH):
        read_stretch(stretch, packed)
    return began.end()


async def local(archive: Path, volume: Volume, means: Means, records: int, name: str) -> Run:
    """As the command does it, with one worker."""
    async with WorkerPool(1, timeout=SECONDS, preload=PRELOAD_TO_JUDGE) as pool:
        await pool.run(read_stretch, next(iter(stretches(volume, 1))), means.packed())
        return await keep(archive, volume, means, Readers(pool, pool, 1), lambda: Meter(name, records))


async def clustered(archive: Path, volume: Volume, means: Means, records: int, address: str, name: str) -> Run:
    """As the command does it with --cluster."""
    async with Connection(Access(address)) as connection:
        while connection.threads < int(name.split()[1]):  # noqa: ASYNC110 -- workers come when they come
            await asyncio.sleep(0.2)
        cluster = Cluster(connection, Limits(SECONDS, 1 << 30))
        warm = next(iter(stretches(volume, 1)))
        await asyncio.gather(*(cluster.run(read_stretch, warm, means.packed()) for _ in range(4 * connection.threads)))
        return await keep(archive, volume, means, Readers(cluster, cluster, connection.threads), lambda: Meter(name, records))


async def keep(archive: Path, volume: Volume, means: Means, readers: Readers, meter: "Callable[[], Meter]") -> Run:
    """The backfill itself."""
    writer = Writer(archive)
    writer.start()
    try:
        await writer.do(lambda conn: sow(conn, Seeds(means.topic, means.sources, ()), NOW))
        began = meter()
        work = Backfill(writer, means, obey=True, now=lambda: NOW, stretch=STRETCH)
        await work.run([volume], readers, lambda _step: None)
        return began.end()
    finally:
        writer.stop()


class Meter:
    """Time and CPU of this process and all below it, from now on."""

    def __init__(self, name: str, records: int) -> None:
        self._name, self._records = name, records
        self._cpu, self._began = tree_cpu(), time.monotonic()

    def end(self) -> Run:
        """What was used."""
        seconds, cpu = time.monotonic() - self._began, tree_cpu() - self._cpu
        run = Run(self._name, self._records, seconds, cpu, sum(map(memory, tree(os.getpid()))))
        print(f"{run.name}: {run.cpu_ms:.1f} ms of CPU a record", file=sys.stderr, flush=True)
        return run


def tree_cpu() -> float:
    """CPU seconds of this process and all below it, ended ones included."""
    total = 0
    for pid in tree(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(int(value) for value in fields[11:15])  # utime, stime, cutime, cstime
    return total / TICKS


@contextmanager
def machines(workers: int) -> Iterator[str]:
    """A scheduler and workers on this machine."""
    port = 18_700 + os.getpid() % 1000
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"DASK_LOGGING__DISTRIBUTED": "error", "PYTHONPATH": str(SEEDS.parent)}
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    processes = [
        subprocess.Popen([sys.executable, "-m", "dask", *arguments], env=environment, stderr=subprocess.DEVNULL)
        for arguments in (scheduler, *([worker] * workers))
    ]
    try:
        yield address
    finally:
        for process in processes:  # everything is measured; a worker that is asked to end would wait for its scheduler
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
