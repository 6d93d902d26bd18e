"""What an unchanged poll costs, at the size of a large catalogue, over real HTTP on loopback.

    ./run bench poll [--json] [--hosts 20000] [--tls-hosts 5000] [--no-straggler] [--minutes 15]

Each source is a host of its own with robots.txt and one feed that answers 304. The first round reads robots.txt too; the second
is measured: CPU of the crawler's process alone (the server is another one), peak memory, descriptors. In the last round one host,
asked first, answers after 25 s; how many others are polled until then is counted ("meanwhile"), and they must not be slower than
in the rest of the round. HTTP, HTTPS and the tick have a process each, so that the memory is their own.
At full size that takes five minutes on two free cores and 9 to 16 on busy ones; a round that takes longer than `--minutes` is
given up and counts as missed. Exit code 1 when a limit is missed.
"""

import argparse
import asyncio
import json
import multiprocessing
import re
import ssl
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import trustme

from archive import db
from archive.model import Channel, Source
from crawler.config import Config
from crawler.crawling import Crawling, spare_the_collector
from crawler.dispatch import Dispatcher
from crawler.fetching.politeness import Politeness
from crawler.intake import Intake
from crawler.seeds import SEEDS, Seeds
from crawler.topicfile import load_topic

MOST_CPU_MS = 2.0  # an unchanged poll over HTTP
MOST_MEMORY_MB = 400.0
MOST_TICK_MS = 50.0  # CPU
STRAGGLER_SECONDS = 25.0
ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /login\nAllow: /\n\nUser-agent: badbot\nDisallow: /\n"
ETAG = '"v1"'
SLOW = "slow.bench.example"
COUNTED = f"select sum(polls), sum(polls) filter (where url like '%//{SLOW}/%') from channels"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. Memory is the peak of its process so far; `polls` is fewer than asked for where time was up."""

    name: str
    polls: int
    seconds: float
    cpu_ms: float  # a poll
    memory_mb: float
    descriptors: int
    longest_tick_ms: float
    meanwhile: int = 0  # polls until the straggler's answer was recorded, or all


class Server(asyncio.Protocol):
    """Robots for everybody, 304 for every feed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio's protocols."""
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer each complete request; the slow host takes its time."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            late = STRAGGLER_SECONDS if SLOW.encode() in head and b"/feed" in head else 0.0
            asyncio.get_running_loop().call_later(late, self._answer, head)

    def _answer(self, head: bytes) -> None:
        last = b"connection: close" in head.lower()  # honoured as real servers do
        fields = b"Connection: close\r\n" if last else b""
        if head.startswith(b"GET /robots.txt"):
            fields += b"Content-Type: text/plain\r\nContent-Length: %d\r\n" % len(ROBOTS)
            answer = b"HTTP/1.1 200 OK\r\n%s\r\n%s" % (fields, ROBOTS)
        else:
            answer = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n%s\r\n" % (ETAG.encode(), fields)
        assert isinstance(self._transport, asyncio.Transport)
        if not self._transport.is_closing():
            self._transport.write(answer)
            if last:
                self._transport.close()


def serve(pipe: Connection, certificate: bytes | None) -> None:
    """The server's process; sends its port."""

    async def run() -> None:
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trustme.LeafCert(*_parts(certificate)).configure_cert(context)
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, ssl=context, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def _parts(certificate: bytes) -> tuple[bytes, bytes, list[bytes]]:
    key, _, rest = certificate.partition(b"\0")
    server, _, chain = rest.partition(b"\0")
    return key, server, [part for part in chain.split(b"\0") if part]


def measured(hosts: int, *, tls: bool, straggler: bool, minutes: float) -> list[Row]:
    """All rounds over so many hosts, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(hosts, Path(folder), tls=tls, straggler=straggler, minutes=minutes))


async def measure(hosts: int, folder: Path, *, tls: bool, straggler: bool, minutes: float) -> list[Row]:
    """All rounds over so many hosts."""
    authority = trustme.CA()
    leaf = authority.issue_cert("*.bench.example")
    packed = b"\0".join([leaf.private_key_pem.bytes(), *(pem.bytes() for pem in leaf.cert_chain_pems)]) if tls else None
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, packed), daemon=True)
    process.start()
    try:
        port = await asyncio.to_thread(ours.recv)
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        return await _rounds(hosts, folder, port, tls=tls, straggler=straggler, minutes=minutes)
    finally:
        process.kill()
        process.join()


async def _rounds(hosts: int, folder: Path, port: int, *, tls: bool, straggler: bool, minutes: float) -> list[Row]:
    scheme = "https" if tls else "http"
    config = Config.model_validate(
        {
            "archive": {"path": folder / "poll.db"},
            "fetch": {
                "resolve": {"*": f"127.0.0.1:{port}"},
                "allow_private": ["127.0.0.0/8"],
                "ca_file": folder / "ca.pem" if tls else None,
                "concurrency": 64,
            },
            "schedule": {"shortest_minutes": 600, "longest_hours": [24, 24, 24, 24]},
            "read": {"workers": 1},
        }
    )
    names = [f"h{number}.bench.example" for number in range(hosts)]
    crawling = Crawling(config, _seeds(scheme, names), lambda *_: None)
    await crawling.start()
    try:
        await crawling.writer.do(lambda conn: conn.execute("update channels set etag = ?", (ETAG,)).rowcount)
        kind = f"{hosts} hosts, {scheme.upper()}"
        rows = [await _bare(f"{kind}: a bare aiohttp loop", port, min(hosts, 1000))] if not tls else []
        rows.append(await _round(f"{kind}: first, with robots.txt", crawling, config, hosts, minutes))
        rows.append(await _round(f"{kind}: unchanged", crawling, config, hosts, minutes))
        if straggler:
            sql = "update channels set url = ? where id = (select min(id) from channels)"
            await crawling.writer.do(lambda conn: conn.execute(sql, (f"{scheme}://{SLOW}/feed",)).rowcount)
            rows.append(await _round(f"{kind}: unchanged, beside a straggler", crawling, config, hosts - 1, minutes))
        return rows
    finally:
        await crawling.stop()


def _seeds(scheme: str, names: list[str]) -> Seeds:
    topic = load_topic(SEEDS / "topics" / "microsoft-ai.yaml")
    return Seeds(topic, tuple(_source(name, f"{scheme}://{name}/") for name in names), ())


def _source(name: str, home: str) -> Source:
    return Source(name, name, home, "DE", "de", "press", channels=(Channel(name, f"{home}feed", "rss"),))


async def _round(name: str, crawling: Crawling, config: Config, polls: int, minutes: float) -> Row:
    """Make everything due and wait until so many polls are recorded, or time is up."""
    now = db.stamp(datetime.now(UTC))
    await crawling.writer.do(lambda conn: conn.execute("update channels set next_poll_at = ?", (now,)).rowcount)
    read = db.connect(config.archive.path, readonly=True)
    first, slow = read.execute(COUNTED).fetchone()
    done = meanwhile = 0
    began, cpu, longest = time.monotonic(), time.process_time(), 0.0
    while done < polls and time.monotonic() - began < 60 * minutes:
        before = time.thread_time()
        crawling.tick()
        longest = max(longest, time.thread_time() - before)
        await asyncio.sleep(0.5)
        polled, late = read.execute(COUNTED).fetchone()
        done = polled - first
        meanwhile = done if late == slow else meanwhile
    spent, seconds = time.process_time() - cpu, time.monotonic() - began
    read.close()
    await asyncio.sleep(3)  # idle connections close after a second
    each = round(1000 * spent / max(1, done), 2)
    row = Row(name, min(done, polls), round(seconds, 1), each, _peak(), _descriptors(), round(1000 * longest, 1))
    return replace(row, meanwhile=meanwhile) if slow is not None else row


def ticked(rows: int) -> list[Row]:
    """The tick's row, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        return [tick(rows, Path(folder))]


def tick(rows: int, folder: Path) -> Row:
    """The CPU time of one tick over so many due addresses of as many hosts, the longest of five."""
    conn = db.create(folder / "tick.db")
    conn.execute("insert into sources values ('s', 's', 'http://s.example/', 'DE', 'de', 'press', 3, '', '', 1)")
    with db.transaction(conn):
        conn.executemany(
            "insert into urls (url, source_id, first_seen_at, due_at) values (?, 's', ?, ?)",
            ((f"http://h{n}.example/a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z") for n in range(rows)),
        )
    spare_the_collector()  # as the service does
    longest = 0.0
    for _ in range(5):
        intake = Intake(conn, Dispatcher(Politeness(1, 1.0)), lambda: datetime.now(UTC))
        before = time.thread_time()
        intake.tick()
        longest = max(longest, time.thread_time() - before)
    conn.close()
    return Row(f"one tick over {rows} due rows", 0, 0.0, 0.0, _peak(), _descriptors(), round(1000 * longest, 1))


async def _bare(name: str, port: int, polls: int) -> Row:
    """The same requests without anything of ours, a new connection for each: what this machine asks for at least."""
    began, cpu = time.monotonic(), time.process_time()
    for _ in range(polls // 20):
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(_ask(session, port) for _ in range(20)))
    spent, seconds = time.process_time() - cpu, time.monotonic() - began
    return Row(name, polls, round(seconds, 1), round(1000 * spent / polls, 2), _peak(), 0, 0.0)


async def _ask(session: aiohttp.ClientSession, port: int) -> None:
    async with session.get(f"http://127.0.0.1:{port}/feed", headers={"If-None-Match": ETAG}) as response:
        await response.read()


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _peak() -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return round(int(found.group(1)) / 1024, 1) if found else 0.0


def missed(rows: list[Row], minutes: float) -> list[str]:
    """The limits that were missed, in words."""
    found = []
    for row in rows:
        if row.seconds > 60 * minutes:
            found.append(f"{row.name}: given up after {row.seconds} s with {row.polls} polls")
        if "HTTP:" in row.name and "unchanged" in row.name and row.cpu_ms > MOST_CPU_MS:
            found.append(f"{row.name}: {row.cpu_ms} ms CPU a poll, limit {MOST_CPU_MS}")
        if row.memory_mb > MOST_MEMORY_MB:
            found.append(f"{row.name}: {row.memory_mb} MB, limit {MOST_MEMORY_MB}")
        if row.longest_tick_ms > MOST_TICK_MS:
            found.append(f"{row.name}: a tick of {row.longest_tick_ms} ms CPU, limit {MOST_TICK_MS}")
        if row.descriptors > 100:
            found.append(f"{row.name}: {row.descriptors} descriptors are left over")
        hung = min(row.seconds, STRAGGLER_SECONDS)
        if "straggler" in row.name and row.meanwhile / hung < row.polls / row.seconds / 2:
            found.append(f"{row.name}: {row.meanwhile} polls in the {hung} s it hung, {row.polls} in {row.seconds} s altogether")
    return found


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--hosts", type=int, default=20_000)
    parser.add_argument("--tls-hosts", type=int, default=5_000)
    parser.add_argument("--due", type=int, default=50_000, help="rows that are due at one tick")
    parser.add_argument("--no-straggler", action="store_true")
    parser.add_argument("--minutes", type=float, default=15.0, help="a round may take")
    options = parser.parse_args()
    straggler, minutes = not options.no_straggler, options.minutes
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as apart:
        asked = [apart.submit(ticked, options.due)]
        if options.hosts:
            asked.append(apart.submit(measured, options.hosts, tls=False, straggler=straggler, minutes=minutes))
        if options.tls_hosts:
            asked.append(apart.submit(measured, options.tls_hosts, tls=True, straggler=False, minutes=minutes))
        groups = [one.result() for one in asked]
    rows = [row for group in groups for row in group]
    problems = [problem for group in groups for problem in missed(group, minutes)]
    if options.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "missed": problems}))
    else:
        print(f"{'':52}{'polls':>7}{'s':>8}{'CPU ms':>8}{'MB':>8}{'fds':>6}{'tick ms':>9}{'meanwhile':>11}")
        for row in rows:
            print(
                f"{row.name:52}{row.polls:>7}{row.seconds:>8}{row.cpu_ms:>8}{row.memory_mb:>8}"
                f"{row.descriptors:>6}{row.longest_tick_ms:>9}{row.meanwhile or '':>11}"
            )
        for problem in problems:
            print("MISSED", problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
