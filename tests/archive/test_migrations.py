"""From every schema there ever was to this one, with a copy made first."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import db
from archive import outbox as store
from archive.migrations import migrations

STEPS = [step.name for step in migrations.pending(Database(memory=True))]


def build(path: Path, steps: int) -> None:
    """An archive as the program made it when it knew only the first `steps` steps, with a row in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("pragma journal_mode = wal")
        conn.execute(f"pragma application_id = {db.APPLICATION_ID}")
        migrations.apply(Database(conn), stop_before=STEPS[steps] if steps < len(STEPS) else None)
        conn.execute("insert into hosts (host, hold_until, reason) values ('a.example', '2026-01-01T00:00:00Z', 'asked to wait')")


def schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as conn:
        rows = conn.execute("select name, sql from sqlite_master where name not like 'sqlite_%' and name not like '_sqlite_%'")
        return {name: sql for name, sql in rows if sql}


def test_steps_are_in_order_and_named_once() -> None:
    assert sorted(set(STEPS)) == STEPS


@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
def test_every_schema_becomes_this_one(tmp_path: Path, steps: int) -> None:
    build(tmp_path / "old.db", steps)
    db.create(tmp_path / "old.db").close()
    db.create(tmp_path / "new.db").close()
    assert schema(tmp_path / "old.db") == schema(tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as conn:
        assert conn.execute("select reason from hosts").fetchall() == [("asked to wait",)]
        assert conn.execute("pragma integrity_check").fetchone() == ("ok",)
        assert conn.execute("pragma foreign_key_check").fetchall() == []


@pytest.mark.parametrize("steps", range(1, len(STEPS)))
def test_an_older_archive_is_copied_first(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "a.db"
    build(path, steps)
    before = schema(path)
    db.create(path).close()
    copy = db.copy_before_migration(path, STEPS[steps])
    assert schema(copy) == before
    with closing(sqlite3.connect(copy)) as conn:
        assert conn.execute("select count(*) from hosts").fetchone() == (1,)


def test_a_new_archive_and_one_of_this_schema_are_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    db.create(path).close()
    db.create(path).close()
    assert not list(tmp_path.glob("*before*"))


def test_a_step_that_fails_leaves_the_schema_before_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    build(path, 2)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("create table articles (in_the_way)")
    before = schema(path)
    with pytest.raises(db.ArchiveError, match="already exists"):
        db.create(path)
    assert schema(path) == before


def test_mails_and_what_waits_survive_the_step_to_queues(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    build(path, STEPS.index("0090_queues"))
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(
            """insert into sources values ('s', 'S', '', '', 'en', 'press', 1, '', '', 1);
               insert into urls (id, url, source_id, first_seen_at)
                 values (1, 'u1', 's', ''), (2, 'u2', 's', ''), (3, 'u3', 's', '');
               insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
                 published_origin, first_seen_at, stored_at, topic, score, relevant, words, text_hash, lead)
                 select id, id, url, 's', 't', 'en', 'full', '', 'day', '', '', '', 't', 1, 1, 1, '', '' from urls;
               insert into messages
                 (id, message_id, subscription_id, recipient, kind, language, timezone, created_at, next_try_at)
               values (7, '<7@x>', 'desk', 'ana@x.example', 'alert', 'en', 'UTC', '2026-01-01', '2026-01-01');
               insert into alerts (subscription_id, recipient, article_id, revision, why, created_at, due_at, message_id) values
               ('desk', 'ana@x.example', 3, 1, 'w', '2026-01-01', '2026-01-01', null),
               ('desk', 'ana@x.example', 1, 1, 'w', '2026-01-01', '2026-01-01', 7),
               ('desk', 'ana@x.example', 2, 1, 'w', '2026-01-01', '2026-01-01', 7),
               ('desk', 'bea@x.example', 3, 1, 'w', '2026-01-01', '2026-01-02', null);"""
        )
    db.create(path).close()
    with closing(db.connect(path, readonly=True)) as conn:
        waiting = conn.execute("select recipient, article_id from waiting_alerts order by 1").fetchall()
        assert [tuple(row) for row in waiting] == [("ana@x.example", 3), ("bea@x.example", 3)]
        (message,) = store.due_messages(conn, "mail", datetime.now(UTC), 9)
        assert message.message_id == "<7@x>"
        assert message.stretch is not None
        carried = conn.execute(
            "select article_id from alerts where queue_id = ? and n > ? and n <= ?",
            (message.stretch.queue_id, message.stretch.after, message.stretch.upto),
        )
        assert [row[0] for row in carried] == [1, 2]
