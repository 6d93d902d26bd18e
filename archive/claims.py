"""Claims: what the reports of a story say about one quantity."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp
from archive.figures import Figure, figure_of


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure in a report of a story. `hedged`: its sentence names somebody else as the source."""

    article_id: int
    at: datetime
    figure: Figure
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a claim: who prints it, who had it first, how many as a report and how many as plain fact."""

    value: float
    qualifier: str  # the most frequent one
    first_article_id: int
    first_at: datetime
    article_ids: tuple[int, ...]
    reported: int
    stated: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Values of one quantity in a story, the earliest first. `disputed`: they differ; `unsure`: only some state them as fact."""

    unit: str
    subject: str
    values: tuple[Value, ...]
    articles: int
    disputed: bool
    unsure: bool


def printed(conn: sqlite3.Connection, story_id: int) -> list[Printed]:
    """Every figure of a story's articles, in the order of publication."""
    rows = conn.execute(
        """select f.*, a.published_at,
             exists (select 1 from citations c where c.article_id = f.article_id and c.passage = f.sentence) as hedged
           from figures f join articles a on a.id = f.article_id where a.story_id = ? order by a.published_at, f.id""",
        (story_id,),
    )
    return [Printed(row["article_id"], moment(row["published_at"]), figure_of(row), bool(row["hedged"])) for row in rows]


def replace(conn: sqlite3.Connection, story_id: int, claims: Iterable[Claim]) -> None:
    """Put a story's claims in the place of its former ones."""
    conn.execute("delete from claim_values where claim_id in (select id from claims where story_id = ?)", (story_id,))
    conn.execute("delete from claims where story_id = ?", (story_id,))
    for claim in claims:
        cursor = conn.execute(
            "insert into claims (story_id, unit, subject, articles, disputed, unsure) values (?, ?, ?, ?, ?, ?)",
            (story_id, claim.unit, claim.subject, claim.articles, claim.disputed, claim.unsure),
        )
        conn.executemany(
            """insert into claim_values (claim_id, value, qualifier, first_article_id, first_at, articles, reported, stated)
               values (?, ?, ?, ?, ?, ?, ?, ?)""",
            [(cursor.lastrowid, *_columns(value)) for value in claim.values],
        )


def _columns(value: Value) -> tuple[object, ...]:
    counts = len(value.article_ids), value.reported, value.stated
    return (value.value, value.qualifier, value.first_article_id, stamp(value.first_at), *counts)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A stored claim's value, as lists and pages show it."""

    claim_id: int
    story_id: int
    unit: str
    subject: str
    disputed: bool
    unsure: bool
    value: float
    qualifier: str
    first_article_id: int
    first_at: datetime
    articles: int
    reported: int
    stated: int


def of_story(conn: sqlite3.Connection, story_id: int) -> list[ClaimRow]:
    """The claims of a story, contested ones first; the values of a claim follow each other, the earliest first."""
    rows = conn.execute(
        """select c.id as claim_id, c.story_id, c.unit, c.subject, c.disputed, c.unsure, v.value, v.qualifier, v.first_article_id,
             v.first_at, v.articles, v.reported, v.stated
           from claims c join claim_values v on v.claim_id = c.id where c.story_id = ?
           order by c.disputed desc, c.unsure desc, c.articles desc, c.id, v.first_at, v.value""",
        (story_id,),
    )
    return [_row(row) for row in rows]


def _row(row: sqlite3.Row) -> ClaimRow:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a Row iterates over values
    flags = {"disputed": bool(row["disputed"]), "unsure": bool(row["unsure"]), "first_at": moment(row["first_at"])}
    return ClaimRow(**{**values, **flags})
