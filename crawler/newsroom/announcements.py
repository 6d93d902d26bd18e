"""Everything by which an outlet announces its articles: feeds, sitemaps and robots.txt."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from gzip import compress

from crawler.newsroom.channels.atom import atom
from crawler.newsroom.channels.feed import Entry, Feed
from crawler.newsroom.channels.jsonfeed import jsonfeed
from crawler.newsroom.channels.rdf import rdf
from crawler.newsroom.channels.robots import robots_txt
from crawler.newsroom.channels.rss import rss
from crawler.newsroom.channels.sitemap import news_sitemap, sitemap, sitemap_index
from crawler.newsroom.clock import NewsClock
from crawler.newsroom.edition import Printed
from crawler.newsroom.model import Channel, DeadLink
from crawler.newsroom.press import Desk
from crawler.newsroom.reply import Asked, Reply
from crawler.newsroom.sending import Handler, sent

FEED_ITEMS = 30
SITEMAP_ITEMS = 5_000
TRACKING = "?utm_source=rss&utm_medium=feed&utm_campaign=latest"

NEWS_CHILD = "/sitemaps/news.xml"
ARCHIVE_CHILD = "/sitemaps/archive.xml.gz"

WRITERS = {"rss": rss, "atom": atom, "jsonfeed": jsonfeed, "rdf": rdf}
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "jsonfeed": "application/feed+json",
    "rdf": "application/rdf+xml",
}


class Announcements:
    """The channels of one outlet; each answer is a function of what is published by then."""

    def __init__(self, desk: Desk, clock: NewsClock) -> None:
        self._desk = desk
        self._outlet = desk.outlet
        self._home = desk.directory.home(self._outlet.id)
        zone = self._outlet.zone
        self._dead = [(link, clock.real(link.published, zone).astimezone(zone)) for link in self._outlet.dead_links]
        directory = desk.directory
        moved = ((directory.article(f"{self._outlet.id}/{old.slug}"), old.path) for old in self._outlet.moved)
        self._moved = {new: self._absolute(path) for new, path in moved if new}

    def routes(self) -> dict[str, Handler]:
        """Map the path of every channel to what answers there."""
        routes: dict[str, Handler] = {"/robots.txt": self._robots, "/sitemap.xml": self._sitemap}
        for channel in self._outlet.channels:
            if channel.format in WRITERS:
                routes[channel.path] = partial(self._feed, channel)
            elif channel.format == "news-sitemap":
                routes[channel.path] = self._index
                routes[NEWS_CHILD] = self._news
                routes[ARCHIVE_CHILD] = self._archive
        return routes

    def _robots(self, _: Asked) -> Reply:
        return sent(self._outlet, robots_txt(self._outlet.robots, self._home), "text/plain")

    def _feed(self, channel: Channel, asked: Asked) -> Reply:
        tracking = TRACKING if "tracking-parameters" in self._outlet.quirks else ""
        entries = [replace(entry, url=entry.url + tracking) for entry in self._entries(asked.now)]
        entries += [self._dead_entry(link, published) for link, published in self._dead if published <= asked.now]
        entries.sort(key=lambda entry: entry.published, reverse=True)
        feed = self._bundle(channel.path, entries[:FEED_ITEMS])
        return sent(self._outlet, WRITERS[channel.format](feed), MEDIA_TYPES[channel.format], feed.changed)

    def _sitemap(self, asked: Asked) -> Reply:
        feed = self._bundle("/sitemap.xml", self._listed(asked)[:SITEMAP_ITEMS])
        return sent(self._outlet, sitemap(feed), "application/xml", feed.changed)

    def _index(self, asked: Asked) -> Reply:
        children = (self._news_feed(asked), self._archive_feed(asked))
        changed = max((feed.changed for feed in children if feed.changed), default=None)
        text = sitemap_index((feed.url, feed.changed) for feed in children)
        return sent(self._outlet, text, "application/xml", changed)

    def _news(self, asked: Asked) -> Reply:
        feed = self._news_feed(asked)
        return sent(self._outlet, news_sitemap(feed), "application/xml", feed.changed)

    def _archive(self, asked: Asked) -> Reply:
        feed = self._archive_feed(asked)
        plain = sent(self._outlet, news_sitemap(feed), "application/xml", feed.changed)
        return Reply(compress(plain.body, mtime=0), "application/gzip", changed=feed.changed)

    def _news_feed(self, asked: Asked) -> Feed:
        return self._bundle(NEWS_CHILD, self._listed(asked)[: self._fresh(asked)])

    def _archive_feed(self, asked: Asked) -> Feed:
        return self._bundle(ARCHIVE_CHILD, self._listed(asked)[self._fresh(asked) : SITEMAP_ITEMS])

    def _fresh(self, asked: Asked) -> int:
        """How many entries the news sitemap holds; half of a small outlet's, so that its archive is not empty."""
        return min(FEED_ITEMS, (len(self._desk.newest(asked.now)) + 1) // 2)

    def _listed(self, asked: Asked) -> list[Entry]:
        """The entries of sitemaps, which still know a moved article by its old address."""
        entries = self._entries(asked.now)
        return [replace(entry, url=self._moved.get(entry.url, entry.url)) for entry in entries]

    def _entries(self, now: datetime) -> Iterable[Entry]:
        return map(entry_of, self._desk.newest(now))

    def _dead_entry(self, link: DeadLink, published: datetime) -> Entry:
        return Entry(
            guid=f"tag:{self._outlet.id}.localhost,2025:{link.path}",
            url=self._absolute(link.path),
            title=link.title,
            summary=link.title,
            authors=(),
            section=self._outlet.sections[0],
            published=published,
            changed=published,
            language=self._outlet.language,
        )

    def _bundle(self, path: str, entries: Sequence[Entry]) -> Feed:
        return Feed(self._absolute(path), self._home, self._outlet.name, self._outlet, tuple(entries))

    def _absolute(self, path: str) -> str:
        return self._home + path.lstrip("/")


def entry_of(page: Printed) -> Entry:
    """Describe a printed article as feeds do."""
    article = page.article
    return Entry(
        guid=f"tag:{article.outlet}.localhost,2025:{article.number}",
        url=page.url,
        title=page.title,
        summary=page.summary,
        authors=article.authors,
        section=article.section,
        published=page.published,
        changed=page.changed,
        language=page.outlet.language,
        image=page.picture,
    )
