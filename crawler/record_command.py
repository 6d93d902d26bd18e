"""`presswatch record`: a page kept as a test of how its outlet is read."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from archive.errors import ConfigError
from archive.model import Override
from crawler.config import Config
from crawler.console import settings, talk
from crawler.fetching.answer import Answer
from crawler.fetching.single import Fetcher
from crawler.pages import OK
from crawler.recording import differences, keep
from crawler.seeds import load_sources
from crawler.urls import UrlError, canonical


def record(
    url: Annotated[str | None, typer.Argument(help="The address of an article.")] = None,
    source: Annotated[str, typer.Option(help="The source whose overrides are used, by its id in the catalogue.")] = "",
    into: Annotated[Path, typer.Option(help="The folder of recorded pages.")] = Path("recorded"),
    check: Annotated[bool, typer.Option("--check", help="Read all recorded pages again instead, and say what differs.")] = False,
) -> None:
    """Keep a page with the fields read from it, to check by hand: a test that its outlet is still read rightly."""
    config = settings()
    catalogue = {known.id: known.overrides for known in load_sources(config.seeds.folder / "sources")}
    if check:
        raise typer.Exit(1 if _check(into, catalogue) else 0)
    if url is None:
        raise ConfigError("expected the address of an article, or --check")
    if source and source not in catalogue:
        raise ConfigError(f"--source {source}: not in the catalogue; `presswatch sources list` shows it")
    try:
        answer = asyncio.run(_get(config, canonical(url)))
    except UrlError as error:
        raise ConfigError(f"{url}: {error.reason}; expected a web address") from error
    if answer.status != OK:
        raise ConfigError(f"{url}: HTTP {answer.status}; expected a page")
    file = keep(into, answer.final_url, answer.body, source, catalogue.get(source, ()), datetime.now(UTC))
    talk.print(f"{file}: check its fields by hand; `presswatch record --check` reads the page again", highlight=False)


async def _get(config: Config, url: str) -> Answer:
    async with Fetcher(config.fetch) as fetcher:
        return await fetcher.get(url)


def _check(folder: Path, catalogue: dict[str, tuple[Override, ...]]) -> int:
    """Prints every difference; returns how many."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ConfigError(f"{folder}: no recorded pages; `presswatch record URL` makes one")
    count = 0
    for file in files:
        for found in differences(file, catalogue):
            typer.echo(f"{file}: {found.field}: {found.found!r}; expected {found.expected!r}")
            count += 1
    talk.print(f"{len(files)} pages, {count} fields read otherwise", highlight=False)
    return count
