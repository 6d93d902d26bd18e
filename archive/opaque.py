"""Addresses that do not tell where they lead, as Google News prints them since 2024: sightings, resolved by outlet and title.

They are never asked for: what they lead to is found out by the outlet's own channels, or stays unknown.
"""

import re
import sqlite3
from datetime import datetime

from archive import urls
from archive.model import Candidate, Outcome
from archive.urls import Decision

UNKNOWN = "the link does not tell its address; kept as a sighting of the outlet it names"
FOUND = "the outlet's article of this title"
LATEST = 300  # articles of an outlet that are looked at; a search shows what is a week old at most
_SIGNS = re.compile(r"[\W_]+")


def settle(conn: sqlite3.Connection, candidate: Candidate, source_id: str, now: datetime) -> None:
    """Give such an address, sighted just now, the outcome it can have; an article that came since is found."""
    row = conn.execute("select id, outcome, article_id from urls where url = ?", (candidate.url,)).fetchone()
    if row["article_id"] is not None:
        conn.execute("update urls set due_at = null where id = ?", (row["id"],))  # a later version is announced by the outlet
        return
    article_id = _article(conn, candidate.title, source_id)
    if article_id is not None:
        urls.decide(conn, row["id"], Decision(Outcome.DUPLICATE, FOUND, now, article_id=article_id))
    elif row["outcome"] == Outcome.PENDING:
        urls.decide(conn, row["id"], Decision(Outcome.UNSUPPORTED, UNKNOWN, now))


def _article(conn: sqlite3.Connection, title: str, source_id: str) -> int | None:
    wanted = _folded(title)
    rows = conn.execute(
        "select id, title from articles where source_id = ? and relevant order by id desc limit ?", (source_id, LATEST)
    )
    return next((row["id"] for row in rows if wanted and _folded(row["title"]) == wanted), None)


def _folded(title: str) -> str:
    return _SIGNS.sub(" ", title.casefold()).strip()
