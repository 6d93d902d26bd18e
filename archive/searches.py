"""Saved searches: a name for an address of the search page. Kept in reader.db; alerts may follow them by id."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp

MOST = 200  # of one reader
COLUMNS = "id, name, query_string, created_at, actor"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """`query_string` is that of /search, without the question mark ("q=mai&language=de"); `actor` is the reader who saved it."""

    id: int
    name: str
    query_string: str
    created_at: datetime
    actor: str


def save(conn: sqlite3.Connection, actor: str, name: str, query_string: str, now: datetime) -> int:
    """Save a search; the same search saved again keeps its id and takes the new name. Raises ValueError beyond MOST."""
    row = {"actor": actor, "name": name, "query": query_string, "at": stamp(now)}
    known = conn.execute("select id from saved_searches where actor = :actor and query_string = :query", row).fetchone()
    if known:
        conn.execute("update saved_searches set name = :name where id = :id", {"name": name, "id": known[0]})
        return int(known[0])
    if conn.execute("select count(*) from saved_searches where actor = :actor", row).fetchone()[0] >= MOST:
        raise ValueError(f"{MOST} searches are saved already; remove one first")
    sql = "insert into saved_searches(name, query_string, created_at, actor) values (:name, :query, :at, :actor)"
    return int(conn.execute(sql, row).lastrowid or 0)


def rename(conn: sqlite3.Connection, actor: str, id_: int, name: str) -> bool:
    """Another name. False when the reader has no such search."""
    return conn.execute("update saved_searches set name = ? where id = ? and actor = ?", (name, id_, actor)).rowcount > 0


def remove(conn: sqlite3.Connection, actor: str, id_: int) -> bool:
    """False when the reader has no such search."""
    return conn.execute("delete from saved_searches where id = ? and actor = ?", (id_, actor)).rowcount > 0


def find(conn: sqlite3.Connection, id_: int, actor: str | None = None) -> SavedSearch | None:
    """The search with this id, of one reader only when a reader is given."""
    sql = f"select {COLUMNS} from saved_searches where id = :id and (:actor is null or actor = :actor)"
    row = conn.execute(sql, {"id": id_, "actor": actor}).fetchone()
    return _search(row) if row else None


def of(conn: sqlite3.Connection, actor: str) -> list[SavedSearch]:
    """The reader's searches by name."""
    sql = f"select {COLUMNS} from saved_searches where actor = ? order by name collate nocase, id"
    return [_search(row) for row in conn.execute(sql, (actor,))]


def _search(row: sqlite3.Row) -> SavedSearch:
    return SavedSearch(row["id"], row["name"], row["query_string"], moment(row["created_at"]), row["actor"])
