"""`presswatch prune`: what the retention rules would delete, and deleting it."""

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from archive import db, reader, retention
from archive.errors import ConfigError
from archive.retention import Prunable
from crawler.config import Config
from crawler.console import Json, reading, settings, talk
from crawler.crawling import utcnow
from crawler.doctor import megabytes
from crawler.lock import only_instance

commands = typer.Typer()
Days = Annotated[int | None, typer.Option(min=1, metavar="DAYS", help="Instead of the setting.")]


@commands.command()
def prune(
    apply: Annotated[bool, typer.Option("--apply", help="Delete it; without, it is only shown.")] = False,
    off_topic_days: Days = None,
    traces_days: Days = None,
    as_json: Json = False,
) -> None:
    """Show what the retention rules would delete; with --apply, delete it. Articles of the topic are never touched."""
    config = settings()
    now = utcnow()
    off_topic = _before(now, off_topic_days or config.retention.off_topic_days)
    traces = _before(now, traces_days or config.retention.traces_days)
    if off_topic is None and traces is None:
        raise ConfigError(
            "no retention rule: set [retention] off_topic_days or traces_days, or give --off-topic-days, --traces-days"
        )
    with reading(config) as conn:
        spared = _touched(config)
        found = _survey(conn, off_topic, traces, spared)
    _show(found, apply=apply)
    if apply:
        with (
            only_instance(config.archive.path),
            closing(db.create(config.archive.path)) as conn,
            db.driver_errors(config.archive.path),
        ):
            if off_topic is not None:
                retention.delete_off_topic(conn, off_topic, spared)
            if traces is not None:
                retention.delete_traces(conn, traces)
    if as_json:
        told = [{"what": part.what, "rows": part.rows, "bytes": part.bytes} for part in found]
        typer.echo(json.dumps({"deleted": apply, "parts": told}))


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _survey(
    conn: sqlite3.Connection, off_topic: datetime | None, traces: datetime | None, spared: Collection[int]
) -> list[Prunable]:
    found = []
    if off_topic is not None:
        found.append(retention.off_topic(conn, off_topic, spared))
    if traces is not None:
        found.append(retention.traces(conn, traces))
    return found


def _touched(config: Config) -> set[int]:
    """Articles that readers marked, saved or labelled."""
    if not config.archive.reader.exists():
        return set()
    with db.driver_errors(config.archive.reader), closing(sqlite3.connect(config.archive.reader)) as conn:
        return reader.touched(conn)


def _show(found: list[Prunable], *, apply: bool) -> None:
    table = Table(title="deleted" if apply else "would be deleted", title_justify="left", show_edge=False)
    table.add_column("")
    table.add_column("rows", justify="right")
    table.add_column("about", justify="right")
    for part in found:
        table.add_row(part.what, f"{part.rows:,}", megabytes(part.bytes))
    talk.print(table)
    if apply:
        talk.print("The file keeps its size; the room is used for what comes next.")
    elif any(part.rows for part in found):
        talk.print("Nothing was deleted. `presswatch prune --apply` does it; `presswatch backup` before costs little.")
