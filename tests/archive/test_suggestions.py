"""Suggested sources: evidence gathered by outlet, and what people decided."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import citations, db, reader, sources, suggestions
from archive.citations import Citation
from archive.model import Source
from archive.suggestions import Decision
from archive.wishes import note, wishes_in

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    conn = db.create(tmp_path / "a.db")
    conn.execute("pragma foreign_keys = off")
    sources.sync(conn, [Source("daily", "The Daily", "https://www.daily.example/", "DE", "en", "press")], NOW)
    sources.ensure_unlisted(conn, "news.wire.example", "Wire News", "en")
    for number in range(1, 5):
        source, relevant = ("news.wire.example" if number == 1 else "daily"), number < 4
        conn.execute(
            """insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
                 published_origin, first_seen_at, stored_at, topic, score, relevant, words, text_hash, lead)
               values (?, ?, 'https://x/', ?, 'T' || ?1, 'en', 'full', '', 'day', '', '', '', '', 1, ?, 9, '', '')""",
            (number, number, source, relevant),
        )
    yield conn
    conn.close()


def link(conn: sqlite3.Connection, article: int, *hosts: str) -> None:
    suggestions.save_outlinks(conn, article, [(host, f"https://{host}/{article}", "a report") for host in hosts])


def cite(conn: sqlite3.Connection, article: int, name: str) -> None:
    citations.save(conn, article, [Citation(name, "", "report", f"as {name} says", "text", 0, 1)])


def found(conn: sqlite3.Connection) -> list[tuple[str, str, int, int, int]]:
    return [(s.key, s.name, s.cited, s.hits, s.linked) for s in suggestions.suggested(conn)]


def test_links_of_two_relevant_articles_are_evidence_one_is_not(conn: sqlite3.Connection) -> None:
    link(conn, 2, "post.example", "once.example")
    link(conn, 3, "post.example")
    link(conn, 4, "once.example")  # not relevant
    assert ("post.example", "post.example", 0, 0, 2) in found(conn)
    assert not [row for row in found(conn) if row[0] == "once.example"]
    best = next(s for s in suggestions.suggested(conn) if s.key == "post.example")
    assert [(e.kind, e.article_id, e.text) for e in best.examples] == [("linked", 3, "a report"), ("linked", 2, "a report")]


def test_names_hosts_and_hits_of_one_outlet_are_one_suggestion(conn: sqlite3.Connection) -> None:
    cite(conn, 2, "The Kraken Post")
    link(conn, 2, "krakenpost.example", "wire.example")
    link(conn, 3, "m.krakenpost.example")
    assert ("krakenpost.example", "The Kraken Post", 1, 0, 2) in found(conn)
    assert ("wire.example", "Wire News", 0, 1, 1) in found(conn)


def test_a_name_alone_is_suggested_and_found_again(conn: sqlite3.Connection) -> None:
    cite(conn, 2, "Tagblatt")
    one = suggestions.find(conn, "tagblatt")
    assert one is not None
    assert (one.key, one.host, one.cited) == ("Tagblatt", "", 1)


def test_what_the_catalogue_has_is_not_suggested(conn: sqlite3.Connection) -> None:
    for article in (2, 3):
        link(conn, article, "daily.example", "m.daily.example")
        cite(conn, article, "Daily")
    assert [row[0] for row in found(conn)] == ["news.wire.example"]


def test_decisions_end_a_suggestion_but_a_failure_does_not(conn: sqlite3.Connection) -> None:
    cite(conn, 2, "Tagblatt")
    suggestions.decide(conn, Decision("Tagblatt", "failed", NOW, note="no feed"))
    assert suggestions.find(conn, "Tagblatt")
    suggestions.decide(conn, Decision("Tagblatt", "declined", NOW))
    suggestions.decide(conn, Decision("news.wire.example", "accepted", NOW, "wire"))
    assert found(conn) == []
    assert suggestions.decisions(conn)["news.wire.example"].source_id == "wire"


def test_wishes_are_read_from_another_process_and_missing_files_hold_none(tmp_path: Path) -> None:
    path = tmp_path / "reader.db"
    assert wishes_in(path) == []
    conn = sqlite3.connect(path, isolation_level=None)
    conn.row_factory = sqlite3.Row
    assert wishes_in(path) == []
    reader.prepare(conn)
    note(conn, "ann", "post.example", "accept", "", NOW)
    note(conn, "bob", "post.example", "decline", "", NOW)
    assert [(w.key, w.what, w.reader, w.at) for w in wishes_in(path)] == [("post.example", "decline", "bob", NOW)]
    conn.close()
