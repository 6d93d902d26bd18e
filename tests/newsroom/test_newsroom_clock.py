from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.newsroom.clock import DEMO_START, END_OF_WEEK, NewsClock, StoppedClock, WeekTime, demo_clock

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_what_lies_before_the_anchor_keeps_its_distance():
    clock = NewsClock(NOON, DEMO_START, speed=200)
    assert clock.real(WeekTime.parse(4, "18:30")) == NOON - timedelta(days=1)


def test_what_lies_after_the_anchor_comes_faster():
    clock = NewsClock(NOON, DEMO_START, speed=60)
    assert clock.real(WeekTime.parse(5, "19:30")) == NOON + timedelta(minutes=1)


def test_local_times_are_told_by_the_outlets_zone():
    clock = StoppedClock()
    berlin = clock.real(WeekTime.parse(2, "17:00"), ZoneInfo("Europe/Berlin"))
    new_york = clock.real(WeekTime.parse(2, "11:00"), ZoneInfo("America/New_York"))
    assert berlin == new_york == clock.real(WeekTime.parse(2, "15:00"))


def test_the_demo_shows_the_rest_of_the_week_in_fifteen_minutes():
    clock = demo_clock(15, now=lambda: NOON)
    assert clock.real(DEMO_START) == NOON == clock.now()
    assert clock.real(END_OF_WEEK) == NOON + timedelta(minutes=15)


def test_a_stopped_clock_moves_only_when_told():
    clock = StoppedClock()
    before = clock.real(WeekTime.parse(1, "00:00"))
    clock.move_to(3, "10:00")
    assert clock.now() == clock.real(WeekTime.parse(3, "10:00"))
    assert clock.real(WeekTime.parse(1, "00:00")) == before
