"""What an operator asks of the alerts: who is subscribed, what would go out now, does mail work, send the dead again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from alerts import batches, mime, phrases, rules
from alerts.delivery import Receipt, Transport
from alerts.message import Stationery, Written, compose
from alerts.mime import Mail
from alerts.outbox import loaded, write
from archive import letters, queues
from archive import outbox as store
from archive.letters import Item, Shelf
from archive.model import Access, Article, Precision, Subscription
from archive.outbox import Batch, Message
from archive.queues import Queue, Stretch

FAR = datetime(9998, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail that would go out now. `due_at` is when its first alert is due."""

    subscription_id: str
    recipient: str
    due_at: datetime
    alerts: int
    written: Written


@dataclass(frozen=True, slots=True)
class Line:
    """A subscription and how it stands with one recipient."""

    subscription_id: str
    recipient: str
    cadence: str
    restrictions: str
    waiting: int
    next_due_at: datetime | None
    stopped: str  # why nothing is sent, empty when all is well


@dataclass(frozen=True, slots=True)
class Overview:
    """`presswatch alerts list`."""

    lines: tuple[Line, ...]
    counts: dict[str, int]
    troubled: tuple[Message, ...]  # due with a failed try behind them, or dead


def overview(conn: sqlite3.Connection, subscriptions: Sequence[Subscription]) -> Overview:
    """Subscriptions and the state of the outbox."""
    waiting, stops = queues.waiting_by_key(conn), store.stops(conn)
    lines = [
        _line(subscription, recipient, waiting.get((subscription.id, recipient)), stops.get(recipient, ""))
        for subscription in subscriptions
        for recipient in subscription.recipients
    ]
    troubled = [message for message in store.recent_messages(conn, 200) if message.state == "dead" or message.refused_since]
    return Overview(tuple(lines), dict(store.counts(conn)), tuple(m for m in troubled if m.state != "sent"))


def _line(subscription: Subscription, recipient: str, waiting: tuple[int, datetime] | None, stopped: str) -> Line:
    return Line(
        subscription_id=subscription.id,
        recipient=recipient,
        cadence=cadence_line(subscription),
        restrictions=restrictions_line(subscription),
        waiting=waiting[0] if waiting else 0,
        next_due_at=waiting[1] if waiting else None,
        stopped="paused" if subscription.paused else stopped,
    )


def cadence_line(subscription: Subscription) -> str:
    """When mails go out, in words."""
    zone = subscription.timezone
    match subscription.cadence:
        case "hourly":
            return f"hourly at minute {subscription.at[-2:]}"
        case "daily":
            return f"daily at {subscription.at} {zone}"
        case "weekly":
            day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[subscription.weekday]
            return f"{day}s at {subscription.at} {zone}"
        case _:
            quiet = f", quiet {subscription.quiet[0]} to {subscription.quiet[1]} {zone}" if subscription.quiet else ""
            return f"within {subscription.group_seconds:g} s{quiet}"


def restrictions_line(subscription: Subscription) -> str:
    """What is wanted, in words."""
    named = [
        f"{name}: {', '.join(values)}"
        for name, values in (
            ("languages", subscription.languages),
            ("subjects", subscription.subjects),
            ("sources", subscription.sources),
            ("access", subscription.access),
        )
        if values
    ]
    if subscription.min_score:
        named.append(f"score from {subscription.min_score:g}")
    if subscription.first_only:
        named.append("first reports only")
    return "; ".join(named) or "everything"


def preview(
    conn: sqlite3.Connection, subscriptions: Sequence[Subscription], stationery: Stationery, now: datetime
) -> tuple[Preview, ...]:
    """The mails that would go out if everything that waits were due now. Reads only."""
    by_id = {subscription.id: _eager(subscription) for subscription in subscriptions}
    ids = [id_ for id_, _ in queues.due(conn, None)]
    states = {queue.id: queue for queue in queues.states(conn, ids, FAR)}  # everything is due by then
    ready, _ = batches.gather(states.values(), by_id, {}, lambda _key, _period: False, FAR)
    return tuple(_preview(conn, batch, states[batch.queue_id], stationery, now) for batch in ready)


def _eager(subscription: Subscription) -> Subscription:
    return replace(subscription, quiet=None, max_per_hour=0)


def _preview(conn: sqlite3.Connection, batch: Batch, queue: Queue, stationery: Stationery, now: datetime) -> Preview:
    made = message(batch.subscription_id, batch.recipient, batch.kind, batch.language, batch.timezone, now, stationery)
    items = letters.items(conn, Stretch(batch.queue_id, queues.taken(conn, batch.queue_id), batch.upto), now, Shelf())
    written = write(loaded(conn, made, items), stationery)
    return Preview(batch.subscription_id, batch.recipient, queue.first_due_at, queue.waiting, written)


def explain(subscriptions: Sequence[Subscription], article: Article, now: datetime) -> tuple[tuple[str, str], ...]:
    """For each subscription why it does not want an article; an empty reason where it does."""
    return tuple((subscription.id, rules.refusal(subscription, article, now)) for subscription in subscriptions)


def retry(conn: sqlite3.Connection, recipient: str | None, now: datetime) -> tuple[int, int]:
    """Dead messages are due again and stopped recipients written to again. Returns how many (messages, recipients)."""
    return store.revive(conn, recipient, now)


async def send_test(
    transport: Transport[Mail], recipient: str, stationery: Stationery, now: datetime, language: str = "en"
) -> Receipt:
    """Send a mail that shows what an alert looks like, past the outbox. The receipt says what the server said."""
    written = sample_mail(recipient, stationery, now, language)
    async with transport.session() as session:
        return await session.send(written.mail)


def sample_mail(recipient: str, stationery: Stationery, now: datetime, language: str = "en") -> Written:
    """The mail of `send_test`."""
    words = phrases.of(language)
    made = message("test", recipient, "test", words.code, "UTC", now, stationery)
    return compose(made, (_sample(words, now),), [], stationery, store.Identity("", b"test"))


def _sample(words: phrases.Phrases, now: datetime) -> Item:
    return Item(
        article_id=0,
        revision=1,
        why=words.belongs.format(score="0.97"),
        change="",
        story_id=None,
        url="https://www.example.com/",
        source_id="example",
        outlet="Example Gazette",
        title=words.test_subject,
        teaser="",
        text=words.test_text,
        language=words.code,
        access=Access.FULL,
        published_at=now - timedelta(minutes=5),
        published_precision=Precision.MINUTE,
        score=0.97,
    )


def message(
    subscription_id: str, recipient: str, kind: str, language: str, zone_name: str, now: datetime, stationery: Stationery
) -> Message:
    """A message that is in no outbox."""
    return Message(
        id=0,
        message_id=f"<{kind}.{now:%Y%m%d%H%M%S}@{mime.domain_of(stationery.sender)}>",
        subscription_id=subscription_id,
        recipient=recipient,
        kind=kind,
        language=language,
        timezone=zone_name,
        state="due",
        created_at=now,
        next_try_at=now,
        attempts=0,
        refused_since=None,
        last_error="",
        sent_at=None,
        subject="",
        notice="",
    )
