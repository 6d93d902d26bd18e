"""The text of a feed made ready for a parser: decoded, begun at its root, cut after a whole item, without traps."""

import re
from dataclasses import dataclass
from typing import Final

from crawler.discovery.collect import Notes, markup_text, plain, read_text
from crawler.discovery.model import HOPELESS_ITEMS, MAX_BYTES, MAX_ITEMS, DiscoveryError
from crawler.urls import UrlError, canonical, same_site

_HEAD: Final = 65_536  # characters in which a feed must have begun; PHP warnings and comments may stand before it
_LONGEST_TAG: Final = 65_536  # one tag of 1 MB with 100,000 attributes keeps feedparser busy for more than 120 s


_ROOT = re.compile(r"<((?:[\w-]+:)?(?:rss|feed|rdf|channel))(?=[\s>/])", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ITEM = re.compile(r"<(?:[\w-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_HUGE_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{_LONGEST_TAG}}}")
_XML_BASE = re.compile(r"""\sxml:base\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed from its root element on, and what must follow to close it where it was cut."""

    text: str
    closing: str
    root: str  # name of the root element as printed
    partial: bool

    @property
    def whole(self) -> str:
        """The text as a complete document."""
        return self.text + self.closing

    @property
    def head(self) -> str:
        """What stands before the first item."""
        return self.text[: self.starts[0]] if self.starts else self.text

    @property
    def starts(self) -> list[int]:
        """Where items begin."""
        return [m.start() for m in _ITEM.finditer(self.text)][:MAX_ITEMS]

    def items(self) -> list[str]:
        """Each item as a complete document of its own."""
        starts = self.starts
        closing = _closing(self.head, self.root)
        return [self.head + self.text[a:b] + closing for a, b in zip(starts, [*starts[1:], len(self.text)], strict=True)]


def prepare(body: bytes, url: str, content_type: str, notes: Notes) -> FeedText:
    """The feed in `body`. Raises DiscoveryError when it holds none or only a trap."""
    text, cut = _text(body, url, content_type, notes)
    feed = _whole_items(text, notes)
    return FeedText(feed.text, feed.closing, feed.root, partial=feed.partial or cut)


def is_feed(text: str) -> bool:
    """Whether a text begins like a feed."""
    return _root(text) is not None


def _text(body: bytes, url: str, content_type: str, notes: Notes) -> tuple[str, bool]:
    """Decoded text from the feed's root element on, and whether the answer was cut at MAX_BYTES."""
    if not body.strip(b" \t\r\n\0"):
        raise DiscoveryError("empty", url)
    if body.count(b"<item") + body.count(b"<entry") >= HOPELESS_ITEMS:
        raise DiscoveryError("too-many-items", url)
    cut = len(body) > MAX_BYTES
    if cut:
        notes.add(f"only the first {MAX_BYTES // 1024**2} MB of {len(body) // 1024**2} read")
    text = read_text(body[:MAX_BYTES], content_type, notes)
    root = _root(text)
    if root is None:
        raise _no_feed(text, url)
    if _HUGE_TAG.search(text):
        raise DiscoveryError("hostile", url, f"a tag longer than {_LONGEST_TAG} characters")
    text = markup_text(text[root.start() :])
    return _XML_BASE.sub(lambda m: _own_base(m, url, notes), text), cut


def _root(text: str) -> re.Match[str] | None:
    root = _ROOT.search(text, 0, _HEAD)
    return None if root and _HTML.search(text, 0, root.start()) else root


def _no_feed(text: str, url: str) -> DiscoveryError:
    title = _TITLE.search(text, 0, _HEAD)
    if title or _HTML.search(text, 0, _HEAD):
        return DiscoveryError("html-instead-of-feed", url, plain(title.group(1)) if title else "")
    return DiscoveryError("not-a-feed", url, plain(text[:300]))


def _own_base(match: re.Match[str], url: str, notes: Notes) -> str:
    """xml:base counts on the feed's own site only: elsewhere it would turn relative links into another site's."""
    value = match.group(1) or match.group(2) or ""
    try:
        base = canonical(value, url)
    except UrlError:
        base = ""
    if base and same_site(base, url):
        return match.group()
    notes.add("xml:base of another site ignored", value)
    return ""


def _whole_items(text: str, notes: Notes) -> FeedText:
    """Cut after MAX_ITEMS items, or after the last whole item of a truncated feed (half a link is a wrong link)."""
    root = _ROOT.match(text)
    name = root.group(1) if root else "rss"
    ends = [m.end() for m, _ in zip(_ITEM_END.finditer(text), range(MAX_ITEMS), strict=False)]
    last = ends[-1] if ends else 0
    if len(ends) == MAX_ITEMS and _ITEM.search(text, last):
        notes.add(f"only the first {MAX_ITEMS} items taken")
        return FeedText(text[:last], _closing(text[:last], name), name, partial=True)
    if re.compile(rf"</{re.escape(name)}\s*>|/>\s*$", re.IGNORECASE).search(text, last):
        return FeedText(text, "", name, partial=False)
    notes.add("truncated feed: its last item may be missing")
    kept = text[:last] if last else text
    return FeedText(kept, _closing(kept, name), name, partial=True)


def _closing(text: str, root: str) -> str:
    lower = text.lower()
    channel = "</channel>" if "<channel" in lower and "</channel" not in lower and root.lower() != "channel" else ""
    return f"{channel}</{root}>"
