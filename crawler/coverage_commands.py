"""`presswatch coverage`: who was first, who was late, and how much nobody found."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from archive import coverage as store
from crawler import coverage as rules
from crawler.console import Json, reading, settings
from crawler.coverage import Punctuality

SHOWN = 20  # rows of a table


def coverage(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day, UTC; 30 days ago by default.")] = None,
    as_json: Json = False,
) -> None:
    """First and late channels and outlets, and an estimate of the relevant articles that all of them missed."""
    start = since.replace(tzinfo=UTC) if since else datetime.now(UTC) - timedelta(days=30)
    with reading(settings()) as conn:
        shown = store.shown(conn, start)
    channels, outlets, estimate = rules.channels(shown), rules.outlets(shown), rules.estimate(shown)
    if as_json:
        rows = {"channels": [asdict(row) for row in channels], "outlets": [asdict(row) for row in outlets]}
        found = {**asdict(estimate), "found": estimate.found, "assumption": rules.ASSUMPTION}
        typer.echo(json.dumps({"since": start.isoformat(), **rows, "estimate": found}, ensure_ascii=False))
        return
    console = Console()
    console.print(_table("outlets, by the stories they reported", outlets))
    console.print(_table("channels, by the articles they showed", channels))
    console.print(
        f"\n{estimate.found} relevant articles found since {start:%Y-%m-%d}: {estimate.own} by outlets' own channels, "
        f"{estimate.aggregators} by aggregators, {estimate.both} by both.\n"
        f"{rules.told(estimate)}",
        highlight=False,
        soft_wrap=True,
    )


def _table(title: str, rows: list[Punctuality]) -> Table:
    more = f"and {len(rows) - SHOWN} more, which --json prints" if len(rows) > SHOWN else None
    table = Table(title=title, title_justify="left", caption=more, caption_justify="left", show_edge=False)
    table.add_column("", overflow="fold")
    for name in ("showed", "first", "late by (median)"):
        table.add_column(name, justify="right")
    for row in rows[:SHOWN]:
        table.add_row(row.name, str(row.seen), str(row.first), f"{row.late:.0f} min" if row.late is not None else "")
    return table
