"""What a source owes: whole days only."""

from datetime import UTC, datetime

import pytest

from archive.reading import health

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_a_source_that_is_watched_since_an_hour_owes_nothing() -> None:
    activity = health._activity({"2026-11-16": 0}, "2026-11-16", 27.0, NOW)
    assert (activity.observed, activity.expected) == (0, 0.0)
    assert activity.chance == pytest.approx(1.0)


def test_the_day_that_has_not_ended_is_not_expected_yet() -> None:
    activity = health._activity({"2026-11-14": 2}, "2026-11-13", 3.0, NOW)
    assert (activity.seen, activity.observed, activity.expected) == (2, 2, 6.0)
