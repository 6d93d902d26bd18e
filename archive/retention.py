"""What may go after a while: texts judged off-topic, traces of addresses that became no article, and raw pages.

Never deleted: articles of the topic, whatever anybody labelled, saved or was told of, and the addresses themselves with their
outcome, so that nothing is fetched anew.
"""

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive import articles, db
from archive.db import stamp

PORTION = 200  # rows a transaction: whoever writes beside us waits a few milliseconds
# An article that one of these names is in use.
USES = frozenset({"alerts", "articles", "stories", "claim_values", "story_events", "containments"})

OFF_TOPIC = """
select a.id from articles a where not a.relevant and a.stored_at < :before and a.story_id is null and a.id > :after
  and not exists (select 1 from articles copy where copy.duplicate_of = a.id)
  and not exists (select 1 from alerts where alerts.article_id = a.id)
order by a.id limit :most
"""
TRACES = """
from {table} where {table}.{at} < :before
  and exists (select 1 from urls u where u.id = {table}.url_id and u.article_id is null and u.due_at is null)
"""


@dataclass(frozen=True, slots=True)
class Prunable:
    """What a rule would delete: rows, and about how many bytes."""

    what: str
    rows: int
    bytes: int


def off_topic(conn: sqlite3.Connection, before: datetime, spared: Collection[int] = ()) -> Prunable:
    """Articles judged off-topic and stored before then, but for those `spared`."""
    ids = list(_off_topic(conn, before, spared))
    size = sum(
        conn.execute(
            """select coalesce(sum(length(b.text) + length(b.teaser) + 2000), 0) from bodies b where b.article_id = ?""",
            (article_id,),
        ).fetchone()[0]
        * 2
        for article_id in ids
    )  # the text stands in bodies and in revisions, the rest is evidence and index
    return Prunable("texts judged off-topic", len(ids), size)


def traces(conn: sqlite3.Connection, before: datetime) -> Prunable:
    """Events and sightings from before then of addresses that became no article."""
    rows = size = 0
    for table, at, width in (("events", "at", 80), ("sightings", "seen_at", 200)):
        count = conn.execute("select count(*) " + TRACES.format(table=table, at=at), {"before": stamp(before)}).fetchone()[0]
        rows, size = rows + count, size + count * width
    return Prunable("events and sightings of addresses that became no article", rows, size)


def raw_pages(conn: sqlite3.Connection, folder: Path, before: datetime) -> Prunable:
    """WARC files of raw pages whose newest page is older; `rows` counts pages."""
    files = _old_files(conn, before)
    size = sum((folder / name).stat().st_size for name in files if (folder / name).is_file())
    return Prunable("raw pages", sum(files.values()), size)


def delete_raw_pages(conn: sqlite3.Connection, folder: Path, before: datetime) -> int:
    """Delete them, the index rows first. Returns how many pages. Raises OSError."""
    files = _old_files(conn, before)
    for name in files:
        with db.transaction(conn):
            conn.execute("delete from captures where file = ?", (name,))
        (folder / name).unlink(missing_ok=True)
    return sum(files.values())


def _old_files(conn: sqlite3.Connection, before: datetime) -> dict[str, int]:
    rows = conn.execute("select file, count(*) from captures group by file having max(fetched_at) < ?", (stamp(before),))
    return {row[0]: row[1] for row in rows}


def delete_off_topic(conn: sqlite3.Connection, before: datetime, spared: Collection[int] = ()) -> int:
    """Delete them, a portion a transaction; their addresses keep outcome and reason. Returns how many."""
    owned = [pair for pair in _dependents(conn, "articles", "id") if pair[0] not in USES]
    ids = list(_off_topic(conn, before, spared))
    for start in range(0, len(ids), PORTION):
        with db.transaction(conn):
            for article_id in ids[start : start + PORTION]:
                articles.unindex(conn, article_id)
                conn.execute("update urls set article_id = null where article_id = ?", (article_id,))
                for table, column in owned:
                    conn.execute(f'delete from "{table}" where "{column}" = ?', (article_id,))
                conn.execute("delete from articles where id = ?", (article_id,))
    return len(ids)


def delete_traces(conn: sqlite3.Connection, before: datetime) -> int:
    """Delete them, a portion a transaction. Returns how many."""
    deleted = 0
    for table, at in (("events", "at"), ("sightings", "seen_at")):
        portion = f"delete from {table} where id in (select id {TRACES.format(table=table, at=at)} limit {PORTION * 10})"
        while True:
            with db.transaction(conn):
                count = conn.execute(portion, {"before": stamp(before)}).rowcount
            deleted += count
            if not count:
                break
    return deleted


def _off_topic(conn: sqlite3.Connection, before: datetime, spared: Collection[int]) -> Iterator[int]:
    after = 0
    while True:
        rows = conn.execute(OFF_TOPIC, {"before": stamp(before), "after": after, "most": PORTION}).fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield from (row[0] for row in rows if row[0] not in spared)


def _dependents(conn: sqlite3.Connection, table: str, column: str) -> list[tuple[str, str]]:
    """Tables and columns that refer to a column, those that refer to them first: whatever later migrations add."""
    found: list[tuple[str, str]] = []
    for (name,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
        for key in conn.execute(f'pragma foreign_key_list("{name}")').fetchall():
            if key["table"] == table and key["to"] == column and name != table:
                found += [*_dependents(conn, name, key["from"]), (name, key["from"])]
    return list(dict.fromkeys(found))
