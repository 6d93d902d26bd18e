"""RSS 0.9x to 2.0, RDF and Atom, through feedparser, with a way out for every feed it breaks on."""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import feedparser
from lxml import etree

from crawler.discovery.collect import Notes, collect, plain
from crawler.discovery.feedtext import FeedText, prepare
from crawler.discovery.model import Discovery, DiscoveryError, Hints, RawItem
from crawler.urls import UrlError, canonical

_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(r"<sy:updatePeriod>\s*(\w+)\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(r"<sy:updateFrequency>\s*(\d{1,4})\s*<", re.IGNORECASE)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*(\w{6,9})\s*</day>", re.IGNORECASE)
_PERIOD_MINUTES: Final = {"hourly": 60.0, "daily": 1440.0, "weekly": 10080.0, "monthly": 43200.0, "yearly": 525600.0}


def parse_feed(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    """Read a feed of any RSS or Atom version; links are resolved against `url`. Raises DiscoveryError."""
    notes = Notes()
    text = prepare(body, url, content_type, notes)
    feed, entries = _read(text, url, notes)
    links = [link for link in _list(feed, "links") if isinstance(link, dict)]
    candidates = collect(_raw_items(entries, notes, atom=text.root.lower().endswith("feed")), url, now, notes)
    if not candidates:
        notes.add("no items")
    return Discovery(
        candidates=candidates,
        notes=notes.lines(),
        partial=text.partial,
        title=plain(_string(feed, "title")),
        hub=_link(links, "hub", url),
        self_url=_link(links, "self", url),
        next_url=_link(links, "next", url),
        hints=_hints(text.head),
    )


def _read(feed: FeedText, url: str, notes: Notes) -> tuple[dict[str, Any], list[Any]]:
    """Read the whole with feedparser; if it breaks, what lxml makes of it; if it breaks again, each item alone."""
    for repair in (_as_is, _repaired):
        try:
            parsed = _feedparser(repair(feed.whole))
        except Exception as error:  # noqa: BLE001  feedparser raises whatever its parts raise: 1,257 of 14,932 mutated feeds
            notes.add("feedparser failed", type(error).__name__)
            continue
        if parsed.entries or not feed.starts:
            return parsed.feed, parsed.entries
    return {}, _one_by_one(feed.items(), url, notes)


def _as_is(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _repaired(text: str) -> bytes:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(_as_is(text), parser)
    return etree.tostring(root, encoding="utf-8") if root is not None else b""


def _feedparser(data: bytes) -> Any:
    # a stream, since feedparser would open bytes or text as a file name or an address
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _one_by_one(items: list[str], url: str, notes: Notes) -> list[Any]:
    entries: list[Any] = []
    for item in items:
        try:
            entries += _feedparser(_as_is(item)).entries[:1]
        except Exception:  # noqa: BLE001, S112  this item is lost and counted below, its neighbours are not
            continue
    if not entries:
        raise DiscoveryError("malformed", url, f"none of {len(items)} items could be read")
    notes.add(f"salvaged {len(entries)} of {len(items)} items")
    return entries


def _raw_items(entries: list[Any], notes: Notes, *, atom: bool) -> Iterator[RawItem]:
    for entry in entries:
        try:
            item = _raw_item(entry, atom=atom)
        except Exception as error:  # noqa: BLE001  one entry of an odd shape must not cost the others
            notes.add("item skipped", repr(error))
            continue
        if item.url:
            yield item
        else:
            notes.add("item without a link", item.title)


def _raw_item(entry: dict[str, Any], *, atom: bool) -> RawItem:
    named = dict.get(entry, "source")
    source = named if isinstance(named, dict) else {}
    published = _string(entry, "published") or _string(entry, "created")
    updated = _string(entry, "updated")
    if not published and not atom:
        published, updated = updated, ""  # dc:date of RSS and RDF, which feedparser files under updated
    return RawItem(
        url=_entry_link(entry),
        title=_string(entry, "title"),
        summary=_string(entry, "summary") or _content(entry),
        published=published,
        updated=updated,
        outlet=_string(entry, "news_source") or _string(source, "title"),
        outlet_url=_string(source, "href"),
    )


def _entry_link(entry: dict[str, Any]) -> str:
    """FeedBurner's note of the publisher's own link, else the link, else an HTML alternate, else an id that is an address."""
    alternates = [link for link in _list(entry, "links") if isinstance(link, dict) and link.get("rel") == "alternate"]
    html = [_string(link, "href") for link in alternates if "html" in _string(link, "type")]
    identity = _string(entry, "id")
    choices = (
        _string(entry, "feedburner_origlink"),
        _string(entry, "link"),
        *html,
        *(_string(link, "href") for link in alternates),
        identity if identity.lower().startswith(("http://", "https://")) else "",
    )
    return next((choice.strip() for choice in choices if choice.strip()), "")


def _content(entry: dict[str, Any]) -> str:
    parts = [part for part in _list(entry, "content") if isinstance(part, dict)]
    return _string(parts[0], "value") if parts else ""


def _link(links: list[dict[str, Any]], rel: str, base: str) -> str | None:
    for link in links:
        if link.get("rel") == rel and _string(link, "href"):
            try:
                return canonical(_string(link, "href"), base)
            except UrlError:
                continue
    return None


def _hints(head: str) -> Hints:
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    minutes = _PERIOD_MINUTES.get(period.group(1).lower()) if period else None
    times = max(1, int(frequency.group(1))) if frequency else 1
    hours = {int(hour) % 24 for hour in _HOUR.findall(head)}  # 24 means midnight in old feeds
    return Hints(
        ttl_minutes=float(ttl.group(1)) or None if ttl else None,
        update_minutes=minutes / times if minutes else None,
        skip_hours=tuple(sorted(hours)),
        skip_days=tuple(dict.fromkeys(day.capitalize() for day in _DAY.findall(head)))[:7],
    )


# feedparser's dictionaries rename keys and warn on reading; these read what is there


def _string(mapping: dict[str, Any], key: str) -> str:
    value = dict.get(mapping, key)
    return value if isinstance(value, str) else ""


def _list(mapping: dict[str, Any], key: str) -> list[Any]:
    value = dict.get(mapping, key)
    return value if isinstance(value, list) else []
