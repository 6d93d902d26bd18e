"""Reading the archive: searches, lists, addresses, time limits."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import db, reader
from archive.reading import articles, lists, query, search, sources, today, urls
from archive.reading.limits import ReadTookTooLongError, limited
from tests.browse.sample import NOW, build


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("reading") / "presswatch.db"
    build(path, 120)
    conn = db.connect(path, readonly=True)
    yield conn
    conn.close()


def found(conn: sqlite3.Connection, text: str, *, best: bool = False) -> list[search.Hit]:
    return search.search(conn, query.parse(text), lists.Filter(), best=best, limit=500)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.one_of(st.sampled_from("\"*()-+:^{}[]'\\ aßORNEAT"), st.characters()), max_size=60))
def test_whatever_is_typed_is_a_valid_query(conn: sqlite3.Connection, text: str) -> None:
    parsed = query.parse(text)
    for match in (parsed.match, parsed.match_any):
        if match:
            conn.execute("select rowid from articles_fts where articles_fts match ? limit 1", (match,)).fetchall()
    search.matcher(parsed.wanted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "strasse"),
        ("größer", "GROESSER"),
        ("München", "munchen"),
        ("Muenchen", "münchen"),
        ("letra pequeña", "pequena letra"),
    ],
)
def test_spellings_find_the_same(conn: sqlite3.Connection, one: str, other: str) -> None:
    ids = {hit.card.id for hit in found(conn, one)}
    assert ids
    assert ids == {hit.card.id for hit in found(conn, other)}


def test_newest_goes_by_publication_and_by_arrival_where_there_are_too_many(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_publication = [hit.card for hit in found(conn, "Microsoft")]
    assert [card.published_at for card in by_publication] == sorted((card.published_at for card in by_publication), reverse=True)
    monkeypatch.setattr(search, "SORTED", 3)
    by_arrival = [hit.card.id for hit in found(conn, "Microsoft")]
    assert by_arrival == sorted((card.id for card in by_publication), reverse=True)


def test_phrases_exclusions_prefixes_and_fields(conn: sqlite3.Connection) -> None:
    assert not found(conn, '"regulator the"')
    with_azure, without = {hit.card.id for hit in found(conn, "OpenAI")}, {hit.card.id for hit in found(conn, "OpenAI -Azure")}
    assert without < with_azure
    assert found(conn, "cartogr*")
    assert all("maps" in hit.card.title for hit in found(conn, "title:maps"))


def test_snippets_show_the_original_spelling(conn: sqlite3.Connection) -> None:
    hit = found(conn, "strasse")[0]
    pattern = search.matcher(query.parse("strasse").wanted)
    assert pattern is not None
    assert any(pattern.search(text) for text in (hit.snippet, hit.card.title))
    assert len(hit.snippet) <= search.SNIPPET + 4


def test_best_first_prefers_titles(conn: sqlite3.Connection) -> None:
    assert "Azure" in found(conn, "Azure", best=True)[0].card.title


def test_pages_of_a_list_neither_miss_nor_repeat(conn: sqlite3.Connection) -> None:
    wanted, cursor, ids = lists.Filter(copies=True), None, []
    while page := lists.newest(conn, wanted, 7, cursor):
        ids += [card.id for card in page]
        cursor = lists.Cursor(page[-1].published_at, page[-1].id)
    assert len(ids) == len(set(ids)) == conn.execute("select count(*) from articles where relevant").fetchone()[0]


@pytest.mark.parametrize(
    "wanted",
    [
        lists.Filter(source_id="elbe-kurier"),
        lists.Filter(subject="copilot"),
        lists.Filter(story_id=3),
        lists.Filter(language="es", min_score=0.7),
        lists.Filter(access="paywalled", copies=True),
        lists.Filter(day=NOW.date() - timedelta(days=3), until=NOW.date()),
    ],
)
def test_every_way_to_a_list_shows_what_the_filter_says(conn: sqlite3.Connection, wanted: lists.Filter) -> None:
    by_index = {card.id for card in lists.newest(conn, wanted, 500)}
    params = wanted.params() | {"limit": 500, "before_at": lists.ALWAYS, "before_id": 0}
    assert by_index == {row[0] for row in conn.execute(lists.BY_TIME, params)}
    assert by_index


def test_chart_and_list_agree(conn: sqlite3.Connection) -> None:
    for count in today.coverage(conn, NOW.date() - timedelta(days=5), NOW.date()):
        listed = lists.newest(conn, lists.Filter(language=count.language, day=count.day, copies=True), 500)
        assert len(listed) == count.articles


def test_news_counts_what_it_lists(conn: sqlite3.Connection) -> None:
    news = today.news(conn, NOW - timedelta(days=2), 500, NOW)
    assert news.articles == len(news.ids) > 0
    assert all(story.articles > 1 for story in news.stories)
    assert len({one.article_id for one in news.corrections}) == len(news.corrections) > 0


def test_an_article_knows_its_family(conn: sqlite3.Connection) -> None:
    copy = conn.execute("select id, duplicate_of from articles where duplicate_of is not null").fetchone()
    whole, original = articles.whole(conn, copy["id"]), articles.whole(conn, copy["duplicate_of"])
    assert whole is not None
    assert original is not None
    assert whole.original is not None
    assert whole.original.id == original.card.id
    assert copy["id"] in {card.id for card in original.copies}
    assert articles.whole(conn, 10**6) is None


@pytest.mark.parametrize(
    "change",
    [
        str,
        lambda url: url.replace("https://", "http://www."),
        lambda url: f"{url}/",
        lambda url: f"{url}?utm_source=feed",
        lambda url: url.removeprefix("https://"),
    ],
)
def test_an_address_is_found_however_it_is_spelled(conn: sqlite3.Connection, change: "type[str]") -> None:
    id_, url = conn.execute("select id, url from urls order by id desc").fetchone()
    assert urls.find(conn, change(url)) == id_


def test_the_life_of_a_url_has_sightings_and_events(conn: sqlite3.Connection) -> None:
    id_ = conn.execute("select url_id from sightings group by url_id having count(*) > 1").fetchone()[0]
    life = urls.life(conn, id_)
    assert life is not None
    assert len(life.sightings) == 2
    assert life.events[-1].outcome is life.outcome


def test_sources_in_trouble_come_first(conn: sqlite3.Connection) -> None:
    health = sources.health(conn)
    assert {source.id for source in health[:2]} == {"alpenblick", "gaceta-austral"}
    assert [one.streak for one in sources.trouble(conn, 9)] == [3, 3]
    assert sum(len(source.failing) for source in health) == sources.vitals(conn, NOW).channels_failing == 4


def test_a_read_ends_in_time(conn: sqlite3.Connection) -> None:
    started = time.monotonic()
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    with pytest.raises(ReadTookTooLongError, match="narrow"), limited(conn, 0.1):
        conn.execute(endless).fetchall()
    assert time.monotonic() - started < 5
    assert conn.execute("select 1").fetchone()[0] == 1


def test_marks_are_kept_per_reader(tmp_path: Path) -> None:
    mine = sqlite3.connect(tmp_path / "reader.db", isolation_level=None)
    mine.row_factory = sqlite3.Row
    reader.prepare(mine)
    reader.prepare(mine)
    reader.mark(mine, "ada", [1, 2], "read", NOW)
    reader.mark(mine, "ada", [2], "saved", NOW)
    reader.mark(mine, "ada", [1], "not-relevant", NOW)
    assert reader.marks(mine, "ada", [1, 2, 3]) == {
        1: reader.Mark(read=True, label="not-relevant"),
        2: reader.Mark(read=True, saved=True),
    }
    assert reader.marks(mine, "bob", [1, 2]) == {}
    reader.mark(mine, "ada", [1], "no-label", NOW)
    reader.mark(mine, "ada", [1, 2], "unread", NOW)
    assert reader.read_ids(mine, "ada") == ()
    assert reader.saved_ids(mine, "ada") == (2,)
    mine.close()


def test_a_visit_ends_with_a_long_silence(tmp_path: Path) -> None:
    mine = sqlite3.connect(tmp_path / "reader.db", isolation_level=None)
    mine.row_factory = sqlite3.Row
    reader.prepare(mine)
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    for minutes in (0, 10, 20, 24 * 60):
        reader.note_visit(mine, "me", start + timedelta(minutes=minutes))
    assert reader.visit(mine, "me") == (start + timedelta(days=1), start + timedelta(minutes=20))
    mine.close()


def test_a_story_is_quiet_a_day_after_its_last_report_however_late_it_was_found(conn: sqlite3.Connection) -> None:
    moving = today.news(conn, NOW - timedelta(days=9), 500, NOW).stories
    assert moving
    assert all(today.moves(story, NOW) for story in moving)
    later = NOW + timedelta(days=9)
    assert today.news(conn, NOW - timedelta(days=9), 500, later).stories == ()
    assert not any(today.moves(story, later) for story in moving)
