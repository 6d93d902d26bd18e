"""Atom (RFC 4287)."""

from xml.etree import ElementTree as ET

from crawler.newsroom.channels.feed import Entry, Feed, child, document, rfc3339


def atom(feed: Feed) -> str:
    """Write the feed as Atom."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.outlet.language})
    child(root, "title", feed.title)
    child(root, "id", feed.home)
    child(root, "link", href=feed.home, rel="alternate", type="text/html")
    child(root, "link", href=feed.url, rel="self", type="application/atom+xml")
    if feed.changed:
        child(root, "updated", rfc3339(feed.changed))
    for entry in feed.entries:
        _entry(root, entry, feed.outlet.name)
    return document(root, feed.outlet.encoding)


def _entry(root: ET.Element, entry: Entry, outlet: str) -> None:
    element = child(root, "entry")
    child(element, "title", entry.title)
    child(element, "id", entry.guid)
    child(element, "link", href=entry.url, rel="alternate", type="text/html")
    child(element, "published", rfc3339(entry.published))
    child(element, "updated", rfc3339(entry.changed))
    for name in entry.authors or (outlet,):
        child(child(element, "author"), "name", name)
    child(element, "category", term=entry.section)
    child(element, "summary", entry.summary, type="text")
