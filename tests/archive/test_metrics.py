"""Metrics in Prometheus' text format."""

import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from archive import db
from archive.metrics import Metric, collect, text
from archive.tally import Tally, tally

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
SAMPLE = re.compile(r'presswatch_[a-z_]+(\{[a-z]+="[^"]*"\})? -?\d+(\.\d+)?(e[+-]\d+)?')


def page(tmp_path: Path, *statements: str) -> str:
    with closing(db.create(tmp_path / "a.db")) as conn:
        for statement in statements:
            conn.execute(statement)
        return text(collect(conn, tmp_path / "a.db", NOW))


def test_labels_are_escaped() -> None:
    found = text([Metric("m", "gauge", "Help.", (({"name": 'a "b"\\\n'}, 1.5),))])
    assert found.splitlines() == [
        "# HELP presswatch_m Help.",
        "# TYPE presswatch_m gauge",
        'presswatch_m{name="a \\"b\\"\\\\\\n"} 1.5',
    ]


def test_every_line_is_a_sample_or_a_comment(tmp_path: Path) -> None:
    lines = page(tmp_path).splitlines()
    assert all(line.startswith(("# HELP ", "# TYPE ")) or SAMPLE.fullmatch(line) for line in lines)
    assert any(line.startswith('presswatch_database_bytes{file="database"}') for line in lines)


URL = "insert into urls (url, source_id, first_seen_at, due_at, outcome) values "


def test_what_is_due_and_what_became_of_the_rest(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        "insert into sources values ('s', 'S', 'h', '', 'en', 'outlet', 1, '', '', 1)",
        URL + "('u', 's', '2026-05-01T07:00:00Z', '2026-05-01T07:00:00Z', 'pending')",
        URL + "('v', 's', '2026-05-01T07:00:00Z', null, 'gated')",
        *["insert into events (url_id, at, outcome, reason, status) values (2, '', 'gated', '', 200)"] * 2,
        "insert into events (url_id, at, outcome, reason, status) values (1, '', 'pending', 'time-out', null)",
        "delete from events",
    ).splitlines()
    assert 'presswatch_urls{outcome="gated"} 1' in found
    assert 'presswatch_fetches_total{status="200"} 2' in found  # a counter never falls
    assert "presswatch_urls_due 1" in found
    assert "presswatch_oldest_due_seconds 3600" in found


def test_a_line_says_what_was_done_since() -> None:
    before, now = Tally(10, 20, 3, 4, 0), Tally(110, 25, 4, 4, 7)
    assert now.since(before) == "100 polls, 5 pages fetched, 1 articles of the topic stored, 0 mails sent; 7 addresses wait"


def test_the_tally_of_an_archive(tmp_path: Path) -> None:
    with closing(db.create(tmp_path / "a.db")) as conn:
        assert tally(conn) == Tally(0, 0, 0, 0, 0)
