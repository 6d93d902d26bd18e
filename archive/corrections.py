"""What readers' labels teach: proposals, what came of them, and what readers ask the crawler to do about them.

Wishes are written to reader.db by the web process; the crawler carries them out and keeps what came of them in the archive.
"""

import json
import sqlite3
from collections.abc import Container, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from archive.db import BUSY_SECONDS, maybe_moment, moment, stamp
from archive.errors import ArchiveError
from archive.judging import Quality, Rate

WISHES = """
create table judgement_wishes (
    id integer primary key autoincrement, what text not null check (what in ('propose', 'apply', 'take-back', 'rescore')),
    reader text not null, at text not null
)
"""
WANTED = ("propose", "apply", "take-back", "rescore")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader asks the crawler to do about the judgement, one of WANTED."""

    what: str
    reader: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction would do to an article: it would `join` the topic, `leave` it, or have other `subjects`."""

    article_id: int
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction and what it would change. `then` is measured on articles whose labels did not teach what judges them."""

    labels: int
    rules: Mapping[str, float] = field(default_factory=dict)
    subjects: Mapping[str, float] = field(default_factory=dict)
    judged: int = 0
    joins: int = 0
    leaves: int = 0
    renamed: int = 0
    changes: tuple[Change, ...] = ()  # the first of them
    now: tuple[Quality, ...] = ()
    then: tuple[Quality, ...] = ()

    @property
    def teaches(self) -> bool:
        """Whether there is anything to put into force."""
        return bool(self.rules or self.subjects)


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal as it stands in the archive."""

    id: int
    at: datetime
    reader: str
    proposal: Proposal
    applied_at: datetime | None
    taken_back_at: datetime | None


def ask(conn: sqlite3.Connection, reader: str, what: str, at: datetime) -> None:
    """Note a wish, in reader.db."""
    conn.execute("insert into judgement_wishes (what, reader, at) values (?, ?, ?)", (what, reader, stamp(at)))


def wishes(conn: sqlite3.Connection, since: datetime | None, done: Container[str]) -> list[Wish]:
    """What was asked for since a moment, in its order, but for what was `done` of that moment's."""
    rows = conn.execute(
        "select what, reader, at from judgement_wishes where at >= ? order by at, id", (stamp(since) if since else "",)
    )
    found = [Wish(row[0], row[1], moment(row[2])) for row in rows]
    return [wish for wish in found if wish.at != since or wish.what not in done]


@contextmanager
def looking_into(path: Path) -> Iterator[sqlite3.Connection | None]:
    """reader.db, which another process may be writing, to read from; None where there is none yet. Raises ArchiveError."""
    if not path.exists():
        yield None
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as conn:
            conn.row_factory = sqlite3.Row
            if conn.execute("select 1 from sqlite_master where name = 'judgement_wishes'").fetchone() is None:
                yield None
            else:
                yield conn
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: cannot be read ({error})") from error


def keep(conn: sqlite3.Connection, reader: str, proposal: Proposal, at: datetime) -> None:
    """Keep a proposal; the one before it is gone unless it was put into force."""
    conn.execute("delete from corrections where applied_at is null")
    conn.execute(
        "insert into corrections (at, reader, proposal) values (?, ?, ?)",
        (stamp(at), reader, json.dumps(asdict(proposal), ensure_ascii=False)),
    )


def proposed(conn: sqlite3.Connection) -> Kept | None:
    """The proposal that waits to be put into force."""
    return _kept(conn.execute("select * from corrections where applied_at is null order by id desc limit 1").fetchone())


def in_force(conn: sqlite3.Connection) -> Kept | None:
    """The correction that verdicts are made with."""
    return _kept(
        conn.execute(
            "select * from corrections where applied_at is not null and taken_back_at is null order by id desc limit 1"
        ).fetchone()
    )


def put_into_force(conn: sqlite3.Connection, id_: int, at: datetime) -> None:
    """A proposal takes the place of whatever was in force."""
    take_back(conn, at)
    conn.execute("update corrections set applied_at = ? where id = ?", (stamp(at), id_))


def take_back(conn: sqlite3.Connection, at: datetime) -> None:
    """No correction is in force any more."""
    conn.execute("update corrections set taken_back_at = ? where applied_at is not null and taken_back_at is null", (stamp(at),))


def carried_out(conn: sqlite3.Connection) -> tuple[datetime | None, frozenset[str]]:
    """When the last wish that was carried out was made, and what all of that moment's wanted."""
    rows = conn.execute(
        "select wished_at, what from judgement_log where wished_at = (select max(wished_at) from judgement_log)"
    ).fetchall()
    return (moment(rows[0][0]) if rows else None), frozenset(row[1] for row in rows)


def log(conn: sqlite3.Connection, wish: Wish, at: datetime, note: str = "") -> None:
    """A wish was carried out, or `note` says why not."""
    conn.execute(
        "insert into judgement_log (wished_at, what, reader, at, note) values (?, ?, ?, ?, ?)",
        (stamp(wish.at), wish.what, wish.reader, stamp(at), note),
    )


def last_note(conn: sqlite3.Connection) -> str:
    """What stood in the way of the last wish, "" when nothing did."""
    row = conn.execute("select note from judgement_log order by id desc limit 1").fetchone()
    return row[0] if row else ""


def _kept(row: sqlite3.Row | None) -> Kept | None:
    if row is None:
        return None
    id_, at, reader, said, applied, taken_back = row
    told = json.loads(said)
    changes = tuple(Change(**change) for change in told.pop("changes"))
    now, then = (tuple(_quality(one) for one in told.pop(when)) for when in ("now", "then"))
    proposal = Proposal(**told, changes=changes, now=now, then=then)
    return Kept(id_, moment(at), reader, proposal, maybe_moment(applied), maybe_moment(taken_back))


def _quality(told: dict[str, object]) -> Quality:
    rates = {key: Rate(**told[key]) if told[key] else None for key in ("precision", "recall")}  # type: ignore[arg-type]  # JSON
    return Quality(**(told | rates))  # type: ignore[arg-type]  # JSON that `keep` wrote
