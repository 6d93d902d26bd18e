"""`presswatch furniture …`: what was learned about the outlets' pages, and how to take it back."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from archive import db, furniture
from archive.errors import ConfigError
from crawler.console import Json, reading, settings, talk
from crawler.learning import learn_furniture
from pipelines.recurring import FEWEST

app = typer.Typer(help="Recurring lines that are taken out of the outlets' texts.", no_args_is_help=True)
Ids = Annotated[list[int], typer.Argument(metavar="ID…", help="As `presswatch furniture list` shows them.")]


@app.command("list")
def list_lines(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help="All outlets by default.")] = None,
    as_json: Json = False,
) -> None:
    """The lines that were learned, with how many texts had them."""
    with reading(settings()) as conn:
        found = furniture.lines(conn, source)
    for line in found:
        if as_json:
            row = {"id": line.id, "source": line.source_id, "line": line.sample, "texts": line.texts, "of": line.of}
            typer.echo(json.dumps(row | {"used": line.undone_at is None}, ensure_ascii=False))
        else:
            state = "taken back" if line.undone_at else f"in {line.texts} of {line.of}"
            typer.echo(f"{line.id:5}  {line.source_id:24} {state:14} {line.sample[:120]}")
    if not found:
        talk.print("nothing learned yet: it takes three articles of an outlet, and a night or `presswatch furniture learn`")


@app.command()
def learn() -> None:
    """Learn now, as the service does every night. Texts that are stored already stay as they are until they are read again."""
    config = settings()
    with reading(config):  # is it there, and ours?
        pass
    conn = db.connect(config.archive.path)
    now, new = datetime.now(UTC), 0
    try:
        for source_id in furniture.outlets(conn, FEWEST):
            with db.driver_errors(config.archive.path), db.transaction(conn):
                new += learn_furniture(conn, source_id, now)
    finally:
        conn.close()
    talk.print(f"{new} new lines; `presswatch furniture list` shows them", highlight=False)


@app.command()
def undo(ids: Ids) -> None:
    """Leave these lines in the texts from now on; they are not learned again."""
    _set(ids, datetime.now(UTC))


@app.command()
def redo(ids: Ids) -> None:
    """Take these lines out again after `undo`."""
    _set(ids, None)


def _set(ids: list[int], at: datetime | None) -> None:
    config = settings()
    with reading(config):
        pass
    conn = db.connect(config.archive.path)
    try:
        with db.driver_errors(config.archive.path), db.transaction(conn):
            done = furniture.take_back(conn, ids, at)
    finally:
        conn.close()
    if missing := sorted(set(ids) - set(done)):
        raise ConfigError(f"{missing[0]}: no such line; `presswatch furniture list` shows the numbers")
    talk.print(f"{len(done)} {'left in' if at else 'taken out'} from the next page on that is read", highlight=False)
