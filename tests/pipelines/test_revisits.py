"""The plan of revisits: by age, within the outlet's share, and its reason in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Access, Outcome
from pipelines.revisits import Facts, asked_by, plan

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def facts(age: timedelta, **more) -> Facts:
    given = {"url_id": 10, "outcome": Outcome.STORED, "relevant": True, "first_seen_at": NOW - age, "published_at": NOW - age}
    return Facts(**(given | more))


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(minutes=5), timedelta(minutes=15)),
        (5 * HOUR, HOUR),
        (3 * DAY, 3 * HOUR),
        (20 * DAY, 3 * DAY),
        (200 * DAY, 30 * DAY),
        (359 * DAY, 30 * DAY),
    ],
)
def test_the_older_the_rarer(age, wait):
    assert plan(facts(age), NOW).at == NOW + wait


def test_it_ends_after_360_days_however_lively_the_page():
    assert plan(facts(360 * DAY, changed_at=NOW - HOUR), NOW) is None


def test_a_change_makes_an_article_fresh_again():
    visit = plan(facts(20 * DAY, changed_at=NOW - HOUR), NOW)
    assert visit.at == NOW + timedelta(minutes=15)
    assert visit.why == "60 min since its last change: every 15 min until 3 hours"


def test_a_date_in_the_future_counts_as_now():
    assert plan(facts(-3 * DAY), NOW).at == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    "outcome", sorted(set(Outcome) - {Outcome.STORED, Outcome.UPDATED, Outcome.DUPLICATE, Outcome.PAYWALLED, Outcome.WALLED})
)
def test_what_is_no_article_is_not_looked_at_again(outcome):
    assert plan(facts(HOUR, outcome=outcome), NOW) is None


def test_what_does_not_belong_is_not_looked_at_again():
    assert plan(facts(HOUR, relevant=False), NOW) is None


def test_stubs_withdrawn_articles_and_copies_are_looked_at_rarely():
    stub = plan(facts(HOUR, access=Access.PAYWALLED, outcome=Outcome.PAYWALLED), NOW)
    assert (stub.at, "may open" in stub.why) == (NOW + DAY, True)
    assert plan(facts(HOUR, withdrawn=True), NOW).at == NOW + DAY
    assert plan(facts(HOUR, copy=True, outcome=Outcome.DUPLICATE), NOW).at == NOW + HOUR


def test_a_wall_is_tried_for_a_month_and_a_refusal_not():
    waits = [plan(facts(age, outcome=Outcome.WALLED, relevant=False), NOW) for age in (HOUR, 3 * DAY, 20 * DAY, 40 * DAY)]
    assert [visit and visit.at - NOW for visit in waits] == [6 * HOUR, DAY, 7 * DAY, None]
    assert plan(facts(HOUR, outcome=Outcome.WALLED, refused=True), NOW) is None


def test_an_outlet_is_asked_no_more_than_its_share():
    asked = asked_by({0: 5, 1: 15, 2: 100})
    assert asked == 5 * 96 + 15 * 24 + 100 * 8
    visit = plan(facts(HOUR, asked=asked), NOW, most=410)
    assert visit.at == NOW + 4 * timedelta(minutes=15)
    assert "1640 looks a day of 410: 4.0 times as seldom" in visit.why


def test_settings_can_end_it():
    assert plan(facts(HOUR), NOW, (0, 0, 0, 0, 0)) is None
    assert asked_by({0: 3}, (0, 0, 0, 0, 0)) == 0


@given(st.integers(0, 10**6), st.floats(0, 400))
def test_looks_are_spread_and_always_ahead(url_id, days):
    visit = plan(replace(facts(timedelta(days=days)), url_id=url_id), NOW)
    assert visit is None or NOW + timedelta(minutes=13) < visit.at < NOW + timedelta(days=34)
