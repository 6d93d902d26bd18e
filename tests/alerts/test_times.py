"""When mails are due on local clocks, over changes of the clock (hostile input 56)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import times

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "Asia/Kolkata", "UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def all_between(start: datetime, end: datetime, at: str, zone: str) -> list[datetime]:
    found = [times.next_daily(start, at, zone)]
    while found[-1] < end:
        found.append(times.next_daily(found[-1], at, zone))
    return found[:-1]


def test_a_local_time_in_winter_and_summer():
    assert times.next_daily(utc("2026-01-10T12:00"), "07:00", BERLIN) == utc("2026-01-11T06:00")
    assert times.next_daily(utc("2026-07-10T12:00"), "07:00", BERLIN) == utc("2026-07-11T05:00")


def test_later_today_counts_and_now_does_not():
    assert times.next_daily(utc("2026-01-10T05:59:59"), "07:00", BERLIN) == utc("2026-01-10T06:00")
    assert times.next_daily(utc("2026-01-10T06:00"), "07:00", BERLIN) == utc("2026-01-11T06:00")


def test_half_past_two_comes_twice_in_autumn_and_counts_once():
    found = all_between(utc("2026-10-24T12:00"), utc("2026-10-26T12:00"), "02:30", BERLIN)
    assert found == [utc("2026-10-25T00:30"), utc("2026-10-26T01:30")]


def test_half_past_two_is_skipped_in_spring_and_comes_at_three():
    found = all_between(utc("2026-03-28T12:00"), utc("2026-03-30T12:00"), "02:30", BERLIN)
    assert found == [utc("2026-03-29T01:00"), utc("2026-03-30T00:30")]


def test_a_gap_at_midnight_keeps_its_date():
    found = times.next_daily(utc("2026-09-05T12:00"), "00:30", "America/Santiago")
    assert found.astimezone(ZoneInfo("America/Santiago")).isoformat() == "2026-09-06T01:00:00-03:00"


def test_a_date_that_an_island_skipped_gets_no_digest():
    found = all_between(utc("2011-12-29T00:00"), utc("2012-01-01T00:00"), "07:00", "Pacific/Apia")
    assert [f"{moment.astimezone(ZoneInfo('Pacific/Apia')):%d}" for moment in found] == ["29", "31", "01"]


@given(
    st.integers(0, 4 * 366 * 86_400).map(lambda seconds: utc("2024-01-01") + timedelta(seconds=seconds)),
    st.times().map(lambda time: f"{time:%H:%M}"),
    st.sampled_from(ZONES),
)
def test_each_date_has_exactly_one(start, at, zone):
    found = all_between(start, start + timedelta(days=5), at, zone)
    dates = [moment.astimezone(ZoneInfo(zone)).date() for moment in found]
    assert dates == [dates[0] + timedelta(days=n) for n in range(len(dates))]


def test_weekly_is_on_its_day():
    found = times.next_daily(utc("2026-03-10T09:00"), "07:00", BERLIN, weekday=0)
    assert found == utc("2026-03-16T06:00")


def test_hourly_knows_zones_with_half_hours():
    assert times.next_hourly(utc("2026-03-10T09:05"), "00:00", "Asia/Kolkata") == utc("2026-03-10T09:30")
    assert times.next_hourly(utc("2026-03-10T09:30"), "00:00", "Asia/Kolkata") == utc("2026-03-10T10:30")


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-01-10T20:59", "2026-01-10T20:59"),
        ("2026-01-10T21:00", "2026-01-11T06:00"),
        ("2026-01-11T03:00", "2026-01-11T06:00"),
        ("2026-01-11T06:00", "2026-01-11T06:00"),
    ],
)
def test_quiet_hours_over_midnight(moment, until):
    assert times.after_quiet(utc(moment), ("22:00", "07:00"), BERLIN) == utc(until)


def test_quiet_hours_within_a_day_and_none():
    assert times.after_quiet(utc("2026-01-10T12:00"), ("12:00", "14:00"), "UTC") == utc("2026-01-10T14:00")
    assert times.after_quiet(utc("2026-01-10T12:00"), ("12:00", "12:00"), "UTC") == utc("2026-01-10T12:00")


def test_an_unknown_zone_is_utc():
    assert times.zone("Mars/Olympus").key == "UTC"
