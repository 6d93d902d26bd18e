"""Which waiting alerts go out now, in which mails. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import times
from alerts.rules import Key, due
from alerts.ways import way_of
from archive.model import Subscription
from archive.outbox import Batch
from archive.queues import Queue

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Postponed:
    """Alerts of a queue, up to a number, that wait on: a digest for their date went out already."""

    queue_id: int
    upto: int
    due_at: datetime


def gather(
    queues: Iterable[Queue],
    by_id: Mapping[str, Subscription],
    sent_last_hour: Mapping[Key, int],
    has_period: Callable[[Key, str], bool],
    now: datetime,
) -> tuple[list[Batch], list[Postponed]]:
    """One batch at most for each queue.

    Alerts of subscriptions or recipients that are gone (or paused) stay where they are.
    """
    batches: list[Batch] = []
    postponed: list[Postponed] = []
    for queue in queues:
        subscription = by_id.get(queue.subscription_id)
        if subscription is None or subscription.paused or queue.recipient not in subscription.recipients:
            continue
        if subscription.cadence == "immediate":
            if _may_go(subscription, sent_last_hour.get(queue.key, 0), now):
                batches.append(_batch(subscription, queue, "alert", queue.waiting_to, None))
        elif queue.ready_due_at is not None:
            found = _digest(subscription, queue, queue.ready_due_at, has_period, now)
            batches += [found] if isinstance(found, Batch) else []
            postponed += [found] if isinstance(found, Postponed) else []
    return batches, postponed


def _may_go(subscription: Subscription, sent: int, now: datetime) -> bool:
    """All that waits goes along as soon as one is due, unless this hour's mails are used up or it is quiet."""
    capped = subscription.max_per_hour and sent >= subscription.max_per_hour
    return not capped and times.after_quiet(now, subscription.quiet, subscription.timezone) <= now


def _digest(
    subscription: Subscription, queue: Queue, last: datetime, has_period: Callable[[Key, str], bool], now: datetime
) -> Batch | Postponed:
    """What came due, however long ago, is one digest: of the last date it was due for (hostile inputs 56, 57)."""
    period = times.period(last, subscription.cadence, subscription.timezone)
    if has_period(queue.key, period):
        return Postponed(queue.id, queue.ready_to, due(subscription, now))
    return _batch(subscription, queue, "digest", queue.ready_to, period)


def _batch(subscription: Subscription, queue: Queue, kind: str, upto: int, period: str | None) -> Batch:
    return Batch(queue.id, *queue.key, kind, subscription.language, subscription.timezone, upto, period, way_of(queue.recipient))
