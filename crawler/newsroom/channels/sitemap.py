"""Sitemaps (https://www.sitemaps.org/protocol.html) and Google's news extension of them."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from crawler.newsroom.channels.feed import Feed, child, document, rfc3339

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap(feed: Feed) -> str:
    """Write the entries as a plain sitemap."""
    root = ET.Element("urlset", {"xmlns": SITEMAP})
    for entry in feed.entries:
        url = child(root, "url")
        child(url, "loc", entry.url)
        child(url, "lastmod", rfc3339(entry.changed))
    return document(root, feed.outlet.encoding)


def news_sitemap(feed: Feed) -> str:
    """Write the entries as a news sitemap, with titles and publication dates."""
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for entry in feed.entries:
        url = child(root, "url")
        child(url, "loc", entry.url)
        child(url, "lastmod", rfc3339(entry.changed))
        news = child(url, "news:news")
        publication = child(news, "news:publication")
        child(publication, "news:name", feed.outlet.name)
        child(publication, "news:language", entry.language)
        child(news, "news:publication_date", rfc3339(entry.published))
        child(news, "news:title", entry.title)
    return document(root, feed.outlet.encoding)


def sitemap_index(children: Iterable[tuple[str, datetime | None]]) -> str:
    """Write an index of sitemaps: their addresses and last changes."""
    root = ET.Element("sitemapindex", {"xmlns": SITEMAP})
    for address, changed in children:
        element = child(root, "sitemap")
        child(element, "loc", address)
        if changed:
            child(element, "lastmod", rfc3339(changed))
    return document(root, "utf-8")
