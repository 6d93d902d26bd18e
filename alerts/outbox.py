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
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from alerts import batches, mime, note
from alerts.delivery import JITTER, LONGEST_WAIT, Fate, Receipt, Session, next_try
from alerts.errands import Errand
from alerts.letter import stories
from alerts.message import Stationery, Written, WrittenNote, compose, compose_confirmation, compose_note, compose_notice
from alerts.rules import due
from alerts.ways import MAIL, Ways, way_of
from archive import letters, queues
from archive import outbox as store
from archive.errors import ArchiveUnavailableError
from archive.letters import Earlier, Item, Shelf
from archive.model import Subscription
from archive.outbox import Identity, Message, Trouble
from archive.writer import Writer

log = logging.getLogger(__name__)

NO_SERVER = "no SMTP server is configured; alerts wait in the outbox until [mail] host names one"

MESSAGES_A_LOAD = 25  # read in one transaction
RECEIPTS_A_COMMIT = 8  # where many go out: a kill repeats so many mails at most, each under its Message-ID; otherwise one
RECEIPT_SECONDS = 0.5  # and none that was sent longer ago
RUN_SECONDS = 60.0  # for one way; what is left then stays due
QUEUES_A_TRANSACTION = 50
SHORTEST_HOLD = timedelta(seconds=5)
LONGEST_HOLD = timedelta(minutes=15)


Parcelled = Written | WrittenNote | Exception  # what is to be sent, or why it could not be made


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did, by fate; `held` when a way out does not work at present, with the reason."""

    gathered: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    held: str = ""

    @property
    def sent(self) -> int:
        """Mails and notes that a server took."""
        return self.fates[Fate.SENT]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A message with all that its mail or note is made of."""

    message: Message
    items: tuple[Item, ...]
    earlier: tuple[Earlier, ...]
    identity: Identity


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message in one try."""

    message: Message
    subject: str
    receipt: Receipt


@dataclass(slots=True)
class Hold:
    """How a way out stands that does not work for anybody: it is left alone for longer and longer."""

    until: datetime | None = None
    wait: timedelta = SHORTEST_HOLD
    trouble: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it is too early to try again. A clock that was set back does not make that longer."""
        return self.until is not None and now < self.until <= now + LONGEST_HOLD


class Outbox:
    """Turns due alerts into mails and notes and sends them. What has no way out waits, which is said once."""

    def __init__(
        self,
        writer: Writer,
        ways: Ways,
        subscriptions: Callable[[], Sequence[Subscription]],
        stationery: Stationery,
        operator: str = "",
        rng: random.Random | None = None,
        errands: Sequence[Errand] = (),
    ) -> None:
        self._writer = writer
        self._ways = ways
        self._subscriptions = subscriptions
        self._shelf = Shelf()
        self._stationery = stationery
        self._operator = operator
        self._domain = mime.domain_of(stationery.sender)
        self._errands = errands
        self._rng = rng or random.Random()  # noqa: S311  # jitter
        self._lock = asyncio.Lock()
        self._holds: dict[str, Hold] = {}
        self._told_no_way: set[str] = set()
        self._last_run: datetime | None = None

    async def run_due(self, now: datetime) -> Run:
        """Send everything that is due. Returns when it is sent, postponed or dead. Raises ArchiveError only."""
        async with self._lock:
            if self._last_run is None or now < self._last_run:
                await self._writer.do(lambda conn: mend_times(conn, self._subscriptions(), now))
            self._last_run = now
            for errand in self._errands:
                await self._run_errand(errand, now)
            gathered = await self._gather(now)
            ways = await self._writer.do(lambda conn: store.due_ways(conn, now))
            open_ways = [way for way in ways if self._is_open(way, now)]
            found = await asyncio.gather(*(self._send_all(way, now) for way in open_ways))
            held = [hold.trouble for hold in self._holds.values() if hold.trouble]
            return Run(gathered, sum(found, start=Counter()), held[0] if held else "")

    async def _run_errand(self, errand: Errand, now: datetime) -> None:
        """What fails here must not keep mails from going out; it is tried again with the next run, and said once."""
        try:
            await self._writer.do(lambda conn: errand(conn, now))
        except Exception as error:
            if isinstance(error, ArchiveUnavailableError):
                raise
            if str(error) not in self._told_no_way:
                self._told_no_way.add(str(error))
                log.exception("an errand of the outbox failed; it is tried again")

    async def _gather(self, now: datetime) -> int:
        """In several transactions, so that a thousand digests do not keep the crawl from writing."""
        self._shelf.clear()
        by_id = {subscription.id: subscription for subscription in self._subscriptions()}
        found = await self._writer.do(lambda conn: queues.due(conn, now))
        ids = [id_ for id_, recipient in found if self._has_way(way_of(recipient))]
        made = 0
        for start in range(0, len(ids), QUEUES_A_TRANSACTION):
            part = ids[start : start + QUEUES_A_TRANSACTION]
            made += await self._writer.do(partial(gather, ids=part, by_id=by_id, domain=self._domain, now=now))
        return made

    def _has_way(self, way: str) -> bool:
        if self._ways.of(way) is not None:
            return True
        hold = self._holds.setdefault(way, Hold())
        hold.trouble = NO_SERVER if way == MAIL else f"{way}: not set up; alerts to it wait"
        if way not in self._told_no_way:
            self._told_no_way.add(way)
            log.warning("%s", hold.trouble)
        return False

    def _is_open(self, way: str, now: datetime) -> bool:
        return self._has_way(way) and not self._holds.setdefault(way, Hold()).holds(now)

    async def _send_all(self, way: str, now: datetime) -> Counter[Fate]:
        """What is due on one way, for a while: others must not wait for a slow one, nor does what follows here get lost."""
        transport = self._ways.of(way)
        assert transport is not None
        fates: Counter[Fate] = Counter()
        end = time.monotonic() + RUN_SECONDS
        async with transport.session() as session:
            while fates[Fate.UNAVAILABLE] == 0 and time.monotonic() < end:
                messages = await self._writer.do(lambda conn: store.due_messages(conn, way, now, MESSAGES_A_LOAD))
                loads = await self._writer.do(partial(load_all, messages=messages, shelf=self._shelf))
                written = await asyncio.to_thread(write_all, loads, self._stationery)
                fates += await self._send_some(session, list(zip(messages, written, strict=True)), now, end)
                if len(messages) < MESSAGES_A_LOAD:
                    break
        return fates

    async def _send_some(
        self, session: Session[Any], parcels: Sequence[tuple[Message, Parcelled]], now: datetime, end: float
    ) -> Counter[Fate]:
        """Until `end` or until the way turns out not to work. Receipts are committed a few at a time."""
        fates: Counter[Fate] = Counter()
        receipts: list[Result] = []
        most = RECEIPTS_A_COMMIT if len(parcels) == MESSAGES_A_LOAD else 1
        since = time.monotonic()
        try:
            for message, written in parcels:
                receipts.append(await self._try(session, message, written))
                fates[receipts[-1].receipt.fate] += 1
                if len(receipts) >= most or time.monotonic() > since + RECEIPT_SECONDS:
                    await self._keep(receipts, now)
                    receipts, since = [], time.monotonic()
                if fates[Fate.UNAVAILABLE] or time.monotonic() > end:
                    break
        finally:
            await self._keep(receipts, now)
        return fates

    async def _try(self, session: Session[Any], message: Message, written: Parcelled) -> Result:
        """One message. Whatever goes wrong with it stays with it."""
        subject = message.subject
        try:
            if isinstance(written, Exception):
                raise written  # noqa: TRY301  # to be told like any other trouble with this message
            subject = written.subject
            return Result(message, subject, await session.send(written.parcel))
        except Exception as error:
            log.exception("message %d to %s cannot be made or sent", message.id, message.recipient)
            told = f"{type(error).__name__}: {mime.one_line(str(error))}"[:300]
            return Result(message, subject, Receipt(Fate.DEFERRED, told))

    async def _keep(self, results: Sequence[Result], now: datetime) -> None:
        if not results:
            return

        def record(conn: sqlite3.Connection) -> None:
            for result in results:
                self._record(conn, result.message, result.receipt, result.subject, now)

        await self._writer.do(record)
        for result in results:
            self._note(result.message, result.receipt, now)

    def _record(self, conn: sqlite3.Connection, message: Message, receipt: Receipt, subject: str, now: datetime) -> None:
        match receipt.fate:
            case Fate.SENT:
                store.mark_sent(conn, message.id, subject, now)
            case Fate.UNAVAILABLE:  # the fault is not this message's; another one goes first next time
                again = now + self._holds[way_of(message.recipient)].wait + timedelta(seconds=1)
                store.postpone(conn, message.id, again, receipt.reason)
            case Fate.DEFERRED:
                again_at = next_try(message.attempts + 1, message.refused_since, now, self._rng)
                store.mark_failed(conn, message.id, Trouble(now, receipt.reason, again_at))
                if again_at is None:
                    self._tell_operator(conn, message, f"gave up after {message.attempts + 1} tries: {receipt.reason}", now)
            case Fate.REJECTED:
                store.mark_failed(conn, message.id, Trouble(now, receipt.reason, None))
                self._tell_operator(conn, message, receipt.reason, now)
            case Fate.STOPPED:
                store.mark_failed(conn, message.id, Trouble(now, receipt.reason, None))
                if store.stop(conn, message.recipient, receipt.reason, now):
                    self._tell_operator(conn, message, f"{receipt.reason} (nothing more is sent there)", now)

    def _tell_operator(self, conn: sqlite3.Connection, message: Message, reason: str, now: datetime) -> None:
        """A mail about a mail; never one about a mail to the operator."""
        if not self._operator or message.recipient == self._operator:
            return
        subject = f"presswatch: mail to {message.recipient} failed"
        text = (
            f"A mail of the subscription “{message.subscription_id}” to {message.recipient} was not delivered.\n\n"
            f"What the server said: {reason}\n\nOther recipients are not affected and nothing is lost: its alerts wait. "
            f"When the cause is gone, `presswatch alerts retry {message.recipient}` sends them, and so does the page "
            f"{self._stationery.links.deliveries}"
        )
        store.make_notice(conn, store.Notice(self._operator, subject, text), self._domain, now)

    def _note(self, message: Message, receipt: Receipt, now: datetime) -> None:
        """One line for each trouble, not one for each try; back-off of the way as a whole."""
        hold = self._holds[way_of(message.recipient)]
        if receipt.fate is Fate.UNAVAILABLE:
            hold.until = now + hold.wait
            hold.wait = min(hold.wait * 2, LONGEST_HOLD)
            if receipt.reason != hold.trouble:
                log.warning("no mail can be sent; alerts wait and nothing is lost: %s", receipt.reason)
            hold.trouble = receipt.reason
            return
        if hold.trouble:
            log.warning("mail can be sent again")
        hold.trouble, hold.wait, hold.until = "", SHORTEST_HOLD, None
        if receipt.fate is not Fate.SENT and receipt.reason != message.last_error:
            log.warning("mail to %s: %s: %s", message.recipient, receipt.fate, receipt.reason)


def gather(conn: sqlite3.Connection, ids: Sequence[int], by_id: Mapping[str, Subscription], domain: str, now: datetime) -> int:
    """Turn what is due in these queues into messages. Returns how many."""
    sent = store.sent_since(conn, now - batches.HOUR)
    states = list(queues.states(conn, ids, now))
    ready, postponed = batches.gather(states, by_id, sent, partial(store.has_period, conn), now)
    for batch in ready:
        store.make_message(conn, batch, domain, now)
    for later in postponed:
        queues.defer(conn, later.queue_id, later.upto, later.due_at)
    return len(ready)


def mend_times(conn: sqlite3.Connection, subscriptions: Iterable[Subscription], now: datetime) -> None:
    """At the start, and when the clock was set back: nothing waits for a future that a wrong clock saw."""
    for subscription in subscriptions:
        queues.bring_forward(conn, subscription.id, due(subscription, now, follow_up=True))
    store.bring_messages_forward(conn, now + LONGEST_WAIT * (1 + JITTER), now)


def load_all(conn: sqlite3.Connection, messages: Sequence[Message], shelf: Shelf) -> list[Loaded | Exception]:
    """Read what each message's mail is made of; where that fails, how."""
    found: list[Loaded | Exception] = []
    for message in messages:
        try:
            items = letters.items(conn, message.stretch, message.created_at, shelf) if message.stretch else ()
            found.append(loaded(conn, message, items))
        except Exception as error:  # noqa: BLE001  # told by `_deliver`; the other messages are not concerned
            found.append(error)
    return found


def write_all(loads: Sequence[Loaded | Exception], stationery: Stationery) -> list[Parcelled]:
    """The mail of each message; where that fails, how."""
    found: list[Parcelled] = []
    for load in loads:
        try:
            found.append(load if isinstance(load, Exception) else write_any(load, stationery))
        except Exception as error:  # noqa: BLE001  # as in `load_all`
            found.append(error)
    return found


def loaded(conn: sqlite3.Connection, message: Message, items: tuple[Item, ...]) -> Loaded:
    """As `load`, for items at hand."""
    groups = stories(items, message.language) if message.kind == "alert" else ()
    before = letters.earlier(conn, message, groups[0][0]) if groups else []
    return Loaded(message, items, tuple(before), store.identity(conn))


def write_any(loaded: Loaded, stationery: Stationery) -> Written | WrittenNote:
    """What a message's way takes."""
    if way_of(loaded.message.recipient) == MAIL:
        return write(loaded, stationery)
    if loaded.message.kind == "notice":
        return WrittenNote(loaded.message.subject, note.of_notice(loaded.message))
    return compose_note(loaded.message, loaded.items, loaded.earlier, stationery, loaded.identity)


def write(loaded: Loaded, stationery: Stationery) -> Written:
    """The mail of a message."""
    if loaded.message.kind == "notice":
        return compose_notice(loaded.message, stationery)
    if loaded.message.kind == "confirmation":
        return compose_confirmation(loaded.message, stationery, loaded.identity)
    return compose(loaded.message, loaded.items, loaded.earlier, stationery, loaded.identity)
