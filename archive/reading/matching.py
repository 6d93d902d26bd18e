"""Whether one article is among what a search finds: for alerts that follow a saved search."""

import sqlite3
from urllib.parse import parse_qsl

from archive.reading.lists import Filter, newest_ids
from archive.reading.query import parse

FOUND = "select 1 from articles_fts where articles_fts match :match and rowid = :id"


def matches(conn: sqlite3.Connection, query_string: str, article_id: int) -> bool:
    """Whether a search (`query_string` as the search page's address has it) finds this article, days and marks left aside."""
    asked = dict(parse_qsl(query_string))
    wanted = Filter(
        language=asked.get("language", ""),
        source_id=asked.get("outlet", ""),
        subject=asked.get("subject", ""),
        access=asked.get("access", ""),
        min_score=_score(asked.get("score", "")),
        copies=True,
        only=(article_id,),
    )
    match = parse(asked.get("q", "")).match
    if match and conn.execute(FOUND, {"match": match, "id": article_id}).fetchone() is None:
        return False
    return newest_ids(conn, wanted, 1) == [article_id]


def _score(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
