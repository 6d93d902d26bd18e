"""From raw items to candidates: canonical, each address once, dates read, text cleaned, everything odd counted."""

import html
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from archive.model import Candidate
from crawler.discovery.dates import read_date
from crawler.discovery.model import MAX_ITEMS, RawItem
from crawler.urls import UrlError, canonical
from pipelines.charset import decode
from pipelines.scrub import one_line

MAX_TITLE: Final = 500  # characters
MAX_SUMMARY: Final = 2_000
_SCANNED: Final = 20_000  # characters of markup looked at for a summary: whole articles stand in some feeds
_KINDS: Final = 40  # different notes of one answer
_EXAMPLE: Final = 120  # characters

_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # half an emoji written as UTF-8, by old Java and databases
_NO_CHARACTER: Final = "\ufffd"
_REPLACED: Final = _NO_CHARACTER.encode()
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|(\d+));?")
_LONGEST_REFERENCE: Final = 12  # digits
_SPACE: Final = 0x20
_TAG = re.compile(r"<[/!?]?[A-Za-z\[-][^<>]*>|\]\]>")
_MUTE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)


@dataclass(slots=True)
class Notes:
    """Counts what is odd, with the first example of each kind."""

    _seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, kind: str, example: str = "") -> None:
        """Count one more of a kind."""
        count, first = self._seen.get(kind, (0, example[:_EXAMPLE]))
        if count or len(self._seen) < _KINDS:
            self._seen[kind] = (count + 1, first)

    def lines(self) -> tuple[str, ...]:
        """One line a kind, in the order of first appearance."""
        return tuple(self._line(kind, count, first) for kind, (count, first) in self._seen.items())

    @staticmethod
    def _line(kind: str, count: int, first: str) -> str:
        many = f" ({count})" if count > 1 else ""
        return one_line(f"{kind}{many}: {first!r}" if first else f"{kind}{many}")


def collect(items: Iterable[RawItem], base: str, now: datetime, notes: Notes, limit: int = MAX_ITEMS) -> tuple[Candidate, ...]:
    """The candidates of one answer, at most `limit`, in the order given; `base` resolves relative addresses."""
    found: dict[str, Candidate] = {}
    for item in items:
        try:
            url = canonical(item.url, base)
        except UrlError as error:
            notes.add("link refused", error.url)
            continue
        if url in found:
            notes.add("link repeated", url)
        elif len(found) == limit:
            notes.add(f"only the first {limit} items taken")
            break
        else:
            found[url] = _candidate(item, url, len(found), now, notes)
    return tuple(found.values())


def read_text(body: bytes, content_type: str, notes: Notes) -> str:
    """The body as text, whatever charset it says it has."""
    body, halves = _SURROGATE.subn(_REPLACED, body)
    if halves:
        notes.add(f"charset: {halves} surrogate halves replaced")
    decoded = decode(body, content_type)
    if decoded.note:
        notes.add(decoded.note)
    return decoded.text


def markup_text(text: str) -> str:
    """XML or HTML without the characters that parsers choke on, be they printed or written as numeric references.

    One &#xD800; in a title makes feedparser raise, and lxml on reading `.text` after a repair.
    """
    return _REFERENCE.sub(_reference, _CONTROL.sub("", text))


def _reference(match: re.Match[str]) -> str:
    """A numeric reference, or U+FFFD for one that names no character."""
    digits = match.group(1) or match.group(2)
    number = int(digits, 16 if match.group(1) else 10) if len(digits) < _LONGEST_REFERENCE else 0
    good = number in (9, 10, 13) or (number >= _SPACE and number <= sys.maxunicode and not _CONTROL.match(chr(number)))
    return match.group() if good else _NO_CHARACTER


def plain(markup: str, limit: int = MAX_SUMMARY) -> str:
    """Markup or text on one line, without tags and entities, cut to `limit` characters."""
    text = markup[:_SCANNED]
    if "<" in text:
        text = _TAG.sub(" ", _MUTE.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    text = one_line(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _candidate(item: RawItem, url: str, position: int, now: datetime, notes: Notes) -> Candidate:
    return Candidate(
        url=url,
        raw_url=item.url.strip().encode("utf-8", "replace").decode()[:MAX_SUMMARY],
        position=position,
        title=plain(item.title, MAX_TITLE),
        summary=plain(item.summary),
        published=_date(item.published, now, notes),
        updated=_date(item.updated, now, notes),
        outlet=plain(item.outlet, MAX_TITLE),
        outlet_url=plain(item.outlet_url, MAX_TITLE),
    )


def _date(raw: str, now: datetime, notes: Notes) -> datetime | None:
    moment, note = read_date(raw, now)
    if note:
        notes.add(note, raw)
    return moment
