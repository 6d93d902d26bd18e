"""Conditional GET with a memory: a validator that stays while the body changes would freeze a feed or page for ever. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from archive.model import DueUrl
from archive.sources import DueChannel
from pipelines.revisits import ARTICLES

FULL_EVERY: Final = timedelta(hours=24)  # one unconditional poll a day: a frozen validator answers 304 to all others
WHOLE_FIRST: Final = timedelta(hours=1)  # after which an article is asked for whole the first time
WHOLE_AGAIN: Final = 0.5  # of what it has been known for: then it is asked for whole again
SKEW: Final = timedelta(days=1)  # a Last-Modified later than this is no date of this world (2041 was seen)


@dataclass(frozen=True, slots=True)
class Validators:
    """What to keep of an answer. Empty strings are not sent."""

    etag: str
    last_modified: str
    body_hash: str
    frozen: bool


def conditional(channel: DueChannel, now: datetime) -> dict[str, str]:
    """The headers of the next poll."""
    if channel.frozen or channel.full_at is None or now - channel.full_at >= FULL_EVERY:
        return {}
    headers = {"If-None-Match": channel.etag, "If-Modified-Since": channel.last_modified}
    return {name: value for name, value in headers.items() if value}


def conditional_look(due: DueUrl, now: datetime) -> dict[str, str]:
    """The headers of a later look at an article; of anything else the page is wanted whole.

    A server that answers 304 for ever, or for the first of several pages, would hide every change. So an article is asked for
    whole when its page last came whole an hour ago, and half of the time it has been known for: after 1, 2, 4 … hours, 14 times
    in the 360 days of revisits, of about a hundred looks.
    """
    if due.outcome not in ARTICLES or due.read_at is None:
        return {}
    if now - due.read_at >= max(WHOLE_FIRST, WHOLE_AGAIN * (now - due.first_seen_at)):
        return {}
    headers = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in headers.items() if value}


def after_full(channel: DueChannel, headers: Mapping[str, str], body: bytes, now: datetime) -> Validators:
    """What to keep of a full answer. Frozen: the same validators came with another body; they stay unused until they change."""
    etag, last_modified = (_sendable(headers.get(name, "")) for name in ("etag", "last-modified"))
    if _in_the_future(last_modified, now):
        last_modified = ""
    body_hash = hashlib.sha256(body).hexdigest()[:32]
    same = bool(etag or last_modified) and (etag, last_modified) == (channel.etag, channel.last_modified)
    changed = bool(channel.body_hash) and channel.body_hash != body_hash
    return Validators(etag, last_modified, body_hash, frozen=same and (changed or channel.frozen))


def _sendable(value: str) -> str:
    """Exactly as given or not at all: bytes beyond ASCII would be encoded anew on the way."""
    return value if value.isascii() else ""


def _in_the_future(value: str, now: datetime) -> bool:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return aware > now + SKEW
