"""What an article looks like at a moment: pure functions of the article, its outlet's clock and the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Protocol

from crawler.newsroom.clock import NewsClock, WeekTime
from crawler.newsroom.markup import Block, blocks, with_links
from crawler.newsroom.model import Article, Correction, Outlet

SUMMARY_LENGTH = 240
"""Characters of the first paragraph that feeds show when an article has no teaser."""


class Addresses(Protocol):
    """Knows where articles and their pictures are."""

    def article(self, article_id: str) -> str | None:
        """Give an article's address; None for an id that is not in this newsroom."""

    def picture(self, article: Article) -> str | None:
        """Give the address of an article's picture, if it has one."""


@dataclass(frozen=True)
class Printed:
    """An article as its outlet prints it at one moment; times are real and in the outlet's zone."""

    article: Article
    outlet: Outlet
    url: str
    picture: str | None
    title: str
    teaser: str | None
    blocks: tuple[Block, ...]
    note: str | None
    published: datetime
    updated: datetime | None
    part: int = 1
    """Which of its pages this is."""
    withdrawn: bool = False

    @property
    def next_part(self) -> int | None:
        """The page after this one."""
        return self.part + 1 if self.part < self.article.pages else None

    @property
    def gone(self) -> bool:
        """Whether the outlet took the article back without a word."""
        return self.withdrawn and not self.blocks

    @property
    def changed(self) -> datetime:
        """When the article last changed: its correction, update, newest live entry or publication."""
        return self.updated or self.published

    @property
    def paywalled(self) -> bool:
        """Whether the page shows the first paragraph only."""
        return self.article.access == "paywalled"

    @property
    def shown(self) -> tuple[Block, ...]:
        """The blocks of this page that a reader without a subscription sees."""
        if self.paywalled:
            return self.blocks[:1]
        size = ceil(len(self.blocks) / self.article.pages)
        return self.blocks[(self.part - 1) * size : self.part * size]

    @property
    def summary(self) -> str:
        """The teaser, or the beginning of the text when there is none."""
        if self.teaser:
            return self.teaser
        first = next((block.text for block in self.blocks if block.kind == "paragraph"), "")
        return first if len(first) <= SUMMARY_LENGTH else first[:SUMMARY_LENGTH].rsplit(" ", 1)[0] + " …"

    @property
    def text(self) -> str:
        """The plain text a reader sees, one block a line."""
        return "\n".join(block.text for block in self.shown)


class Timetable:
    """The real moments at which one article appears and changes; ``moments`` holds all of them in order."""

    def __init__(self, article: Article, outlet: Outlet, clock: NewsClock) -> None:
        """Map the article's local times to real moments."""
        self.outlet = outlet
        self._clock = clock
        self._zone = outlet.zone
        self.published = self._real(article.published)
        self.corrected = self._real(article.correction.at) if article.correction else None
        self.withdrawn = self._real(article.withdrawal.at) if article.withdrawal else None
        self.entries = {time: self._entry(article.published, time) for time in _entry_times(article)}
        updated = self._real(article.updated) if article.updated else None
        later = {moment for moment in (updated, self.corrected, self.withdrawn, *self.entries.values()) if moment}
        self.moments = (self.published, *sorted(moment for moment in later if moment > self.published))

    def changed(self, now: datetime) -> datetime | None:
        """Tell the last change up to ``now`` that came after publication."""
        return max((moment for moment in self.moments[1:] if moment <= now), default=None)

    def _real(self, when: WeekTime) -> datetime:
        return self._clock.real(when, self._zone).astimezone(self._zone)

    def _entry(self, published: WeekTime, time: str) -> datetime:
        same_day = WeekTime.parse(published.day, time)
        # A live blog that runs past midnight has entries earlier on the clock than its start.
        overnight = published.minute - same_day.minute > NIGHT
        return self._real(WeekTime(published.day + overnight, same_day.minute))


NIGHT = 6 * 60
"""Minutes an entry may lie before the publication and still belong to the same day."""


def _entry_times(article: Article) -> tuple[str, ...]:
    if article.kind != "live-blog":
        return ()
    return tuple(block.time for block in blocks(article.body, lambda _: None) if block.time)


def printed(
    article: Article,
    timetable: Timetable,
    now: datetime,
    addresses: Addresses,
) -> Printed:
    """Print the article as of ``now``, which must not lie before its publication."""
    if timetable.withdrawn and timetable.withdrawn <= now:
        return _withdrawn(article, timetable, now, addresses)
    correction = article.correction if timetable.corrected and timetable.corrected <= now else None
    body = _corrected(article.body, correction)
    teaser = _corrected(article.teaser, correction) if article.teaser else None
    title = (correction.title if correction else None) or _corrected(article.title, correction)
    return Printed(
        article=article,
        outlet=timetable.outlet,
        url=addresses.article(article.id) or "",
        picture=addresses.picture(article),
        title=title,
        teaser=teaser,
        blocks=_until(now, blocks(with_links(body, article.links), addresses.article), timetable),
        note=correction.note if correction else None,
        published=timetable.published,
        updated=timetable.changed(now),
    )


def _withdrawn(article: Article, timetable: Timetable, now: datetime, addresses: Addresses) -> Printed:
    note = article.withdrawal.note if article.withdrawal else None
    return Printed(
        article=article,
        outlet=timetable.outlet,
        url=addresses.article(article.id) or "",
        picture=None,
        title=article.title,
        teaser=None,
        blocks=tuple(blocks(note, addresses.article)) if note else (),
        note=None,
        published=timetable.published,
        updated=timetable.changed(now),
        withdrawn=True,
    )


def _corrected(text: str, correction: Correction | None) -> str:
    for pair in correction.replace if correction else ():
        text = text.replace(pair.old, pair.new)
    return text


def _until(now: datetime, body: Sequence[Block], timetable: Timetable) -> tuple[Block, ...]:
    """Keep the live entries that have happened; what stands before the first entry always stays."""
    kept: list[Block] = []
    visible = True
    for block in body:
        if block.kind == "heading":
            moment = timetable.entries.get(block.time or "")
            visible = moment is None or moment <= now
        if visible:
            kept.append(block)
    return tuple(kept)
