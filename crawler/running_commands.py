"""Commands that run the whole: demo, up, crawl, serve."""

import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from archive import db, sources
from archive.errors import ConfigError
from archive.summary import summarise
from crawler import logs, report, rooms
from crawler.backups import Backups
from crawler.config import Config
from crawler.console import Json, reading, settings, talk
from crawler.crawling import utcnow
from crawler.demo import Demo
from crawler.lock import only_instance
from crawler.seeds import Seeds
from crawler.service import Service

log = logging.getLogger(__name__)


def demo(
    once: Annotated[bool, typer.Option("--once", help="One full cycle, then the summary.")] = False,
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo keeps its files; a second run goes on there.")] = Path(
        "var/demo"
    ),
    port: Annotated[int, typer.Option(help="Of the reading room; 0 takes a free one.")] = 8001,
    as_json: Json = False,
) -> None:
    """Crawl, judge, mail and serve the bundled newsroom. No network, no accounts."""
    show = Demo(folder, port, once=once)
    if not once:
        asyncio.run(show.run(_greet))
        return
    found = asyncio.run(show.once(talk))
    report.show(talk, *found)
    if as_json:
        typer.echo(json.dumps(report.as_json(*found)))


def _greet(show: Demo, address: str) -> None:
    talk.print("\n[b]presswatch is running[/b] on the bundled newsroom; news keeps appearing for about a quarter of an hour.\n")
    rows = (("read it", address), ("its mails", show.mailbox.url), ("the newsroom", show.newsroom.catalogue()[0]["homepage"]))
    for name, url in rows:
        talk.print(f"  {name:14}[link={url}]{url}[/link]", highlight=False)
    talk.print("\nCtrl-C ends it.")


def up(
    web: Annotated[bool, typer.Option(help="Serve the reading pages too; without, `presswatch serve` does it apart.")] = True,
) -> None:
    """The service: schedule, crawl, alerts, web."""
    config = settings()
    form = logs.chosen(config.log.format)
    secrets = [config.mail.secret(), *(text for way in config.alerts.channels for text in (way.address(), way.key()) if text)]
    if form != "text":
        logs.log_events(sys.stderr, as_json=form == "json", secrets=secrets)
    logs.hide(secrets)
    seeds = rooms.seeds_of(config)
    with only_instance(config.archive.path):
        child = rooms.web(config, seeds.topic) if web else None
        crawling = rooms.crawling(config, seeds)
        outbox = rooms.outbox(config, crawling.writer)
        backups = Backups(config.archive, config.backup)
        service = Service(crawling, outbox.run_due, child, config.schedule.tick_seconds, utcnow, backups.run_due)
        where = f"; read it at {child.address}" if child else ""
        asyncio.run(service.run(lambda: log.info("presswatch is running%s", where)))


def crawl(
    source: Annotated[list[str] | None, typer.Option(help="Only these sources (repeatable).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Poll every channel now, due or not.")] = False,
    as_json: Json = False,
) -> None:
    """One cycle of what is due, with a summary by outcome."""
    config = settings()
    seeds = rooms.seeds_of(config)
    unknown = set(source or ()) - {known.id for known in seeds.sources}
    if unknown:
        raise ConfigError(f"--source {min(unknown)}: not in the catalogue; `presswatch sources list` shows it")
    began, start = time.monotonic(), utcnow()
    with only_instance(config.archive.path):
        asyncio.run(_crawl_once(config, seeds, source, everything=everything))
    with reading(config) as conn:
        summary, run = summarise(conn), summarise(conn, start)
    seconds = time.monotonic() - began
    report.show(talk, summary, run, seconds)
    if as_json:
        typer.echo(json.dumps(report.as_json(summary, run, seconds)))
    raise typer.Exit(1 if summary.failing else 0)


async def _crawl_once(config: Config, seeds: Seeds, source_ids: list[str] | None, *, everything: bool) -> None:
    crawling = rooms.crawling(config, seeds)
    try:
        await crawling.start()
        await crawling.learn()
        await crawling.take_over()
        await crawling.tune(to_the_end=True)
        now = utcnow()
        if everything or source_ids:
            await crawling.writer.do(lambda conn: sources.make_due(conn, now, source_ids))
        with report.CrawlProgress(talk) as progress:
            await crawling.cycle(progress.update, only=source_ids or ())
        await crawling.measure()
        await rooms.outbox(config, crawling.writer).run_due(utcnow())
    finally:
        await crawling.stop()


def serve() -> None:
    """Datasette with the reading pages on the archive, without crawling."""
    config = settings()
    if not config.archive.path.exists():
        raise ConfigError(f"{config.archive.path}: no archive yet; `presswatch crawl` or `presswatch up` makes one")
    if missing := db.behind(config.archive.path):
        talk.print(f"the archive has an older schema (lacks {missing[0]}); it is copied and brought up to date")
        db.create(config.archive.path).close()
    web = rooms.web(config, rooms.seeds_of(config).topic)
    talk.print(f"read it at {web.address} (Ctrl-C ends it)")
    os.execv(web.argv[0], web.argv)  # noqa: S606 -- our own argv, no shell
