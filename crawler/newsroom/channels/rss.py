"""RSS 2.0 (https://www.rssboard.org/rss-specification), for outlets and for the aggregator's search."""

from xml.etree import ElementTree as ET

from crawler.newsroom.channels.feed import Entry, Feed, child, document, rfc822, rfc3339

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def rss(feed: Feed) -> str:
    """Write the feed as RSS 2.0; an entry that changed carries atom:updated, as RSS has no element for it."""
    root = ET.Element("rss", {"version": "2.0", **_NAMESPACES})
    channel = child(root, "channel")
    child(channel, "title", feed.title)
    child(channel, "link", feed.home)
    child(channel, "description", f"{feed.outlet.name}: {feed.outlet.about}")
    child(channel, "atom:link", href=feed.url, rel="self", type="application/rss+xml")
    if feed.outlet.language != "mixed":
        child(channel, "language", feed.outlet.language)
    if feed.changed:
        child(channel, "lastBuildDate", rfc822(feed.changed))
    for entry in feed.entries:
        _item(channel, entry)
    return document(root, feed.outlet.encoding)


def _item(channel: ET.Element, entry: Entry) -> None:
    item = child(channel, "item")
    child(item, "title", entry.title)
    child(item, "link", entry.url)
    child(item, "guid", entry.guid, isPermaLink="false")
    child(item, "pubDate", rfc822(entry.published))
    if entry.changed != entry.published:
        child(item, "atom:updated", rfc3339(entry.changed))
    for author in entry.authors:
        child(item, "dc:creator", author)
    child(item, "category", entry.section)
    child(item, "description", entry.summary)
    if entry.image:
        child(item, "media:content", url=entry.image, type="image/png", medium="image")
    if entry.source:
        name, home = entry.source
        child(item, "source", name, url=home)
