"""Stories: articles of different outlets about one event, what they are grouped by, and what became of their ids."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from archive.db import moment, stamp


@dataclass(frozen=True, slots=True)
class Report:
    """A stored original with its story. `mark` is its signature's checksum, 0 when unknown."""

    article_id: int
    story_id: int
    language: str
    published_at: datetime
    mark: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What an article is grouped by, as bytes (see pipelines.signature)."""

    terms: bytes
    figures: bytes
    vector: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """A change of stories: `merged` and `moved` go from `other_id` to `story_id`, `split` made `story_id` out of `other_id`."""

    story_id: int
    at: datetime
    kind: str
    other_id: int
    article_id: int | None = None
    note: str = ""


def live(conn: sqlite3.Connection, since: datetime, until: datetime, limit: int) -> list[Report]:
    """Originals of the stories that have a report in a window, oldest first; the latest `limit` of them.

    Roundups are left out: what holds the text of others must not link two stories.
    """
    rows = conn.execute(
        """select * from (
             select a.id, a.story_id, a.language, a.published_at, m.mark
             from articles a join signature_marks m on m.article_id = a.id
             where a.relevant and a.duplicate_of is null and a.story_id in (
                 select story_id from articles
                 where relevant and story_id is not null and published_at between ? and ?
             ) order by a.published_at desc, a.id desc limit ?
           ) order by published_at, id""",
        (stamp(since), stamp(until), limit),
    )
    return [Report(r[0], r[1], r[2], moment(r[3]), r[4]) for r in rows]


def signatures(conn: sqlite3.Connection, article_ids: Iterable[int]) -> dict[int, Packed]:
    """What these articles are grouped by."""
    rows = (conn.execute("select * from signatures where article_id = ?", (id_,)).fetchone() for id_ in article_ids)
    return {row["article_id"]: Packed(row["terms"], row["figures"], row["vector"]) for row in rows if row}


def sign(conn: sqlite3.Connection, article_id: int, terms: bytes, figures: bytes, vector: bytes) -> None:
    """Keep what an article is grouped by, replacing what was kept before."""
    conn.execute(
        """insert into signatures (article_id, terms, figures, vector) values (?, ?, ?, ?)
           on conflict (article_id) do update set terms = excluded.terms, figures = excluded.figures, vector = excluded.vector""",
        (article_id, terms, figures, vector),
    )
    mark = crc32(vector, crc32(figures, crc32(terms)))
    conn.execute("insert into signature_marks values (?, ?) on conflict do update set mark = excluded.mark", (article_id, mark))


def found(conn: sqlite3.Connection, headline: str, article_id: int, at: datetime) -> int:
    """Found a story with its first article. Returns the story's id."""
    cursor = conn.execute(
        "insert into stories (headline, first_article_id, first_at, last_at, articles) values (?, ?, ?, ?, 0)",
        (headline, article_id, stamp(at), stamp(at)),
    )
    story_id = int(cursor.lastrowid or 0)
    assign(conn, article_id, story_id)
    refresh(conn, story_id)
    return story_id


def join(conn: sqlite3.Connection, story_id: int, article_id: int, at: datetime) -> None:
    """Put one more article into a story; the earliest report gives the story its headline."""
    conn.execute("update articles set story_id = ? where id = ?", (story_id, article_id))
    conn.execute(
        """update stories set articles = articles + 1, last_at = max(last_at, ?1),
             headline = case when ?1 < first_at then (select title from articles where id = ?2) else headline end,
             first_article_id = case when ?1 < first_at then ?2 else first_article_id end,
             first_at = min(first_at, ?1)
           where id = ?3""",
        (stamp(at), article_id, story_id),
    )


def assign(conn: sqlite3.Connection, article_id: int, story_id: int) -> None:
    """Put an article and its copies into a story. Call `refresh` for each story touched when all is assigned."""
    conn.execute("update articles set story_id = ?1 where id = ?2 or duplicate_of = ?2", (story_id, article_id))


def inherit(conn: sqlite3.Connection, former: int, heir: int) -> None:
    """A copy that takes its original's place is found by what the original was found by."""
    for table in ("signatures", "signature_marks"):
        conn.execute(f"update {table} set article_id = ? where article_id = ?", (heir, former))


def leave(conn: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of its story and of the look-up by which reports find theirs. Call `refresh` for the story."""
    conn.execute("update articles set story_id = null where id = ?", (article_id,))
    conn.execute("delete from signatures where article_id = ?", (article_id,))
    conn.execute("delete from signature_marks where article_id = ?", (article_id,))


def refresh(conn: sqlite3.Connection, story_id: int, representative: int | None = None) -> int:
    """Count a story's articles and tell its span and headline anew. Returns the number of articles.

    `representative` gives the headline; without one the headline stays, or is that of the first report if it left the story.
    """
    row = conn.execute(
        """select count(*) as articles, min(published_at) as first_at, max(published_at) as last_at from articles
           where story_id = ?""",
        (story_id,),
    ).fetchone()
    if not row["articles"]:
        conn.execute("update stories set articles = 0 where id = ?", (story_id,))
        return 0
    first = conn.execute(
        "select id from articles where story_id = ? order by duplicate_of is not null, published_at, id limit 1", (story_id,)
    ).fetchone()["id"]
    conn.execute(
        """update stories set articles = ?1, first_at = ?2, last_at = ?3, first_article_id = ?4, merged_into = null,
             headline = (select title from articles where id = ?5) where id = ?6""",
        (row["articles"], row["first_at"], row["last_at"], first, representative or first, story_id),
    )
    return int(row["articles"])


def end(conn: sqlite3.Connection, story_id: int, into: int) -> None:
    """A story without articles lives on as a pointer, so that links to it still lead somewhere."""
    conn.execute("update stories set articles = 0, merged_into = ? where id = ?", (into, story_id))


def log(conn: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Add to the life of stories."""
    conn.executemany(
        "insert into story_events (story_id, at, kind, other_id, article_id, note) values (?, ?, ?, ?, ?, ?)",
        [(e.story_id, stamp(e.at), e.kind, e.other_id, e.article_id, e.note) for e in events],
    )


def events(conn: sqlite3.Connection, story_id: int) -> list[Event]:
    """What changed a story, oldest first."""
    rows = conn.execute("select * from story_events where story_id = ?1 or other_id = ?1 order by id", (story_id,))
    return [Event(r["story_id"], moment(r["at"]), r["kind"], r["other_id"], r["article_id"], r["note"]) for r in rows]


def resolve(conn: sqlite3.Connection, story_id: int) -> int | None:
    """The story that a (perhaps old) id stands for today; None for an id that never was."""
    row = conn.execute(
        """with recursive way(id, merged_into) as (
             select id, merged_into from stories where id = ?
             union select s.id, s.merged_into from stories s join way w on s.id = w.merged_into
           ) select id from way where merged_into is null""",
        (story_id,),
    ).fetchone()
    return row[0] if row else None


def of(conn: sqlite3.Connection, article_id: int) -> int | None:
    """The story an article belongs to."""
    row = conn.execute("select story_id from articles where id = ?", (article_id,)).fetchone()
    return row[0] if row else None
