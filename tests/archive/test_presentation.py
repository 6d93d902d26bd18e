"""What is kept of an article's make-up is what was read."""

from datetime import UTC, datetime
from pathlib import Path

from archive import articles, db, presentation, sources, urls
from archive.articles import NewArticle
from archive.model import Confidence, Extract, LiveEntry, Picture, Verdict
from archive.presentation import Presentation

AT = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


def test_a_presentation_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    extract = Extract(
        "A lock", "09:30 Water\nIt is in.", "en", structure="hp", picture=Picture("https://p.test/a.jpg", 12, 8, "The lock"),
        captions=("The lock",), entries=(LiveEntry(AT, "09:30", "Water", "It is in."), LiveEntry(None, "", "Later", "")),
        confidence={"title": Confidence.AGREED}, pages=2,
    )  # fmt: skip
    conn = db.create(tmp_path / "a.db")
    with db.transaction(conn):
        source = sources.ensure_unlisted(conn, "p.test", "Paper", "en")
        due = urls.known_without_fetch(conn, "https://p.test/a", source, AT)
        assert due is not None
        article_id = articles.insert(conn, NewArticle(due, extract, Verdict("t", 1.0, relevant=True), AT))
    found = presentation.load(conn, article_id)
    assert found == Presentation("hp", extract.picture, extract.captions, extract.entries, 2)
    assert presentation.load(conn, article_id + 1) == Presentation()
    conn.close()
