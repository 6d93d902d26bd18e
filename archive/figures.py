"""Figures: the numbers that articles print."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a unit, as an article prints it.

    `value` is in `unit`: a currency code, "%", or the plain singular English noun ("parameter", "GPU", "second"). `kind` is
    "quantity" or "date"; a date has the unit "date", its year as value and its ISO form in `date` ("2030", "2024-03", "--08-29").
    `start` and `end` are character offsets into the title or the text, whichever `where` says.
    """

    value: float
    unit: str
    qualifier: str  # about, more-than, less-than, at-least, at-most, reportedly, none; of dates also until, since
    subject: str  # what it is said of, as far as one can see: a name in the sentence, or ""
    sentence: str
    where: str  # title or text
    start: int
    end: int
    kind: str = "quantity"
    date: str = ""


def save(conn: sqlite3.Connection, article_id: int, figures: Iterable[Figure]) -> None:
    """Put an article's figures in the place of its former ones."""
    conn.execute("delete from figures where article_id = ?", (article_id,))
    conn.executemany(
        """insert into figures (article_id, value, unit, qualifier, subject, sentence, place, start, end, kind, date)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [(article_id, *astuple(figure)) for figure in figures],
    )


def of_article(conn: sqlite3.Connection, article_id: int) -> list[Figure]:
    """The figures of an article, in the order they are printed in."""
    rows = conn.execute("select * from figures where article_id = ? order by id", (article_id,))
    return [figure_of(row) for row in rows]


def figure_of(row: sqlite3.Row) -> Figure:
    """A figure from its row."""
    return Figure(
        value=row["value"],
        unit=row["unit"],
        qualifier=row["qualifier"],
        subject=row["subject"],
        sentence=row["sentence"],
        where=row["place"],
        start=row["start"],
        end=row["end"],
        kind=row["kind"],
        date=row["date"],
    )
