"""A request as the sites see it and what they answer; conditional requests (RFC 9110, section 13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus

ETAG_DIGITS = 20


@dataclass(frozen=True)
class Asked:
    """A request, reduced to what an outlet's answer can depend on; ``now`` is the moment of the news clock."""

    path: str
    now: datetime
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """An answer: its bytes, and when what it says last changed."""

    body: bytes
    content_type: str
    status: int = HTTPStatus.OK
    changed: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def etag(self) -> str:
        """A strong entity tag: it differs exactly when the bytes differ."""
        return f'"{sha256(self.body).hexdigest()[:ETAG_DIGITS]}"'

    @property
    def all_headers(self) -> dict[str, str]:
        """The headers to send, validators included for answers that have them."""
        headers = {"Content-Type": self.content_type, **self.headers}
        if self.status == HTTPStatus.OK:
            headers["ETag"] = self.etag
        if self.changed:
            headers["Last-Modified"] = format_datetime(self.changed.astimezone(UTC), usegmt=True)
        return headers


def unchanged(reply: Reply, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Tell whether 304 is the answer; If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2)."""
    if reply.status != HTTPStatus.OK:
        return False
    if if_none_match is not None:
        known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return reply.etag in known or "*" in known
    return reply.changed is not None and reply.changed <= _date(if_modified_since, before=reply.changed)


def _date(header: str | None, before: datetime) -> datetime:
    """Read an HTTP date; one that is missing or wrong is answered as if it lay before everything."""
    try:
        return parsedate_to_datetime(header or "")
    except ValueError:
        return before.replace(year=before.year - 1)
