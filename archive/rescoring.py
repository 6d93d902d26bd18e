"""Stored articles to judge again, and how far that has come."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp
from archive.model import DueUrl, Extract, Moment, Outcome, Precision

SEED_RULE = "seed article"  # those belong by definition


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it was judged, with all that judging and placing it anew need. `vector` is packed, b"" where none is kept."""

    id: int
    due: DueUrl
    outlet: str
    extract: Extract
    score: float
    relevant: bool
    subjects: frozenset[str]
    copy: bool
    vector: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the archive has been judged again. `ended` is None while it is under way."""

    judgement: str
    last_id: int
    judged: int
    joined: int
    left: int
    started: datetime
    ended: datetime | None


def count(conn: sqlite3.Connection, after: int = 0) -> int:
    """How many articles there are to judge after an id."""
    return int(conn.execute("select count(*) from articles where id > ?", (after,)).fetchone()[0])


def batch(conn: sqlite3.Connection, after: int, limit: int) -> tuple[list[Stored], int | None]:
    """The next articles by id, without seed articles, and the id to go on after: None at the end."""
    rows = conn.execute(
        """select a.*, b.teaser, b.text, b.agency, u.attempts, u.outcome, s.name as outlet, coalesce(g.vector, x'') as vector,
             (select json_group_array(subject) from article_subjects x where x.article_id = a.id) as subjects,
             exists (select 1 from reasons r where r.article_id = a.id and r.rule = ?) as seed
           from articles a join bodies b on b.article_id = a.id join urls u on u.id = a.url_id
           join sources s on s.id = a.source_id left join signatures g on g.article_id = a.id
           where a.id > ? order by a.id limit ?""",
        (SEED_RULE, after, limit),
    ).fetchall()
    return [_stored(row) for row in rows if not row["seed"]], rows[-1]["id"] if rows else None


def some(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Stored]:
    """These articles, without seed articles; those that are gone are left out."""
    wanted = sorted(set(ids))
    return [one for id_ in wanted for one in batch(conn, id_ - 1, 1)[0] if one.id == id_]


def progress(conn: sqlite3.Connection) -> Progress | None:
    """The latest run, None before the first."""
    row = conn.execute("select * from rescoring").fetchone()
    if row is None:
        return None
    ended = moment(row["ended_at"]) if row["ended_at"] else None
    counts = row["last_id"], row["judged"], row["joined"], row["left_topic"]
    return Progress(row["judgement"], *counts, moment(row["started_at"]), ended)


def note(conn: sqlite3.Connection, done: Progress) -> None:
    """Remember how far it has come, in the transaction that brought it there."""
    conn.execute(
        "insert or replace into rescoring values (1, ?, ?, ?, ?, ?, ?, ?)",
        (
            done.judgement,
            done.last_id,
            done.judged,
            done.joined,
            done.left,
            stamp(done.started),
            done.ended and stamp(done.ended),
        ),
    )


def _stored(row: sqlite3.Row) -> Stored:
    first_seen = moment(row["first_seen_at"])
    published = Moment(moment(row["published_at"]), Precision(row["published_precision"]), row["published_origin"])
    extract = Extract(
        title=row["title"],
        text=row["text"],
        language=row["language"],
        teaser=row["teaser"],
        agency=row["agency"],
        published=published,
    )
    due = DueUrl(row["url_id"], row["url"], row["source_id"], row["attempts"], first_seen, Outcome(row["outcome"]))
    return Stored(
        id=row["id"],
        due=due,
        outlet=row["outlet"],
        extract=extract,
        score=row["score"],
        relevant=bool(row["relevant"]),
        subjects=frozenset(json.loads(row["subjects"])),
        copy=row["duplicate_of"] is not None,
        vector=row["vector"],
    )
