"""Sitemaps (sitemaps.org), news sitemaps, their indexes, gzip or plain, and the text form with one address a line."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from archive.model import Candidate
from crawler.discovery.collect import Notes, collect, markup_text, read_text
from crawler.discovery.dates import read_date
from crawler.discovery.feed import parse_feed
from crawler.discovery.feedtext import is_feed
from crawler.discovery.model import MAX_CHILDREN, MAX_SITEMAP_URLS, ChildSitemap, Discovery, DiscoveryError, RawItem
from crawler.urls import UrlError, canonical

MAX_UNPACKED: Final = 16 * 1024 * 1024  # a gzip bomb costs 2 s and 130 MB up to here; a full news sitemap is under 1 MB
_MAX_ENTRIES: Final = 50_000  # what the format allows in one file
_GZIP: Final = b"\x1f\x8b"
_BARE: Final = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_CLOSED: Final = re.compile(r"</(?:\w+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Reading:
    """What one pass over a sitemap found."""

    items: list[RawItem] = field(default_factory=list)
    children: list[tuple[str, str]] = field(default_factory=list)  # address and lastmod as printed
    rooted: bool = False  # a sitemap's root element was seen
    finished: bool = False  # … and closed
    capped: bool = False  # stopped at _MAX_ENTRIES


def parse_sitemap(body: bytes, url: str, content_type: str, now: datetime, most: int = MAX_SITEMAP_URLS) -> Discovery:
    """Read a sitemap or an index; `most` candidates and children, newest first. Raises DiscoveryError.

    A feed in the place of a sitemap is read as the feed it is, as the protocol allows.
    """
    notes = Notes()
    data, cut = _unpacked(body, notes)
    if not data.strip():
        raise DiscoveryError("empty", url)
    text = read_text(data, content_type, notes)
    if is_feed(text):
        return parse_feed(data, url, content_type, now)
    reading = _addresses(text) if text[:4].lower() == "http" else _read(markup_text(text), notes)
    if not reading.rooted:
        kind = "html-instead-of-feed" if "<html" in text[:4096].lower() else "not-a-feed"
        raise DiscoveryError(kind, url, text[:100])
    partial = cut or not reading.finished
    if partial and not cut:
        notes.add(f"only the first {_MAX_ENTRIES} entries read" if reading.capped else "truncated sitemap")
    return Discovery(
        candidates=_newest(reading.items, url, now, notes, most),
        children=_children(reading.children, url, now, notes),
        notes=notes.lines(),
        partial=partial,
    )


def _unpacked(body: bytes, notes: Notes) -> tuple[bytes, bool]:
    """The sitemap without gzip, and whether it is incomplete."""
    if not body.startswith(_GZIP):
        return body[:MAX_UNPACKED], len(body) > MAX_UNPACKED
    engine = zlib.decompressobj(wbits=31)
    try:
        data = engine.decompress(body, MAX_UNPACKED)
    except zlib.error as error:
        notes.add("gzip damaged", str(error))
        return b"", True
    if not engine.eof:
        notes.add(f"gzip cut: {len(data)} bytes unpacked")
    return data, not engine.eof


def _addresses(text: str) -> _Reading:
    lines = text.split("\n")[:_MAX_ENTRIES]
    return _Reading([RawItem(line.strip()) for line in lines if line.strip()], rooted=True, finished=True)


def _read(text: str, notes: Notes) -> _Reading:
    start = max(
        0, text.find("?>") + 2 if text[:200].lstrip("\ufeff \r\n\t").startswith("<?xml") else 0
    )  # encoding no longer true
    data = "".join(_ampersands(text[start:])).encode("utf-8", "replace")
    reading = _pass(data, recover=False)
    if not (reading.finished or reading.capped) and reading.rooted and _CLOSED.search(text, max(0, len(text) - 1000)):
        notes.add("damaged sitemap, repaired")
        return _pass(data, recover=True)
    return reading


def _ampersands(text: str) -> Iterator[str]:
    """The text with bare ampersands, common in addresses, written as XML wants them; CDATA as it is."""
    at = 0
    while (begin := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        yield _BARE.sub("&amp;", text[at:begin])
        yield text[begin : end + 3]
        at = end + 3
    yield _BARE.sub("&amp;", text[at:])


def _pass(data: bytes, *, recover: bool) -> _Reading:
    reading = _Reading()
    try:
        for element in _entries(data, reading, recover=recover):
            values = dict(_values(element))
            if _name(element) == "sitemap":
                reading.children.append((values.get("loc", ""), values.get("lastmod", "")))
            else:
                reading.items.append(_raw_item(values))
            if len(reading.items) + len(reading.children) > _MAX_ENTRIES:
                reading.capped = True
                break
    except etree.XMLSyntaxError:  # what stands before the damage has been read
        reading.finished = False
    return reading


def _entries(data: bytes, reading: _Reading, *, recover: bool) -> Iterator[etree._Element]:
    """Every <url> and <sitemap>, each forgotten after use."""
    events = etree.iterparse(
        io.BytesIO(data), events=("start", "end"), recover=recover, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False,
    )  # fmt: skip
    for event, element in events:
        name = _name(element)
        if name in {"urlset", "sitemapindex"}:
            reading.rooted = True
            reading.finished = event == "end"
        elif event == "end" and name in {"url", "sitemap"}:
            yield element
            parent = element.getparent()
            element.clear()
            if parent is not None:
                parent.remove(element)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _values(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The first text under each name inside an entry; images and videos, which have addresses too, are left out."""
    seen: set[str] = set()
    for child in element:
        nested = list(child.iter()) if _name(child) == "news" else [child]
        for part in nested:
            name = _name(part)
            if name and name not in seen and part.text and "image" not in str(part.tag) and "video" not in str(part.tag):
                seen.add(name)
                yield name, part.text.strip()


def _raw_item(values: dict[str, str]) -> RawItem:
    return RawItem(
        url=values.get("loc", ""),
        title=values.get("title", ""),
        published=values.get("publication_date", ""),
        updated=values.get("lastmod", ""),
    )


def _newest(items: list[RawItem], url: str, now: datetime, notes: Notes, most: int) -> tuple[Candidate, ...]:
    """The newest entries; those without a date keep their order behind the others."""
    found = [item for item in items if item.url]
    found.sort(key=lambda item: _moment(item.published, now) or _moment(item.updated, now) or _OLDEST, reverse=True)
    return collect(found, url, now, notes, most)


def _children(found: list[tuple[str, str]], url: str, now: datetime, notes: Notes) -> tuple[ChildSitemap, ...]:
    children: dict[str, ChildSitemap] = {}
    for raw, lastmod in found:
        try:
            child = ChildSitemap(canonical(raw, url), _moment(lastmod, now))
        except UrlError:
            notes.add("sitemap refused", raw)
            continue
        if child.url != url:
            children.setdefault(child.url, child)
    newest = sorted(children.values(), key=lambda child: child.lastmod or _OLDEST, reverse=True)
    if len(newest) > MAX_CHILDREN:
        notes.add(f"only the newest {MAX_CHILDREN} of {len(newest)} sitemaps taken")
    return tuple(newest[:MAX_CHILDREN])


def _moment(raw: str, now: datetime) -> datetime | None:
    return read_date(raw, now)[0] if raw else None
