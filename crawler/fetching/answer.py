"""What came back for a request, and what kind of trouble it was when nothing did."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from archive.model import Outcome
from crawler.fetching.decoding import WHOLE_SIZE
from crawler.fetching.errors import AddressRefusedError, RobotsDisallowedError, RobotsUnavailableError


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, content decoded. `moved_to` is set when every redirect on the way was permanent (301, 308)."""

    url: str  # as asked
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    partial: bool = False
    moved_to: str = ""
    request_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no answer came. `kind` is what counters and pages call it; `retry` says whether trying again can help."""

    kind: str
    text: str
    outcome: Outcome
    retry: bool


def answer_of(response: Response) -> Answer:
    """The answer in a Scrapy response."""
    request = response.request
    assert request is not None
    redirects = request.meta.get("redirect_urls", [])
    permanent = redirects and all(reason in {301, 308} for reason in request.meta.get("redirect_reasons", []))
    return Answer(
        url=redirects[0] if redirects else request.url,
        final_url=response.url,
        status=response.status,
        headers=_headers(response),
        body=response.body,
        partial="dataloss" in response.flags or "partial" in response.flags or _cut_short(response),
        moved_to=response.url if permanent else "",
        request_headers={name.decode("latin-1"): b", ".join(v).decode("latin-1") for name, v in request.headers.items()},
    )


_KINDS: tuple[tuple[type[BaseException], str, Outcome, bool], ...] = (
    (AddressRefusedError, "address", Outcome.REFUSED, False),
    (RobotsDisallowedError, "robots", Outcome.BLOCKED, False),
    (DownloadTimeoutError, "time-out", Outcome.FAILED, True),
    (CannotResolveHostError, "dns", Outcome.FAILED, True),
    (DownloadConnectionRefusedError, "connect", Outcome.FAILED, True),
    (ResponseDataLossError, "cut short", Outcome.FAILED, True),
    (DownloadCancelledError, "too large", Outcome.REFUSED, False),
    (UnsupportedURLSchemeError, "address", Outcome.REFUSED, False),
    (IgnoreRequest, "too large", Outcome.REFUSED, False),  # HttpCompressionMiddleware beyond the limit, redirects beyond theirs
    (DownloadFailedError, "protocol", Outcome.FAILED, True),
)

_SSL_OBJECT = re.compile(r"\s+ssl:(?:<[^>]*>|default|True|False)")  # aiohttp's "Cannot connect to host x:443 ssl:<…> [why]"
_SECONDS = re.compile(r"took longer than ([\d.]+) seconds")
_HEADER_LIMIT = "Got more than"  # aiohttp's LineTooLong


def _headers(response: Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): b", ".join(values).decode("latin-1") for name, values in response.headers.items()}


def _cut_short(response: Response) -> bool:
    assert response.request is not None
    size = response.request.meta.get(WHOLE_SIZE)
    return size is not None and size != len(response.body) % 2**32


def trouble_of(error: BaseException | None) -> Trouble:
    """What kind of trouble an exception of the downloader is."""
    text = _one_line(error)
    if isinstance(error, DownloadTimeoutError) and (seconds := _SECONDS.search(text)):
        text = f"no answer within {float(seconds[1]):g} s"  # Scrapy's own text names the address once more
    if isinstance(error, RobotsUnavailableError):
        return Trouble(error.kind, text, Outcome.FAILED, retry=True)
    if isinstance(error, DownloadFailedError) and _HEADER_LIMIT in text:
        return Trouble("headers", text, Outcome.REFUSED, retry=False)
    if isinstance(error, DownloadConnectionRefusedError) and "ertificate" in text:
        return Trouble("tls", text, Outcome.FAILED, retry=True)
    for kind, name, outcome, retry in _KINDS:
        if isinstance(error, kind):
            return Trouble(name, text, outcome, retry)
    return Trouble("error", f"{type(error).__name__}: {text}", Outcome.FAILED, retry=True)


def _one_line(error: BaseException | None) -> str:
    return " ".join(_SSL_OBJECT.sub("", str(error)).split())[:300] or type(error).__name__
