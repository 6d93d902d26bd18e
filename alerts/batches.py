"""Which waiting alerts go out now, in which mails. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from alerts import times
from alerts.rules import Key, due
from archive.model import Subscription
from archive.outbox import Batch, Waiting

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Postponed:
    """Alerts that wait on: a digest for their date went out already."""

    alert_ids: tuple[int, ...]
    due_at: datetime


def gather(
    waiting: Sequence[Waiting],
    by_id: Mapping[str, Subscription],
    sent_last_hour: Mapping[Key, int],
    periods: Collection[tuple[str, str, str]],
    now: datetime,
) -> tuple[list[Batch], list[Postponed]]:
    """One batch at most for each subscription and recipient. `waiting` is sorted by both.

    Alerts of subscriptions or recipients that are gone (or paused) stay where they are.
    """
    batches: list[Batch] = []
    postponed: list[Postponed] = []
    for key, group in groupby(waiting, key=lambda alert: (alert.subscription_id, alert.recipient)):
        subscription = by_id.get(key[0])
        if subscription is None or subscription.paused or key[1] not in subscription.recipients:
            continue
        if subscription.cadence == "immediate":
            batches += _immediate(subscription, key, list(group), sent_last_hour.get(key, 0), now)
        else:
            _digest(subscription, key, [alert for alert in group if alert.due_at <= now], periods, now, batches, postponed)
    return batches, postponed


def _immediate(subscription: Subscription, key: Key, group: list[Waiting], sent: int, now: datetime) -> list[Batch]:
    """All that waits goes along as soon as one is due, unless this hour's mails are used up or it is quiet."""
    capped = subscription.max_per_hour and sent >= subscription.max_per_hour
    if capped or times.after_quiet(now, subscription.quiet, subscription.timezone) > now:
        return []
    return [_batch(subscription, key, "alert", group, None)]


def _digest(
    subscription: Subscription,
    key: Key,
    ready: list[Waiting],
    periods: Collection[tuple[str, str, str]],
    now: datetime,
    batches: list[Batch],
    postponed: list[Postponed],
) -> None:
    """What came due, however long ago, is one digest: of the last date it was due for (hostile inputs 56, 57)."""
    period = times.period(max(alert.due_at for alert in ready), subscription.cadence, subscription.timezone)
    if (*key, period) in periods:
        postponed.append(Postponed(tuple(alert.id for alert in ready), due(subscription, now)))
    else:
        batches.append(_batch(subscription, key, "digest", ready, period))


def _batch(subscription: Subscription, key: Key, kind: str, alerts: Sequence[Waiting], period: str | None) -> Batch:
    ids = tuple(alert.id for alert in alerts)
    return Batch(*key, kind, subscription.language, subscription.timezone, ids, period)
