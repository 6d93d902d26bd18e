from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.dates import read_date
from tests.crawler.discovery_samples import NOW

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-20T10:00:00Z", "2026-11-20T11:00:00+01:00", "2026-11-20T05:00-0500", "2026-11-20 10:00:00 UTC",
        "20261120T100000Z", "2026-11-20T10:00:00.0000000Z", "Fri, 20 Nov 2026 10:00:00 GMT", "20 Nov 2026 11:00:00 CET",
        "Fr, 20 Nov. 2026 11:00:00 +0100",
        "vie, 20 noviembre 2026 11:00:00 +0100", "Fri, 20 Nov 2026 05:00:00 EST", "1795168800", "1795168800000",
    ],
)  # fmt: skip
def test_all_usual_spellings_name_the_same_moment(raw: str) -> None:
    assert read_date(raw, NOW) == (TEN, "")


def test_german_months() -> None:
    assert read_date("Mi, 14 Okt 2026 10:00:00 +0200", NOW)[0] == datetime(2026, 10, 14, 8, tzinfo=UTC)


def test_without_a_zone_it_is_utc_and_noted() -> None:
    assert read_date("2026-11-20T10:00:00", NOW) == (TEN, "date without zone taken as UTC")


@pytest.mark.parametrize(
    "raw", ["9999-12-31T23:59:59-10:00", "1970-01-01", "2025-02-30", "0001-01-01T00:00:00+10:00", "2026", "soon"]
)
def test_impossible_dates_are_refused(raw: str) -> None:
    assert read_date(raw, NOW) == (None, "date refused")


def test_up_to_a_day_ahead_is_a_wrong_clock() -> None:
    assert read_date((NOW + timedelta(hours=23)).isoformat(), NOW)[0] is not None
    assert read_date((NOW + timedelta(hours=25)).isoformat(), NOW)[0] is None


@given(st.text())
def test_never_raises(raw: str) -> None:
    moment, note = read_date(raw, NOW)
    assert moment is None or moment.year >= 1990
    assert note in ("", "date refused", "date without zone taken as UTC")
