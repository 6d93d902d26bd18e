"""What re-reading kept pages needs of the archive: what is stored of each page now, and what has been read by which extractor."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from archive.captures import Capture, further, of_row
from archive.db import maybe_moment
from archive.model import ChangeKind


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept page with what is stored of it. `stands` says that it is of the version that readers see."""

    capture: Capture
    source_id: str
    title: str
    teaser: str
    text: str
    authors: tuple[str, ...]
    published_at: datetime | None
    access: str
    language: str
    stands: bool
    relevant: bool
    pages: int
    further: tuple[Capture, ...] = ()  # the article's further pages that are kept


def pending(conn: sqlite3.Connection, extractor: str, after: int, limit: int) -> list[Kept]:
    """Pages whose stored text another extractor has read, in the order they came, from the one behind `after` on.

    A page that says that its article was withdrawn has no text to be read.
    """
    rows = conn.execute(
        """select c.*, a.source_id, a.published_at, a.access, a.language, a.relevant, a.revision as standing, b.authors,
             r.title, r.teaser, r.text as stored_text, coalesce(p.pages, 1) as pages
           from captures c join articles a on a.id = c.article_id join bodies b on b.article_id = a.id
             join revisions r on r.article_id = c.article_id and r.revision = c.revision
             left join presentations p on p.article_id = a.id
           where c.id > ? and c.part = 1 and c.status = 200 and c.extractor <> ? and not exists (
             select 1 from revision_changes k where k.article_id = c.article_id and k.revision = c.revision and k.kind = ?)
           order by c.id limit ?""",
        (after, extractor, ChangeKind.WITHDRAWN, limit),
    )
    return [replace(kept, further=tuple(further(conn, kept.capture))) if kept.pages > 1 else kept for kept in map(_kept, rows)]


def count(conn: sqlite3.Connection, extractor: str) -> int:
    """How many pages `pending` will give."""
    row = conn.execute(
        """select count(*) from captures c where part = 1 and status = 200 and extractor <> ? and not exists (
             select 1 from revision_changes k where k.article_id = c.article_id and k.revision = c.revision and k.kind = ?)""",
        (extractor, ChangeKind.WITHDRAWN),
    ).fetchone()
    return int(row[0])


def mark(conn: sqlite3.Connection, capture_ids: Iterable[int], extractor: str) -> None:
    """These pages' stored texts are this extractor's; further pages go with the first."""
    conn.executemany(
        """update captures set extractor = ?1
           where (article_id, revision) = (select article_id, revision from captures where id = ?2)""",
        [(extractor, id_) for id_ in capture_ids],
    )


def rewrite(conn: sqlite3.Connection, article_id: int, revision: int, content: tuple[str, str, str], text_hash: str) -> None:
    """Put what was read anew in the place of a version's title, teaser and text."""
    conn.execute(
        "update revisions set title = ?, teaser = ?, text = ?, text_hash = ? where article_id = ? and revision = ?",
        (*content, text_hash, article_id, revision),
    )


def _kept(row: sqlite3.Row) -> Kept:
    return Kept(
        capture=of_row(row),
        source_id=row["source_id"],
        title=row["title"],
        teaser=row["teaser"],
        text=row["stored_text"],
        authors=tuple(json.loads(row["authors"] or "[]")),
        published_at=maybe_moment(row["published_at"]),
        access=row["access"],
        language=row["language"],
        stands=row["revision"] == row["standing"],
        relevant=bool(row["relevant"]),
        pages=row["pages"],
    )
