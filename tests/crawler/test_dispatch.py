"""The dispatcher and the intake: who is asked next, and what a tick costs."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import db
from archive.model import DueUrl
from archive.sources import DueChannel
from crawler.dispatch import PER_HOST, Dispatcher
from crawler.fetching.politeness import Politeness
from crawler.intake import MAX_LOAD, Intake

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def page(number: int, host: str = "a.example") -> DueUrl:
    return DueUrl(number, f"https://{host}/{number}", "s", 0, NOW)


def poll(number: int, host: str = "a.example") -> DueChannel:
    return DueChannel(number, "s", f"https://{host}/feed{number}", "rss", 1, {}, "", "", 0, None)


async def taken(dispatcher: Dispatcher, count: int) -> list[str]:
    found = []
    for _ in range(count):
        job = await asyncio.wait_for(dispatcher.next(), 5)
        found.append(job.what.url.removeprefix("https://"))
        dispatcher.done(job)
    return found


async def test_polls_and_pages_of_a_host_take_turns() -> None:
    dispatcher = Dispatcher(Politeness(1, 0))
    dispatcher.offer([page(1), page(2), poll(1), poll(2), poll(3)])
    order = await taken(dispatcher, 5)
    assert order == [f"a.example/{name}" for name in ("feed1", "1", "feed2", "2", "feed3")]


async def test_work_is_queued_once_until_it_is_done() -> None:
    dispatcher = Dispatcher(Politeness(1, 0))
    assert dispatcher.offer([page(1), page(1)]) == 1
    job = await dispatcher.next()
    assert dispatcher.offer([page(1)]) == 0
    dispatcher.done(job)
    assert dispatcher.offer([page(1)]) == 1


async def test_a_host_with_much_to_do_leaves_room_for_others() -> None:
    dispatcher = Dispatcher(Politeness(1, 0))
    assert dispatcher.offer(page(n) for n in range(3 * PER_HOST)) == PER_HOST
    assert dispatcher.wants(page(9999, "b.example"))
    assert dispatcher.wants(poll(1))
    assert not dispatcher.wants(page(9999))


async def test_a_held_host_waits_and_others_do_not() -> None:
    dispatcher = Dispatcher(Politeness(1, 0))
    dispatcher.offer([page(1, "held.example"), page(2, "free.example")])
    dispatcher.hold("held.example", 0.3)
    began = time.monotonic()
    assert await taken(dispatcher, 2) == ["free.example/2", "held.example/1"]
    assert time.monotonic() - began >= 0.3


async def test_spacing_holds_over_all_channels_of_a_host() -> None:
    dispatcher = Dispatcher(Politeness(2, 0.1))
    dispatcher.offer(poll(n) for n in range(4))
    began = time.monotonic()
    await taken(dispatcher, 4)
    assert time.monotonic() - began >= 0.3


async def test_a_straggler_keeps_nobody_waiting() -> None:
    dispatcher = Dispatcher(Politeness(1, 0))
    dispatcher.offer([poll(0, "slow.example"), poll(9, "slow.example")])
    straggler = await dispatcher.next()
    dispatcher.offer(poll(n, f"{n}.example") for n in range(1, 9))
    assert len(await taken(dispatcher, 8)) == 8
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(dispatcher.next(), 0.05)
    dispatcher.done(straggler)
    assert await taken(dispatcher, 1) == ["slow.example/feed9"]
    assert dispatcher.under_way == 0


async def test_a_job_costs_little_among_20000_hosts() -> None:
    dispatcher = Dispatcher(Politeness(1, 1.0))
    dispatcher.offer(poll(n, f"{n}.example") for n in range(20_000))
    began = time.process_time()
    await taken(dispatcher, 2_000)
    assert (time.process_time() - began) / 2_000 < 0.003  # the scan of all hosts took 5 ms a job


def test_a_budget_is_spent_in_a_burst_and_then_by_the_day() -> None:
    politeness = Politeness(1, 0, per_day=96)
    at, asked = 0.0, 0
    while at < 86_400:
        politeness.began("a", at)
        politeness.ended("a")
        asked += 1
        at = max(at, politeness.ready_at("a"))
    assert 96 <= asked <= 96 * 1.25 + 1


def test_a_budget_survives_a_restart() -> None:
    before, after = Politeness(1, 0, per_day=4), Politeness(1, 0, per_day=4)
    for _ in range(3):
        before.began("a", 0.0)
        before.ended("a")
    for host, free_at in before.spent(0.0):
        after.spend(host, free_at)
    assert after.ready_at("a") == before.ready_at("a") > 0


def test_ticks_over_50000_due_rows_take_what_there_is_room_for(tmp_path: Path) -> None:
    conn = db.create(tmp_path / "a.db")
    with db.transaction(conn):
        conn.execute("insert into sources values ('s', 'S', 'https://s.example/', '', 'en', 'press', 1, '', '', 1)")
        conn.executemany(
            """insert into channels (source_id, url, format, role, options, enabled, next_poll_at)
               values ('s', ?, 'rss', '', '{}', 1, ?)""",
            ((f"https://h{n}.example/feed", db.stamp(NOW - timedelta(seconds=n % 600))) for n in range(50_000)),
        )
    dispatcher = Dispatcher(Politeness(1, 0))
    intake = Intake(conn, dispatcher, lambda: NOW)
    while intake.tick():  # how much one brings in depends on the machine
        pass
    assert dispatcher.load == MAX_LOAD
    conn.close()


def test_all_due_rows_get_their_turn_behind_a_full_host(tmp_path: Path) -> None:
    conn = db.create(tmp_path / "a.db")
    with db.transaction(conn):
        conn.execute("insert into sources values ('s', 'S', 'https://s.example/', '', 'en', 'press', 1, '', '', 1)")
        conn.executemany(
            "insert into urls (url, source_id, first_seen_at, due_at) values (?, 's', ?, ?)",
            ((f"https://{'busy' if n < 3000 else 'other'}.example/{n}", db.stamp(NOW), db.stamp(NOW)) for n in range(3001)),
        )
    dispatcher = Dispatcher(Politeness(1, 0))
    intake = Intake(conn, dispatcher, lambda: NOW)
    while dispatcher.load < PER_HOST + 1:  # how far one reads depends on the machine
        intake.tick()
    assert intake.tick() == 0
    conn.close()
