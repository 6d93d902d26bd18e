"""What readers decided about suggested sources: written to reader.db by the web process, carried out by the crawler."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.db import BUSY_SECONDS, moment, stamp
from archive.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision about a suggested source: accept or decline. `url` is where it is, "" where `key` is its host."""

    key: str
    what: str
    url: str
    reader: str
    at: datetime


def note(conn: sqlite3.Connection, reader: str, key: str, what: str, url: str, at: datetime) -> None:
    """Keep a decision; the latest about an outlet counts."""
    conn.execute("insert or replace into wishes values (?, ?, ?, ?, ?)", (key, what, url, reader, stamp(at)))


def wishes(conn: sqlite3.Connection) -> list[Wish]:
    """All of them, in their order."""
    rows = conn.execute("select key, what, url, reader, at from wishes order by at, key")
    return [Wish(row[0], row[1], row[2], row[3], moment(row[4])) for row in rows]


def wishes_in(path: Path) -> list[Wish]:
    """As `wishes`, of a file that another process may be writing; none where there is no such file or table yet."""
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as conn:
            return wishes(conn)
    except sqlite3.Error as error:
        if "no such table" in str(error):
            return []
        raise ArchiveError(f"{path}: cannot be read ({error})") from error
