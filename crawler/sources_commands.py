"""`presswatch sources …`: the catalogue on the command line."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from archive import rates
from archive.errors import ConfigError
from archive.rates import Reason
from crawler.console import Json, reading, settings
from crawler.polling import PollState
from crawler.seeds import load_seeds

app = typer.Typer(help="The catalogue.", no_args_is_help=True)


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
        typer.echo(told(reason))


def told(reason: Reason) -> str:
    """One channel's plan in words."""
    lines = [reason.url]
    if not reason.enabled:
        return f"{reason.url}\n  off: {reason.disabled_reason or 'its source is switched off'}"
    polled = f"{reason.last_polled_at:%Y-%m-%d %H:%M:%S}Z" if reason.last_polled_at else "never"
    lines.append(f"  next poll {reason.why or f'{reason.next_poll_at:%Y-%m-%d %H:%M:%S}Z: it was never polled'}")
    if reason.why and f"{reason.next_poll_at:%Y-%m-%d %H:%M:%S}" not in reason.why:
        lines.append(f"  asked for by hand: it is due {reason.next_poll_at:%Y-%m-%d %H:%M:%S}Z")
    if reason.last_error:
        lines.append(f"  the last poll failed: {reason.last_error}")
    if reason.state:
        state = PollState.from_json(reason.state)
        lines.append(f"  last polled {polled}; it holds {state.length} entries and brings {state.rate.base:.2g} new ones a day")
    return "\n".join(lines)
