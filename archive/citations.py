"""Citations: whose report an article names as its source."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from archive.db import moment

REPORTS = """
select id, source_id, published_at from articles
where story_id = ? and duplicate_of is null order by published_at, id limit ?
"""
CITED = """
select * from citations where article_id in (
  select id from articles where story_id = ? and duplicate_of is null order by published_at, id limit ?
) order by id
"""


@dataclass(frozen=True, slots=True)
class Citation:
    """An outlet named as the source of a report.

    `outlet_id` is its id in the catalogue, "" for an outlet that is not in it: `outlet` is the name as printed, a suggestion.
    `how` is report ("as X writes"), first ("first reported by X"), list ("Sources: - X: headline") or link (a link and no word).
    `start` and `end` are the offsets of the outlet's name in the title or the text, whichever `where` says.
    """

    outlet: str
    outlet_id: str
    how: str
    passage: str
    where: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a story and whom it cites."""

    article_id: int
    source_id: str
    at: datetime
    citations: tuple[Citation, ...] = ()


def save(conn: sqlite3.Connection, article_id: int, citations: Iterable[Citation]) -> None:
    """Put an article's citations in the place of its former ones."""
    conn.execute("delete from citations where article_id = ?", (article_id,))
    conn.executemany(
        """insert into citations (article_id, outlet, outlet_id, how, passage, place, start, end)
           values (?, ?, ?, ?, ?, ?, ?, ?)""",
        [(article_id, *astuple(citation)) for citation in citations],
    )


def reports(conn: sqlite3.Connection, story_id: int, limit: int = 500) -> list[Report]:
    """The earliest reports of a story with their citations, in the order of publication. Copies are no reports of their own."""
    given = (story_id, limit)
    cited: dict[int, list[Citation]] = defaultdict(list)
    for row in conn.execute(CITED, given):
        cited[row["article_id"]].append(_citation(row))
    return [
        Report(r["id"], r["source_id"], moment(r["published_at"]), tuple(cited[r["id"]])) for r in conn.execute(REPORTS, given)
    ]


def _citation(row: sqlite3.Row) -> Citation:
    return Citation(row["outlet"], row["outlet_id"], row["how"], row["passage"], row["place"], row["start"], row["end"])
