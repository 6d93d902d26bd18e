"""One outlet's site: from a request to an answer."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from itertools import islice

from crawler.newsroom.announcements import MEDIA_TYPES, Announcements
from crawler.newsroom.clock import NewsClock
from crawler.newsroom.edition import Printed
from crawler.newsroom.pages import Alternate, Anchor, Frame, Page, Renderer
from crawler.newsroom.pictures import landscape
from crawler.newsroom.press import Desk, path_name
from crawler.newsroom.reply import Asked, Reply
from crawler.newsroom.sending import Handler, sent
from crawler.newsroom.walls import Wall, Walled, render

LISTING_ITEMS = 30
LATEST_ITEMS = 8
RELATED_ITEMS = 5
RETRY_AFTER = 2
"""Seconds that an outlet with the quirk retry-after asks for."""
REFUSED = 3
"""Every third article refuses its first request there."""
CONSENT_COOKIE = "consent"


class OutletSite:
    """Answers everything under ``http://<outlet>.localhost``."""

    def __init__(self, desk: Desk, renderer: Renderer, clock: NewsClock, walls: Iterable[Walled] = ()) -> None:
        self._desk = desk
        self._outlet = desk.outlet
        self._directory = desk.directory
        self._renderer = renderer
        self._home = desk.directory.home(self._outlet.id)
        self._refusing = self._refusing_paths() if "retry-after" in self._outlet.quirks else set()
        self._steady = self._listing_routes() | Announcements(desk, clock).routes() | self._dead_routes()
        own = {walled.path: partial(self._wall, walled.wall) for walled in walls if walled.outlet.id == self._outlet.id}
        self._routes = self._steady | self._article_routes() | self._moved_routes() | own
        self._kept: dict[str, Reply] = {}
        self._edition = -1

    def reply(self, asked: Asked) -> Reply:
        """Answer a request; an unknown path and an article of the future are both 404."""
        if asked.path in self._refusing:
            self._refusing.discard(asked.path)
            headers = {"Retry-After": str(RETRY_AFTER)}
            return Reply(b"Too many requests.\n", "text/plain", HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
        if asked.path in self._steady:
            return self._once_an_edition(asked)
        return self._routes.get(asked.path, self._missing)(asked)

    def _once_an_edition(self, asked: Asked) -> Reply:
        """Feeds and listings are asked for often and change seldom."""
        edition = self._desk.edition(asked.now)
        if edition != self._edition:
            self._kept.clear()
            self._edition = edition
        if asked.path not in self._kept:
            self._kept[asked.path] = self._steady[asked.path](asked)
        return self._kept[asked.path]

    # Paths

    def _listing_routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {"/": self._listing}
        routes |= {f"/{path_name(label)}/": partial(self._listing, label=label) for label in self._outlet.sections}
        routes |= {channel.path: self._listing for channel in self._outlet.channels if channel.format == "section"}
        return routes

    def _article_routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {}
        for article in self._desk.articles:
            path = self._directory.path(article.id)
            routes[path] = partial(self._article, article.id)
            routes |= {f"{path}/{n}": partial(self._article, article.id, part=n) for n in range(2, article.pages + 1)}
            routes[f"/media/{article.number}.png"] = partial(_picture, article.number)
            if self._directory.amp(article):
                routes[f"/amp{path}"] = partial(self._amp, article.id)
        return routes

    def _moved_routes(self) -> dict[str, Handler]:
        addresses = {old.path: self._directory.article(f"{self._outlet.id}/{old.slug}") for old in self._outlet.moved}
        return {path: partial(_redirect, address) for path, address in addresses.items() if address}

    def _dead_routes(self) -> dict[str, Handler]:
        return {link.path: partial(self._notice, link.status) for link in self._outlet.dead_links}

    def _refusing_paths(self) -> set[str]:
        return set(sorted(self._directory.path(article.id) for article in self._desk.articles)[::REFUSED])

    # Pages

    def _article(self, article_id: str, asked: Asked, part: int = 1) -> Reply:
        whole = self._desk.printed(article_id, asked.now)
        printed = replace(whole, part=part) if whole else None
        if not printed:
            return self._missing(asked)
        if printed.gone:
            return self._notice(HTTPStatus.GONE, asked)
        if printed.article.access == "soft-404":
            return self._notice(HTTPStatus.OK, asked)
        if printed.article.access == "consent-wall" and CONSENT_COOKIE not in asked.cookies:
            return self._page(asked, Page("consent", self._outlet.name, printed.url))
        reply = self._page(asked, self._article_page(printed, asked))
        return replace(reply, changed=printed.changed)

    def _wall(self, wall: Wall, asked: Asked) -> Reply:
        return sent(self._outlet, render(wall, self._outlet, self._desk.newest(asked.now)), "text/html")

    def _amp(self, article_id: str, asked: Asked) -> Reply:
        printed = self._desk.printed(article_id, asked.now)
        if not printed or printed.gone or printed.article.access == "soft-404":
            return self._missing(asked)
        html = self._renderer.amp(self._frame(asked), self._article_page(printed, asked))
        return sent(self._outlet, html, "text/html", printed.changed)

    def _article_page(self, printed: Printed, asked: Asked) -> Page:
        return Page(
            kind="article",
            title=printed.title,
            url=printed.url,
            article=printed,
            amp=self._directory.amp(printed.article),
            related=tuple(islice(self._related(printed, asked), RELATED_ITEMS)),
        )

    def _related(self, printed: Printed, asked: Asked) -> Iterable[Anchor]:
        """The headlines of the article's teaser box first, then the outlet's newest."""
        newest = self._desk.newest(asked.now)
        addresses = {other.title: other.url for other in newest}
        for headline in printed.article.aside:
            yield Anchor(headline, addresses.get(headline, self._home))
        for other in newest:
            if other.url != printed.url and other.title not in printed.article.aside:
                yield Anchor(other.title, other.url)

    def _listing(self, asked: Asked, label: str | None = None) -> Reply:
        newest = self._desk.newest(asked.now)
        own = [page for page in newest if label and path_name(page.article.section) == path_name(label)]
        items = tuple(own or newest)[:LISTING_ITEMS]
        page = Page("listing", label or self._outlet.name, self._home + asked.path.lstrip("/"), items=items)
        reply = self._page(asked, page)
        return replace(reply, changed=max((item.changed for item in newest), default=None))

    def _missing(self, asked: Asked) -> Reply:
        return self._notice(HTTPStatus.NOT_FOUND, asked)

    def _notice(self, status: int, asked: Asked) -> Reply:
        return self._page(asked, Page("notice", self._outlet.name, self._home), status)

    def _page(self, asked: Asked, page: Page, status: int = HTTPStatus.OK) -> Reply:
        return sent(self._outlet, self._renderer.page(self._frame(asked), page), "text/html", status=status)

    def _frame(self, asked: Asked) -> Frame:
        newest = self._desk.newest(asked.now)
        return Frame(
            outlet=self._outlet,
            home=self._home,
            navigation=tuple(Anchor(label, f"{self._home}{path_name(label)}/") for label in self._outlet.sections),
            alternates=tuple(
                Alternate(MEDIA_TYPES[channel.format], self._home + channel.path.lstrip("/"))
                for channel in self._outlet.channels
                if channel.format in MEDIA_TYPES
            ),
            latest=newest[:LATEST_ITEMS],
            today=self._desk.last_change(asked.now).astimezone(self._outlet.zone),
        )


def _redirect(address: str, _: Asked) -> Reply:
    return Reply(b"", "text/plain", HTTPStatus.MOVED_PERMANENTLY, headers={"Location": address})


def _picture(number: int, _: Asked) -> Reply:
    return Reply(landscape(number), "image/png")
