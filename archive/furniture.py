"""Lines of an outlet's pages that are not its articles: learned from the stored texts, kept until somebody takes one back."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.db import maybe_moment, moment, stamp

LATEST = 200  # texts of an outlet that are learned from
OLDEST_DAYS = 400  # pages change their furniture; older texts say little


@dataclass(frozen=True, slots=True)
class Line:
    """A learned line. `texts` of `of` had it when it was learned; one that was taken back is not used and not learned again."""

    id: int
    source_id: str
    key: str
    sample: str
    texts: int
    of: int
    learned_at: datetime
    undone_at: datetime | None


def outlets(conn: sqlite3.Connection, fewest: int) -> list[str]:
    """Sources with at least so many articles to learn from."""
    rows = conn.execute(
        """select source_id from articles where duplicate_of is null and access = 'full' and url not like 'seed:%'
           group by source_id having count(*) >= ? order by source_id""",
        (fewest,),
    )
    return [row[0] for row in rows]


def texts(conn: sqlite3.Connection, source_id: str, now: datetime) -> list[str]:
    """The latest texts of an outlet, each once, without copies and stubs."""
    rows = conn.execute(
        """select b.text from articles a join bodies b on b.article_id = a.id
           where a.source_id = ? and a.duplicate_of is null and a.access = 'full' and a.url not like 'seed:%' and b.text <> ''
             and julianday(?) - julianday(a.stored_at) <= ?
           group by a.text_hash order by a.id desc limit ?""",
        (source_id, stamp(now), OLDEST_DAYS, LATEST),
    )
    return [row[0] for row in rows]


def put(conn: sqlite3.Connection, source_id: str, found: Iterable[tuple[str, str, int, int]], now: datetime) -> int:
    """Keep lines (key, sample, texts, of); those known already stay as they are. Returns how many are new."""
    before = conn.total_changes
    conn.executemany(
        """insert into furniture (source_id, key, sample, texts, of, learned_at) values (?, ?, ?, ?, ?, ?)
           on conflict (source_id, key) do nothing""",
        [(source_id, *row, stamp(now)) for row in found],
    )
    return conn.total_changes - before


def keys(conn: sqlite3.Connection, source_id: str) -> frozenset[str]:
    """What the lines of an outlet are known by that are taken out of its texts."""
    rows = conn.execute("select key from furniture where source_id = ? and undone_at is null", (source_id,))
    return frozenset(row[0] for row in rows)


def sources(conn: sqlite3.Connection) -> list[str]:
    """Sources of which something was learned."""
    return [row[0] for row in conn.execute("select distinct source_id from furniture")]


def lines(conn: sqlite3.Connection, source_id: str | None = None) -> list[Line]:
    """Learned lines, of one outlet or all; those taken back too."""
    rows = conn.execute(
        "select * from furniture where ?1 is null or source_id = ?1 order by source_id, undone_at is not null, texts desc, id",
        (source_id,),
    )
    return [_line(row) for row in rows]


def _line(row: sqlite3.Row) -> Line:
    learned_at, undone_at = moment(row["learned_at"]), maybe_moment(row["undone_at"])
    return Line(row["id"], row["source_id"], row["key"], row["sample"], row["texts"], row["of"], learned_at, undone_at)


def take_back(conn: sqlite3.Connection, ids: Iterable[int], at: datetime | None) -> list[int]:
    """Use these lines no more, or again when `at` is None. Returns the ids that there are."""
    change = "update furniture set undone_at = ? where id = ?"
    return [line for line in ids if conn.execute(change, (at and stamp(at), line)).rowcount]
