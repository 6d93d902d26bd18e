"""A real Dask scheduler and real workers: kill -9 of a worker in mid-task, and of the scheduler; every record is kept once."""

import asyncio
import json
import os
import runpy
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import trustme
from harness import environment, forkserver, workers_are_copies
from kept import PAGES, fill
from lives import end

from archive import db
from archive.errors import ConfigError
from archive.writer import Writer
from crawler.backfill.reading import Means
from crawler.backfill.run import Backfill, Readers, Step
from crawler.backfill.volumes import find
from crawler.backfill_commands import access
from crawler.cluster import Access, Cluster, ClusterError, Connection, Limits
from crawler.config import ClusterSection
from crawler.extraction import Line, extract_on_cluster
from crawler.seeding import sow
from crawler.seeds import SEEDS, Seeds, load_topic
from tests.warcs import newsroom_pages, warc

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIMITS = Limits(60, 1 << 30)
QUIET = {"DASK_LOGGING__DISTRIBUTED": "error", "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "False"}
SMALL = 6_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Machines:
    """A scheduler and workers as processes."""

    def __init__(self, stack: ExitStack, *tls: str) -> None:
        self._stack = stack
        self._tls = tls
        self.port = free_port()
        self.address = f"{'tls' if tls else 'tcp'}://127.0.0.1:{self.port}"

    def scheduler(self) -> BaseProcess:
        protocol = ["--protocol", "tls"] if self._tls else []
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", *protocol)

    def worker(self, *options: str) -> BaseProcess:
        return self._start("worker", self.address, "--nthreads", "1", "--no-dashboard", *options)

    def _start(self, *arguments: str) -> BaseProcess:
        process = forkserver.Process(target=_dask, args=([*arguments, *self._tls], environment() | QUIET))
        process.start()
        self._stack.callback(end, process)
        return process


def _dask(arguments: list[str], variables: dict[str, str]) -> None:
    """Be `python -m dask ARGUMENTS`, in a process that has loaded our part already."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.environ.clear()
    os.environ.update(variables)
    workers_are_copies()
    sys.argv = ["dask", *arguments]
    runpy.run_module("dask", run_name="__main__")


@pytest.fixture
def machines() -> Iterator[Machines]:
    with ExitStack() as stack:
        yield Machines(stack)


def test_a_killed_worker_and_a_killed_scheduler_lose_nothing(machines: Machines, tmp_path: Path) -> None:
    """Two workers, one under a nanny. The first is killed when work is under way, later the scheduler; both are replaced."""
    file = tmp_path / "a.warc.gz"
    pages = asyncio.run(newsroom_pages(14))
    file.write_bytes(warc(pages)[0])
    scheduler = machines.scheduler()
    first, _ = machines.worker("--no-nanny"), machines.worker()
    steps: list[Step] = []
    events = []

    def on_step(step: Step) -> None:
        steps.append(step)
        if len(steps) == 1:
            end(first)
            events.append("worker")
        if len(steps) == 2:
            end(scheduler)
            machines.scheduler()
            machines.worker("--no-nanny")
            events.append("scheduler")

    outcomes = asyncio.run(backfill(tmp_path / "a.db", file, machines.address, on_step))
    assert events == ["worker", "scheduler"]
    assert len(steps) > 4
    assert outcomes.total() == len(pages)
    with closing(db.connect(tmp_path / "a.db", readonly=True)) as conn:
        known = conn.execute("select count(*), count(distinct url) from urls join backfilled on url_id = id").fetchone()
        assert conn.execute("select sum(records) from backfill_stretches").fetchone()[0] == len(pages)
        assert conn.execute("select count(*) from articles").fetchone()[0] >= outcomes["stored"] > 2
    assert known[0] == known[1] == len(pages) - sum(outcomes[name] for name in ("gated", "gone", "unsupported", "no-page"))


async def backfill(archive: Path, file: Path, address: str, on_step: Callable[[Step], None]) -> Counter[str]:
    topic = load_topic(SEEDS / "topics" / "microsoft-ai.yaml")
    total: Counter[str] = Counter()
    writer = Writer(archive)
    writer.start()
    try:
        await writer.do(lambda conn: sow(conn, Seeds(topic, (), ()), NOW))
        work = Backfill(writer, Means(topic, (), gate=True, max_bytes=2**20), obey=True, now=lambda: NOW, stretch=SMALL)
        async with Connection(Access(address)) as connection:
            cluster = Cluster(connection, LIMITS)

            def count(step: Step) -> None:
                total.update(step.outcomes)
                on_step(step)

            await work.run(find([str(file)])[0], Readers(cluster, cluster, 2), count)
        assert not work.errors
    finally:
        writer.stop()
    return total


def test_what_cannot_work_is_said_at_once() -> None:
    async def connect() -> None:
        async with Connection(Access(f"tcp://127.0.0.1:{free_port()}", patience=0.5)):
            pass

    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        asyncio.run(connect())
    with pytest.raises(ConfigError, match="TLS needs"):
        access("tls://127.0.0.1:1", ClusterSection())
    assert access("here:8786", ClusterSection()).address == "tcp://here:8786"


async def extracted(where: Access, paths: list[Path]) -> list[Line]:
    return [line async for line in extract_on_cluster(where, paths, None, 20, 1 << 30)]


def test_tls_lets_in_only_who_has_a_certificate(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    ca, cert, key = (tmp_path / f"{name}.pem" for name in ("ca", "cert", "key"))

    async def ask(found: Access) -> int:
        async with Connection(found) as connection:
            return await Cluster(connection, LIMITS).run(abs, -3)

    with ExitStack() as stack:
        machines = Machines(stack, "--tls-ca-file", str(ca), "--tls-cert", str(cert), "--tls-key", str(key))
        machines.scheduler()
        machines.worker("--no-nanny")
        pages = [tmp_path / f"{number}.html" for number in range(3)]
        for page in pages:
            page.write_text(f"<html><title>Harbour {page.stem}</title><p>{'Ferries stayed in port. ' * 30}</p></html>")
        section = ClusterSection(ca_file=ca, cert_file=cert, key_file=key)
        assert asyncio.run(ask(access(machines.address, section))) == 3
        lines = asyncio.run(extracted(access(machines.address, section), [*pages, tmp_path / "none.html"]))
        assert [path for path, *_ in lines] == [*pages, tmp_path / "none.html"]
        assert [json.loads(line)["title"] for _, line, _ in lines[:3]] == ["Harbour 0", "Harbour 1", "Harbour 2"]
        assert lines[3][1:] == ("", "cannot be read by a worker (No such file or directory)")
        files = {"ca_file": str(ca), "cert_file": str(cert), "key_file": str(key)}
        installation = fill(tmp_path, cluster=files)
        with closing(db.connect(installation.archive)) as conn:
            conn.execute("update captures set extractor = 'older'")
        again = installation.run("reextract", "--cluster", machines.address, "--json")
        assert again.returncode == 0, again.stderr
        assert json.loads(again.stdout)["results"] == {"same": PAGES + 1}
        with pytest.raises(ClusterError):
            asyncio.run(ask(Access(f"tcp://127.0.0.1:{machines.port}", patience=1)))
