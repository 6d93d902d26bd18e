"""The commands. What machines read goes to stdout, talk to stderr; exit 0 done, 1 something failed and is listed, 2 wrong use."""

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from archive import sources
from archive.errors import ConfigError, PresswatchError, SeedError
from archive.summary import summarise
from archive.urls import life
from crawler import (
    accounts_commands,
    alerts_commands,
    backfill_commands,
    captures_commands,
    coverage_commands,
    furniture_commands,
    gate_commands,
    judgement_commands,
    logs,
    operating_commands,
    record_command,
    reextract_commands,
    report,
    rescore_command,
    retention_commands,
    rooms,
    sources_commands,
)
from crawler.backups import Backups
from crawler.config import Config
from crawler.console import Json, log_to_terminal, options, reading, settings, talk
from crawler.crawling import utcnow
from crawler.demo import Demo
from crawler.extraction import extract_on_cluster
from crawler.jsonlines import JsonLines
from crawler.lock import only_instance
from crawler.service import Service
from crawler.urls import canonical
from pipelines.embedding import embed
from pipelines.extract import extract_file_record
from pipelines.group import group as group_texts
from pipelines.relevance import judge

log = logging.getLogger(__name__)

app = typer.Typer(
    help="presswatch watches the press for one story line.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(sources_commands.app, name="sources")
app.add_typer(alerts_commands.app, name="alerts")
app.add_typer(furniture_commands.app, name="furniture")
app.add_typer(accounts_commands.app, name="accounts")
app.add_typer(accounts_commands.tokens, name="tokens")
app.add_typer(judgement_commands.app, name="judgement")
app.add_typer(operating_commands.commands)
app.add_typer(retention_commands.commands)


@app.callback()
def before(
    config: Annotated[Path | None, typer.Option(help="Settings file; presswatch.toml here when it exists.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Log everything, and show tracebacks.")] = False,
) -> None:
    """Options of all commands."""
    options.config, options.debug = config, debug
    log_to_terminal(debug=debug)


@app.command()
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
    summary, seconds = asyncio.run(show.once(talk))
    report.show(talk, summary, seconds)
    if as_json:
        typer.echo(json.dumps(report.as_json(summary, seconds)))


def _greet(show: Demo, address: str) -> None:
    talk.print("\n[b]presswatch is running[/b] on the bundled newsroom; news keeps appearing for about a quarter of an hour.\n")
    rows = (("read it", address), ("its mails", show.mailbox.url), ("the newsroom", show.newsroom.catalogue()[0]["homepage"]))
    for name, url in rows:
        talk.print(f"  {name:14}[link={url}]{url}[/link]", highlight=False)
    talk.print("\nCtrl-C ends it.")


@app.command()
def up(
    web: Annotated[bool, typer.Option(help="Serve the reading pages too; without, `presswatch serve` does it apart.")] = True,
) -> None:
    """The service: schedule, crawl, alerts, web."""
    config = settings()
    form = logs.chosen(config.log.format)
    secrets = [config.mail.secret()]
    if form != "text":
        logs.log_events(sys.stderr, as_json=form == "json", secrets=secrets)
    logs.hide(secrets)
    seeds = rooms.seeds_of(config)
    with only_instance(config.archive.path):
        child = rooms.web(config, seeds.topic) if web else None
        crawling = rooms.crawling(config, seeds)
        outbox = rooms.outbox(config, crawling.writer)
        backups = Backups(config.archive.path, config.archive.reader, config.backup)
        service = Service(crawling, outbox.run_due, child, config.schedule.tick_seconds, utcnow, backups.run_due)
        where = f"; read it at {child.address}" if child else ""
        asyncio.run(service.run(lambda: log.info("presswatch is running%s", where)))


@app.command()
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
    began = time.monotonic()
    with only_instance(config.archive.path):
        asyncio.run(_crawl_once(config, source, everything=everything))
    with reading(config) as conn:
        summary = summarise(conn)
    seconds = time.monotonic() - began
    report.show(talk, summary, seconds)
    if as_json:
        typer.echo(json.dumps(report.as_json(summary, seconds)))
    raise typer.Exit(1 if summary.failing else 0)


async def _crawl_once(config: Config, source_ids: list[str] | None, *, everything: bool) -> None:
    crawling = rooms.crawling(config, rooms.seeds_of(config))
    try:
        await crawling.start()
        await crawling.learn()
        await crawling.take_over()
        now = utcnow()
        if everything or source_ids:
            await crawling.writer.do(lambda conn: sources.make_due(conn, now, source_ids))
        with report.CrawlProgress(talk) as progress:
            await crawling.cycle(progress.update)
        await crawling.measure()
        await rooms.outbox(config, crawling.writer).run_due(utcnow())
    finally:
        await crawling.stop()


@app.command()
def serve() -> None:
    """Datasette with the reading pages on the archive, without crawling."""
    config = settings()
    if not config.archive.path.exists():
        raise ConfigError(f"{config.archive.path}: no archive yet; `presswatch crawl` or `presswatch up` makes one")
    web = rooms.web(config, rooms.seeds_of(config).topic)
    talk.print(f"read it at {web.address} (Ctrl-C ends it)")
    os.execv(web.argv[0], web.argv)  # noqa: S606 -- our own argv, no shell


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(help="HTML files (.html, .html.gz) or folders of them.")],
    url: Annotated[str | None, typer.Option(help="The address of the page, for links and dates.")] = None,
    cluster: backfill_commands.ClusterOption = None,
) -> None:
    """Every field that can be read from pages, as JSON lines."""
    if cluster:
        raise typer.Exit(asyncio.run(_extract_on_cluster(cluster, paths, url)))
    failed = False
    for path in _pages(paths):
        try:
            typer.echo(json.dumps(extract_file_record(path, url), ensure_ascii=False))
        except OSError as error:
            talk.print(f"{path}: cannot be read ({error.strerror})", style="red", highlight=False)
            failed = True
    raise typer.Exit(1 if failed else 0)


async def _extract_on_cluster(address: str, paths: list[Path], url: str | None) -> int:
    config = settings()
    where, failed = backfill_commands.access(address, config.cluster), False
    memory = config.read.memory_mb << 20
    async for path, line, trouble in extract_on_cluster(where, _pages(paths), url, config.read.timeout, memory):
        if trouble:
            talk.print(f"{path}: {trouble}", style="red", highlight=False)
            failed = True
        else:
            typer.echo(line)
    return 1 if failed else 0


@app.command()
def score(file: Annotated[Path, typer.Argument(help="JSON lines: {id, lang?, title, text}")]) -> None:
    """Judge texts by the topic: JSON lines with score, relevant, subjects and reasons."""
    topic = rooms.seeds_of(settings()).topic
    for record in JsonLines(file):
        verdict = judge(topic, record["title"], record["text"], record.get("lang", ""), embed=embed)
        typer.echo(
            json.dumps(
                {
                    "id": record["id"],
                    "score": round(verdict.score, 4),
                    "relevant": verdict.relevant,
                    "subjects": [item.subject for item in verdict.subjects],
                    "reasons": [
                        {
                            "rule": r.rule,
                            "where": r.where,
                            "start": r.start,
                            "end": r.end,
                            "passage": r.passage,
                            "weight": r.contribution,
                        }
                        for r in verdict.reasons
                    ],
                },
                ensure_ascii=False,
            )
        )


@app.command()
def why(url: str) -> None:
    """The whole life of a URL: who showed it when, what became of it, and why."""
    config = settings()
    with reading(config) as conn:
        told = life(conn, canonical(url))
    if told is None:
        talk.print(
            f"never seen: {canonical(url)}\nIs its outlet in the catalogue (presswatch sources list), and is a channel failing?"
        )
        raise typer.Exit(1)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _pages(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.name.endswith((".html", ".html.gz", ".htm")))
        else:
            yield path


@app.command()
def group(
    file: Annotated[Path, typer.Argument(help="JSON lines: {id, lang?, title, text, published?, url?, outlet?, agency?}")],
) -> None:
    """Find copies and stories among texts: JSON lines with duplicate_of, story, and how a copy came about."""
    lines = JsonLines(file)
    with Progress(console=talk, transient=True) as bar:
        task = bar.add_task("judging", total=None)
        try:
            for found in group_texts(lines, lambda done, count: bar.update(task, completed=done, total=count)):
                typer.echo(json.dumps(found, ensure_ascii=False))
        except ValueError as error:
            raise lines.error(str(error)) from error


app.command()(coverage_commands.coverage)
app.command()(backfill_commands.backfill)
app.command()(rescore_command.rescore)
app.command()(captures_commands.page)
app.command()(gate_commands.gate)
app.command()(record_command.record)
app.command()(reextract_commands.reextract)
app.command()(captures_commands.cdxj)


def main() -> None:
    """Run a command; our own errors are one line on stderr."""
    try:
        app()
    except PresswatchError as error:
        if options.debug:
            raise
        talk.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2 if isinstance(error, (ConfigError, SeedError)) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
