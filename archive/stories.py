"""Stories: articles of different outlets about one event."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp


@dataclass(frozen=True, slots=True)
class Report:
    """A stored article as grouping sees it."""

    article_id: int
    story_id: int
    title: str
    lead: str
    language: str
    published_at: datetime


def recent(conn: sqlite3.Connection, since: datetime, until: datetime) -> list[Report]:
    """Relevant originals that already have a story, published in a window, oldest first."""
    rows = conn.execute(
        """select id, story_id, title, lead, language, published_at from articles
           where relevant and story_id is not null and duplicate_of is null and published_at between ? and ?
           order by published_at, id""",
        (stamp(since), stamp(until)),
    )
    return [Report(r["id"], r["story_id"], r["title"], r["lead"], r["language"], moment(r["published_at"])) for r in rows]


def found(conn: sqlite3.Connection, headline: str, article_id: int, at: datetime) -> int:
    """Found a story with its first article. Returns the story's id."""
    cursor = conn.execute(
        "insert into stories (headline, first_article_id, first_at, last_at, articles) values (?, ?, ?, ?, 0)",
        (headline, article_id, stamp(at), stamp(at)),
    )
    story_id = int(cursor.lastrowid or 0)
    join(conn, story_id, article_id, at)
    return story_id


def join(conn: sqlite3.Connection, story_id: int, article_id: int, at: datetime) -> None:
    """Put an article into a story; the earliest report gives the story its headline."""
    conn.execute("update articles set story_id = ? where id = ?", (story_id, article_id))
    conn.execute(
        """update stories set articles = articles + 1, last_at = max(last_at, ?1),
             headline = case when ?1 < first_at then (select title from articles where id = ?2) else headline end,
             first_article_id = case when ?1 < first_at then ?2 else first_article_id end,
             first_at = min(first_at, ?1)
           where id = ?3""",
        (stamp(at), article_id, story_id),
    )


def of(conn: sqlite3.Connection, article_id: int) -> int | None:
    """The story an article belongs to."""
    row = conn.execute("select story_id from articles where id = ?", (article_id,)).fetchone()
    return row[0] if row else None
