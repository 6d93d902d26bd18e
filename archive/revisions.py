"""The versions of an article: what changed in each, which one stands, and whether the outlet took the article back.

Numbers only grow. Where a page goes back to an earlier version (A → B → A) no revision is made: that one stands again, and those
after it are marked `reverted_at`.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.db import maybe_moment, moment, stamp
from archive.model import ChangeKind, RevisionChange

LATEST = 12  # versions that a new one is compared with, to notice that a page went back


@dataclass(frozen=True, slots=True)
class Revision:
    """One version as we saw it, and what changed in it against the one that stood before."""

    number: int
    seen_at: datetime
    title: str
    teaser: str
    text: str
    reverted_at: datetime | None = None
    changes: tuple[RevisionChange, ...] = ()


def add(conn: sqlite3.Connection, article_id: int, at: datetime, content: tuple[str, str, str], text_hash: str) -> int:
    """Add a version; `content` is title, teaser and text. Returns its number; the caller makes it stand."""
    number = int(
        conn.execute("select coalesce(max(revision), 0) + 1 from revisions where article_id = ?", (article_id,)).fetchone()[0]
    )
    conn.execute(
        """insert into revisions (article_id, revision, seen_at, title, teaser, text, text_hash)
           values (?, ?, ?, ?, ?, ?, ?)""",
        (article_id, number, stamp(at), *content, text_hash),
    )
    return number


def tell(conn: sqlite3.Connection, article_id: int, revision: int, changes: Iterable[RevisionChange]) -> None:
    """Keep what changed in a version, in the place of what was kept before."""
    conn.execute("delete from revision_changes where article_id = ? and revision = ?", (article_id, revision))
    conn.executemany(
        """insert into revision_changes (article_id, revision, position, kind, former, latter) values (?, ?, ?, ?, ?, ?)""",
        [(article_id, revision, n, change.kind, change.former, change.latter) for n, change in enumerate(changes)],
    )


def changes(conn: sqlite3.Connection, article_id: int, revision: int) -> tuple[RevisionChange, ...]:
    """What changed in a version, headline first; nothing for the first one."""
    rows = conn.execute(
        "select kind, former, latter from revision_changes where article_id = ? and revision = ? order by position",
        (article_id, revision),
    )
    return tuple(RevisionChange(ChangeKind(row["kind"]), row["former"], row["latter"]) for row in rows)


def of_article(conn: sqlite3.Connection, article_id: int) -> tuple[Revision, ...]:
    """All versions, the first one first."""
    rows = conn.execute("select * from revisions where article_id = ? order by revision", (article_id,)).fetchall()
    return tuple(_revision(conn, row) for row in rows)


def earlier(conn: sqlite3.Connection, article_id: int) -> tuple[Revision, ...]:
    """The latest versions but the one that stands, without their changes, the latest first."""
    rows = conn.execute(
        """select r.* from revisions r join articles a on a.id = r.article_id
           where r.article_id = ? and r.revision <> a.revision order by r.revision desc limit ?""",
        (article_id, LATEST),
    )
    return tuple(
        Revision(r["revision"], moment(r["seen_at"]), r["title"], r["teaser"], r["text"], maybe_moment(r["reverted_at"]))
        for r in rows
    )


def stand_again(conn: sqlite3.Connection, article_id: int, revision: int, at: datetime) -> None:
    """The page shows this version again: those after it were taken back."""
    conn.execute(
        """update revisions set reverted_at = case when revision > ?2 then coalesce(reverted_at, ?3) end
           where article_id = ?1 and revision >= ?2""",
        (article_id, revision, stamp(at)),
    )


def withdraw(conn: sqlite3.Connection, article_id: int, notice: str, at: datetime) -> int:
    """The outlet took the article back: a version that says so, with the outlet's notice if there is one. Returns its number.

    What it said stays readable, in the article's body and its earlier versions.
    """
    row = conn.execute("select title, text_hash from articles where id = ?", (article_id,)).fetchone()
    number = add(conn, article_id, at, (row["title"], "", notice), row["text_hash"])
    tell(conn, article_id, number, [RevisionChange(ChangeKind.WITHDRAWN, "", notice)])
    conn.execute(
        "update articles set revision = ?, withdrawn_at = ?, updated_at = ? where id = ?",
        (number, stamp(at), stamp(at), article_id),
    )
    return number


def withdrawn_at(conn: sqlite3.Connection, article_id: int) -> datetime | None:
    """When the outlet took the article back; None when it stands."""
    row = conn.execute("select withdrawn_at from articles where id = ?", (article_id,)).fetchone()
    return maybe_moment(row["withdrawn_at"]) if row else None


def counts(conn: sqlite3.Connection) -> dict[str, int]:
    """How many articles had each kind of change."""
    rows = conn.execute("select kind, count(distinct article_id) from revision_changes group by kind")
    return {row[0]: row[1] for row in rows}


def _revision(conn: sqlite3.Connection, row: sqlite3.Row) -> Revision:
    told = changes(conn, row["article_id"], row["revision"])
    reverted = maybe_moment(row["reverted_at"])
    return Revision(row["revision"], moment(row["seen_at"]), row["title"], row["teaser"], row["text"], reverted, told)
