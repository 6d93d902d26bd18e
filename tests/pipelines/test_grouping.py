"""Stories in a real archive: they split and merge, old ids lead on, claims follow, and what is held in memory is never stale."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import articles, claims, db, stories
from archive import figures as figure_rows
from archive.articles import NewArticle
from archive.model import DueUrl, Extract, Moment, Precision, Verdict
from pipelines import findings, grouping, placing
from pipelines.figures import figures
from pipelines.fingerprint import fingerprint
from pipelines.signature import sign

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORACLE = (
    "OpenAI buys computing power from Oracle for 40 billion dollars",
    """OpenAI has ordered computing power worth 40 billion dollars from Oracle. The contract runs for six years; the machines
    stand in Abilene. Microsoft had waived its right of first refusal, Azure remains a supplier of OpenAI.""",
)
ORACLE_TOO = (
    "Oracle to supply OpenAI with computers for $40bn",
    """Oracle will supply OpenAI with computing power for 40 billion dollars over six years. It builds the machines in Abilene.
    Azure of Microsoft, which waived its right of first refusal, remains a supplier.""",
)
GOOGLE = (
    "OpenAI buys TPU chips from Google for 28 billion dollars",
    """OpenAI has ordered computing power worth 28 billion dollars from Google. ChatGPT will use TPU chips of Google.
    Google gains a rival as a customer. Microsoft had waived its right of first refusal.""",
)
GOOGLE_TOO = (
    "Google's TPU chips will power ChatGPT for 28 billion dollars",
    """Google lets ChatGPT use its TPU chips for four years, at a price of 28 billion dollars. It gains a rival, OpenAI, as a
    customer for TPU chips.""",
)
FOG = ("Weather", "Rain falls on Lisbon and the harbour sleeps in fog.")
OTHERS = (
    FOG,
    ("Pilots strike", "Pilots of Lufthansa stop work for a day; 800 flights from Frankfurt are cancelled."),
    ("Rates cut", "The central bank in Frankfurt cuts its rate to 1.75 percent because inflation slowed."),
)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    conn = db.create(tmp_path / "archive.db")
    conn.execute("insert into sources values ('s', 'S', 'https://s.example', 'GB', 'en', 'press', 1, '', '', 1)")
    yield conn
    conn.close()


def store(conn: sqlite3.Connection, told: tuple[str, str], number: int) -> int:
    at = NOON + timedelta(hours=number)
    extract = Extract(*told, "en", published=Moment(at, Precision.SECOND, "test"))
    due = DueUrl(number, f"https://s.example/{number}", "s", 0, at)
    conn.execute("insert into urls (id, url, source_id, first_seen_at) values (?, ?, 's', ?)", (number, due.url, db.stamp(at)))
    print_ = fingerprint(extract)
    decided = placing.decide(conn, due, extract, print_)
    id_ = articles.insert(conn, NewArticle(due, extract, Verdict("t", 1.0, relevant=True), at, decided.duplicate))
    figure_rows.save(conn, id_, figures(*told, "en"))
    placing.place(conn, id_, decided, print_, at)
    findings.renew_claims(conn, stories.of(conn, id_) or 0)
    return id_


def values(conn: sqlite3.Connection, story_id: int | None) -> set[float]:
    return {row.value for row in claims.of_story(conn, story_id or 0) if row.unit == "USD"}


def test_a_story_splits_when_enough_is_known_and_its_claims_with_it(conn: sqlite3.Connection) -> None:
    for number, told in enumerate(OTHERS, 10):
        store(conn, told, number)
    first, second, third = (store(conn, told, number) for number, told in enumerate((ORACLE, ORACLE_TOO, GOOGLE), 1))
    together, alone = stories.of(conn, first) or 0, stories.of(conn, third) or 0
    assert stories.of(conn, second) == together
    stories.assign(conn, third, together)  # as if one report had not been enough to tell them apart
    stories.end(conn, alone, together)
    stories.refresh(conn, together)
    findings.renew_claims(conn, together)
    assert values(conn, together) == {4e10, 2.8e10}
    fourth = store(conn, GOOGLE_TOO, 4)
    apart = stories.of(conn, fourth)
    assert stories.of(conn, third) == apart != together == stories.of(conn, first)
    assert [(event.kind, event.other_id, event.article_id) for event in stories.events(conn, apart or 0)] == [
        ("split", together, third)
    ]
    assert stories.resolve(conn, alone) == together
    assert values(conn, together) == {4e10}
    assert values(conn, apart) == {2.8e10}


def test_two_stories_merge_and_the_old_id_leads_on(conn: sqlite3.Connection) -> None:
    first, second = store(conn, ORACLE, 1), store(conn, FOG, 2)
    old = stories.of(conn, second) or 0
    assert old != stories.of(conn, first)
    grouping.resign(conn, second, sign(*ORACLE_TOO, "en"))  # its text was replaced
    third = store(conn, (ORACLE[0], f"{ORACLE_TOO[1]} More machines are to follow."), 3)
    kept = stories.of(conn, third) or 0
    assert stories.of(conn, first) == stories.of(conn, second) == kept
    assert {stories.resolve(conn, id_) for id_ in (old, kept)} == {kept}


def test_a_signature_that_was_rolled_back_is_never_used(conn: sqlite3.Connection) -> None:
    store(conn, ORACLE, 1)
    conn.execute("begin")
    store(conn, GOOGLE, 2)
    store(conn, FOG, 3)
    conn.execute("rollback")
    weather = store(conn, ("Fog", "Fog hides the harbour of Lisbon; the rain goes on, and ferries wait."), 2)
    again = store(conn, ("Fog lifts", "The fog over the harbour of Lisbon lifts, rain goes on, and ferries no longer wait."), 3)
    assert stories.of(conn, weather) == stories.of(conn, again) != stories.of(conn, 1)
