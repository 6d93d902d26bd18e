"""A raw server that can do anything to us, and the whole crawler let loose on it."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive import db
from archive.model import Channel, Source
from crawler.config import Config
from crawler.crawling import Crawling
from crawler.seeds import SEEDS, Seeds
from crawler.topicfile import load_topic

Answer = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]
ARTICLE = (
    "<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
    "<p>Microsoft said its in-house model MAI-1 now answers part of Copilot's questions beside the models of OpenAI.</p>"
    "<p>The company from Redmond wants to depend less on OpenAI, in which it has invested since 2019, people there say.</p>"
    "<p>Microsoft AI, led by Mustafa Suleyman, had trained MAI-1 on about 15,000 chips over the summer of the last year.</p>"
    "</article></body></html>"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    host: str
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Site:
    """Answers by host and path; robots.txt is absent where nothing else is said."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    port: int = 0

    def on(self, host: str, path: str, answer: Answer) -> str:
        self.answers[host, path] = answer
        return f"http://{host}{path}"

    def hits(self, host: str) -> Counter[str]:
        return Counter(asked.path for asked in self.log if asked.host == host)

    @contextmanager
    def _guard(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        try:
            yield
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._guard(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            asked = Asked(headers.get("host", "").split(":")[0], head[0].split(" ")[1], headers)
            self.log.append(asked)
            await self.answers.get((asked.host, asked.path), status(404))(asked, writer)
            await writer.drain()


def status(code: int, body: bytes = b"", content_type: str = "text/html", **headers: str) -> Answer:
    """A plain answer."""

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {code} X\r\nConnection: close\r\nContent-Type: {content_type}\r\n{named}"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return answer


def raw(*chunks: bytes, pause: float = 0.0, forever: bytes = b"") -> Answer:
    """Bytes as they are, slowly if wished, then `forever` until the other side has had enough."""

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)
        while forever:
            writer.write(forever)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def feed(*links: str, title: str = "Microsoft and OpenAI") -> bytes:
    items = "".join(f"<item><title>{title} {n}</title><link>{link}</link></item>" for n, link in enumerate(links))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()


def rss(*links: str, **headers: str) -> Answer:
    return status(200, feed(*links), "application/rss+xml", **headers)


def article(title: str = "Microsoft uses its own MAI-1 beside OpenAI", head: str = "", **headers: str) -> Answer:
    return status(200, ARTICLE.format(title=title, head=head).encode(), "text/html; charset=utf-8", **headers)


@dataclass(slots=True)
class Lab:
    """The site, and a crawler that knows its feeds."""

    site: Site
    folder: Path
    feeds: list[tuple[str, str]] = field(default_factory=list)  # (address, format)
    fetch: dict[str, Any] = field(default_factory=dict)
    read_seconds: float = 60.0  # a page may take; a loaded machine takes ten to load what reads it
    seconds: float = 0.0
    grown_mb: float = 0.0

    def watch(self, url: str, format: str = "rss") -> None:  # noqa: A002
        self.feeds.append((url, format))

    @property
    def archive(self) -> Path:
        return self.folder / "lab.db"

    def config(self) -> Config:
        fetch = {
            "resolve": {"*": f"127.0.0.1:{self.site.port}"},
            "allow_private": ["127.0.0.0/8"],
            "spacing": 0.0,
            "timeout": 30.0,  # a slow machine is no slow outlet: rows that test time-outs set shorter ones
            "tries": 2,
            "retry_after": [0.1],
            **self.fetch,
        }
        schedule = {"tick_seconds": 0.1, "patience_seconds": 0.3, "poll_minutes": [60] * 4}
        reading = {"workers": 1, "timeout": self.read_seconds, "memory_mb": 1024}
        mail = {"operator": "operator@example.org"}
        return Config.model_validate(
            {"archive": {"path": self.archive}, "fetch": fetch, "schedule": schedule, "read": reading, "mail": mail}
        )

    def seeds(self) -> Seeds:
        sources = tuple(
            Source(f"s{n}", f"S{n}", _home(url), "DE", "en", "press", channels=(Channel(f"s{n}", url, kind),))
            for n, (url, kind) in enumerate(self.feeds)
        )
        return Seeds(load_topic(SEEDS / "topics" / "microsoft-ai.yaml"), sources, ())

    async def crawl(self, *, within: float = 200.0, again: bool = False) -> None:
        """One cycle; `again` makes every channel due first. Fails when it takes longer than `within` seconds."""
        crawling = Crawling(self.config(), self.seeds(), lambda *_: None)
        began = asyncio.get_running_loop().time()
        try:
            await crawling.start()
            await crawling.warm_up()
            if again:
                await crawling.writer.do(
                    lambda conn: conn.execute("update channels set next_poll_at = '2000-01-01T00:00:00Z'").rowcount
                )
            await asyncio.wait_for(crawling.cycle(), within)
        finally:
            await crawling.stop()
            self.seconds = asyncio.get_running_loop().time() - began

    async def learn(self) -> None:
        """The night's work, without a crawl."""
        crawling = Crawling(self.config(), self.seeds(), lambda *_: None)
        try:
            await crawling.start()
            await crawling.learn()
        finally:
            await crawling.stop()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        conn = db.connect(self.archive, readonly=True)
        try:
            return conn.execute(sql, values).fetchall()
        finally:
            conn.close()

    def outcome(self, url: str) -> tuple[str, str]:
        (row,) = self.rows("select outcome, reason from urls where url = ?", url)
        return row["outcome"], row["reason"]

    def channel(self, url: str) -> sqlite3.Row:
        (row,) = self.rows("select * from channels where url = ?", url)
        return row


def _home(url: str) -> str:
    return url.rsplit("/", 1)[0] + "/" if url.startswith("http") else "http://elsewhere.example/"


@pytest.fixture(name="lab")
async def laboratory(tmp_path: Path) -> AsyncIterator[Lab]:
    """Imported where it is used: a conftest of this folder would stand in the way of the one in tests/e2e."""
    site = Site()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, limit=2**20)
    site.port = server.sockets[0].getsockname()[1]
    yield Lab(site, tmp_path)
    server.close()
