"""The front page: what is new since the last visit."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive import reader
from archive.reading import lists, sources
from archive.reading import today as reading
from archive.reading.rows import Card, DayCount, Trouble, Vitals
from browse.visit import Visit

DAYS = 30  # of the coverage chart
CARDS = 40
AT_LEAST = timedelta(hours=18)  # who comes back after lunch still sees the morning's news


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page reads, in one go."""

    news: reading.News
    cards: list[Card]
    coverage: list[DayCount]
    trouble: list[Trouble]
    vitals: Vitals


async def today(datasette: Any, request: Any) -> Response:
    """New articles, moving stories, corrections, coverage, sources in trouble."""
    visit = await Visit.begin(datasette, request)
    since, returning = await _since(visit)
    first, last = visit.now.date() - timedelta(days=DAYS - 1), visit.now.date()
    front = await visit.read(_front, since, first, visit.now)
    if visit.may_mark:
        await visit.write(reader.note_visit, visit.now, wait=False)
    return visit.page(
        "today.html",
        since=since,
        returning=returning,
        news=front.news,
        cards=front.cards,
        coverage=front.coverage,
        first=first,
        last=last,
        trouble=front.trouble,
        vitals=front.vitals,
        marks=await visit.marks([card.id for card in front.cards]),
    )


def _front(conn: sqlite3.Connection, since: datetime, first: date, now: datetime) -> Front:
    news = reading.news(conn, since, CARDS, now)
    return Front(
        news=news,
        cards=lists.cards(conn, news.ids) or lists.newest(conn, lists.Filter(), 12),
        coverage=reading.coverage(conn, first, now.date()),
        trouble=sources.trouble(conn, 6),
        vitals=sources.vitals(conn, now),
    )


async def _since(visit: Visit) -> tuple[datetime, bool]:
    """Since when things count as new: the end of the visit before this one (True), or yesterday."""
    seen, previous = await visit.of_reader(reader.visit)
    if seen is not None and visit.now - seen > reader.VISIT_GAP:
        previous = seen
    latest = visit.now - AT_LEAST
    if previous is None:
        return visit.now - timedelta(days=1), False
    return min(previous, latest), previous <= latest
