"""What a page that was stopped before turns out to be when it is read in full. Inside the transaction that saves it."""

import sqlite3
from datetime import datetime

from archive import samples
from archive.model import Article, DueUrl, Outcome
from pipelines.saved import Saved
from pipelines.stage import Drop, Work

_CAME_TO_NOTHING = {Outcome.OFF_TOPIC}


def stays_gated(result: Drop, known: Article | None) -> Saved | None:
    """A gated page that does not belong stays gated, and nothing is stored of it; None for anything else."""
    due = result.work.page.due
    if due.outcome is not Outcome.GATED or known is not None:
        return None
    return Saved(Outcome.GATED, f"gated; read all the same: {result.reason}")


def note(conn: sqlite3.Connection, due: DueUrl, result: Work | Drop, now: datetime) -> None:
    """Write down what a sample proves."""
    if due.outcome not in samples.SAMPLED:
        return
    work = result.work if isinstance(result, Drop) else result
    score = work.verdict.score if work.verdict else None
    if isinstance(result, Drop):
        agreed = result.outcome in _CAME_TO_NOTHING
        samples.note(conn, due.id, "agreed" if agreed else "unread", score, result.reason, now)
    elif due.outcome is Outcome.GATED and not work.would_stop:
        samples.note(conn, due.id, "changed", score, "the page names the topic now", now)
    else:
        samples.note(conn, due.id, "missed", score, work.would_stop or "judged otherwise now", now)
