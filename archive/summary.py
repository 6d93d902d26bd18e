"""Counts over the archive: what a crawl found and what became of it."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.db import stamp


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands in the archive. Every candidate has exactly one outcome: `candidates` is the sum of `outcomes`."""

    candidates: int
    fetched: int  # candidates whose outlet answered at least once, whatever it said
    outcomes: dict[str, int]
    articles: int  # relevant articles, copies included
    relevant: dict[str, int]  # by language
    subjects: dict[str, int]
    stories: int
    mails: int
    failing: list[tuple[str, str, str]]  # source, channel, error


def summarise(conn: sqlite3.Connection, since: datetime | None = None) -> Summary:
    """Counts of everything first seen, stored or sent since a moment (default: ever)."""
    at = (stamp(since) if since else "",)
    outcomes = dict(
        conn.execute(
            "select outcome, count(*) from urls where first_seen_at >= ? group by outcome order by 2 desc, 1", at
        ).fetchall()
    )
    fetched = conn.execute("select count(distinct url_id) from events where status is not null and at >= ?", at).fetchone()[0]
    relevant = dict(
        conn.execute(
            "select language, count(*) from articles where relevant and stored_at >= ? group by language order by 2 desc", at
        ).fetchall()
    )
    subjects = dict(
        conn.execute(
            """select s.subject, count(*) from article_subjects s join articles a on a.id = s.article_id
               where a.relevant and a.stored_at >= ? group by s.subject order by 2 desc, 1""",
            at,
        ).fetchall()
    )
    stories = conn.execute("select count(distinct story_id) from articles where relevant and stored_at >= ?", at).fetchone()[0]
    mails = conn.execute("select count(*) from messages where state = 'sent' and sent_at >= ?", at).fetchone()[0]
    failing = conn.execute(
        "select source_id, url, last_error from channels where enabled and error_streak > 0 order by source_id, url"
    ).fetchall()
    return Summary(
        candidates=sum(outcomes.values()),
        fetched=fetched,
        outcomes=outcomes,
        articles=sum(relevant.values()),
        relevant=relevant,
        subjects=subjects,
        stories=stories,
        mails=mails,
        failing=[tuple(row) for row in failing],
    )
