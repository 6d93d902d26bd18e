from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http_hints import DEFAULT_HOLD, MAX_FRESHNESS, MAX_RETRY_AFTER, freshness, hold, retry_after

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 0), ("1.5", 1.5), ("Sat, 21 Nov 2026 12:10:00 GMT", 600), ("Sat, 21 Nov 2026 11:00:00 GMT", 0)],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "99999999999999", "nan"])
def test_an_unreadable_retry_after_says_nothing(value: str) -> None:
    assert retry_after(value, NOW) is None


def test_nobody_is_sent_away_for_longer_than_a_day() -> None:
    assert retry_after("9999999", NOW) == retry_after("Fri, 21 Nov 2036 12:10:00 GMT", NOW) == MAX_RETRY_AFTER


@pytest.mark.parametrize(("status", "header", "expected"), [(429, "30", 30), (503, "", 900), (429, "", 900), (200, "60", 60)])
def test_hold(status: int, header: str, expected: float) -> None:
    assert hold(status, {"retry-after": header}, NOW) == timedelta(seconds=expected)
    assert timedelta(minutes=15) == DEFAULT_HOLD


def test_no_hold_after_a_plain_answer() -> None:
    assert hold(200, {}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 0),
        ({"cache-control": "public, max-age=300"}, 5),
        ({"cache-control": "max-age=300", "age": "120"}, 3),
        ({"cache-control": "max-age=86400"}, 15),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"expires": "Sat, 21 Nov 2026 12:10:00 GMT"}, 10),
        ({"expires": "Sat, 21 Nov 2026 12:10:00 GMT", "date": "Sat, 21 Nov 2026 12:05:00 GMT"}, 5),
        ({"expires": "0"}, 0),
    ],
)
def test_freshness(headers: dict[str, str], minutes: float) -> None:
    assert freshness(headers, NOW) == timedelta(minutes=minutes)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_never_raises_and_stays_bounded(a: str, b: str, c: str) -> None:
    assert timedelta(0) <= (retry_after(a, NOW) or timedelta(0)) <= MAX_RETRY_AFTER
    assert timedelta(0) <= freshness({"cache-control": "max-age=" + a, "expires": b, "age": c}, NOW) <= MAX_FRESHNESS
