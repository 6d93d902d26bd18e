"""The whole crawl over real pages on loopback, beside plain trafilatura and a bare fetch loop over the same pages.

    ./run bench crawl [--json]

Prints pages/s, CPU ms a page by part, peak memory, and the ratios that count: this machine is shared and noisy, so times are CPU
seconds of whole process trees, and claims are ratios within one run.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import trafilatura
import yaml

from archive import db
from archive.model import DueUrl, Page
from archive.writer import Writer
from crawler.config import Config
from crawler.crawling import Crawling
from crawler.fetching.handler import TableResolver
from crawler.seeds import SEEDS, Seeds, parse_sources
from crawler.topicfile import load_topic
from pipelines.extract import extract
from pipelines.gate import Gate
from pipelines.relevance import judge
from pipelines.save import Save
from pipelines.stage import Work
from tests.replay import CORPORA, Recorded, Replay, recorded_pages

TICKS = os.sysconf("SC_CLK_TCK")
LARGEST_TOTAL = 1.3  # times plain trafilatura, everything extracted (issue: the main job)
LARGEST_GATED = 0.35  # … with the gate on
NAMED_NOWHERE = "named-on-no-page"  # with only this at the gate, a crawl fetches and decides: feeds, robots.txt, pages, outcomes


@dataclass(frozen=True, slots=True)
class Run:
    """One way over all pages. CPU in seconds over the process tree, memory in MB at its peak."""

    name: str
    pages: int
    seconds: float
    cpu: float
    memory: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a page."""
        return 1000 * self.cpu / self.pages


def main() -> None:
    """Run all ways and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    if not CORPORA.exists():
        sys.exit(f"the page corpora are not at {CORPORA}")
    logging.getLogger("scrapy").setLevel(logging.ERROR)  # it warns of settings we chose
    pages = recorded_pages()
    with served() as port:
        runs = [plain(pages), asyncio.run(bare_fetch(pages, port))]
        runs += [asyncio.run(crawl(pages, port, gate=gate)) for gate in (False, True)]
        nothing_wanted = asyncio.run(crawl(pages, port, gate=True, names=(NAMED_NOWHERE,)))
    parts = by_part(pages)
    parts = {"fetch": nothing_wanted.cpu_ms - parts["gate"]} | parts
    base = runs[0].cpu
    if options.json:
        rows = [asdict(run) | {"ratio": run.cpu / base} for run in runs]
        print(json.dumps({"runs": rows, "parts_ms": parts, "limits": {"all": LARGEST_TOTAL, "gated": LARGEST_GATED}}))
        return
    print(f"{'over ' + str(len(pages)) + ' real pages':36}{'pages/s':>9}{'CPU ms/page':>13}{'× trafilatura':>15}{'peak MB':>9}")
    for run in runs:
        print(f"{run.name:36}{run.pages / run.seconds:9.1f}{run.cpu_ms:13.1f}{run.cpu / base:15.2f}{run.memory:9.0f}")
    print(f"\nheld to: everything extracted ≤ {LARGEST_TOTAL} × trafilatura, gate on ≤ {LARGEST_GATED} ×")
    print("by part, CPU ms a page: " + ", ".join(f"{name} {ms:.2f}" for name, ms in parts.items()))


def plain(pages: list[Recorded]) -> Run:
    """What everybody starts with: trafilatura with metadata, in this process."""
    bodies = [page.body() for page in pages]
    trafilatura.bare_extraction(bodies[0], with_metadata=True)  # loads its tables
    began, cpu = time.monotonic(), time.process_time()
    for page, body in zip(pages, bodies, strict=True):
        trafilatura.bare_extraction(body, url=page.url, with_metadata=True)
    return Run("plain trafilatura", len(pages), time.monotonic() - began, time.process_time() - cpu, memory(os.getpid()))


async def bare_fetch(pages: list[Recorded], port: int) -> Run:
    """The floor for fetching: aiohttp, no guard, no robots, no archive."""
    connector = aiohttp.TCPConnector(resolver=TableResolver({"*": f"127.0.0.1:{port}"}), limit=32)
    began, cpu = time.monotonic(), time.process_time()
    async with aiohttp.ClientSession(connector=connector) as session:

        async def fetch(page: Recorded) -> None:
            async with session.get(page.url) as response:
                await response.read()

        await asyncio.gather(*(fetch(page) for page in pages))
    return Run("bare aiohttp fetch loop", len(pages), time.monotonic() - began, time.process_time() - cpu, memory(os.getpid()))


async def crawl(pages: list[Recorded], port: int, *, gate: bool, names: tuple[str, ...] = ()) -> Run:
    """presswatch: feeds, robots.txt, fetch, read, judge, store; CPU of all processes. `names` replace the topic's at the gate."""
    replay = Replay(pages)
    replay.port = port
    topic = load_topic(SEEDS / "topics" / "microsoft-ai.yaml")
    seeds = Seeds(replace(topic, gate=names or topic.gate), parse_sources(yaml.safe_dump(replay.catalogue()), "replay"), ())
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate(
            {
                "archive": {"path": f"{folder}/a.db", "reader": f"{folder}/r.db"},
                "fetch": {"resolve": replay.resolve, "allow_private": ["127.0.0.0/8"], "spacing": 0.0, "per_host": 4},
                "schedule": {"patience_seconds": 0.0},
                "read": {"gate": gate, "workers": 1},
            }
        )
        crawling = Crawling(config, seeds, lambda *_: None)
        await crawling.start()
        try:
            await crawling.warm_up()
            began, cpu = time.monotonic(), tree_cpu()
            await crawling.cycle()
            seconds, spent, peak = time.monotonic() - began, tree_cpu() - cpu, sum(map(memory, tree(os.getpid())))
        finally:
            await crawling.stop()
        conn = db.connect(Path(folder) / "a.db", readonly=True)
        decided = conn.execute("select count(*) from urls where due_at is null").fetchone()[0]
        conn.close()
    assert decided == len(pages), f"{decided} of {len(pages)} decided"
    return Run(f"presswatch, {'gate on' if gate else 'everything extracted'}", len(pages), seconds, spent, peak)


def by_part(pages: list[Recorded]) -> dict[str, float]:
    """CPU ms a page of each part by itself, in this process."""
    topic = load_topic(SEEDS / "topics" / "microsoft-ai.yaml")
    bodies = [page.body() for page in pages]
    gate = Gate(topic.gate)
    parts = {"gate": timed(lambda: [gate.decide(body) for body in bodies])}
    extracts = []
    parts["extract"] = timed(lambda: extracts.extend(extract(b, p.url, "text/html") for p, b in zip(pages, bodies, strict=True)))
    verdicts = []
    parts["relevance"] = timed(lambda: verdicts.extend(judge(topic, e.title, e.text, e.language, e.teaser) for e in extracts))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    works = [
        Work(Page(DueUrl(i, p.url, "s", 0, now), p.url, 200, {}, b"", now), e, replace(v, relevant=True))
        for i, (p, e, v) in enumerate(zip(pages, extracts, verdicts, strict=True), 1)
    ]
    parts["store"] = timed(lambda: asyncio.run(store(works)))
    return {name: 1000 * seconds / len(pages) for name, seconds in parts.items()}


async def store(works: list[Work]) -> None:
    """Save all, as if every one belonged."""
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder) / "a.db")
        writer.start()
        await writer.do(
            lambda conn: conn.execute("insert into sources values ('s','s','http://s/','','en','press',1,'none','',1)").rowcount
        )
        rows = [(w.page.due.id, w.page.due.url) for w in works]
        sql = "insert into urls (id, url, source_id, first_seen_at) values (?, ?, 's', '2026-01-01T00:00:00Z')"
        await writer.do(lambda conn: conn.executemany(sql, rows).rowcount)
        save = Save(writer, lambda *_: None, lambda: datetime(2026, 1, 1, tzinfo=UTC))
        await asyncio.gather(*(save.finish(work) for work in works))
        writer.stop()


def timed(work: object) -> float:
    """CPU seconds of a call."""
    began = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - began


class served:  # noqa: N801 -- reads as a word in `with`
    """The replay server in a process of its own, so that its CPU is not counted."""

    def __enter__(self) -> int:
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        self._process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        SERVERS.add(self._process.pid or 0)
        return int(ours.recv())

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def serve(pipe: Connection) -> None:
    """Serve until killed."""

    async def run() -> None:
        replay = Replay()
        await replay.start()
        pipe.send(replay.port)
        await asyncio.Event().wait()

    asyncio.run(run())


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants, without the replay server."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if int(child) not in SERVERS:
                yield from tree(int(child))


SERVERS: set[int] = set()


def tree_cpu() -> float:
    """CPU seconds used so far by this process and all below it, ended ones included."""
    total = 0
    for pid in tree(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(int(value) for value in fields[11:15])  # utime, stime, cutime, cstime
    return total / TICKS


def memory(pid: int) -> float:
    """Peak resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
