"""What retention deletes, and what it never does."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import articles, db, retention, sources, urls
from archive.articles import NewArticle
from archive.db import stamp
from archive.model import Candidate, Extract, Outcome, Verdict
from archive.urls import Decision

OLD, NOW = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
BEFORE = datetime(2025, 6, 1, tzinfo=UTC)
WORDS = "Rain fell on the harbour all day and the ferries stayed in port. " * 5


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(db.create(tmp_path / "a.db")) as conn:
        sources.ensure_unlisted(conn, "a.example", "A", "en")
        yield conn


def store(conn: sqlite3.Connection, number: int, at: datetime, *, relevant: bool) -> int:
    due = urls.known_without_fetch(conn, f"http://a.example/{number}", "a.example", at)
    assert due
    extract = Extract(title=f"Weather {number}", text=WORDS + str(number), language="en")
    article_id = articles.insert(conn, NewArticle(due, extract, Verdict("t", 0.1, relevant), at))
    outcome = Outcome.STORED if relevant else Outcome.OFF_TOPIC
    urls.decide(conn, due.id, Decision(outcome, "because", at, article_id=article_id))
    return article_id


def ids(conn: sqlite3.Connection) -> set[int]:
    return {row[0] for row in conn.execute("select id from articles")}


def test_old_off_topic_texts_go_and_their_addresses_stay(conn: sqlite3.Connection) -> None:
    old, new = store(conn, 1, OLD, relevant=False), store(conn, 2, NOW, relevant=False)
    topical, labelled = store(conn, 3, OLD, relevant=True), store(conn, 4, OLD, relevant=False)
    seen = retention.off_topic(conn, BEFORE, {labelled})
    assert seen.rows == 1
    assert seen.bytes > len(WORDS)
    assert ids(conn) == {old, new, topical, labelled}  # looking deletes nothing
    assert retention.delete_off_topic(conn, BEFORE, {labelled}) == 1
    assert ids(conn) == {new, topical, labelled}
    life = urls.life(conn, "http://a.example/1")
    assert life
    assert (life["outcome"], life["reason"], life["article_id"]) == ("off-topic", "because", None)
    assert conn.execute("select count(*) from articles_fts where articles_fts match 'ferries'").fetchone()[0] == 3
    assert conn.execute("pragma foreign_key_check").fetchall() == []
    conn.execute("insert into articles_fts (articles_fts) values ('integrity-check')")


def test_what_others_repeat_stays(conn: sqlite3.Connection) -> None:
    original, copy = store(conn, 1, OLD, relevant=False), store(conn, 2, NOW, relevant=True)
    conn.execute("update articles set duplicate_of = ? where id = ?", (original, copy))
    assert retention.off_topic(conn, BEFORE).rows == 0
    assert retention.delete_off_topic(conn, BEFORE) == 0


def test_traces_of_what_became_no_article_go(conn: sqlite3.Connection) -> None:
    store(conn, 1, OLD, relevant=True)
    gated = urls.known_without_fetch(conn, "http://a.example/gated", "a.example", OLD)
    assert gated
    urls.decide(conn, gated.id, Decision(Outcome.GATED, "names nothing", OLD))
    conn.execute(
        """insert into channels (source_id, url, format, role, options, enabled, next_poll_at)
           values ('a.example', 'http://a.example/feed', 'rss', '', '{}', 1, '')"""
    )
    urls.sight(conn, 1, [(Candidate("http://a.example/gated", "", 0), "a.example")], OLD)
    urls.sight(conn, 1, [(Candidate("http://a.example/waiting", "", 0), "a.example")], OLD)
    seen = retention.traces(conn, BEFORE)
    assert seen.rows == 2  # its event and its sighting
    assert retention.delete_traces(conn, BEFORE) == 2
    assert retention.traces(conn, BEFORE).rows == 0
    left = conn.execute("select count(*) from sightings").fetchone()[0]
    assert left == 1  # what is still due keeps its own
    assert urls.named(conn, "http://a.example/gated").outcome is Outcome.GATED  # type: ignore[union-attr]
    assert conn.execute("select count(*) from events").fetchone()[0] == 1


def test_raw_pages_go_by_file_with_their_index(conn: sqlite3.Connection, tmp_path: Path) -> None:
    article_id = store(conn, 1, OLD, relevant=True)
    for number, (file, at) in enumerate((("old.warc.gz", OLD), ("new.warc.gz", OLD), ("new.warc.gz", NOW))):
        (tmp_path / file).write_bytes(b"x" * 1000)
        conn.execute(
            """insert into captures (url_id, url, article_id, revision, fetched_at, status, mime, file, offset, length, digest)
               values (1, 'http://a.example/1', ?, 1, ?, 200, 'text/html', ?, ?, 10, '')""",
            (article_id, stamp(at), file, number),
        )
    assert retention.raw_pages(conn, tmp_path, BEFORE) == retention.Prunable("raw pages", 1, 1000)
    assert retention.delete_raw_pages(conn, tmp_path, BEFORE) == 1
    assert not (tmp_path / "old.warc.gz").exists()
    assert (tmp_path / "new.warc.gz").exists()  # somebody's page of today is in it
    assert [row[0] for row in conn.execute("select file from captures")] == ["new.warc.gz"] * 2
    assert ids(conn) == {article_id}
