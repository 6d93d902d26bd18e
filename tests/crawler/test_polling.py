import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.polling import (
    FLAT,
    WEEK,
    Poll,
    PollState,
    Rate,
    Rhythm,
    Terms,
    TokenBucket,
    exposure,
    first_price,
    group_profile,
    hinted,
    hour_of_week,
    nightly_price,
    observe,
    plan,
    topic_weight,
    wait,
)

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
DAY = timedelta(days=1)
BUSY = PollState(rate=Rate(seen=60, exposed=2), polled_at=MONDAY, length=50)  # about 26 items a day
TERMS = Terms(price=0.005)
PROFILES = st.lists(st.floats(0.01, 5), min_size=WEEK, max_size=WEEK).map(tuple)


def polled(state: PollState, every: timedelta, new: list[int], length: int = 20) -> PollState:
    for number, count in enumerate(new):
        state = observe(state, Poll(MONDAY + every * number, count, length))
    return state


def test_monday_midnight_utc_is_hour_zero() -> None:
    assert hour_of_week(MONDAY) == 0
    assert hour_of_week(MONDAY - timedelta(minutes=30)) == 167.5


def test_the_rate_follows_what_is_seen() -> None:
    state = polled(PollState(), timedelta(hours=6), [0] + [3] * 40)
    assert state.rate.base == pytest.approx(12, rel=0.05)


def test_the_first_answer_seeds_the_rate_from_its_dates() -> None:
    dates = tuple(MONDAY - timedelta(hours=2 * n) for n in range(13))
    assert observe(PollState(), Poll(MONDAY, 13, 13, dates)).rate.base == pytest.approx(12, rel=0.3)


def test_a_feed_that_was_replaced_as_a_whole_has_lost_items() -> None:
    first = observe(PollState(), Poll(MONDAY, 0, 10))
    dates = tuple(MONDAY + DAY - timedelta(hours=n) for n in range(1, 11))
    lossy = observe(first, Poll(MONDAY + DAY, 10, 10, dates))
    assert lossy.rate.base > observe(first, Poll(MONDAY + DAY, 9, 10, dates)).rate.base * 2
    assert observe(first, Poll(MONDAY + DAY, 10, 10)).rate.seen == pytest.approx(20)


def test_a_burst_brings_the_next_poll_forward() -> None:
    calm = polled(PollState(), timedelta(hours=2), [0] + [1] * 50)
    hot = observe(calm, Poll(calm.polled_at + timedelta(minutes=10), 9, 20))  # type: ignore[operator]
    assert hot.rate.burst > 2
    now = MONDAY + 5 * DAY
    assert plan(hot, TERMS, now).at < plan(calm, TERMS, now).at


def test_busier_sources_are_polled_more_often_by_the_square_root() -> None:
    gaps = [
        plan(replace(BUSY, rate=Rate(seen=n, exposed=10_000), length=10_000), TERMS, MONDAY).at - MONDAY for n in (10_000, 40_000)
    ]
    assert gaps[0] / gaps[1] == pytest.approx(2, rel=0.01)


def test_a_must_have_source_waits_no_longer_than_its_longest() -> None:
    found = plan(PollState(), replace(TERMS, price=100, longest=timedelta(minutes=30)), MONDAY)
    assert (found.at - MONDAY, found.decided_by) == (timedelta(minutes=30), "max-interval")


def test_a_short_feed_is_asked_before_it_rolls_over() -> None:
    found = plan(replace(BUSY, length=6), replace(TERMS, price=100), MONDAY)
    assert found.decided_by == "roll-over"
    assert found.expected == pytest.approx(2)


@pytest.mark.parametrize(("name", "floor"), [("retry_after", timedelta(hours=30)), ("fresh_for", timedelta(hours=30))])
def test_what_the_server_asked_for_is_kept_even_beyond_the_longest(name: str, floor: timedelta) -> None:
    found = plan(BUSY, replace(TERMS, **{name: floor}), MONDAY)
    assert found.at == MONDAY + floor
    assert found.decided_by == {"retry_after": "retry-after", "fresh_for": "fresh"}[name]


def test_never_more_than_once_a_minute() -> None:
    found = plan(replace(BUSY, rate=Rate(seen=1e6, exposed=1)), TERMS, MONDAY)
    assert (found.at - MONDAY, found.decided_by) == (timedelta(minutes=1), "min-interval")


def test_relevant_sources_come_first() -> None:
    assert topic_weight(10, 20, 0.1) > 1 > topic_weight(0, 100, 0.1) >= 0.25
    assert plan(BUSY, replace(TERMS, weight=4), MONDAY).at < plan(BUSY, TERMS, MONDAY).at


def test_a_plan_explains_itself() -> None:
    assert "by delay: 26.2 items a day now (base 26.2 × hour 1.00 × burst 1.00), weight 1.00, price 0.005" in str(
        plan(BUSY, TERMS, MONDAY)
    )


def test_a_publishers_interval_is_a_prior_that_fades() -> None:
    assert hinted(PollState(), 15).rate.base == 24
    assert hinted(BUSY, 15).rate.base == pytest.approx(BUSY.rate.base, rel=0.15)
    assert hinted(PollState(), None) == PollState()


def test_the_profile_learns_working_hours() -> None:
    rhythm = Rhythm()
    for day in range(28):
        since = day * 24.0
        rhythm = rhythm.after_night([since + h for h in (9, 10, 11, 12)], 4.0, since, since + 24).learnt(FLAT)
    assert rhythm.profile[10] > 3 * rhythm.profile[3]
    assert sum(rhythm.profile) / WEEK == pytest.approx(1)
    assert group_profile([rhythm])[10] > group_profile([rhythm])[3]


def test_the_state_survives_json() -> None:
    state = polled(PollState(), timedelta(hours=1), [0, 3, 5])
    again = PollState.from_json(json.loads(json.dumps(state.to_json())))
    assert again == state
    assert PollState.from_json({}) == PollState()


def test_the_first_price_spends_the_budget() -> None:
    bases = [0.5, 3.0, 40.0]
    price = first_price([(b, 1.0) for b in bases], budget=100)
    assert sum(1 / wait(b, FLAT, 0, price, math.inf, 99)[0] for b in bases) == pytest.approx(100, rel=1e-6)


def test_overspending_raises_the_price_but_not_at_a_bound() -> None:
    assert nightly_price(1.0, 110, 100) == pytest.approx(1.1)
    assert nightly_price(1.0, 0, 100) == 0.5


def test_the_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    bucket, times = TokenBucket(per_day=24, depth=3), []
    for _ in range(5):
        bucket, ready = bucket.reserve(MONDAY)
        times.append((ready - MONDAY) / timedelta(hours=1))
    assert times == [0, 0, 0, 1, 2]


@given(PROFILES, st.floats(0, WEEK), st.floats(0, 30))
def test_exposure_adds_up(profile: tuple[float, ...], start: float, days: float) -> None:
    mean_one = tuple(p * WEEK / sum(profile) for p in profile)
    parts = exposure(mean_one, start, days / 2) + exposure(mean_one, (start + days * 12) % WEEK, days / 2)
    assert exposure(mean_one, start, days) == pytest.approx(parts, rel=1e-6, abs=1e-6)


@given(PROFILES, st.floats(0, WEEK, exclude_max=True), st.floats(1e-3, 1e3), st.floats(1e-6, 1), st.floats(1, 50))
@settings(deadline=None)
def test_the_wait_is_where_the_integral_reaches_its_goal(
    profile: tuple[float, ...], start: float, rate: float, goal: float, most: float
) -> None:
    days, reason, expected = wait(rate, profile, start, goal, most, 1.0)
    steps = 2_000
    width = days / steps
    counts = [rate * profile[int(start + (n + 0.5) * width * 24) % WEEK] * width for n in range(steps)]
    waited = sum(c * (days - (n + 0.5) * width) for n, c in enumerate(counts))
    assert 0 <= days <= 1
    assert expected == pytest.approx(sum(counts), rel=0.02)
    if reason == "delay":
        assert waited == pytest.approx(goal, rel=0.02)
    if reason == "roll-over":
        assert expected == pytest.approx(most)
        assert waited <= goal * 1.02


def test_the_rule_beats_a_fixed_interval_by_far() -> None:
    from bench.polling import measure

    fixed, rule = (measure(name, 96, 60, 7, [3]) for name in ("fixed", "rule"))
    assert rule.mean < fixed.mean / 1.8
    assert rule.polls < 96 * 1.05
