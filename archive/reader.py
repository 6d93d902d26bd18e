"""reader.db: what people did with articles (read, saved, said about them) and when they last looked.

Kept apart from the archive, which the crawler alone writes. Written by the web process, and by commands that manage accounts;
functions take a connection, so that Datasette's write thread can run them. Articles are named by id: ids are never used again
(autoincrement).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database, Migrations

from archive import corrections, judging, subscriptions
from archive.db import maybe_moment, moment, stamp
from archive.errors import ArchiveError

ALONE = "me"  # the reader's name where nobody signs in
APPLICATION_ID = 0x50525352  # "PRSR"
OWNED = {
    "marks": "reader",
    "feedback": "reader",
    "visits": "reader",
    "feed_tokens": "reader",
    "saved_searches": "actor",
    "subscriptions": "reader",
}
VISIT_GAP = timedelta(minutes=30)  # a longer silence ends a visit

migrations = Migrations("presswatch-reader")

SCHEMA = """
create table marks (
    reader text not null, article_id integer not null, read_at text, saved_at text, primary key (reader, article_id)
) without rowid;
create index marks_saved on marks(reader, saved_at) where saved_at is not null;
create table feedback (
    reader text not null, article_id integer not null, label text not null
        check (label in ('relevant', 'not-relevant', 'wrong-subject')),
    subject text not null default '', note text not null default '', at text not null,
    primary key (reader, article_id)
) without rowid;
create table visits (reader text primary key, seen_at text not null, previous_at text) without rowid;
"""
ACCOUNTS = """
create table accounts (name text primary key, password text not null, may text not null, created_at text not null) without rowid;
create table sessions (
    digest text primary key, account text not null, created_at text not null, expires_at text not null
) without rowid;
create index sessions_account on sessions(account);
create table feed_tokens (
    id integer primary key autoincrement, digest text not null unique, reader text not null, name text not null,
    created_at text not null, used_at text
);
"""
SEARCHES = """
create table saved_searches (
    id integer primary key autoincrement, name text not null, query_string text not null, created_at text not null,
    actor text not null
);
create index saved_searches_actor on saved_searches(actor, name);
"""


@migrations(name="0001_marks")
def _marks(db: Database) -> None:
    _run(db, SCHEMA)


@migrations(name="0010_accounts")
def _accounts(db: Database) -> None:
    _run(db, ACCOUNTS)


@migrations(name="0011_saved_searches")
def _saved_searches(db: Database) -> None:
    _run(db, SEARCHES)


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations(name="0050_wishes")
def _wishes(db: Database) -> None:
    """What readers decided about suggested sources; the crawler carries it out and keeps what came of it in the archive."""
    db.execute(
        """create table wishes (key text primary key, what text not null check (what in ('accept', 'decline')),
             url text not null, reader text not null, at text not null) without rowid"""
    )


@migrations(name="0080_judgement_sample")
def _judgement_sample(db: Database) -> None:
    _run(db, judging.SCHEMA)


@migrations(name="0135_judgement_wishes")
def _judgement_wishes(db: Database) -> None:
    _run(db, corrections.WISHES)


@migrations(name="0090_subscriptions")
def _subscriptions(db: Database) -> None:
    _run(db, subscriptions.SCHEMA)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader did with one article. `label` is empty, relevant, not-relevant or wrong-subject."""

    read: bool = False
    saved: bool = False
    label: str = ""


MARKS = """
select article_id, read_at, saved_at, '' as label from marks
where reader = :reader and article_id in (select value from json_each(:ids))
union all
select article_id, null, null, label from feedback
where reader = :reader and article_id in (select value from json_each(:ids))
"""
READ_IDS = "select article_id from marks where reader = :reader and read_at is not null order by article_id desc limit :limit"
SAVED_IDS = "select article_id from marks where reader = :reader and saved_at is not null order by saved_at desc limit :limit"
SET_READ = """
insert into marks(reader, article_id, read_at) values (:reader, :id, :at)
on conflict do update set read_at = excluded.read_at
"""
SET_SAVED = """
insert into marks(reader, article_id, saved_at) values (:reader, :id, :at)
on conflict do update set saved_at = excluded.saved_at
"""
SET_LABEL = """
insert into feedback(reader, article_id, label, subject, at) values (:reader, :id, :label, :subject, :at)
on conflict do update set label = excluded.label, subject = excluded.subject, at = excluded.at
"""
DROP_LABEL = "delete from feedback where reader = :reader and article_id = :id"
VISIT = "select seen_at, previous_at from visits where reader = :reader"
SET_VISIT = """
insert into visits(reader, seen_at, previous_at) values (:reader, :at, :previous)
on conflict do update set seen_at = excluded.seen_at, previous_at = excluded.previous_at
"""
READ, SAVED = ("read", "unread"), ("saved", "unsaved")
LABELS = ("relevant", "not-relevant", "wrong-subject", "no-label")
ACTIONS = (*READ, *SAVED, *LABELS)


def prepare(conn: sqlite3.Connection) -> None:
    """Make or bring up to date. The connection must be a writing one."""
    conn.execute("pragma journal_mode = wal")
    conn.execute(f"pragma application_id = {APPLICATION_ID}")
    migrations.apply(Database(conn))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """reader.db for a command: made when missing, committed at the end, closed. Raises ArchiveError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        conn = sqlite3.connect(path, timeout=5, isolation_level=None)
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: cannot be opened ({error})") from error
    try:
        conn.row_factory = sqlite3.Row
        prepare(conn)
        conn.execute("begin immediate")
        yield conn
        conn.execute("commit")
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: {error}; is it a file of presswatch's, and may this user write it?") from error
    finally:
        conn.close()


def hand_over(conn: sqlite3.Connection, giver: str, taker: str) -> None:
    """What one reader marked, said and saved becomes another's, who has nothing yet."""
    for table, column in OWNED.items():
        conn.execute(f"update or ignore {table} set {column} = ? where {column} = ?", (taker, giver))


def marks(conn: sqlite3.Connection, reader: str, ids: Sequence[int]) -> dict[int, Mark]:
    """What the reader did with these articles; untouched ones are left out."""
    found: dict[int, Mark] = {}
    for row in conn.execute(MARKS, {"reader": reader, "ids": json.dumps(list(ids))}):
        old = found.get(row["article_id"], Mark())
        found[row["article_id"]] = Mark(
            read=old.read or bool(row["read_at"]), saved=old.saved or bool(row["saved_at"]), label=old.label or row["label"]
        )
    return found


def read_ids(conn: sqlite3.Connection, reader: str, limit: int = 20_000) -> tuple[int, ...]:
    """The latest articles that the reader has read."""
    return tuple(row[0] for row in conn.execute(READ_IDS, {"reader": reader, "limit": limit}))


def saved_ids(conn: sqlite3.Connection, reader: str, limit: int = 2_000) -> tuple[int, ...]:
    """What the reader saved, the latest first."""
    return tuple(row[0] for row in conn.execute(SAVED_IDS, {"reader": reader, "limit": limit}))


def mark(conn: sqlite3.Connection, reader: str, ids: Iterable[int], action: str, at: datetime, subject: str = "") -> None:
    """Carry out one of ACTIONS on these articles; `subject` is the one that is wrong. Raises ValueError for another action."""
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is not one of {', '.join(ACTIONS)}")
    when = None if action.startswith("un") else stamp(at)
    sql = SET_READ if action in READ else SET_SAVED if action in SAVED else DROP_LABEL if action == "no-label" else SET_LABEL
    for id_ in ids:
        conn.execute(sql, {"reader": reader, "id": id_, "at": when, "label": action, "subject": subject})


def touched(conn: sqlite3.Connection) -> set[int]:
    """Articles that anybody read, saved or said something about. Whoever asks may find no tables yet: then none."""
    tables = {row[0] for row in conn.execute("select name from sqlite_master where type = 'table'")}
    return {
        row[0] for table in ("marks", "feedback") if table in tables for row in conn.execute(f"select article_id from {table}")
    }


def visit(conn: sqlite3.Connection, reader: str) -> tuple[datetime | None, datetime | None]:
    """When the reader was last seen, and when the visit before that one ended."""
    row = conn.execute(VISIT, {"reader": reader}).fetchone()
    return (moment(row["seen_at"]), maybe_moment(row["previous_at"])) if row else (None, None)


def note_visit(conn: sqlite3.Connection, reader: str, now: datetime) -> None:
    """The reader looks now; after a long enough silence this begins a new visit."""
    seen, previous = visit(conn, reader)
    if seen is not None and now - seen > VISIT_GAP:
        previous = seen
    conn.execute(SET_VISIT, {"reader": reader, "at": stamp(now), "previous": stamp(previous) if previous else None})
