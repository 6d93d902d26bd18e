"""`presswatch sources suggested | accept | decline`: outlets outside the catalogue that relevant articles lead to."""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from archive import db, suggestions
from archive.errors import ConfigError
from archive.suggestions import Decision, Suggestion
from crawler import adding
from crawler.adding import Outlet
from crawler.config import Config
from crawler.console import Json, reading, settings, talk, tell_wait
from crawler.finding import Found

commands = typer.Typer()

_KINDS = {"cited": "named as a source in", "hit": "shown by an aggregator:", "linked": "linked in"}
Key = Annotated[str, typer.Argument(metavar="OUTLET", help="Its host or name, as `sources suggested` prints it.")]


@commands.command()
def suggested(as_json: Json = False) -> None:
    """Outlets outside the catalogue that relevant articles name, link to or aggregators show, with the evidence."""
    with reading(settings()) as conn:
        found = suggestions.suggested(conn)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in found], ensure_ascii=False))
        return
    if not found:
        talk.print("nothing is suggested: the catalogue has every outlet that relevant articles lead to")
    for row in found:
        typer.echo(told(row))


def told(one: Suggestion) -> str:
    """A suggestion with its evidence, in lines."""
    named = f"{one.key} ({one.name})" if one.name != one.key else one.key
    head = f"{named}: named as a source in {one.cited}, shown by aggregators {one.hits}, linked in {one.linked} articles"
    lines = [f"  {_KINDS[e.kind]} “{e.title}”{f': {e.text}' if e.text and e.text != e.title else ''}" for e in one.examples]
    return "\n".join([head, *(line[:300] for line in lines)])


@commands.command()
def accept(
    outlet: Key,
    url: Annotated[str, typer.Option(help="Its front page, where only its name is known.")] = "",
    name: Annotated[str, typer.Option(help="What to call it.")] = "",
    language: Annotated[str, typer.Option(help="ISO 639-1, or mul; that of its entries by default.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Take its best channels without asking.")] = False,
) -> None:
    """Add a suggested outlet: find its channels, show their newest entries, ask, and write it into the catalogue."""
    config = settings()
    with reading(config) as conn:
        known = suggestions.find(conn, outlet)
    if known is None:
        raise ConfigError(
            f"{outlet}: not suggested; `presswatch sources suggested` lists them, `sources add URL` adds any outlet"
        )
    if not (url or known.host):
        raise ConfigError(f"{outlet}: only its name is known; say where it is with --url https://…")
    address = adding.address(url or known.address)
    chosen = ask(asyncio.run(adding.look(config, address, tell_wait)), yes=yes)
    if not chosen:
        talk.print("nothing added")
        return
    title = name or (known.name if known.name != known.host else "")
    source = adding.write(config, Outlet(address, title, language), chosen)
    _keep(config, Decision(known.key, "accepted", datetime.now(UTC), source.id))
    talk.print(f"{source.id} was added; `presswatch crawl --source {source.id}` reads it now", highlight=False)


@commands.command()
def decline(outlet: Key) -> None:
    """Suggest an outlet no more."""
    config = settings()
    with reading(config) as conn:
        known = suggestions.find(conn, outlet)
    _keep(config, Decision(known.key if known else outlet, "declined", datetime.now(UTC)))
    talk.print(f"{known.key if known else outlet} is suggested no more", highlight=False)


def ask(found: list[Found], *, yes: bool) -> list[Found]:
    """Show each channel with its newest entries and ask whether to take it; with `yes` the best ones are taken."""
    for_sure = adding.best(found) if yes else []
    chosen = []
    for channel in found:
        show(channel)
        if channel in for_sure or (not yes and typer.confirm("Add this channel?", default=True, err=True)):
            chosen.append(channel)
    return chosen


def show(channel: Found) -> None:
    """A channel and its newest entries, on the terminal."""
    talk.print(f"\n[b]{channel.url}[/b] ({channel.format}, {channel.how})", highlight=False, soft_wrap=True)
    for candidate in channel.entries[:3]:
        when = f"{candidate.published:%Y-%m-%d %H:%M}  " if candidate.published else ""
        talk.print(f"  {when}{candidate.title or candidate.url}", highlight=False, markup=False)


def _keep(config: Config, decision: Decision) -> None:
    conn = db.connect(config.archive.path)
    try:
        with db.driver_errors(config.archive.path), db.transaction(conn):
            suggestions.decide(conn, decision)
    finally:
        conn.close()
