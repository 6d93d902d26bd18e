"""Row 62: a clock that was years ahead must not silence anything (and nothing that waits by plan is touched)."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import db, sources, urls
from archive.db import stamp
from archive.mending import FARTHEST, mend
from archive.model import Channel, Source

NOW = datetime(2026, 3, 1, tzinfo=UTC)
YEARS_AHEAD = stamp(NOW + timedelta(days=900))
SOON = stamp(NOW + timedelta(days=30))


def test_what_waits_for_a_far_future_is_due_now(tmp_path: Path) -> None:
    channels = tuple(Channel("a", f"http://a.example/{n}", "rss") for n in range(2))
    with closing(db.create(tmp_path / "a.db")) as conn:
        sources.sync(conn, [Source("a", "A", "http://a.example/", "ZZ", "en", "press", channels=channels)], NOW)
        conn.execute("update channels set next_poll_at = case id when 1 then ? else ? end", (YEARS_AHEAD, SOON))
        for number, at in enumerate((YEARS_AHEAD, SOON)):
            due = urls.known_without_fetch(conn, f"http://a.example/p{number}", "a", NOW)
            assert due
            conn.execute("update urls set due_at = ? where id = ?", (at, due.id))
        conn.execute(
            "insert into hosts (host, hold_until, reason) values ('a.example', ?, ''), ('b.example', ?, '')", (YEARS_AHEAD, SOON)
        )
        conn.execute("insert into host_budgets values ('a.example', ?)", (YEARS_AHEAD,))
        conn.execute("insert into robots values ('http://a.example', ?, ?, 200, x'')", (YEARS_AHEAD, YEARS_AHEAD))
        assert mend(conn, NOW) == {"channels": 1, "urls": 1, "hosts": 1, "host_budgets": 1, "robots": 1}
        assert [channel.url for channel in sources.due(conn, NOW, 9)] == ["http://a.example/0"]
        assert [due.url for due in urls.due(conn, NOW, 9)] == ["http://a.example/p0"]
        assert [row[0] for row in conn.execute("select host from hosts")] == ["b.example"]
        assert mend(conn, NOW) == {}
        assert mend(conn, NOW - FARTHEST) == {"channels": 1, "urls": 1, "hosts": 1}  # the clock was set back by two months
