"""Archived pages for tests and benchmarks: WARC and WACZ files of the bundled newsroom."""

import gzip
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.reply import Asked
from crawler.newsroom.server import Newsroom

CAPTURED = "2025-09-09T06:00:00Z"  # a day after the newsroom's week


@dataclass(frozen=True, slots=True)
class Old:
    """A page as it was archived."""

    url: str
    body: bytes
    status: str = "200 OK"
    kind: str = "text/html; charset=utf-8"
    captured: str = CAPTURED
    headers: tuple[tuple[str, str], ...] = ()


async def newsroom_pages(count: int, outlets: int = 99) -> list[Old]:
    """Articles of the newsroom as pages, in the order of their ids; from the first outlets only."""
    newsroom = Newsroom.from_seeds(StoppedClock())
    async with newsroom:
        chosen = {outlet.id for outlet in newsroom.outlets[:outlets]}
        articles = sorted((a for a in newsroom.articles if a.outlet in chosen), key=lambda a: a.id)
        pages = []
        for article in articles[:count]:
            path = newsroom.directory.path(article.id)
            reply = newsroom._sites[article.outlet].reply(Asked(path, newsroom.clock.now()))
            # The port differs from run to run, addresses in an archive do not.
            body = reply.body.replace(f":{newsroom.port}".encode(), b"")
            if reply.status == 200:
                pages.append(Old(f"http://{article.outlet}.localhost{path}", body))
    return pages


def warc(pages: Iterable[Old], *, compressed: bool = True) -> tuple[bytes, list[int]]:
    """A WARC of pages as Common Crawl's news has it (warcinfo first, request and answer each), and where the answers begin."""
    parts, starts, at = [], [], 0

    def add(kind: str, url: str, captured: str, content_type: str, block: bytes) -> None:
        nonlocal at
        lines = (
            "WARC/1.0",
            f"WARC-Type: {kind}",
            f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {url} {at}')}>",
            f"WARC-Date: {captured}",
            *([f"WARC-Target-URI: {url}"] if url else []),
            f"Content-Type: {content_type}",
            f"Content-Length: {len(block)}",
        )
        data = "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
        parts.append(gzip.compress(data) if compressed else data)
        at += len(parts[-1])

    add("warcinfo", "", CAPTURED, "application/warc-fields", b"software: tests\r\n")
    for page in pages:
        add("request", page.url, page.captured, "application/http; msgtype=request", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        starts.append(at)
        headers = (("Content-Type", page.kind), *page.headers)
        head = f"HTTP/1.1 {page.status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
        add("response", page.url, page.captured, "application/http; msgtype=response", head.encode() + page.body)
    return b"".join(parts), starts


def wacz(file: Path, data: bytes, *, squeezed: bool = False) -> Path:
    """A package that holds one WARC."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if squeezed else zipfile.ZIP_STORED) as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/data.warc.gz", data)
        package.writestr("pages/pages.jsonl", "{}")
    return file


def squeezed(page: Old) -> Old:
    """The same answer in gzip, as browsers and most archivers keep it."""
    return Old(page.url, gzip.compress(page.body), headers=(("Content-Encoding", "gzip"),))
