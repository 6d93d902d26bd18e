"""What a site permits: robots.txt (RFC 9309), robots meta and header, and text-and-data-mining reservations (TDMRep). Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from protego import Protego

from crawler.urls import UrlError, canonical
from pipelines.charset import decode

MAX_BYTES: Final = 500_000  # RFC 9309 §2.5 asks for at least 500 KiB; 50 MB cost 18.5 s and 746 MB
LIFETIME: Final = timedelta(hours=24)  # RFC 9309 §2.4: not longer
RETRY: Final = timedelta(minutes=30)  # after an answer that says nothing (5xx, time-out)
UNREACHABLE: Final = timedelta(days=30)  # RFC 9309 §2.3.1.4: then it may be taken as absent
MAX_CRAWL_DELAY: Final = 120.0  # seconds; files that ask for hours mean "do not crawl" and have a rule for that
MAX_SITEMAPS: Final = 100
MAX_LINE: Final = 2_000  # characters; patterns are compiled to regular expressions

_OK = range(200, 300)
_CLIENT_ERROR = range(400, 500)
_TOO_MANY = 429


@dataclass(frozen=True)
class Robots:
    """The rules of one origin for one robot. `fetch_again_in` counts from the moment of the answer."""

    agent: str  # product token, as in "presswatch"
    text: str  # the rules; "" allows everything
    reachable: bool  # False: nothing is allowed until the file can be read
    fetch_again_in: timedelta
    reason: str  # for people: why all is allowed or forbidden, "" when rules decide
    sitemaps: tuple[str, ...] = field(default=())

    def allows(self, url: str) -> bool:
        """Whether this robot may fetch the address."""
        return self.reachable and (not self.text or bool(self._rules.can_fetch(url, self.agent)))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests, at most MAX_CRAWL_DELAY; None when nothing is asked."""
        if not self.text:
            return None
        delay = self._rules.crawl_delay(self.agent)
        rate = self._rules.request_rate(self.agent)
        asked = [d for d in (delay, rate.seconds / rate.requests if rate and rate.requests else None) if d is not None]
        return min(max(0.0, *asked), MAX_CRAWL_DELAY) if asked else None

    @cached_property
    def _rules(self) -> Protego:
        return Protego.parse(self.text)

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_rules"}


def read_robots(status: int | None, body: bytes, url: str, agent: str, *, unreachable_for: timedelta = timedelta(0)) -> Robots:
    """Decide from the answer to GET `url` (…/robots.txt), after redirects. `status` None: no answer, or redirects without end.

    2xx: the rules, from the first 500 kB. Other 4xx, which say that there is no such file: all allowed. 5xx, 429 and no answer:
    nothing allowed for now, as Google reads it too; after 30 days of that (`unreachable_for`) the file counts as absent.
    """
    if status is not None and status in _OK:
        text = _rules_text(body)
        return Robots(agent, text, True, LIFETIME, "", _sitemaps(text, url))
    if status is not None and status in _CLIENT_ERROR and status != _TOO_MANY:
        return Robots(agent, "", True, LIFETIME, f"robots.txt answered {status}: no rules, all allowed")
    what = "robots.txt did not answer" if status is None else f"robots.txt answered {status}"
    if unreachable_for >= UNREACHABLE:
        return Robots(agent, "", True, RETRY, f"{what} for {unreachable_for.days} days: taken as absent")
    return Robots(agent, "", False, RETRY, f"{what}: nothing allowed until it does")


def _rules_text(body: bytes) -> str:
    """The rules as text; a last line that the limit cut in two is dropped, lines no rule can need are too."""
    text = decode(body[:MAX_BYTES]).text
    if len(body) > MAX_BYTES:
        text = text[: text.rfind("\n") + 1]
    return "\n".join(line for line in text.replace("\0", "").splitlines() if len(line) <= MAX_LINE)


def _sitemaps(text: str, url: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for raw in Protego.parse(text).sitemaps:
        try:
            found[canonical(raw, url)] = None
        except UrlError:
            continue
    return tuple(found)[:MAX_SITEMAPS]


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a page itself asks for. `tdm` is a reservation of rights against text and data mining, `tdm_policy` its terms."""

    noindex: bool = False
    nofollow: bool = False
    noarchive: bool = False
    nosnippet: bool = False
    noai: bool = False
    tdm: bool = False
    tdm_policy: str = ""


# noai, noimageai: DeviantArt's proposal of 2022, read by img2dataset and others; none = noindex, nofollow
_MEANS: Final[Mapping[str, tuple[str, ...]]] = {
    "none": ("noindex", "nofollow"),
    "noindex": ("noindex",),
    "nofollow": ("nofollow",),
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),
    "nosnippet": ("nosnippet",),
    "noai": ("noai",),
}
_META = re.compile(rb"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]{1,40})\s{0,9}=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_HEAD: Final = 200_000  # bytes of a page in which its meta elements stand
_VALUED: Final = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})


def page_reservation(headers: Mapping[str, str], body: bytes, agent: str) -> Reservation:
    """X-Robots-Tag, meta robots and TDMRep of one page, for this robot. Header names in lower case. Never raises."""
    metas = _metas(body)
    words = set(_header_words(headers.get("x-robots-tag", ""), agent))
    for name, content in metas:
        if name in ("robots", agent.lower()):
            words |= _words(content)
    flags = {flag for word in words for flag in _MEANS.get(word, ())}
    named = dict(reversed(metas))
    reserved = headers.get("tdm-reservation", "") or named.get("tdm-reservation", "")
    policy = headers.get("tdm-policy", "") or named.get("tdm-policy", "")
    return Reservation(**dict.fromkeys(flags, True), tdm=reserved.strip() == "1", tdm_policy=policy.strip()[:MAX_LINE])


def _metas(body: bytes) -> list[tuple[str, str]]:
    found = []
    for match in _META.finditer(body, 0, _HEAD):
        attributes = {m.group(1).lower(): m.group(2) or m.group(3) or m.group(4) or "" for m in _attributes(match.group())}
        if "name" in attributes and "content" in attributes:
            found.append((attributes["name"].strip().lower(), attributes["content"]))
    return found


def _attributes(tag: bytes) -> Iterable[re.Match[str]]:
    return _ATTRIBUTE.finditer(tag.decode("utf-8", "replace"))


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",")}


def _header_words(value: str, agent: str) -> Iterable[str]:
    """The directives for all robots and for this one: "noindex, otherbot: noarchive, presswatch: noai" → noindex, noai."""
    addressee = ""
    for part in value.split(","):
        before, colon, after = part.partition(":")
        if colon and before.strip().lower() not in _VALUED:
            addressee, part = before.strip().lower(), after  # noqa: PLW2901  the rest of the part
        if addressee in ("", "*", agent.lower()):
            yield part.strip().lower()


def tdmrep(body: bytes, url: str) -> Reservation:
    """What the site's /.well-known/tdmrep.json (W3C TDMRep, final report of 2024) says about one address.

    The first location that matches the path decides; a file that cannot be read reserves nothing.
    """
    try:
        rules = json.loads(decode(body[:MAX_BYTES]).text)
    except (ValueError, RecursionError):
        return Reservation()
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict) and _covers(str(rule.get("location", "")), path):
            policy = rule.get("tdm-policy")
            return Reservation(tdm=str(rule.get("tdm-reservation")) == "1", tdm_policy=policy if isinstance(policy, str) else "")
    return Reservation()


def _covers(location: str, path: str) -> bool:
    """Patterns as in robots.txt: * for anything, $ for the end."""
    if not location or len(location) > MAX_LINE:
        return False
    pieces = location.rstrip("$").split("*")
    at = len(pieces[0]) if path.startswith(pieces[0]) else -1
    for piece in pieces[1:]:
        at = at if at < 0 else _after(piece, path, at)
    if at < 0:
        return False
    return not location.endswith("$") or path.endswith(pieces[-1])


def _after(piece: str, path: str, start: int) -> int:
    found = path.find(piece, start)
    return -1 if found < 0 else found + len(piece)
