"""Backups are kept by rule: never too few, never for ever."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive.backup import reader_file
from archive.rotation import Rule, backups, due, kept, name, rotate

NOW = datetime(2026, 5, 31, 3, 40, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_year_of_daily_backups_leaves_the_last_of_each_period() -> None:
    year = [NOW - n * DAY for n in range(365)]
    assert sorted((NOW - moment).days for moment in kept(year, Rule(daily=3, weekly=3, monthly=3))) == [0, 1, 2, 7, 14, 31, 61]


moments = st.lists(st.integers(0, 4000).map(lambda days: NOW - days * DAY / 2), max_size=40)


@given(moments, st.builds(Rule, *[st.integers(0, 9)] * 3))
def test_keeping_is_bounded_keeps_the_newest_and_is_settled(made: list[datetime], rule: Rule) -> None:
    keep = kept(made, rule)
    assert keep <= set(made)
    assert not made or max(made) in keep
    assert len(keep) <= 1 + rule.daily + rule.weekly + rule.monthly
    assert kept(keep, rule) == keep


def test_only_our_own_files_are_deleted_and_readers_go_along(tmp_path: Path) -> None:
    for n in range(10):
        path = name(tmp_path, NOW - n * DAY)
        path.write_bytes(b"")
        reader_file(path).write_bytes(b"")
    others = [tmp_path / "presswatch-1.db", tmp_path / "notes.txt"]
    for other in others:
        other.write_bytes(b"")
    gone = rotate(tmp_path, Rule(daily=2, weekly=0, monthly=0))
    assert len(gone) == 8
    assert sorted(backups(tmp_path)) == [NOW - DAY, NOW]
    assert {path.name for path in tmp_path.glob("*.reader.db")} == {reader_file(p).name for p in backups(tmp_path).values()}
    assert all(other.exists() for other in others)


def test_due_by_the_age_of_the_newest_whatever_the_clock_did(tmp_path: Path) -> None:
    assert due(tmp_path, NOW, DAY)
    name(tmp_path, NOW).write_bytes(b"")
    assert not due(tmp_path, NOW + timedelta(hours=23), DAY)
    assert due(tmp_path, NOW + DAY, DAY)
    assert due(tmp_path, NOW - DAY, DAY)  # made "tomorrow": the clock was wrong then or is now
