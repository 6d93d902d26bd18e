"""Commands about single addresses: their life, their kept raw pages, and the index of those for other tools."""

import json
import sqlite3
import sys
from typing import Annotated

import typer

from archive import captures
from archive.captures import Capture
from archive.reading import urls
from archive.urls import life
from archive.warc import PageStore, StoredPage
from crawler.console import reading, settings, talk
from crawler.urls import canonical


def why(url: str) -> None:
    """The whole life of a URL: who showed it when, what became of it, and why."""
    config = settings()
    with reading(config) as conn:
        told = life(conn, canonical(url))
    if told is None:
        talk.print(
            f"never seen: {canonical(url)}\nIs its outlet in the catalogue (presswatch sources list), and is a channel failing?"
        )
        raise typer.Exit(1)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def page(
    url: Annotated[str, typer.Argument(help="The address of an article.")],
    version: Annotated[int | None, typer.Option(help="Of this version; without, of the one that stands.")] = None,
    headers: Annotated[bool, typer.Option("--headers", help="The answer's status and headers first.")] = False,
    every: Annotated[bool, typer.Option("--list", help="List the kept pages as JSON lines instead.")] = False,
) -> None:
    """Print the raw page of an article as it was kept, byte for byte."""
    config = settings()
    with reading(config) as conn:
        kept = _kept(conn, url)
        if every:
            for capture in kept:
                typer.echo(json.dumps(_as_dict(capture), ensure_ascii=False))
            raise typer.Exit(0 if kept else 1)
        chosen = captures.shown(conn, kept[0].article_id, version) if kept else None
    if chosen is None:
        talk.print(f"no page is kept of {url}" + (f", version {version}" if version else ""), highlight=False)
        talk.print("Only pages of articles that belong are kept; `presswatch why` tells what became of an address.")
        raise typer.Exit(1)
    stored = PageStore(config.archive.pages_folder).read(chosen.place)
    sys.stdout.buffer.write((_head(stored) if headers else b"") + stored.body)


def cdxj() -> None:
    """The index of the kept pages as CDXJ, sorted, for pywb and other tools that read WARC files."""
    with reading(settings()) as conn:
        for line in captures.cdxj(conn):
            typer.echo(line)


def _kept(conn: sqlite3.Connection, url: str) -> list[Capture]:
    url_id = urls.find(conn, url)
    row = conn.execute("select article_id from urls where id = ?", (url_id,)).fetchone()
    return captures.of_article(conn, row[0]) if row and row[0] else []


def _as_dict(capture: Capture) -> dict[str, object]:
    place = capture.place
    return {
        "version": capture.revision,
        "fetched_at": capture.fetched_at.isoformat(),
        "url": capture.url,
        "status": capture.status,
        "mime": capture.mime,
        "file": place.file,
        "offset": place.offset,
        "length": place.length,
        "digest": place.digest,
    }


def _head(stored: StoredPage) -> bytes:
    lines = [f"HTTP/1.1 {stored.status}", *(f"{name}: {value}" for name, value in stored.headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
