"""What an answer's headers say about coming back: Retry-After, Cache-Control, Expires. Pure; header names in lower case."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

MAX_RETRY_AFTER: Final = timedelta(hours=24)  # a misconfigured server must not silence its source for ever
MAX_FRESHNESS: Final = timedelta(minutes=15)  # caches say hours where news is minutes old; politeness asks for this much
DEFAULT_HOLD: Final = timedelta(minutes=15)  # after 429 or 503 without a Retry-After

_SECONDS = re.compile(r"\d{1,10}(?:\.\d{0,9})?")
_MAX_AGE = re.compile(r"""(?:^|[,\s])max-age\s*=\s*"?(\d{1,10})""", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_BUSY: Final = frozenset({429, 503})


def retry_after(value: str, now: datetime) -> timedelta | None:
    """How long to stay away (RFC 9110 §10.2.3): seconds or a date, 0 … 24 h. None when absent or unreadable."""
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(timedelta(seconds=float(text)), MAX_RETRY_AFTER)
    moment = _http_date(text)
    if moment is None:
        return None
    return min(max(moment - now, timedelta(0)), MAX_RETRY_AFTER)


def hold(status: int, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long a host is to be left alone after this answer; None when it need not be.

    Retry-After counts with any status; 429 and 503 without one mean DEFAULT_HOLD.
    """
    asked = retry_after(headers.get("retry-after", ""), now)
    if asked is None and status in _BUSY:
        return DEFAULT_HOLD
    return asked


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """For how long the answer calls itself fresh (RFC 9111 §4.2), 0 … 15 min: asking sooner would only reach a cache."""
    control = headers.get("cache-control", "")
    if _NEVER_FRESH.search(control):
        return timedelta(0)
    if found := _MAX_AGE.search(control):
        lifetime = timedelta(seconds=int(found.group(1)))
    else:
        expires = _http_date(headers.get("expires", ""))
        lifetime = expires - (_http_date(headers.get("date", "")) or now) if expires else timedelta(0)
    age = headers.get("age", "").strip()
    spent = timedelta(seconds=float(age)) if _SECONDS.fullmatch(age) else timedelta(0)
    return min(max(lifetime - spent, timedelta(0)), MAX_FRESHNESS)


def _http_date(text: str) -> datetime | None:
    if not text or len(text) > 40:  # noqa: PLR2004  the longest HTTP date has 35 characters
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
