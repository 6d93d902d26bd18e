"""Commands that try the judgement on anybody's own pages and texts: extract, score, group."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, track

from crawler import backfill_commands, rooms
from crawler.console import settings, talk
from crawler.extraction import extract_on_cluster
from crawler.fetching.single import Fetcher, FetchError
from crawler.jsonlines import JsonLines
from pipelines.embedding import embed
from pipelines.extract import extract as extract_page
from pipelines.extract import extract_file_record
from pipelines.extract import record as as_record
from pipelines.group import group as group_texts
from pipelines.relevance import judge

OK = 200


def extract(
    pages: Annotated[list[str], typer.Argument(help="HTML files (.html, .html.gz), folders of them, or addresses.")],
    url: Annotated[str | None, typer.Option(help="The address of the page in a file, for links and dates.")] = None,
    cluster: backfill_commands.ClusterOption = None,
) -> None:
    """Every field that can be read from pages, as JSON lines."""
    addresses = [page for page in pages if page.startswith(("http://", "https://"))]
    files = _files([Path(page) for page in pages if page not in addresses])
    failed = asyncio.run(_extract_on_cluster(cluster, files, url)) if cluster else _extract_here(files, url)
    if addresses:
        failed = asyncio.run(_extract_fetched(addresses)) or failed
    raise typer.Exit(1 if failed else 0)


def _extract_here(files: Iterator[Path], url: str | None) -> bool:
    failed = False
    for path in files:
        try:
            typer.echo(json.dumps(extract_file_record(path, url), ensure_ascii=False))
        except OSError as error:
            failed = _complain(f"{path}: cannot be read ({error.strerror})")
    return failed


async def _extract_on_cluster(address: str, files: Iterator[Path], url: str | None) -> bool:
    config = settings()
    where, failed = backfill_commands.access(address, config.cluster), False
    memory = config.read.memory_mb << 20
    async for path, line, trouble in extract_on_cluster(where, files, url, config.read.timeout, memory):
        if trouble:
            failed = _complain(f"{path}: {trouble}")
        else:
            typer.echo(line)
    return failed


async def _extract_fetched(addresses: list[str]) -> bool:
    """The same for pages on the web, asked for as the crawler asks. Whether any failed."""
    failed = False
    async with Fetcher(settings().fetch) as fetcher:
        for address in addresses:
            try:
                answer = await fetcher.get(address)
            except FetchError as error:
                failed = _complain(str(error))
                continue
            if answer.status != OK:
                failed = _complain(f"{address}: HTTP {answer.status}")
                continue
            found = as_record(extract_page(answer.body, answer.final_url, answer.headers.get("content-type", "")))
            typer.echo(json.dumps({"id": address, **found}, ensure_ascii=False))
    return failed


def _complain(line: str) -> bool:
    talk.print(line, style="red", highlight=False, soft_wrap=True)
    return True


def score(file: Annotated[Path, typer.Argument(help="JSON lines: {id, lang?, title, text}")]) -> None:
    """Judge texts by the topic: JSON lines with score, relevant, subjects and reasons."""
    topic = rooms.seeds_of(settings()).topic
    for record in track(JsonLines(file), "judging", console=talk, transient=True):
        verdict = judge(topic, record["title"] or "", record["text"] or "", record.get("lang") or "", embed=embed)
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


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.name.endswith((".html", ".html.gz", ".htm")))
        else:
            yield path


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
