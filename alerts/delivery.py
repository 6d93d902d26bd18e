"""What a channel promises the outbox, and what follows from what it reports. Pure but for the protocol's implementations."""

import random
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
JITTER = 0.2  # of the wait, up or down, so that many messages do not come back at once
PATIENCE = timedelta(days=2)  # then a message that is refused for now counts as refused; mail servers keep to 2–5 days


class Fate(StrEnum):
    """What became of one try."""

    SENT = "sent"
    DEFERRED = "deferred"  # not now: 4xx, connection lost on the way, time-out
    REJECTED = "rejected"  # never this message: 5xx to its content
    STOPPED = "stopped"  # never this recipient: 5xx to the address
    UNAVAILABLE = "unavailable"  # the channel does not work for anybody: no connection, no TLS, login or sender refused


@dataclass(frozen=True, slots=True)
class Receipt:
    """The fate of one try, with the server's words."""

    fate: Fate
    reason: str = ""


Parcel_contra = TypeVar("Parcel_contra", contravariant=True)


class Session(Protocol[Parcel_contra]):
    """One visit to a channel: several parcels (mails or notes), each to one recipient, each with its own receipt."""

    async def send(self, parcel: Parcel_contra) -> Receipt:
        """Try to deliver. Never raises for what a server does."""


class Transport(Protocol[Parcel_contra]):
    """A way out. Entering a session costs nothing; it connects when the first parcel is sent."""

    def session(self) -> AbstractAsyncContextManager[Session[Parcel_contra]]:
        """A visit."""


def next_try(attempts: int, refused_since: datetime | None, now: datetime, rng: random.Random) -> datetime | None:
    """When to try again after `attempts` tries (this one included), None when patience has run out."""
    if refused_since is not None and now - refused_since >= PATIENCE:
        return None
    wait = min(LONGEST_WAIT, FIRST_WAIT * float(2 ** min(attempts - 1, 20)))
    return now + wait * (1 + rng.uniform(-JITTER, JITTER))
