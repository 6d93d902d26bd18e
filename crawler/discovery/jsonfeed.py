"""JSON Feed 1.0 and 1.1 (jsonfeed.org), and the JSON reading that the search dialects share."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawler.discovery.collect import Notes, collect, plain, read_text
from crawler.discovery.model import HOPELESS_ITEMS, MAX_BYTES, MAX_ITEMS, Discovery, DiscoveryError, RawItem
from crawler.urls import UrlError, canonical

_HTML = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}|)')

_LARGEST = 10**15  # no id or date is larger

Json = dict[str, Any]


def parse_jsonfeed(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    """Read a JSON Feed; a truncated one gives its whole items and is marked partial. Raises DiscoveryError."""
    notes = Notes()
    feed, partial = load_json(body, url, content_type, notes, "items")
    items = feed.get("items")
    if not isinstance(items, list):
        raise DiscoveryError("not-a-feed", url, "JSON without a list of items")
    if len(items) >= HOPELESS_ITEMS:
        raise DiscoveryError("too-many-items", url)
    candidates = collect(_raw_items(items, notes), url, now, notes)
    if not candidates:
        notes.add("no items")
    hubs = [hub for hub in dicts(feed.get("hubs")) if hub.get("type") == "WebSub"]
    return Discovery(
        candidates=candidates,
        notes=notes.lines(),
        partial=partial or len(items) > MAX_ITEMS,
        title=plain(string(feed, "title")),
        hub=_address(string(hubs[0], "url"), url) if hubs else None,
        self_url=_address(string(feed, "feed_url"), url),
        next_url=_address(string(feed, "next_url"), url),
    )


def load_json(body: bytes, url: str, content_type: str, notes: Notes, list_key: str) -> tuple[Json, bool]:
    """The JSON object in `body`, and whether it was cut short. From a damaged one the whole objects of its list `list_key`.

    Control characters and impossible escapes in strings are tolerated. Raises DiscoveryError.
    """
    if not body.strip():
        raise DiscoveryError("empty", url)
    text = read_text(body[:MAX_BYTES], content_type, notes)
    if _HTML.match(text):
        raise DiscoveryError("html-instead-of-feed", url, plain(text[:300]))
    if len(body) <= MAX_BYTES and isinstance(value := _loads(text), dict):
        return value, False
    text = _ESCAPE.sub(lambda m: m.group() if len(m.group()) > 1 else r"\\", text)  # GDELT prints \' and the like
    if len(body) <= MAX_BYTES and isinstance(value := _loads(text), dict):
        return value, False
    whole = list(_whole_objects(text, list_key))
    if not whole:
        raise DiscoveryError("not-a-feed", url, plain(text[:300]))
    notes.add(f"truncated JSON: {len(whole)} whole items taken")
    return {list_key: whole}, True


def dicts(value: object) -> list[Json]:
    """The objects of what should be a list of objects."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def string(mapping: Json, key: str) -> str:
    """The text under a key, "" when there is none; numbers are printed."""
    value = mapping.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.0f}" if abs(value) < _LARGEST else ""
    return value if isinstance(value, str) else ""


def _loads(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _whole_objects(text: str, list_key: str) -> Iterator[Json]:
    """The objects of a list, one by one, up to the first that is damaged."""
    begin = re.search(rf'"{re.escape(list_key)}"\s*:\s*\[', text)
    decoder, at = json.JSONDecoder(strict=False), begin.end() if begin else len(text)
    for _ in range(MAX_ITEMS):
        at += len(text[at : at + 200]) - len(text[at : at + 200].lstrip(" \t\r\n,"))
        if text[at : at + 1] != "{":
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _raw_items(items: list[Any], notes: Notes) -> Iterator[RawItem]:
    for item in dicts(items):
        identity = string(item, "id")
        link = string(item, "url") or string(item, "external_url") or (identity if identity.startswith("http") else "")
        if not link:
            notes.add("item without a link", string(item, "title"))
            continue
        yield RawItem(
            url=link,
            title=string(item, "title"),
            summary=string(item, "summary") or string(item, "content_text") or string(item, "content_html"),
            published=string(item, "date_published"),
            updated=string(item, "date_modified"),
        )


def _address(raw: str, base: str) -> str | None:
    try:
        return canonical(raw, base) if raw else None
    except UrlError:
        return None
