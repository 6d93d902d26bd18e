"""`presswatch backfill` of sitemaps: announce what they date since a day, then fetch it at the crawl's own pace."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import typer

from archive.summary import summarise
from crawler import report, rooms
from crawler.backfill.sitemaps import Announced, Sitemaps
from crawler.catalogue import Catalogue
from crawler.config import Config
from crawler.console import reading, talk
from crawler.crawling import Crawling, utcnow
from crawler.fetching.single import Fetcher
from crawler.seeds import Seeds
from pipelines.pool import WorkerPool

MEANINGS = {
    "sitemaps": "sitemaps read",
    "due": "addresses to fetch",
    "known": "addresses known before",
    "older": "from before that day",
    "undated": "without a date, left out",
}


async def backfill_sitemaps(config: Config, seeds: Seeds, addresses: Sequence[str], since: datetime) -> Announced:
    """Announce and fetch. What is not fetched when it is stopped stays due for the next crawl. Raises ArchiveError."""
    crawling = Crawling(config, seeds, rooms.alert_planner(config, seeds), utcnow, polls=False)
    try:
        await crawling.start()
        async with Fetcher(config.fetch) as fetcher, WorkerPool(1, timeout=config.read.timeout) as pool:
            sitemaps = Sitemaps(fetcher, pool, crawling.writer, Catalogue(seeds.sources), utcnow)
            with talk.status("reading sitemaps") as status:
                announced = await sitemaps.announce(addresses, since, lambda so_far: status.update(_line(so_far)))
        talk.print(_line(announced))
        for error in announced.errors:
            talk.print(error, style="red", markup=False, highlight=False, soft_wrap=True)
        with report.CrawlProgress(talk) as progress:
            await crawling.cycle(progress.update)
    finally:
        await crawling.stop()
    return announced


def show(config: Config, announced: Announced, began: float, *, as_json: bool) -> None:
    """The archive's summary, and what the sitemaps held."""
    seconds = time.monotonic() - began
    with reading(config) as conn:
        summary, run = summarise(conn), summarise(conn, utcnow() - timedelta(seconds=seconds))
    report.show(talk, summary, run, seconds)
    if as_json:
        told = {"sitemaps": dict(announced.counts), "errors": announced.errors}
        typer.echo(json.dumps(report.as_json(summary, run, seconds) | told, ensure_ascii=False))


def midnight(day: datetime) -> datetime:
    """A day from the command line, as the moment it begins in UTC."""
    return day.replace(tzinfo=UTC)


def _line(announced: Announced) -> str:
    return (
        ", ".join(f"{announced.counts[name]} {told}" for name, told in MEANINGS.items() if announced.counts[name])
        or "nothing yet"
    )
