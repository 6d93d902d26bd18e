"""The tables behind copies and stories, on a real file."""

from datetime import UTC, datetime

import pytest

from archive import db, shingles, stories
from archive.model import CopyKind, Duplicate
from archive.reading.articles import whole
from archive.shingles import Containment
from archive.stories import Event

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def conn(tmp_path):
    conn = db.create(tmp_path / "archive.db")
    conn.execute("insert into sources values ('s', 'S', 'https://s.example', 'GB', 'en', 'press', 1, '', '', 1)")
    for id_ in (1, 2, 3):
        insert(conn, id_)
    yield conn
    conn.close()


def insert(conn, id_):
    conn.execute(
        "insert into urls (id, url, source_id, first_seen_at, outcome) values (?, ?, 's', ?, 'stored')",
        (id_, f"https://s.example/{id_}", db.stamp(NOW)),
    )
    conn.execute(
        """insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
             published_origin, first_seen_at, stored_at, topic, score, relevant, words, text_hash, lead)
           values (?1, ?1, ?2, 's', ?3, 'en', 'full', ?4, 'minute', '', ?4, ?4, 't', 1, 1, 1, '', '')""",
        (id_, f"https://s.example/{id_}", f"Title {id_}", db.stamp(NOW)),
    )
    conn.execute("insert into bodies values (?, '', 'text', '[]', '', '', '[]', '', '', '', null, '{}', '[]')", (id_,))


def test_texts_that_share_most_come_first(conn):
    shingles.store(conn, 1, range(10))
    shingles.store(conn, 2, range(5, 15))
    assert shingles.sharing(conn, range(7, 15), 5) == [2, 1]
    assert shingles.sharing(conn, range(100, 120), 5) == []


def test_chance_meetings_are_not_candidates_but_short_texts_are(conn):
    shingles.store(conn, 1, range(10))
    assert shingles.sharing(conn, [0, 1, 50, 51, 52], 5) == []
    assert shingles.sharing(conn, [0, 1], 5) == [1]


def test_a_forgotten_text_is_not_found(conn):
    shingles.store(conn, 1, range(10))
    shingles.forget(conn, 1, range(10))
    assert shingles.sharing(conn, range(10), 5) == []


def test_a_late_original_takes_the_whole_group_over(conn):
    conn.execute("update articles set duplicate_of = 1 where id = 2")
    assert shingles.repoint(conn, 1, 3, "copied", NOW) == [1, 2]
    assert [row["root_id"] for row in conn.execute("select duplicate_of as root_id from articles order by id")] == [3, 3, None]
    assert conn.execute("select outcome, reason from urls where id = 1").fetchone()[:] == ("duplicate", "copied")


def test_an_old_story_id_leads_to_where_it_was_merged(conn):
    first, second, third = (stories.found(conn, f"Title {id_}", id_, NOW) for id_ in (1, 2, 3))
    stories.end(conn, first, second)
    stories.end(conn, second, third)
    assert stories.resolve(conn, first) == third
    assert stories.resolve(conn, 99) is None


def test_a_story_is_counted_anew_when_reports_move(conn):
    story, other = stories.found(conn, "Title 1", 1, NOW), stories.found(conn, "Title 2", 2, NOW)
    stories.assign(conn, 2, story)
    assert stories.refresh(conn, story, representative=2) == 2
    assert stories.refresh(conn, other) == 0
    assert conn.execute("select headline from stories where id = ?", (story,)).fetchone()[0] == "Title 2"


def test_the_life_of_a_story_is_kept(conn):
    story, other = stories.found(conn, "Title 1", 1, NOW), stories.found(conn, "Title 2", 2, NOW)
    stories.log(conn, [Event(story, NOW, "merged", other, None)])
    assert stories.events(conn, other) == [Event(story, NOW, "merged", other, None)]


def test_a_page_is_told_what_it_holds_and_who_holds_it(conn):
    conn.execute("update articles set duplicate_of = 1 where id = 2")
    shingles.note_copy(conn, 2, Duplicate(1, "same text", CopyKind.AGENCY, "dpa"))
    shingles.contain(conn, [Containment(3, 1, 0.9)])
    held, copy, roundup = (whole(conn, id_) for id_ in (1, 2, 3))
    assert held
    assert copy
    assert roundup
    assert [card.id for card in held.holders] == [3]
    assert [card.id for card in roundup.contains] == [1]
    assert copy.copied == (CopyKind.AGENCY, "dpa")
    assert held.copied is None
