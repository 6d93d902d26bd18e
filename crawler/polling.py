"""When to poll a channel next: pure.

A poll is worth its price as soon as the items that are expected to wait at the channel have waited for so long, all together:

    next poll = first t where  weight · ∫ λ(s)·(t − s) ds ≥ price   (item-days; equal for all channels: the optimum, since it
                makes the last poll of every channel save the same delay; Sia, Cho & Cho 2007, Cho & Garcia-Molina 2003)
             or ∫ λ ≥ a third of the feed's length                  (so that nothing rolls out of the feed unseen)

with λ(t) = base · profile[hour of the week] · burst, in items per day. Rates are per day, durations in days, hours of the week
count from Monday 00:00 UTC. Mean delays beside constants are minutes in the world of bench/polling.py (250 sources, 14 days, 96
polls a source and day, seeds 5 and 6), where the rule as it stands has 2.36.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

WEEK: Final = 168  # hours

MEMORY: Final = 14.0  # days: it hardly matters (7: 2.37, 28: 2.35); news rhythms change within weeks
PRIOR_DAYS: Final = 0.3  # weight of the prior rate; 1 day: 2.47
PRIOR_RATE: Final = 1.0  # items a day of an unknown channel
SEED_DAYS: Final = 3.0  # what the dates of the first answer may weigh (1: 2.36, 7: 2.36): old items say little about today
BURST_MEMORY: Final = 2 / 24  # days (1 h: 2.35, 4 h: 2.39)
BURST_PRIOR: Final = 3.0  # items: one or two more than expected are no burst
BURST_RANGE: Final = (0.3, 10.0)  # without the factor: 2.46
RHYTHM_MEMORY: Final = 28.0  # days
GROUP_ITEMS: Final = (
    0.7  # items an hour of the week that the group's rhythm counts for (0.2: 2.49; 3.0: 2.31, slower to leave it)
)
ROLL_OVER: Final = 1 / 3  # of a feed's length; binds when polls are few, and in bursts
DEFAULT_LENGTH: Final = 10  # entries of a feed that has not been read yet; the shortest usual
UNDATED_FACTOR: Final = 2.0  # a replaced feed without dates has lost some items: at least as many again is assumed
HINT_SHARE: Final = 0.25  # a publisher's ttl of an hour means six items a day as a prior (WordPress prints it everywhere)
HINT_RANGE: Final = (0.2, 24.0)  # items a day
LEAST_WEIGHT: Final = 0.25  # of a channel that yields nothing relevant: tomorrow's topic may break there
WEIGHT_PRIOR: Final = 5.0  # items
PRICE_STEP: Final = (0.5, 2.0)  # a night's change, so that a day of outage does not upset the price
SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=24)  # bounds what rare sources pay for the others

_DAY = timedelta(days=1)
_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
FLAT: Final = (1.0,) * WEEK


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a channel shows something new: counts that fade with MEMORY, and with BURST_MEMORY for what is going on now."""

    seen: float = 0.0  # items
    exposed: float = 0.0  # days, weighted with the profile
    fast_seen: float = 0.0
    fast_expected: float = 0.0
    prior: float = PRIOR_RATE

    @property
    def base(self) -> float:
        """Items a day, averaged over the week."""
        return (PRIOR_DAYS * self.prior + self.seen) / (PRIOR_DAYS + self.exposed)

    @property
    def burst(self) -> float:
        """Items of the last hours over those expected."""
        low, high = BURST_RANGE
        return min(max((BURST_PRIOR + self.fast_seen) / (BURST_PRIOR + self.fast_expected), low), high)

    def after(self, items: float, days: float, exposure: float) -> "Rate":
        """The rate after a poll that showed `items` new since the last one, `days` ago."""
        slow, fast = math.exp(-days / MEMORY), math.exp(-days / BURST_MEMORY)
        return Rate(
            self.seen * slow + items,
            self.exposed * slow + exposure,
            self.fast_seen * fast + items,
            self.fast_expected * fast + self.base * exposure,
            self.prior,
        )

    def seeded(self, items: int, span: float) -> "Rate":
        """The rate after the very first answer, whose `items` are spread over the last `span` days."""
        days = min(SEED_DAYS, max(span, 1 / 24))
        return replace(self, seen=items * days / max(span, 1 / 24), exposed=days)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a channel's items are spread over the hours of the week (UTC). `profile` has the mean 1."""

    seen: tuple[float, ...] = (0.0,) * WEEK  # items
    expected: tuple[float, ...] = (0.0,) * WEEK  # items, if all hours were alike
    profile: tuple[float, ...] = FLAT

    def after_night(self, hours: Iterable[float], base: float, since: float, until: float) -> "Rhythm":
        """Counts the items of the time since the last night, given by the hours of the week at which they were published.

        `since` and `until` are hours since some Monday 00:00 UTC, `base` is in items a day. The profile stays: see `learnt`.
        """
        fade = math.exp(-(until - since) / 24 / RHYTHM_MEMORY)
        seen = [count * fade for count in self.seen]
        expected = [count * fade for count in self.expected]
        for hour in hours:
            seen[int(hour) % WEEK] += 1.0
        at = since
        while at < until:
            end = min(until, math.floor(at) + 1.0)
            expected[int(at) % WEEK] += base / 24 * (end - at)
            at = end
        return Rhythm(tuple(seen), tuple(expected), self.profile)

    def learnt(self, group: Sequence[float]) -> "Rhythm":
        """With a new profile: its own counts, drawn towards the group's profile where they are few."""
        raw = [(s + GROUP_ITEMS * g) / (e + GROUP_ITEMS) for s, e, g in zip(self.seen, self.expected, group, strict=True)]
        return replace(self, profile=_mean_one(raw))


def group_profile(rhythms: Iterable[Rhythm]) -> tuple[float, ...]:
    """The common profile of channels in one time zone."""
    seen, expected = [GROUP_ITEMS] * WEEK, [GROUP_ITEMS] * WEEK
    for rhythm in rhythms:
        seen = [a + b for a, b in zip(seen, rhythm.seen, strict=True)]
        expected = [a + b for a, b in zip(expected, rhythm.expected, strict=True)]
    return _mean_one([s / e for s, e in zip(seen, expected, strict=True)])


def _mean_one(values: Sequence[float]) -> tuple[float, ...]:
    mean = sum(values) / len(values)
    return tuple(value / mean for value in values) if mean > 0 else FLAT


def exposure(profile: Sequence[float], start: float, days: float) -> float:
    """∫ profile over `days` from the hour of the week `start`, in days."""
    total, at, end = 0.0, start, start + days * 24
    if days * 24 > WEEK:  # whole weeks have the mean 1
        weeks = math.floor(days / 7)
        total, at = weeks * WEEK, start + weeks * WEEK
    while at < end:
        step = min(end, math.floor(at) + 1.0) - at
        total += profile[int(at) % WEEK] * step
        at += step
    return total / 24


def wait(
    rate: float, profile: Sequence[float], start: float, goal: float, most: float, longest: float
) -> tuple[float, str, float]:
    """Days until the next poll, what decided (delay, roll-over or max-interval), and the items expected by then.

    `rate` items a day at profile 1, `goal` item-days of waiting, `most` items that may gather. Within an hour λ is constant, so
    the waiting grows as D + N·x + λx²/2 and the moment it reaches the goal is the root of a quadratic.
    """
    hours = len(profile)
    waiting = gathered = 0.0  # item-days, items
    at, end = start, start + longest * 24
    while at < end:
        intensity = rate * profile[int(at) % hours]
        span = (min(end, math.floor(at) + 1.0) - at) / 24
        by_delay = _reach(intensity / 2, gathered, goal - waiting)
        by_items = (most - gathered) / intensity if intensity > 0 else math.inf
        if (soonest := min(by_delay, by_items)) <= span:
            soonest = max(soonest, 0.0)
            reason = "delay" if by_delay <= by_items else "roll-over"
            return (at - start) / 24 + soonest, reason, gathered + intensity * soonest
        waiting += gathered * span + intensity * span * span / 2
        gathered += intensity * span
        at += span * 24
        if span <= 0:  # rounding: the clock stands on the hour
            at = math.floor(at) + 1.0
    return longest, "max-interval", gathered


def _reach(a: float, b: float, goal: float) -> float:
    """The smallest x ≥ 0 with a·x² + b·x ≥ goal."""
    if goal <= 0:
        return 0.0
    if a > 0:
        return 2 * goal / (b + math.sqrt(b * b + 4 * a * goal))
    return goal / b if b > 0 else math.inf


@dataclass(frozen=True, slots=True)
class PollState:
    """All that polling remembers of a channel; `to_json` and `from_json` keep it in a column."""

    rate: Rate = field(default_factory=Rate)
    rhythm: Rhythm = field(default_factory=Rhythm)
    polled_at: datetime | None = None  # the last poll that was answered
    length: int = DEFAULT_LENGTH  # entries that the feed holds

    def to_json(self) -> dict[str, Any]:
        """A dictionary for JSON, with short numbers."""
        rhythm = {name: [round(v, 4) for v in values] for name, values in asdict(self.rhythm).items()}
        polled = self.polled_at.isoformat() if self.polled_at else None
        return {"rate": asdict(self.rate), "rhythm": rhythm, "polled_at": polled, "length": self.length}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PollState":
        """The state that `to_json` wrote; a missing part is as at the start."""
        polled = data.get("polled_at")
        rhythm = {name: tuple(float(v) for v in values) for name, values in data.get("rhythm", {}).items()}
        return cls(
            Rate(**data.get("rate", {})),
            Rhythm(**rhythm),
            datetime.fromisoformat(polled) if polled else None,
            int(data.get("length", DEFAULT_LENGTH)),
        )


@dataclass(frozen=True, slots=True)
class Poll:
    """What an answered poll showed. A 304 is a poll with nothing new."""

    at: datetime
    new: int = 0  # entries not known before
    length: int = 0  # entries in the answer; 0 when it had no body
    dates: tuple[datetime, ...] = ()  # publication dates of the entries, as far as they have any


def observe(state: PollState, poll: Poll) -> PollState:
    """The state after an answered poll."""
    length = max(1, poll.length) if poll.length else state.length
    if state.polled_at is None:
        return replace(state, rate=_seeded(state.rate, poll), polled_at=poll.at, length=length)
    days = max((poll.at - state.polled_at) / _DAY, 1e-6)
    lived = exposure(state.rhythm.profile, hour_of_week(state.polled_at), days)
    rate = state.rate.after(_items(poll, days), days, lived)
    return replace(state, rate=rate, polled_at=poll.at, length=length)


def _seeded(rate: Rate, poll: Poll) -> Rate:
    dates = [date for date in poll.dates if date <= poll.at]
    return rate.seeded(len(dates), (poll.at - min(dates)) / _DAY) if dates else rate


def _items(poll: Poll, days: float) -> float:
    """New items, with those that must have rolled out of a feed in which nothing is known any more."""
    if poll.new == 0 or poll.new < poll.length:
        return float(poll.new)
    dates = [date for date in poll.dates if date <= poll.at]
    if len(dates) <= 1:
        return poll.new * UNDATED_FACTOR
    return lost_and_found(poll.new, days, (poll.at - min(dates)) / _DAY)


def lost_and_found(new: int, days: float, span: float) -> float:
    """Items in `days` when the `new` ones that are left cover only the last `span` days."""
    return new * min(max(days / max(span, 1e-6), 1.0), 100.0)


def hinted(state: PollState, interval_minutes: float | None) -> PollState:
    """With the publisher's own interval (ttl, sy:update*) as the prior of the rate; it never forbids or forces a poll."""
    low, high = HINT_RANGE
    prior = min(max(1440 / interval_minutes * HINT_SHARE, low), high) if interval_minutes else PRIOR_RATE
    return replace(state, rate=replace(state.rate, prior=prior))


@dataclass(frozen=True, slots=True)
class Terms:
    """What binds the next poll besides the channel's own rate."""

    price: float  # item-days of waiting that one poll is worth, from `first_price` and `nightly_price`
    weight: float = 1.0  # from `topic_weight`
    shortest: timedelta = SHORTEST
    longest: timedelta = LONGEST  # lower it for sources that must not wait
    retry_after: timedelta = timedelta(0)  # what the server asked for (http_hints.hold)
    fresh_for: timedelta = timedelta(0)  # what the answer calls itself (http_hints.freshness)


@dataclass(frozen=True, slots=True)
class Plan:
    """The next poll and why then. `decided_by`: delay, roll-over, max-interval, min-interval, retry-after or fresh."""

    at: datetime
    decided_by: str
    base: float  # items a day
    profile: float  # this hour's factor
    burst: float
    weight: float
    price: float  # item-days
    expected: float  # items that will wait by then

    def __str__(self) -> str:
        rate = self.base * self.profile * self.burst
        return (
            f"{self.at:%Y-%m-%d %H:%M:%S}Z by {self.decided_by}: {rate:.3g} items a day now (base {self.base:.3g} × hour "
            f"{self.profile:.2f} × burst {self.burst:.2f}), weight {self.weight:.2f}, price {self.price:.2g} item-days, "
            f"{self.expected:.2g} items expected"
        )


def plan(state: PollState, terms: Terms, now: datetime) -> Plan:
    """When to poll the channel again, counted from `now`, the moment of the last poll (answered or not)."""
    rate, profile = state.rate, state.rhythm.profile
    start = hour_of_week(now)
    days, reason, expected = wait(
        rate.base * rate.burst, profile, start, terms.price / terms.weight, state.length * ROLL_OVER, terms.longest / _DAY
    )
    gap = days * _DAY
    floors = (("min-interval", terms.shortest), ("fresh", terms.fresh_for), ("retry-after", terms.retry_after))
    for name, floor in floors:
        if floor > gap:
            gap, reason = floor, name
    if gap > days * _DAY:
        expected = rate.base * rate.burst * exposure(profile, start, gap / _DAY)
    return Plan(now + gap, reason, rate.base, profile[int(start)], rate.burst, terms.weight, terms.price, expected)


def hour_of_week(moment: datetime) -> float:
    """Hours since Monday 00:00 UTC, 0 … 168."""
    return ((moment - _MONDAY) / timedelta(hours=1)) % WEEK


def first_price(channels: Iterable[tuple[float, float]], budget: float) -> float:
    """The price at which channels of (base, weight) cost `budget` polls a day, all together. In item-days."""
    total = sum(math.sqrt(base * weight) for base, weight in channels)
    return max((total / max(budget, 1e-9)) ** 2 / 2, 1e-12)


def nightly_price(price: float, used: float, budget: float) -> float:
    """Tomorrow's price after a day of `used` polls."""
    low, high = PRICE_STEP
    return price * min(max(used / max(budget, 1e-9), low), high)


def topic_weight(relevant: float, seen: float, average: float) -> float:
    """How much more than the average channel one is worth, by the share of its items that were relevant."""
    if average <= 0:
        return 1.0
    return max(LEAST_WEIGHT, (relevant + WEIGHT_PRIOR * average) / (seen + WEIGHT_PRIOR) / average)


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """Caps polls: `per_day` in the long run, `depth` at once. The price alone overspends by 2 to 3 %.

    `free_at` is when the bucket would be full again (generic cell rate algorithm).
    """

    per_day: float
    depth: float
    free_at: datetime | None = None

    def reserve(self, now: datetime) -> tuple["TokenBucket", datetime]:
        """Take one token; the moment from which it may be used is `now` or later."""
        step = _DAY / self.per_day
        free = max(self.free_at or now, now)
        ready = max(now, free - step * (self.depth - 1))
        return replace(self, free_at=free + step), ready
