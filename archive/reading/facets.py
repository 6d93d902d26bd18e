"""Counts beside filters: how many of the articles found so far each value of a filter would leave."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from archive.reading import lists, search
from archive.reading.query import Query

# Counted are the newest so many hits: at a million articles a common word has hundreds of thousands, and a page that counts them
# all would be late. `./run bench browse` has lists and searches with their counts.
CAP = 1_000

KINDS = """
select a.language, a.source_id, a.access, count(*) as n
from json_each(:ids) j cross join articles a on a.id = j.value
group by 1, 2, 3
"""
SUBJECTS = """
select x.subject, count(*) as n
from json_each(:ids) j cross join article_subjects x indexed by article_subjects_article on x.article_id = j.value
group by 1
"""
UNSET: Mapping[str, Callable[[lists.Filter], lists.Filter]] = {
    "language": lambda wanted: replace(wanted, language=""),
    "outlet": lambda wanted: replace(wanted, source_id=""),
    "subject": lambda wanted: replace(wanted, subject=""),
    "access": lambda wanted: replace(wanted, access=""),
}


@dataclass(frozen=True, slots=True)
class Facets:
    """Articles by value of each filter (language, outlet, subject, access). `capped`: only the newest CAP were counted."""

    counts: Mapping[str, Mapping[str, int]]
    total: int
    capped: bool


def facets(conn: sqlite3.Connection, wanted: lists.Filter, query: Query | None = None) -> Facets:
    """Count what a list, or a search when there is a query, would show with each value.

    A filter that is set is left out when its own values are counted: they say what choosing another one would find.
    """
    ids = _ids(conn, wanted, query)
    counts = _count(conn, ids[:CAP])
    for name, unset in UNSET.items():
        if (other := unset(wanted)) != wanted:
            counts[name] = _count(conn, _ids(conn, other, query)[:CAP])[name]
    return Facets(counts, min(len(ids), CAP), len(ids) > CAP)


def _ids(conn: sqlite3.Connection, wanted: lists.Filter, query: Query | None) -> list[int]:
    if query is not None and query.match:
        return search.ids(conn, query, wanted, best=False, limit=CAP + 1)
    return lists.newest_ids(conn, wanted, CAP + 1)


def _count(conn: sqlite3.Connection, ids: list[int]) -> dict[str, Counter[str]]:
    params = {"ids": json.dumps(ids)}
    found: dict[str, Counter[str]] = {name: Counter() for name in UNSET}
    for row in conn.execute(KINDS, params):
        for name, column in (("language", "language"), ("outlet", "source_id"), ("access", "access")):
            found[name][row[column]] += row["n"]
    found["subject"].update({row["subject"]: row["n"] for row in conn.execute(SUBJECTS, params)})
    return found
