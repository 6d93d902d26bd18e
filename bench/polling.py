"""How late would we see the news? Simulates polling policies over a synthetic press, from a cold start.

    python bench/polling.py [--json] [--quick] [--budgets 24,96,288] [--seeds 1] [--policies rule,fixed,…]

The world: sources with heavy-tailed rates, day, night and weekend rhythms in five time zones, bursts, scheduled hours, dumps of
many items at once, dead sources, and feeds that hold only their last 10 to 50 entries. Every policy gets the same number of
polls (a token bucket holds it there) and learns only from what it polls; the oracle alone knows the true rates. The rule that is
measured is crawler.polling itself, not a copy. The world is synthetic: the log of sightings must show the gain on real data.

Mean delay in minutes / 95th percentile / missed items, seed 1, 1,000 sources, 28 days:

    polls a day       24                    96
    fixed             28.2 / 56 / 12.8 %    7.46 / 14 / 1.67 %
    miniflux          13.1 / 30 / 1.73 %    4.04 / 5.8 / .32 %
    adaptive          21.4 / 95 / .24 %     5.36 / 20 / .06 %
    square-root       10.1 / 34 / .58 %     2.50 / 8.4 / .05 %
    rule              9.36 / 33 / .20 %     2.33 / 8.3 / .04 %
    oracle            8.25 / 29 / .05 %     2.07 / 7.2 / .04 %
"""

# ruff: noqa: ARG002, D102  the policies share one signature, described where Fixed has it

import argparse
import json
import math
import sys
import time
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from heapq import heapify, heapreplace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.polling import (
    LONGEST,
    ROLL_OVER,
    SHORTEST,
    Rate,
    Rhythm,
    exposure,
    first_price,
    group_profile,
    lost_and_found,
    nightly_price,
    wait,
)

HISTORY = 10 * 24  # hours of news before the first poll: feeds are full when we come
LONGEST_DAYS = LONGEST.total_seconds() / 86400
SHORTEST_DAYS = SHORTEST.total_seconds() / 86400
BUCKET_DAYS = 0.25  # of the budget that may be spent at once
ZONES = (-8, -5, 0, 1, 8)  # hours from UTC


@dataclass(slots=True)
class Feed:
    """One simulated source. Times are hours since the first Monday, 00:00 UTC."""

    zone: int
    length: int
    items: list[float]  # when they are published
    intensity: list[float]  # true items per day, for each hour since -HISTORY


@dataclass(frozen=True, slots=True)
class Row:
    """The result of one policy at one budget."""

    policy: str
    budget: float  # polls per source and day that were allowed
    polls: float  # … that were made
    mean: float  # minutes from publication to first sight
    p95: float
    missed: float  # percent of items that rolled out of their feed unseen
    items: int
    seconds: float


def world(count: int, days: int, seed: int) -> list[Feed]:
    """A press of `count` sources."""
    rng = np.random.default_rng(seed)
    return [_feed(rng, HISTORY + days * 24) for _ in range(count)]


def _feed(rng: np.random.Generator, hours: int) -> Feed:
    zone = int(rng.choice(ZONES))
    rate = 0.0 if rng.random() < 0.1 else float(np.clip(rng.lognormal(math.log(2), 2.1), 0.01, 500))
    intensity = rate * np.resize(np.roll(_week(rng, zone), -(-HISTORY % 168)), hours)
    for start in np.flatnonzero(rng.random(hours) < 1 / 168):  # a burst a week
        intensity[start : start + int(rng.integers(2, 9))] *= float(np.clip(rng.lognormal(math.log(3), 0.5), 1.5, 8))
    counts = rng.poisson(intensity / 24)
    at = np.repeat(np.arange(hours), counts) + rng.random(counts.sum())
    if rng.random() < 0.2 and rate < 48:  # a newsroom that schedules a third of its items for the half hour
        scheduled = rng.random(at.size) < 1 / 3
        at[scheduled] = np.ceil(at[scheduled] * 2) / 2
    dumps = [
        start + rng.random(int(rng.integers(5, 31))) / 60 for start in np.flatnonzero(rng.random(hours) < 0.01 / 168) if rate
    ]
    items = np.sort(np.concatenate([at, *dumps])) - HISTORY
    return Feed(zone, int(rng.choice([10, 15, 20, 25, 30, 40, 50])), items.tolist(), intensity.tolist())


def _week(rng: np.random.Generator, zone: int) -> np.ndarray:
    """A source's true profile over the hours of the week in UTC, mean 1."""
    if rng.random() < 0.15:  # a machine writes day and night
        return np.ones(168)
    hour = np.arange(168)
    day = 0.12 + np.exp(-((((hour % 24) - rng.normal(12, 1.5)) / rng.uniform(3.5, 6)) ** 2))
    day *= np.where(hour >= 120, rng.uniform(0.25, 0.8), 1.0) * rng.lognormal(0, 0.25, 168)
    return np.roll(day / day.mean(), -zone)


class Fixed:
    """The same interval for all."""

    def __init__(self, feeds: list[Feed], budget: float) -> None:
        self.interval = 1 / budget

    def gap(self, source: int, now: float, days: float, new: int, dates: list[float]) -> float:
        """Days until the next poll of `source`, after one that showed `new` unknown entries and the entries' `dates`."""
        return self.interval

    def night(self, used: float, budget: float, hour: float) -> None:
        """What is learnt at midnight UTC from the polls of the day."""


class Miniflux(Fixed):
    """entry_frequency: a week over the entries of the last week; its factor is tuned to the budget every night."""

    def __init__(self, feeds: list[Feed], budget: float) -> None:
        self.known: list[list[float]] = [[] for _ in feeds]
        self.factor = budget / 4

    def gap(self, source: int, now: float, days: float, new: int, dates: list[float]) -> float:
        known = self.known[source]
        known += dates[len(dates) - new :]
        del known[: bisect_right(known, now - 168)]
        return min(max(7 / (len(known) * self.factor), 5 / 1440), 1.0) if known else 1.0

    def night(self, used: float, budget: float, hour: float) -> None:
        self.factor /= min(max(used / budget, 0.5), 2.0)


class Adaptive(Fixed):
    """Interval × 0.8 after something new, × 1.2 after nothing; the step up is tuned to the budget every night."""

    def __init__(self, feeds: list[Feed], budget: float) -> None:
        self.intervals = [1 / budget] * len(feeds)
        self.power = 1.0

    def gap(self, source: int, now: float, days: float, new: int, dates: list[float]) -> float:
        step = 0.8 if new else 1.2**self.power
        self.intervals[source] = min(max(self.intervals[source] * step, SHORTEST_DAYS), LONGEST_DAYS)
        return self.intervals[source]

    def night(self, used: float, budget: float, hour: float) -> None:
        self.power *= min(max(used / budget, 0.5), 2.0)


class SquareRoot(Fixed):
    """Polls in proportion to the square root of the estimated rate (Cho & Garcia-Molina 2003)."""

    def __init__(self, feeds: list[Feed], budget: float) -> None:
        self.rates = [Rate() for _ in feeds]
        self.total = budget * len(feeds)  # polls a day
        self.price = first_price([(1.0, 1.0)] * len(feeds), self.total)
        self.lengths = [feed.length for feed in feeds]
        self.polled = bytearray(len(feeds))
        self.waiting = len(feeds)

    def gap(self, source: int, now: float, days: float, new: int, dates: list[float]) -> float:
        self._learn(source, now, days, new, dates, days)
        return min(max(math.sqrt(2 * self.price / self.rates[source].base), SHORTEST_DAYS), LONGEST_DAYS)

    def night(self, used: float, budget: float, hour: float) -> None:
        self.price = nightly_price(self.price, used, budget)

    def _learn(self, source: int, now: float, days: float, new: int, dates: list[float], lived: float) -> None:
        if self.polled[source]:
            items = lost_and_found(new, days, (now - dates[0]) / 24) if new and new == len(dates) else new
            self.rates[source] = self.rates[source].after(items, days, lived)
            return
        self.polled[source] = 1
        if dates:
            self.rates[source] = self.rates[source].seeded(len(dates), (now - dates[0]) / 24)
        self.waiting -= 1
        if not self.waiting:  # everybody has been asked once
            self.price = first_price([(rate.base, 1.0) for rate in self.rates], self.total)


class Rule(SquareRoot):
    """crawler.polling."""

    def __init__(self, feeds: list[Feed], budget: float) -> None:
        super().__init__(feeds, budget)
        self.zones = [feed.zone for feed in feeds]
        self.rhythms = [Rhythm() for _ in feeds]
        self.fresh: list[list[float]] = [[] for _ in feeds]

    def gap(self, source: int, now: float, days: float, new: int, dates: list[float]) -> float:
        profile = self.rhythms[source].profile
        self._learn(source, now, days, new, dates, exposure(profile, now % 168 - days * 24 + 168, days))
        if new:
            self.fresh[source] += dates[len(dates) - new :]
        rate = self.rates[source]
        most = self.lengths[source] * ROLL_OVER
        return max(wait(rate.base * rate.burst, profile, now % 168, self.price, most, LONGEST_DAYS)[0], SHORTEST_DAYS)

    def night(self, used: float, budget: float, hour: float) -> None:
        super().night(used, budget, hour)
        for source, rhythm in enumerate(self.rhythms):
            recent = [item for item in self.fresh[source] if item >= hour - 24]
            self.rhythms[source] = rhythm.after_night(recent, self.rates[source].base, hour - 24, hour)
            self.fresh[source] = []
        groups = {
            zone: group_profile(r for r, z in zip(self.rhythms, self.zones, strict=True) if z == zone) for zone in set(self.zones)
        }
        self.rhythms = [rhythm.learnt(groups[zone]) for rhythm, zone in zip(self.rhythms, self.zones, strict=True)]


class Oracle(SquareRoot):
    """The rule's decision with the true rate of every hour, bursts included."""

    def __init__(self, feeds: list[Feed], budget: float) -> None:
        super().__init__(feeds, budget)
        self.truth = [feed.intensity[HISTORY:] + [0.0] * 48 for feed in feeds]
        self.price = first_price([(max(float(np.mean(feed.intensity)), 1e-3), 1.0) for feed in feeds], self.total)

    def night(self, used: float, budget: float, hour: float) -> None:
        """Its price was right from the start: see `tuned`."""

    def gap(self, source: int, now: float, days: float, new: int, dates: list[float]) -> float:
        most = self.lengths[source] * ROLL_OVER
        return max(wait(1.0, self.truth[source], now, self.price, most, LONGEST_DAYS)[0], SHORTEST_DAYS)


POLICIES: dict[str, type[Fixed]] = {
    "fixed": Fixed,
    "miniflux": Miniflux,
    "adaptive": Adaptive,
    "square-root": SquareRoot,
    "rule": Rule,
    "oracle": Oracle,
}


@dataclass(slots=True)
class Tally:
    """What a run counts: polls, items missed, and the delay of every other item in hours."""

    polls: int = 0
    missed: int = 0
    delays: "array[float]" = field(default_factory=lambda: array("d"))


def simulate(feeds: list[Feed], policy: Fixed, budget: float, days: int) -> Tally:
    """Run one policy for `days`; `budget` is in polls per source and day."""
    tally, end = Tally(), days * 24.0
    step = 24 / (budget * len(feeds))  # hours that a token takes
    depth = BUCKET_DAYS * 24
    if isinstance(policy, Oracle):
        depth = math.inf
    due = [(index / len(feeds) * min(1.0, 24 / budget), index, False) for index in range(len(feeds))]
    heapify(due)
    seen = [0] * len(feeds)
    last = [0.0] * len(feeds)
    free, midnight, today = 0.0, 24.0, 0
    while due[0][0] < end:
        at, source, reserved = due[0]
        while at >= midnight:
            policy.night(today, budget * len(feeds), midnight)
            midnight, today = midnight + 24, 0
        if not reserved:
            free = max(free, at) + step
            if free - step - depth > at:  # no token left: its turn comes later
                heapreplace(due, (free - step - depth, source, True))
                continue
        new, dates = _poll(feeds[source], at, seen, source, tally)
        today += 1
        gap = policy.gap(source, at, (at - last[source]) / 24, new, dates)
        last[source] = at
        heapreplace(due, (at + gap * 24, source, False))
    return tally


def _poll(feed: Feed, at: float, seen: list[int], source: int, tally: Tally) -> tuple[int, list[float]]:
    """New entries in the answer and the dates of all its entries."""
    before, now = seen[source], bisect_right(feed.items, at, seen[source])
    seen[source] = now
    dates = feed.items[max(0, now - feed.length) : now]
    new = min(now - before, feed.length)
    tally.polls += 1
    tally.missed += sum(item >= 0 for item in feed.items[before : now - new]) if now - before > new else 0
    tally.delays.extend(at - item for item in dates[len(dates) - new :] if item >= 0)
    return new, dates


def tune(oracle: Oracle, feeds: list[Feed], budget: float, days: int) -> None:
    """The one price at which the oracle spends just its budget: found on whole weeks, since polls go with price ** -½."""
    days = min(days, 14)
    for _ in range(3):
        polls = simulate(feeds, oracle, budget, days).polls
        oracle.price *= (polls / (budget * len(feeds) * days)) ** 2


def measure(name: str, budget: float, count: int, days: int, seeds: Iterable[int]) -> Row:
    """One line of the table."""
    begun, polls, missed, delays = time.perf_counter(), 0, 0, array("d")
    for seed in seeds:
        feeds = world(count, days, seed)
        policy = POLICIES[name](feeds, budget)
        if isinstance(policy, Oracle):
            tune(policy, feeds, budget, days)
        tally = simulate(feeds, policy, budget, days)
        polls, missed = polls + tally.polls, missed + tally.missed
        delays.extend(tally.delays)
    minutes = np.frombuffer(delays) * 60
    total = minutes.size + missed
    per_day = polls / (count * days * len(list(seeds)))
    p95 = float(np.percentile(minutes, 95))
    spent = time.perf_counter() - begun
    return Row(
        name,
        budget,
        round(per_day, 2),
        round(float(minutes.mean()), 2),
        round(p95, 1),
        round(missed / total * 100, 3),
        total,
        round(spent, 1),
    )


def verdict(rows: list[Row]) -> dict[str, float | bool]:
    """What the rule is held to, at 96 polls per source and day."""
    at = {row.policy: row for row in rows if row.budget == 96}
    if not {"fixed", "rule", "oracle"} <= at.keys():
        return {}
    gain, distance, missed = at["fixed"].mean / at["rule"].mean, at["rule"].mean / at["oracle"].mean, at["rule"].missed
    kept = gain >= 2.5 and distance <= 1.25 and missed <= 0.15
    return {
        "times_better_than_fixed": round(gain, 2),
        "times_the_oracle": round(distance, 3),
        "missed_percent": missed,
        "kept": kept,
    }


def table(rows: list[Row]) -> str:
    """Mean and 95th percentile of the delay in minutes, and the share of items missed."""
    lines = [f"{'policy':12} {'budget':>6} {'polls':>7} {'mean':>7} {'p95':>7} {'missed':>8} {'items':>9} {'seconds':>8}"]
    lines += [
        f"{r.policy:12} {r.budget:6g} {r.polls:7.2f} {r.mean:7.2f} {r.p95:7.1f} {r.missed:7.3f}% {r.items:9} {r.seconds:8.1f}"
        for r in rows
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 when the rule does not keep what it is held to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--quick", action="store_true", help="100 sources, 10 days, 96 polls a day")
    parser.add_argument("--budgets", default="24,96,288", help="polls per source and day")
    parser.add_argument("--seeds", type=int, default=1, help="worlds to average over")
    parser.add_argument("--policies", default=",".join(POLICIES))
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    count, days = (100, 10) if options.quick else (1_000, 28)
    budgets = [96.0] if options.quick else [float(b) for b in options.budgets.split(",")]
    seeds = range(1, options.seeds + 1)
    tasks = [(name, budget, count, days, seeds) for budget in budgets for name in options.policies.split(",")]
    rows = _run(measure, tasks, options.jobs)
    found = verdict(rows)
    result = {"rows": [asdict(row) for row in rows], "verdict": found}
    print(json.dumps(result, indent=2) if options.json else f"{table(rows)}\n{found}")
    return 0 if options.quick or found.get("kept", True) else 1


def _run(work: Callable[..., Row], tasks: list[tuple[Any, ...]], jobs: int) -> list[Row]:
    rows = []
    with ProcessPoolExecutor(jobs) as pool:
        for future in [pool.submit(work, *task) for task in tasks]:
            rows.append(future.result())
            print(f"{len(rows)} of {len(tasks)}: {rows[-1]}", file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
