"""Aggregators' addresses that do not tell where they lead."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from archive import db, opaque, urls
from archive.model import Candidate, Outcome
from tests.alerts.press import NOW, Press

LINK = Candidate("https://news.google.com/rss/articles/x", "", 0, title="Microsoft shows MAI‑Voice-2", opaque=True)


def test_they_are_never_due_and_found_by_outlet_and_title_when_the_article_comes(tmp_path: Path) -> None:
    press = Press(tmp_path / "a.db")

    def settled(source_id: str = "circuit-post") -> tuple[str, str, int | None, str | None]:
        with closing(db.connect(tmp_path / "a.db")) as conn, conn:
            channel = conn.execute("select min(id) from channels").fetchone()[0]
            urls.sight(conn, channel, [(LINK, source_id)], NOW)
            opaque.settle(conn, LINK, source_id, NOW)
            return tuple(
                conn.execute("select outcome, reason, article_id, due_at from urls where url = ?", (LINK.url,)).fetchone()
            )

    assert settled() == (Outcome.UNSUPPORTED, opaque.UNKNOWN, None, None)
    press.publish("Microsoft shows MAI-Voice-2", "harbour-gazette", at=NOW + timedelta(hours=1))
    assert settled()[2] is None  # another outlet's
    article = press.publish("Microsoft Shows MAI-Voice-2", at=NOW + timedelta(hours=1))
    assert settled() == (Outcome.DUPLICATE, opaque.FOUND, article.id, None)
    assert settled() == (Outcome.DUPLICATE, opaque.FOUND, article.id, None)
    with closing(db.connect(tmp_path / "a.db")) as conn:
        told = conn.execute(
            "select e.outcome from events e join urls u on u.id = e.url_id where u.url = ?", (LINK.url,)
        ).fetchall()
    assert [row[0] for row in told] == ["unsupported", "duplicate"]
