"""RSS 1.0, which is RDF (https://web.resource.org/rss/1.0/spec)."""

from xml.etree import ElementTree as ET

from crawler.newsroom.channels.feed import Entry, Feed, child, document, rfc3339

_NAMESPACES = {
    "xmlns": "http://purl.org/rss/1.0/",
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
}


def rdf(feed: Feed) -> str:
    """Write the feed as RSS 1.0."""
    root = ET.Element("rdf:RDF", _NAMESPACES)
    channel = child(root, "channel", **{"rdf:about": feed.url})
    child(channel, "title", feed.title)
    child(channel, "link", feed.home)
    child(channel, "description", feed.outlet.about)
    child(channel, "dc:language", feed.outlet.language)
    sequence = child(child(channel, "items"), "rdf:Seq")
    for entry in feed.entries:
        child(sequence, "rdf:li", **{"rdf:resource": entry.url})
    for entry in feed.entries:
        _item(root, entry)
    return document(root, feed.outlet.encoding)


def _item(root: ET.Element, entry: Entry) -> None:
    item = child(root, "item", **{"rdf:about": entry.url})
    child(item, "title", entry.title)
    child(item, "link", entry.url)
    child(item, "description", entry.summary)
    for name in entry.authors:
        child(item, "dc:creator", name)
    child(item, "dc:date", rfc3339(entry.published))
    if entry.changed != entry.published:
        child(item, "dcterms:modified", rfc3339(entry.changed))
