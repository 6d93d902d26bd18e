"""Commands for whoever runs presswatch: doctor, backup, restore, metrics."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress

from archive import page_backup
from archive.backup import restore as put_back
from archive.errors import ConfigError
from archive.metrics import collect, text
from archive.salvage import salvage as save_what_can_be_read
from crawler import doctor as judging
from crawler import rooms
from crawler.backups import Backups, Made, lacks, make
from crawler.backups import Progress as Copying
from crawler.config import Config
from crawler.console import Json, options, reading, settings, talk
from crawler.crawling import utcnow
from crawler.doctor import Finding, Level, megabytes
from crawler.examination import Probe, examine
from crawler.lock import only_instance

STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Check settings, seeds, archive, disk, names, mail server and clock; say what to do. Changes and sends nothing."""
    findings = _findings()
    healthy = not any(finding.level is Level.ERROR for finding in findings)
    if as_json:
        checks = [{"check": f.check, "level": f.level, "text": f.text} for f in findings]
        typer.echo(json.dumps({"ok": healthy, "checks": checks}, ensure_ascii=False))
    else:
        _show(findings)
    raise typer.Exit(0 if healthy else 1)


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where the copy goes; what readers wrote and raw pages go beside it: NAME.reader.db, NAME.pages."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    as_json: Json = False,
) -> None:
    """Copy the archive while it is in use, and verify the copy. Without FILE: into [backup] folder, by its rule."""
    config = settings()
    with reading(config):  # is it there, and ours?
        pass
    with Progress(console=talk, transient=True) as bar:
        tasks = {what: bar.add_task(what, total=None) for what in ("databases", "raw pages")}
        made = _back_up(config, file, lambda what, done, all_: bar.update(tasks[what], completed=done, total=all_), force=force)
    for copy in made.databases:
        rows = sum(copy.rows.values())
        talk.print(f"{copy.file}: {megabytes(copy.bytes)}, {rows} rows in {len(copy.rows)} tables, verified", highlight=False)
    _show_pages(made)
    for path in made.gone:
        talk.print(f"{path}: deleted, as [backup] says", highlight=False)
    if as_json:
        typer.echo(
            json.dumps([{"file": str(copy.file), "bytes": copy.bytes, "rows": dict(copy.rows)} for copy in made.databases])
        )
    raise typer.Exit(1 if made.pages.lacking else 0)


def _show_pages(made: Made) -> None:
    pages = made.pages
    if pages.files:
        told = f"{pages.folder}: raw pages, {pages.files} files, {megabytes(pages.bytes)}; {pages.new} copied now"
        talk.print(told, highlight=False, soft_wrap=True)
    for name in pages.lacking:
        talk.print(lacks(pages.folder / name), style="red", markup=False, highlight=False, soft_wrap=True)


def _back_up(config: Config, file: Path | None, progress: Copying, *, force: bool) -> Made:
    if file is not None:
        return make(config.archive, file, force=force, progress=progress)
    if config.backup.folder is None:
        raise ConfigError("where to? Name a FILE, or set [backup] folder")
    return Backups(config.archive, config.backup).make(config.backup.folder, utcnow(), progress)


def restore(
    file: Annotated[Path, typer.Argument(help="A file made by `presswatch backup`; its raw pages come with it.")],
) -> None:
    """Put a backup in the place of the archive. The old one is kept under another name. Refuses while presswatch runs."""
    config = settings()
    with only_instance(config.archive.path):
        now = utcnow()
        done = put_back(file, config.archive.path, config.archive.reader, now)
        pages, set_aside = page_backup.put_back(file, config.archive.pages_folder, now)
    for target, aside in done:
        kept = f"; the old one is {aside}" if aside else ""
        talk.print(f"{target}: restored{kept}", highlight=False, soft_wrap=True)
    if pages:
        talk.print(f"{config.archive.pages_folder}: {pages} files of raw pages restored", highlight=False, soft_wrap=True)
    for old in set_aside:
        talk.print(f"{old}: the old one; it was not how the backup begins", highlight=False, soft_wrap=True)
    talk.print("Start presswatch again; restart `presswatch serve` if it runs, or it goes on showing the old archive.")


def salvage(file: Annotated[Path, typer.Argument(help="A new file for what can be read.")]) -> None:
    """Save what can be read of a damaged archive; `restore` puts it in place. Refuses while presswatch runs."""
    config = settings()
    if not config.archive.path.exists():
        raise ConfigError(f"{config.archive.path}: no archive here")
    with only_instance(config.archive.path):
        tables = save_what_can_be_read(config.archive.path, file)
    for table in tables:
        if not table.whole:
            talk.print(f"{table.name}: damaged; {table.rows} rows were saved", style="yellow", highlight=False)
    rows = sum(table.rows for table in tables)
    talk.print(f"{file}: {rows} rows in {len(tables)} tables; `presswatch restore {file}` puts it in place", soft_wrap=True)


def metrics() -> None:
    """The archive's state in Prometheus' text format, for a node exporter's textfile collector."""
    config = settings()
    with reading(config) as conn:
        typer.echo(text(collect(conn, config.archive.path, utcnow())), nl=False)


def _findings() -> list[Finding]:
    try:
        config = settings()
        probe = _probe(config)
        rooms.subscriptions_of(config)
    except ConfigError as error:
        return [judging.error("config", str(error))]
    file = options.config or Path("presswatch.toml")
    read = judging.ok("config", f"{file} is right" if file.exists() else "no presswatch.toml here: defaults and the environment")
    return [read, *asyncio.run(examine(config, file if file.exists() else None, probe, utcnow()))]


def _probe(config: Config) -> Probe | None:
    transport = rooms.transport(config.mail)
    return transport.probe if transport else None


def _show(findings: list[Finding]) -> None:
    for finding in findings:
        style = STYLES[finding.level]
        talk.print(f"[{style}]{finding.level:8}[/]{finding.check:12}{escape(finding.text)}", highlight=False, soft_wrap=True)
