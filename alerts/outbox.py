"""Sends what waits in the outbox. Every step is a transaction of its own, so that a kill anywhere loses nothing.

    alerts due ──gather──▶ message (due) ──send──▶ sent
                               ▲   │ 4xx, lost on the way, two days long
                               └───┘
                               └──▶ dead: refused for good, or patience ran out; `alerts retry` brings it back

A mail is repeated only when the process dies between the server's 250 and our commit, and then under the same Message-ID.
"""

import asyncio
import logging
import random
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from alerts import batches, mime
from alerts.delivery import JITTER, LONGEST_WAIT, Fate, Receipt, Session, Transport, next_try
from alerts.letter import stories
from alerts.message import Stationery, Written, compose, compose_notice
from alerts.rules import Key, due
from archive import letters
from archive import outbox as store
from archive.letters import Earlier, Item, Shelf
from archive.model import Subscription
from archive.outbox import Identity, Message, Trouble
from archive.writer import Writer

log = logging.getLogger(__name__)

MESSAGES_A_RUN = 500
KEYS_A_TRANSACTION = 20
SHORTEST_HOLD = timedelta(seconds=5)
LONGEST_HOLD = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did, by fate; `held` when no server could be tried, with the reason."""

    gathered: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    held: str = ""

    @property
    def sent(self) -> int:
        """Mails that a server took."""
        return self.fates[Fate.SENT]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A message with all that its mail is made of."""

    message: Message
    items: tuple[Item, ...]
    earlier: tuple[Earlier, ...]
    identity: Identity


class Outbox:
    """Turns due alerts into mails and sends them. Without a transport everything waits, which is said once."""

    def __init__(
        self,
        writer: Writer,
        transport: Transport | None,
        subscriptions: Sequence[Subscription],
        stationery: Stationery,
        operator: str = "",
        rng: random.Random | None = None,
    ) -> None:
        self._writer = writer
        self._transport = transport
        self._subscriptions = {subscription.id: subscription for subscription in subscriptions}
        self._shelf: Shelf = {}
        self._stationery = stationery
        self._operator = operator
        self._domain = mime.domain_of(stationery.sender)
        self._rng = rng or random.Random()  # noqa: S311  # jitter
        self._lock = asyncio.Lock()
        self._hold_until: datetime | None = None
        self._hold = SHORTEST_HOLD
        self._last_trouble = ""
        self._told_no_transport = False
        self._last_run: datetime | None = None

    async def run_due(self, now: datetime) -> Run:
        """Send everything that is due. Returns when it is sent, postponed or dead. Raises ArchiveError only."""
        async with self._lock:
            if self._transport is None:
                return await self._without_transport()
            if self._hold_until is not None and now < self._hold_until <= now + LONGEST_HOLD:
                return Run(held=self._last_trouble)
            if self._last_run is None or now < self._last_run:
                await self._writer.do(lambda conn: mend_times(conn, self._subscriptions.values(), now))
            self._last_run = now
            gathered = await self._gather(now)
            messages = await self._writer.do(lambda conn: store.due_messages(conn, now, MESSAGES_A_RUN))
            fates: Counter[Fate] = Counter()
            async with self._transport.session() as session:
                for message in messages:
                    fate = await self._deliver(session, message, now)
                    fates[fate] += 1
                    if fate is Fate.UNAVAILABLE:
                        break
            return Run(gathered, fates, self._last_trouble)

    async def _gather(self, now: datetime) -> int:
        """In several transactions, so that a thousand digests do not keep the crawl from writing."""
        self._shelf.clear()
        keys = await self._writer.do(lambda conn: store.due_keys(conn, now))
        made = 0
        for start in range(0, len(keys), KEYS_A_TRANSACTION):
            part = keys[start : start + KEYS_A_TRANSACTION]
            made += await self._writer.do(partial(gather, keys=part, by_id=self._subscriptions, domain=self._domain, now=now))
        return made

    async def _without_transport(self) -> Run:
        reason = "no SMTP server is configured; alerts wait in the outbox until [mail] host names one"
        waiting = await self._writer.do(lambda conn: store.counts(conn)["waiting"])
        if waiting and not self._told_no_transport:
            self._told_no_transport = True
            log.warning("%s", reason)
        return Run(held=reason)

    async def _deliver(self, session: Session, message: Message, now: datetime) -> Fate:
        """One message from loading to its commit. Whatever goes wrong with it stays with it."""
        written: Written | None = None
        try:
            loaded = await self._writer.do(lambda conn: load(conn, message, self._shelf))
            written = await asyncio.to_thread(write, loaded, self._stationery)
            receipt = await session.send(written.mail)
        except Exception as error:
            log.exception("message %d to %s cannot be made or sent", message.id, message.recipient)
            receipt = Receipt(Fate.DEFERRED, f"{type(error).__name__}: {mime.one_line(str(error))}"[:300])
        subject = written.subject if written else message.subject
        await self._writer.do(lambda conn: self._record(conn, message, receipt, subject, now))
        self._note(message, receipt, now)
        return receipt.fate

    def _record(self, conn: sqlite3.Connection, message: Message, receipt: Receipt, subject: str, now: datetime) -> None:
        match receipt.fate:
            case Fate.SENT:
                store.mark_sent(conn, message.id, subject, now)
            case Fate.UNAVAILABLE:  # the fault is not this message's; another one goes first next time
                store.postpone(conn, message.id, now + self._hold + timedelta(seconds=1), receipt.reason)
            case Fate.DEFERRED:
                again = next_try(message.attempts + 1, message.refused_since, now, self._rng)
                store.mark_failed(conn, message.id, Trouble(now, receipt.reason, again))
                if again is None:
                    self._tell_operator(conn, message, f"gave up after {message.attempts + 1} tries: {receipt.reason}", now)
            case Fate.REJECTED:
                store.mark_failed(conn, message.id, Trouble(now, receipt.reason, None))
                self._tell_operator(conn, message, receipt.reason, now)
            case Fate.STOPPED:
                store.mark_failed(conn, message.id, Trouble(now, receipt.reason, None))
                if store.stop(conn, message.recipient, receipt.reason, now):
                    self._tell_operator(conn, message, f"{receipt.reason} (nothing more is sent to this address)", now)

    def _tell_operator(self, conn: sqlite3.Connection, message: Message, reason: str, now: datetime) -> None:
        """A mail about a mail; never one about a mail to the operator."""
        if not self._operator or message.recipient == self._operator:
            return
        subject = f"presswatch: mail to {message.recipient} failed"
        text = (
            f"A mail of the subscription “{message.subscription_id}” to {message.recipient} was not delivered.\n\n"
            f"What the server said: {reason}\n\nOther recipients are not affected and nothing is lost: its alerts wait. "
            f"When the cause is gone, `presswatch alerts retry {message.recipient}` sends them."
        )
        store.make_notice(conn, self._operator, subject, text, self._domain, now)

    def _note(self, message: Message, receipt: Receipt, now: datetime) -> None:
        """One line for each trouble, not one for each try; back-off of the channel as a whole."""
        if receipt.fate is Fate.UNAVAILABLE:
            self._hold_until = now + self._hold
            self._hold = min(self._hold * 2, LONGEST_HOLD)
            if receipt.reason != self._last_trouble:
                log.warning("no mail can be sent; alerts wait and nothing is lost: %s", receipt.reason)
            self._last_trouble = receipt.reason
            return
        if self._last_trouble:
            log.warning("mail can be sent again")
        self._last_trouble, self._hold, self._hold_until = "", SHORTEST_HOLD, None
        if receipt.fate is not Fate.SENT and receipt.reason != message.last_error:
            log.warning("mail to %s: %s: %s", message.recipient, receipt.fate, receipt.reason)


def gather(conn: sqlite3.Connection, keys: Sequence[Key], by_id: Mapping[str, Subscription], domain: str, now: datetime) -> int:
    """Turn waiting alerts of these subscriptions and recipients into messages. Returns how many."""
    waiting = store.waiting(conn, keys)
    sent, periods = store.sent_since(conn, now - batches.HOUR), store.periods(conn, waiting)
    ready, postponed = batches.gather(waiting, by_id, sent, periods, now)
    for batch in ready:
        store.make_message(conn, batch, domain, now)
    for later in postponed:
        store.defer_alerts(conn, later.alert_ids, later.due_at)
    return len(ready)


def mend_times(conn: sqlite3.Connection, subscriptions: Iterable[Subscription], now: datetime) -> None:
    """At the start, and when the clock was set back: nothing waits for a future that a wrong clock saw."""
    for subscription in subscriptions:
        store.bring_forward(conn, subscription.id, due(subscription, now, follow_up=True))
    store.bring_messages_forward(conn, now + LONGEST_WAIT * (1 + JITTER), now)


def load(conn: sqlite3.Connection, message: Message, shelf: Shelf) -> Loaded:
    """Read what a message's mail is made of."""
    items = letters.items(conn, letters.alert_ids(conn, message.id), message.created_at, shelf)
    return loaded(conn, message, items)


def loaded(conn: sqlite3.Connection, message: Message, items: Sequence[Item]) -> Loaded:
    """As `load`, for items at hand."""
    groups = stories(items, message.language) if message.kind == "alert" else []
    before = letters.earlier(conn, message, groups[0][0]) if groups else []
    return Loaded(message, tuple(items), tuple(before), store.identity(conn))


def write(loaded: Loaded, stationery: Stationery) -> Written:
    """The mail of a message."""
    if loaded.message.kind == "notice":
        return compose_notice(loaded.message, stationery)
    return compose(loaded.message, loaded.items, loaded.earlier, stationery, loaded.identity)
