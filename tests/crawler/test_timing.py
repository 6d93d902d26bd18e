"""When a channel is polled next, with a real archive."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import db, rates, sources, urls
from archive.model import Candidate, Channel, Source
from archive.sources import DueChannel
from crawler.polling import Poll, PollState
from crawler.timing import Answered, Rules, Timing, learn_rhythms, weights_of

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
NEVER = timedelta(0)


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = db.create(tmp_path / "a.db")
    outlets = [
        Source(f"outlet-{n}", f"Outlet {n}", f"https://{n}.example/", "DE", "de", "press", 1 + n % 4,
               channels=(Channel(f"outlet-{n}", f"https://{n}.example/feed", "rss"),))
        for n in range(4)
    ]  # fmt: skip
    sources.sync(opened, outlets, NOW)
    yield opened
    opened.close()


def channel(conn: sqlite3.Connection, source_id: str = "outlet-0") -> DueChannel:
    return next(c for c in sources.due(conn, NOW + timedelta(days=400), 100) if c.source_id == source_id)


def opened(conn: sqlite3.Connection, rules: Rules | None = None) -> Timing:
    timing = Timing(rules or Rules())
    timing.open(conn, NOW)
    return timing


def test_a_busy_channel_is_polled_before_a_quiet_one(conn: sqlite3.Connection) -> None:
    timing = opened(conn)
    busy, quiet = channel(conn), channel(conn, "outlet-1")
    hour = timedelta(hours=1)
    for n in range(6):
        soon = timing.after_answer(conn, busy, Answered(Poll(NOW + n * hour, 5 if n else 0, 30))).at
        late = timing.after_answer(conn, quiet, Answered(Poll(NOW + n * hour))).at
    assert soon < late


def test_retry_after_and_freshness_are_floors(conn: sqlite3.Connection) -> None:
    timing = opened(conn)
    asked = Answered(Poll(NOW, 30, 30), retry_after=timedelta(hours=3))
    assert timing.after_answer(conn, channel(conn), asked).at >= NOW + timedelta(hours=3)
    fresh = Answered(Poll(NOW, 30, 30), fresh_for=timedelta(minutes=14))
    assert timing.after_answer(conn, channel(conn), fresh).at >= NOW + timedelta(minutes=14)


def test_nothing_waits_longer_than_its_priority_allows(conn: sqlite3.Connection) -> None:
    timing = opened(conn, Rules(longest_hours=(1, 6, 12, 24), polls_per_source=0.1))
    days = timedelta(days=30)
    must_have = timing.after_answer(conn, channel(conn), Answered(Poll(NOW))).at
    assert must_have <= NOW + timedelta(hours=1)
    timing.after_answer(conn, channel(conn, "outlet-3"), Answered(Poll(NOW)))
    optional = timing.after_answer(conn, channel(conn, "outlet-3"), Answered(Poll(NOW + days))).at
    assert optional > NOW + days + timedelta(hours=6)


def test_errors_double_the_gap_up_to_a_day(conn: sqlite3.Connection) -> None:
    timing = opened(conn)
    failing = channel(conn)
    gaps = [timing.after_error(conn, replace(failing, error_streak=n), NOW, NEVER) - NOW for n in range(4)]
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(minutes=5)
    assert timing.after_error(conn, replace(failing, error_streak=99), NOW, timedelta(days=9)) == NOW + timedelta(days=1)


def test_fixed_intervals_override_the_rule_and_it_still_learns(conn: sqlite3.Connection) -> None:
    timing = opened(conn, Rules(fixed_minutes=(10, 20, 60, 180)))
    busy = channel(conn)
    assert timing.after_answer(conn, busy, Answered(Poll(NOW, 3, 10))).at == NOW + timedelta(minutes=10)
    assert PollState.from_json(rates.state(conn, busy.id)).length == 10


def test_the_budget_holds_when_the_price_is_wrong(conn: sqlite3.Connection) -> None:
    timing = opened(conn, Rules(polls_per_source=10))
    busy, at, polls = channel(conn), NOW, 0
    while at < NOW + timedelta(days=1):
        at = timing.after_answer(conn, busy, Answered(Poll(at, 50, 100))).at
        polls += 1
    assert polls <= 4 * 10 * 1.25 + 1  # four sources' budget, and what the bucket holds at once


def test_the_budget_survives_a_restart(conn: sqlite3.Connection) -> None:
    timing = opened(conn, Rules(polls_per_source=1))
    for _ in range(6):
        timing.after_answer(conn, channel(conn), Answered(Poll(NOW, 50, 100)))
    timing.keep(conn)
    again = opened(conn, Rules(polls_per_source=1))
    assert again.after_answer(conn, channel(conn), Answered(Poll(NOW, 50, 100))).at > NOW + timedelta(hours=12)


def test_overspending_makes_polls_dearer_tomorrow(conn: sqlite3.Connection) -> None:
    timing = opened(conn, Rules(polls_per_source=1))
    before = rates.shared(conn)
    conn.execute("update channels set polls = polls + 100")
    timing.learn_prices(conn, NOW + timedelta(days=1))
    after = rates.shared(conn)
    assert before is not None
    assert after is not None
    assert after.price == pytest.approx(2 * before.price)
    assert not timing.night_is_due(NOW + timedelta(days=1, hours=23))


def test_the_price_settles_while_rates_become_known(conn: sqlite3.Connection) -> None:
    timing = opened(conn)
    dates = tuple(NOW - timedelta(hours=n) for n in range(1, 49))
    timing.after_answer(conn, channel(conn), Answered(Poll(NOW, 48, 48, dates)))
    before = rates.shared(conn)
    timing.settle(conn)
    after = rates.shared(conn)
    assert before is not None
    assert after is not None
    assert after.price > before.price


def test_the_week_is_learnt_at_night(conn: sqlite3.Connection) -> None:
    timing = opened(conn)
    known = channel(conn)
    timing.after_answer(conn, known, Answered(Poll(NOW)))
    shown = [Candidate(f"https://0.example/{n}", "", n, published=NOW + timedelta(hours=3)) for n in range(20)]
    urls.sight(conn, known.id, [(c, known.source_id) for c in shown], NOW + timedelta(hours=4))
    since = timing.learn_prices(conn, NOW + timedelta(days=1))
    assert learn_rhythms(conn, 0, since, NOW + timedelta(days=1)) == known.id
    assert learn_rhythms(conn, known.id, since, NOW + timedelta(days=1)) is None
    profile = PollState.from_json(rates.state(conn, known.id)).rhythm.profile
    assert max(range(168), key=profile.__getitem__) == 12


def test_sources_that_bring_relevant_articles_weigh_more() -> None:
    weights = weights_of({"good": (50, 100), "none": (0, 1000)})
    assert weights["good"] > 1 > weights["none"] >= 0.25
    assert weights_of({}) == {}


def test_the_reason_can_be_read(conn: sqlite3.Connection) -> None:
    timing = opened(conn)
    at = timing.after_answer(conn, channel(conn), Answered(Poll(NOW, 3, 10))).at
    (reason,) = rates.reasons(conn, "outlet-0")
    assert f"{at:%Y-%m-%d %H:%M:%S}Z by " in reason.why
    assert "items a day now" in reason.why


def test_an_entry_is_new_to_a_channel_once(conn: sqlite3.Connection) -> None:
    first, second = channel(conn), channel(conn, "outlet-1")
    entry = Candidate("https://0.example/a", "", 0, "Title")
    assert urls.sight(conn, first.id, [(entry, "outlet-0")], NOW) == 1
    assert urls.sight(conn, second.id, [(entry, "outlet-0")], NOW) == 1
    changed = [(replace(entry, title="Another title"), "outlet-0")]
    assert urls.sight(conn, first.id, changed, NOW) == 0
