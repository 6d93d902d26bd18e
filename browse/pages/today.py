"""The front page: what is new since the last visit."""

from datetime import datetime, timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive import reader
from archive.reading import lists, sources
from archive.reading import today as reading
from browse.visit import Visit

DAYS = 30  # of the coverage chart
CARDS = 40
AT_LEAST = timedelta(hours=18)  # who comes back after lunch still sees the morning's news


async def today(datasette: Any, request: Any) -> Response:
    """New articles, moving stories, corrections, coverage, sources in trouble."""
    visit = await Visit.begin(datasette, request)
    since, returning = await _since(visit)
    first, last = visit.now.date() - timedelta(days=DAYS - 1), visit.now.date()
    news = await visit.read(reading.news, since, CARDS)
    cards = await visit.read(lists.cards, news.ids)
    latest = [] if cards else await visit.read(lists.newest, lists.Filter(), 12)
    if visit.may_mark:
        await visit.write(reader.note_visit, visit.now, wait=False)
    return visit.page(
        "today.html",
        since=since,
        returning=returning,
        news=news,
        cards=cards or latest,
        coverage=await visit.read(reading.coverage, first, last),
        first=first,
        last=last,
        trouble=await visit.read(sources.trouble, 6),
        vitals=await visit.read(sources.vitals, visit.now),
        marks=await visit.marks([card.id for card in cards or latest]),
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
