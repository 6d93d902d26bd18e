"""`presswatch prune`: what the retention rules would delete, and deleting it."""

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
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

Days = Annotated[int | None, typer.Option(min=1, metavar="DAYS", help="Instead of the setting.")]


def prune(
    apply: Annotated[bool, typer.Option("--apply", help="Delete it; without, it is only shown.")] = False,
    off_topic_days: Days = None,
    traces_days: Days = None,
    raw_days: Days = None,
    as_json: Json = False,
) -> None:
    """Show what the retention rules would delete; with --apply, delete it. Articles of the topic are never touched."""
    config = settings()
    rules = config.retention
    given = (off_topic_days or rules.off_topic_days, traces_days or rules.traces_days, raw_days or rules.raw_days)
    if not any(given):
        raise ConfigError("no retention rule: set one in [retention], or give --off-topic-days, --traces-days or --raw-days")
    before = Before(*(utcnow() - timedelta(days=days) if days else None for days in given))
    spared = _touched(config)
    with reading(config) as conn:
        found = _survey(conn, config, before, spared)
    _show(found, apply=apply)
    if apply:
        path = config.archive.path
        with only_instance(path), closing(db.create(path)) as conn, db.driver_errors(path):
            _delete(conn, config, before, spared)
    if as_json:
        told = [{"what": part.what, "rows": part.rows, "bytes": part.bytes} for part in found]
        typer.echo(json.dumps({"deleted": apply, "parts": told}))


@dataclass(frozen=True, slots=True)
class Before:
    """From before when each kind may go; None keeps it."""

    off_topic: datetime | None
    traces: datetime | None
    raw: datetime | None


def _survey(conn: sqlite3.Connection, config: Config, before: Before, spared: Collection[int]) -> list[Prunable]:
    found = []
    if before.off_topic:
        found.append(retention.off_topic(conn, before.off_topic, spared))
    if before.traces:
        found.append(retention.traces(conn, before.traces))
    if before.raw:
        found.append(retention.raw_pages(conn, config.archive.pages_folder, before.raw))
    return found


def _delete(conn: sqlite3.Connection, config: Config, before: Before, spared: Collection[int]) -> None:
    if before.off_topic:
        retention.delete_off_topic(conn, before.off_topic, spared)
    if before.traces:
        retention.delete_traces(conn, before.traces)
    if before.raw:
        retention.delete_raw_pages(conn, config.archive.pages_folder, before.raw)


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
