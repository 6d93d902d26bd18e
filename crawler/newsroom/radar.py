"""The aggregator: no articles of its own, but a search over those of all outlets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from itertools import islice
from typing import Literal

from crawler.newsroom.announcements import MEDIA_TYPES, entry_of
from crawler.newsroom.channels.feed import Entry, Feed
from crawler.newsroom.channels.robots import robots_txt
from crawler.newsroom.channels.rss import rss
from crawler.newsroom.channels.search import folded, matches, parsed
from crawler.newsroom.edition import Printed
from crawler.newsroom.model import Outlet
from crawler.newsroom.pages import Frame, Page, Renderer
from crawler.newsroom.press import Desk, Directory
from crawler.newsroom.reply import Asked, Reply
from crawler.newsroom.sending import sent

SEARCH_PATH = "/search.rss"
SEARCH_ITEMS = 100
LISTING_ITEMS = 40


class RadarSite:
    """Answers the aggregator's front page, robots.txt and search."""

    def __init__(self, outlet: Outlet, desks: Sequence[Desk], directory: Directory, renderer: Renderer) -> None:
        self._outlet = outlet
        self._desks = desks
        self._directory = directory
        self._renderer = renderer
        self._home = directory.home(outlet.id)
        self._texts: dict[str, tuple[Printed, str]] = {}

    def reply(self, asked: Asked) -> Reply:
        """Answer a request; links in results go straight to the outlets."""
        match asked.path:
            case "/robots.txt":
                return sent(self._outlet, robots_txt(self._outlet.robots, self._home), "text/plain")
            case "/":
                return self._page(asked, "listing", HTTPStatus.OK)
            case path if path == SEARCH_PATH:
                return self._search(asked)
            case _:
                return self._page(asked, "notice", HTTPStatus.NOT_FOUND)

    def _search(self, asked: Asked) -> Reply:
        wanted = parsed(asked.query.get("q", ""))
        language = asked.query.get("lang")
        found = (
            page
            for page in self._newest(asked.now)
            if language in {None, page.outlet.language} and matches(wanted, self._text(page))
        )
        entries = tuple(entry for page in islice(found, SEARCH_ITEMS) for entry in self._entries(page))
        feed = Feed(self._home + SEARCH_PATH[1:], self._home, self._outlet.name, self._outlet, entries)
        return sent(self._outlet, rss(feed), MEDIA_TYPES["rss"], feed.changed)

    def _newest(self, now: datetime) -> list[Printed]:
        pages = [page for desk in self._desks for page in desk.newest(now)]
        return sorted(pages, key=lambda page: page.published, reverse=True)

    def _text(self, page: Printed) -> str:
        """Fold an article's text once for every change of it."""
        known, text = self._texts.get(page.article.id, (None, ""))
        if known is not page:
            text = folded(f"{page.title}\n{page.summary}\n{page.text}")
            self._texts[page.article.id] = (page, text)
        return text

    def _entries(self, page: Printed) -> list[Entry]:
        entry = replace(
            entry_of(page),
            guid=f"radar-{page.article.number:x}",
            title=f"{page.title} - {page.outlet.name}",
            source=(page.outlet.name, self._directory.home(page.outlet.id)),
        )
        amp = self._directory.amp(page.article) if page.article.truth.story == self._outlet.amp_story else None
        return [entry, replace(entry, guid=f"{entry.guid}-amp", url=amp)] if amp else [entry]

    def _page(self, asked: Asked, kind: Literal["listing", "notice"], status: int) -> Reply:
        newest = tuple(self._newest(asked.now)[:LISTING_ITEMS])
        today = max((page.changed for page in newest), default=asked.now)
        frame = Frame(self._outlet, self._home, (), (), newest, today.astimezone(self._outlet.zone))
        html = self._renderer.page(frame, Page(kind, self._outlet.name, self._home, items=newest))
        return sent(self._outlet, html, "text/html", status=status)
