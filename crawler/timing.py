"""When each channel is polled next: the rule of `polling` carried out on the archive, with its budget and its nightly learning.

All methods run in the writer's thread, inside its transactions.
"""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from archive import rates
from archive.rates import Lesson, Shared
from archive.sources import DueChannel
from crawler import polling
from crawler.polling import Poll, PollState, Rhythm, Terms, TokenBucket

log = logging.getLogger(__name__)

BUCKET_DAYS: Final = 0.25  # of the budget that may be spent at once, as in bench/polling.py
NIGHT: Final = timedelta(hours=24)
YIELD_DAYS: Final = timedelta(days=28)  # what a source brought counts for so long: as polling.RHYTHM_MEMORY
LESSONS: Final = 200  # channels that learn in one transaction: about 0.1 s of the writer's time
MAX_DOUBLINGS: Final = 5
FIRST_RETRY: Final = timedelta(minutes=5)  # after an error; rare sources would else be asked again tomorrow
MAX_BACK_OFF: Final = timedelta(hours=24)
_MONDAY: Final = datetime(1970, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rules:
    """What binds all polls. Minutes and hours by the source's priority, 1 first."""

    polls_per_source: float = 96.0  # a day, averaged over all sources
    shortest_minutes: float = 1.0
    longest_hours: Sequence[float] = (2.0, 6.0, 12.0, 24.0)
    fixed_minutes: Sequence[float] | None = None  # polls at fixed intervals instead of by the rule


@dataclass(frozen=True, slots=True)
class Answered:
    """A poll that was answered, and what its answer asks for."""

    poll: Poll
    interval_minutes: float | None = None  # the publisher's own idea
    retry_after: timedelta = timedelta(0)
    fresh_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Next:
    """When a channel is polled next, and how many new entries it usually brings a day."""

    at: datetime
    per_day: float


@dataclass(slots=True)
class Timing:
    """Plans polls. `open` it with the archive first."""

    rules: Rules
    _common: Shared = field(default=Shared(0.0, _MONDAY, 0), init=False)
    _weights: dict[str, float] = field(default_factory=dict, init=False)
    _bucket: TokenBucket | None = field(default=None, init=False)

    def open(self, conn: sqlite3.Connection, now: datetime) -> None:
        """Read what is shared, or begin with the price at which today's channels keep to the budget."""
        self._weights = rates.weights(conn)
        found = rates.shared(conn)
        self._common = found or Shared(self._first_price(conn), now, rates.polls(conn))
        if found is None:
            rates.keep_shared(conn, self._common)
        count, _ = rates.population(conn)
        self._fill(count)

    def after_answer(self, conn: sqlite3.Connection, channel: DueChannel, answered: Answered) -> Next:
        """Learn from an answered poll; returns when the next one is due, and how many entries a day are usual."""
        state = PollState.from_json(rates.state(conn, channel.id))
        if answered.interval_minutes:
            state = polling.hinted(state, answered.interval_minutes)
        state = polling.observe(state, answered.poll)
        at, why = self._plan(state, channel, answered)
        rate = state.to_json()
        del rate["rhythm"]
        rates.keep(conn, channel.id, rate, why)
        return Next(at, state.rate.base)

    def after_error(self, conn: sqlite3.Connection, channel: DueChannel, now: datetime, floor: timedelta) -> datetime:
        """The usual gap, doubled for each error in a row; `floor` is what the server asked for. Nothing is learnt."""
        state = PollState.from_json(rates.state(conn, channel.id))
        at, _ = self._plan(state, channel, Answered(Poll(now)))
        usual = min(max(at - now, FIRST_RETRY), timedelta(hours=self._longest(channel))) if not self._fixed(channel) else at - now
        wait = min(max(usual * (1 << min(channel.error_streak, MAX_DOUBLINGS)), floor), MAX_BACK_OFF)
        rates.explain(conn, channel.id, f"{now + wait:%Y-%m-%d %H:%M:%S}Z after {channel.error_streak + 1} errors in a row")
        return now + wait

    def keep(self, conn: sqlite3.Connection) -> None:
        """Write down how much of the budget is spent."""
        if self._bucket is not None:
            self._common = replace(self._common, free_at=self._bucket.free_at)
        rates.keep_shared(conn, self._common)

    def settle(self, conn: sqlite3.Connection) -> None:
        """Until the first night the price follows the rates as they become known: a cold start knows none of them."""
        if self._common.nights == 0:
            self._common = replace(self._common, price=self._first_price(conn))
        self.keep(conn)

    def night_is_due(self, now: datetime) -> bool:
        """Whether a day has passed since the last learning."""
        return now - self._common.learnt_at >= NIGHT

    def learn_prices(self, conn: sqlite3.Connection, now: datetime) -> datetime:
        """Tomorrow's price and weights. Returns the moment of the learning before, for `learn_rhythms`."""
        before = self._common.learnt_at
        days = max((now - before) / NIGHT, 1.0)
        made, (count, _) = rates.polls(conn), rates.population(conn)
        price = polling.nightly_price(self._common.price, (made - self._common.polls) / days, self.rules.polls_per_source * count)
        self._weights = weights_of(rates.yields(conn, now - YIELD_DAYS))
        rates.keep_weights(conn, self._weights)
        self._common = replace(self._common, price=price, learnt_at=now, polls=made, nights=self._common.nights + 1)
        self._fill(count)
        self.keep(conn)
        log.info("polling: %d polls since %s, price %.3g item-days", made, f"{before:%Y-%m-%d %H:%M}", price)
        return before

    def _first_price(self, conn: sqlite3.Connection) -> float:
        count, known = rates.population(conn)
        channels = [(PollState.from_json(rate).rate.base, self._weights.get(source, 1.0)) for source, rate in known]
        return polling.first_price(channels, max(1.0, self.rules.polls_per_source * count))

    def _fill(self, count: int) -> None:
        per_day = self.rules.polls_per_source * count
        self._bucket = TokenBucket(per_day, max(1.0, per_day * BUCKET_DAYS), self._common.free_at) if count else None

    def _plan(self, state: PollState, channel: DueChannel, answered: Answered) -> tuple[datetime, str]:
        now = answered.poll.at
        if fixed := self._fixed(channel):
            wait = max(fixed, answered.retry_after)
            return now + wait, f"{now + wait:%Y-%m-%d %H:%M:%S}Z by the fixed interval of [schedule] poll_minutes"
        plan = polling.plan(state, self._terms(channel, answered), now)
        if self._bucket is None:
            return plan.at, str(plan)
        self._bucket, ready = self._bucket.reserve(now)
        if ready > plan.at:
            return ready, f"{ready:%Y-%m-%d %H:%M:%S}Z by the budget of all sources; else {plan}"
        return plan.at, str(plan)

    def _terms(self, channel: DueChannel, answered: Answered) -> Terms:
        return Terms(
            price=self._common.price,
            weight=self._weights.get(channel.source_id, 1.0),
            shortest=timedelta(minutes=self.rules.shortest_minutes),
            longest=timedelta(hours=self._longest(channel)),
            retry_after=answered.retry_after,
            fresh_for=answered.fresh_for,
        )

    def _longest(self, channel: DueChannel) -> float:
        return _by_priority(self.rules.longest_hours, channel.priority)

    def _fixed(self, channel: DueChannel) -> timedelta | None:
        fixed = self.rules.fixed_minutes
        return timedelta(minutes=_by_priority(fixed, channel.priority)) if fixed else None


def learn_rhythms(conn: sqlite3.Connection, after: int, since: datetime, now: datetime) -> int | None:
    """One portion of the night's learning. Returns the last channel's id, None when there are no more.

    Channels of a country share a rhythm where their own counts are few; the group of a portion is its sample.
    """
    lessons = rates.lessons(conn, since, after, LESSONS)
    groups: defaultdict[str, list[tuple[int, Rhythm]]] = defaultdict(list)
    for lesson in lessons:
        groups[lesson.country].append((lesson.channel_id, _lived(lesson, since, now)))
    for members in groups.values():
        profile = polling.group_profile(rhythm for _, rhythm in members)
        for channel_id, rhythm in members:
            rates.keep_rhythm(conn, channel_id, PollState(rhythm=rhythm.learnt(profile)).to_json()["rhythm"])
    return lessons[-1].channel_id if lessons else None


def weights_of(yields: dict[str, tuple[int, int]]) -> dict[str, float]:
    """What a poll of each source is worth, by the share of relevant among what it showed."""
    seen = sum(shown for _, shown in yields.values())
    average = sum(relevant for relevant, _ in yields.values()) / seen if seen else 0.0
    return {source: polling.topic_weight(relevant, shown, average) for source, (relevant, shown) in yields.items()}


def _lived(lesson: Lesson, since: datetime, now: datetime) -> Rhythm:
    state = PollState.from_json(lesson.state)
    start = polling.hour_of_week(since)
    hours = (polling.hour_of_week(moment) for moment in lesson.published)
    return state.rhythm.after_night(hours, state.rate.base, start, start + (now - since) / timedelta(hours=1))


def _by_priority(values: Sequence[float], priority: int) -> float:
    return values[min(max(priority, 1), len(values)) - 1]
