"""`presswatch sources …`: the catalogue on the command line."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from archive import db, rates, sources
from archive.errors import ConfigError, SeedError
from archive.model import Channel
from crawler import adding, sourcefiles, suggestions_commands
from crawler.adding import Outlet
from crawler.config import Config
from crawler.console import Json, reading, settings, talk, tell_wait
from crawler.discovery.model import DiscoveryError
from crawler.fetching.single import Fetcher, FetchError
from crawler.finding import probe
from crawler.seeds import load_seeds, load_sources
from crawler.urls import canonical
from pipelines.pool import WorkerPool

app = typer.Typer(help="The catalogue.", no_args_is_help=True)
app.add_typer(suggestions_commands.commands)


@app.command("list")
def list_sources(as_json: Json = False) -> None:
    """All sources with their channels."""
    config = settings()
    found = load_seeds(config.seeds.folder, config.seeds.topic).sources
    if as_json:
        rows = [
            {"id": s.id, "name": s.name, "language": s.language, "channels": [c.url for c in s.channels if c.enabled]}
            for s in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(show_edge=False)
    for name in ("id", "outlet", "language", "priority", "channels on", "off"):
        table.add_column(name, overflow="fold")
    for s in found:
        on = sum(c.enabled for c in s.channels)
        table.add_row(s.id, s.name, s.language, str(s.priority), str(on), str(len(s.channels) - on))
    Console().print(table)


@app.command()
def why(source_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Why each channel of a source is polled when it is."""
    with reading(settings()) as conn:
        found = rates.reasons(conn, source_id)
    if not found:
        raise ConfigError(f"{source_id}: no channels in the archive; `presswatch sources list` shows the ids")
    for reason in found:
        typer.echo("\n  ".join([reason.url, *reason.told().splitlines()]))


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The outlet's front page, a section of it, or a feed.")],
    name: Annotated[str, typer.Option(help="The outlet's name; its page's title by default.")] = "",
    language: Annotated[str, typer.Option(help="ISO 639-1, or mul; that of its entries by default.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Take everything that was found without asking.")] = False,
) -> None:
    """Find an outlet's feeds, sitemaps and sections, show their newest entries, and add it to the catalogue."""
    config = settings()
    address = adding.address(url)
    found = asyncio.run(adding.look(config, address, tell_wait))
    chosen = found if yes else suggestions_commands.ask(found, yes=False)
    if not chosen:
        talk.print("nothing added")
        return
    source = adding.write(config, Outlet(address, name, language), chosen)
    file = config.seeds.folder / "sources" / sourcefiles.ADDED
    talk.print(f"{source.id} was added to {file}; `presswatch crawl --source {source.id}` reads it now", highlight=False)


@app.command()
def check(
    source_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="All sources by default.")] = None,
    as_json: Json = False,
) -> None:
    """Ask every channel now and say what it shows. One that said 410 and answers again is switched on."""
    config = settings()
    wanted = [s for s in load_seeds(config.seeds.folder, config.seeds.topic).sources if not source_ids or s.id in source_ids]
    if missing := set(source_ids or ()) - {source.id for source in wanted}:
        raise ConfigError(f"{min(missing)}: not in the catalogue; `presswatch sources list` shows the ids")
    channels = [channel for source in wanted for channel in source.channels if channel.enabled]
    rows = asyncio.run(_check(config, channels, (lambda _: None) if as_json else _tell_checked))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    _revive(config, {str(row["url"]) for row in rows if row["ok"]})
    raise typer.Exit(0 if all(row["ok"] for row in rows) else 1)


@app.command("import")
def import_opml(
    file: Path,
    language: Annotated[str, typer.Option(help="ISO 639-1, or mul.")] = "en",
) -> None:
    """Add the feeds of an OPML file to the catalogue; those that are in it already are left out."""
    folder = settings().seeds.folder / "sources"
    try:
        feeds, unreadable = sourcefiles.read_opml(file.read_bytes())
    except OSError as error:
        raise SeedError(f"{file}: cannot be read ({error.strerror})") from error
    known = load_sources(folder)
    addresses = {canonical(channel.url) for source in known for channel in source.channels if "{query}" not in channel.url}
    taken = {source.id for source in known}
    entries = []
    for title, feed, home in feeds:
        if feed not in addresses:
            identifier = sourcefiles.source_id(home, taken)
            taken.add(identifier)
            entries.append(sourcefiles.entry(identifier, title, home, language, [(feed, "rss")]))
    if entries:
        sourcefiles.add(folder, entries)
    talk.print(f"{len(entries)} of {len(feeds)} feeds added, {len(feeds) - len(entries)} were known", highlight=False)
    for address in unreadable:
        talk.print(f"left out: {address!r} is no address of a feed", highlight=False, markup=False, soft_wrap=True)


@app.command("export")
def export_opml() -> None:
    """The catalogue's feeds as OPML, for other readers."""
    config = settings()
    typer.echo(sourcefiles.as_opml(load_seeds(config.seeds.folder, config.seeds.topic).sources), nl=False)


def _tell_checked(row: Mapping[str, object]) -> None:
    mark = "ok  " if row["ok"] else "FAIL"
    talk.print(f"{mark} {row['source']}: {row['url']}: {row['text']}", highlight=False, soft_wrap=True)


async def _check(
    config: Config, channels: Sequence[Channel], tell: Callable[[Mapping[str, object]], None]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    pool = WorkerPool(1, timeout=config.read.timeout, memory=config.read.memory_mb << 20)
    try:
        async with Fetcher(config.fetch, tell_wait) as fetcher:
            for channel in channels:
                rows.append(await _checked(fetcher, pool, channel))  # one after the other: hosts repeat
                tell(rows[-1])
    finally:
        await pool.close()
    return rows


async def _checked(fetcher: Fetcher, pool: WorkerPool, channel: Channel) -> dict[str, object]:
    base: dict[str, object] = {"source": channel.source_id, "url": channel.url}
    try:
        found = await probe(fetcher, pool, channel.url, format=channel.format, dialect=channel.options.get("dialect", "rss"))
    except (FetchError, DiscoveryError) as error:
        return base | {"ok": False, "entries": 0, "text": str(error).removeprefix(f"{channel.url}: ")}
    moved = f"; moved to {found.url}" if found.url != channel.url else ""
    newest = found.entries[0].title or found.entries[0].url if found.entries else "no entries"
    count = f"{len(found.entries)} {'entry' if len(found.entries) == 1 else 'entries'}"
    return base | {"ok": True, "entries": len(found.entries), "text": f"{count}, {newest}{moved}"}


def _revive(config: Config, answering: set[str]) -> None:
    if not config.archive.path.exists():
        return
    conn = db.connect(config.archive.path)
    try:
        with db.driver_errors(config.archive.path), db.transaction(conn):
            sources.revive(conn, answering, datetime.now(UTC))
    finally:
        conn.close()
