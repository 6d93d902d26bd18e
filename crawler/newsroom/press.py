"""Where everything in the newsroom is, and what stands printed at a moment."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from unicodedata import category, normalize

from crawler.newsroom.clock import NewsClock
from crawler.newsroom.edition import Printed, Timetable, printed
from crawler.newsroom.model import Article, Outlet


def path_name(label: str) -> str:
    """Turn a printed label into a path segment: "Inteligencia artificial" → "inteligencia-artificial"."""
    plain = "".join(letter for letter in normalize("NFD", label.casefold()) if category(letter) != "Mn")
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("ß", "ss")).strip("-")


class Directory:
    """The addresses of all outlets and articles on one port."""

    def __init__(self, outlets: Iterable[Outlet], articles: Iterable[Article], clock: NewsClock, port: int) -> None:
        """Work out every address once; they never change while the newsroom runs."""
        self._port = port
        self._outlets = {outlet.id: outlet for outlet in outlets}
        self._articles = {article.id: self._address(article, clock) for article in articles if article.outlet in self._outlets}

    def home(self, outlet: str) -> str:
        """Give an outlet's front page, with a slash at the end."""
        return f"http://{outlet}.localhost:{self._port}/"

    def article(self, article_id: str) -> str | None:
        """Give an article's address; None for an id that is not in this newsroom."""
        return self._articles.get(article_id)

    def path(self, article_id: str) -> str:
        """Give an article's path on its host; raises KeyError for an id that is not in this newsroom."""
        home = self.home(article_id.partition("/")[0])
        return self._articles[article_id].removeprefix(home.removesuffix("/"))

    def amp(self, article: Article) -> str | None:
        """Give the address of an article's AMP page, if its outlet has them."""
        if "amp" not in self._outlets[article.outlet].quirks:
            return None
        return f"{self.home(article.outlet)}amp{self.path(article.id)}"

    def picture(self, article: Article) -> str | None:
        """Give the address of an article's picture, if it has one."""
        return f"{self.home(article.outlet)}media/{article.number}.png" if article.image else None

    def _address(self, article: Article, clock: NewsClock) -> str:
        outlet = self._outlets[article.outlet]
        path = outlet.article_path.format(
            slug=article.slug,
            section=path_name(article.section),
            number=article.number,
            published=clock.real(article.published, outlet.zone).astimezone(outlet.zone),
        )
        return self.home(outlet.id).removesuffix("/") + path


class Desk:
    """One outlet's articles over time; prints each of them once for every change."""

    def __init__(self, outlet: Outlet, articles: Iterable[Article], clock: NewsClock, directory: Directory) -> None:
        """Take the articles of this outlet from ``articles``."""
        self.outlet = outlet
        self.directory = directory
        self._articles = {article.id: article for article in articles if article.outlet == outlet.id}
        self._timetables = {key: Timetable(article, outlet, clock) for key, article in self._articles.items()}
        # Entries of the feeds that lead nowhere appear at moments, too.
        dead = (clock.real(link.published, outlet.zone) for link in outlet.dead_links)
        changes = (moment for table in self._timetables.values() for moment in table.moments)
        self._moments = sorted((*changes, *dead))
        self._cache: dict[str, tuple[int, Printed]] = {}
        self._listed: tuple[int, tuple[Printed, ...]] = (0, ())

    @property
    def articles(self) -> Iterable[Article]:
        """All articles of the outlet, published or not."""
        return self._articles.values()

    def edition(self, now: datetime) -> int:
        """Count the changes up to ``now``; what the outlet serves changes with this number only."""
        return bisect_right(self._moments, now)

    def last_change(self, now: datetime) -> datetime:
        """Tell when something last appeared or changed; ``now`` itself before the first time."""
        edition = self.edition(now)
        return self._moments[edition - 1] if edition else now

    def printed(self, article_id: str, now: datetime) -> Printed | None:
        """Print one article as of ``now``; None before it is published."""
        timetable = self._timetables[article_id]
        stage = bisect_right(timetable.moments, now)
        if not stage:
            return None
        if self._cache.get(article_id, (0, None))[0] != stage:
            page = printed(self._articles[article_id], timetable, now, self.directory)
            self._cache[article_id] = (stage, page)
        return self._cache[article_id][1]

    def newest(self, now: datetime) -> tuple[Printed, ...]:
        """Print everything published by ``now`` and not withdrawn, newest first."""
        edition = self.edition(now)
        if self._listed[0] != edition:
            pages = [page for key in self._articles if (page := self.printed(key, now)) and not page.withdrawn]
            pages.sort(key=lambda page: (page.published, page.article.id), reverse=True)
            self._listed = (edition, tuple(pages))
        return self._listed[1]
