"""What a crawl came to, for people (a table on stderr) and for programs (one JSON object on stdout)."""

import sqlite3
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from archive.model import Outcome
from archive.summary import Summary

MEANINGS = {
    Outcome.STORED: "new articles of the topic",
    Outcome.UPDATED: "articles whose text changed",
    Outcome.DUPLICATE: "copies and other addresses of stored articles",
    Outcome.OFF_TOPIC: "read and judged not to belong",
    Outcome.GATED: "name nothing the topic looks for",
    Outcome.PAYWALLED: "only a stub can be read",
    Outcome.WALLED: "consent page, login or refusal",
    Outcome.GONE: "not found any more",
    Outcome.BLOCKED: "robots.txt forbids it",
    Outcome.UNSUPPORTED: "not a web page",
    Outcome.UNPARSABLE: "no text could be taken from it",
    Outcome.REFUSED: "stopped by the address guard or a limit",
    Outcome.FAILED: "network or server errors",
    Outcome.PENDING: "still due",
}


def as_json(summary: Summary, run: Summary, seconds: float) -> dict[str, Any]:
    """The object that `--json` prints: what stands in the archive, and under `run` what this run added."""
    return {
        "candidates": summary.candidates,
        "fetched": summary.fetched,
        "outcomes": summary.outcomes,
        "articles": summary.articles,
        "relevant": summary.relevant,
        "subjects": summary.subjects,
        "stories": summary.stories,
        "mails": summary.mails,
        "failing": len(summary.failing),
        "run": {"candidates": run.candidates, "fetched": run.fetched, "relevant": run.articles, "mails": run.mails},
        "seconds": round(seconds, 1),
    }


def show(console: Console, summary: Summary, run: Summary, seconds: float) -> None:
    """What stands in the archive as a table, what this run added, and failing sources with a line each."""
    title = f"In the archive: {summary.candidates} addresses found, {summary.fetched} fetched, each with one outcome"
    table = Table(title=title, title_justify="left", show_edge=False)
    table.add_column("outcome")
    table.add_column("", justify="right")
    table.add_column("", style="dim")
    for outcome in (o for o in Outcome if o in summary.outcomes):
        table.add_row(outcome, str(summary.outcomes[outcome]), MEANINGS[outcome])
    console.print(table)
    languages = ", ".join(f"{language or 'unknown'} {n}" for language, n in summary.relevant.items())
    subjects = ", ".join(f"{subject} {n}" for subject, n in summary.subjects.items())
    console.print(f"\n[b]{summary.articles}[/b] relevant articles in [b]{summary.stories}[/b] stories: {languages or 'none'}")
    if subjects:
        console.print(f"subjects: {subjects}", soft_wrap=True)
    console.print(f"mails: [b]{summary.mails}[/b] sent")
    console.print(
        f"\n[b]This run[/b]: {run.candidates} new addresses, {run.fetched} fetched, {run.articles} new relevant articles, "
        f"{run.mails} mails, {seconds:.1f} s",
        soft_wrap=True,
    )
    for source, url, error in summary.failing:
        console.print(f"[red]failing[/red] {source}: {url}: {error}", soft_wrap=True, highlight=False)


class CrawlProgress:
    """A progress bar over the archive: decided of all known addresses."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("crawling"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[kept]} kept"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task: TaskID = self._progress.add_task("crawl", total=None, kept=0)

    def __enter__(self) -> "CrawlProgress":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, conn: sqlite3.Connection) -> None:
        """Read where the crawl stands."""
        known, decided, kept = conn.execute(
            "select count(*), count(*) filter (where due_at is null), count(*) filter (where outcome = 'stored') from urls"
        ).fetchone()
        self._progress.update(self._task, total=known or None, completed=decided, kept=kept)
