"""The front page on a quiet day, and what it tells of changed figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import db
from archive.reading import today
from tests.browse import live
from tests.browse.sample import build
from tests.browse.test_browse_http import get

NOW = datetime.now(UTC).replace(microsecond=0)


def test_a_quiet_day_says_so(tmp_path: Path) -> None:
    build(tmp_path / "presswatch.db", 20, now=NOW - timedelta(days=9))
    with live.serve(tmp_path / "presswatch.db", tmp_path / "reader.db") as server:
        body = get(server, "/")[2]
    assert "<h1>A quiet day</h1>" in body
    assert "These are the latest articles" in body
    assert body.count('<article class="card') == 12


def test_of_very_much_news_the_newest_are_told(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conn = db.connect(archive, readonly=True)
    whole = today.news(conn, NOW - timedelta(days=60), 500, NOW)
    monkeypatch.setattr(today, "MOST_NEWS", 30)
    newest = today.news(conn, NOW - timedelta(days=60), 500, NOW)
    conn.close()
    assert (whole.capped, newest.capped) == (False, True)
    assert newest.articles == len(newest.ids) <= 30
    assert set(newest.ids) <= set(whole.ids)
    assert max(newest.ids) == max(whole.ids)


def test_values_that_differ_are_news_once(archive: Path) -> None:
    conn = db.connect(archive, readonly=True)
    found = today.news(conn, NOW - timedelta(days=60), 10, NOW).values
    assert found
    assert len({(one.story_id, one.subject) for one in found}) == len(found)
    assert {(one.value, one.others) for one in found} <= {(15_500_000_000.0, (14_000.0,)), (14_000.0, (15_500_000_000.0,))}
    assert not today.news(conn, NOW + timedelta(days=1), 10, NOW).values
    conn.close()
