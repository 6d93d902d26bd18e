"""Stories: several reports of one event."""

from datetime import UTC, datetime, timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive import stories as archived
from archive.reading import ledger, lists
from archive.reading import today as reading
from browse.visit import Visit

DAYS = 30
EVER = datetime(1970, 1, 1, tzinfo=UTC)


async def stories(datasette: Any, request: Any) -> Response:
    """Stories with a report within the last days, the busiest first."""
    visit = await Visit.begin(datasette, request)
    since = visit.now - timedelta(days=DAYS)
    return visit.page("stories.html", stories=await visit.read(reading.stories, since, 60), days=DAYS)


async def story(datasette: Any, request: Any) -> Response:
    """The timeline of one story, oldest report first. A story that went into another leads there."""
    visit = await Visit.begin(datasette, request)
    id_ = int(request.url_vars["id"])
    today = await visit.read(archived.resolve, id_)
    if today is not None and today != id_:
        return Response.redirect(datasette.urls.path(f"/story/{today}"), status=301)
    found = await visit.read(reading.story, id_, visit.now - timedelta(days=1))
    if found is None:
        return visit.missing("story.missing")
    cards = await visit.read(lists.newest, lists.Filter(story_id=id_, copies=True), 200)
    cards.reverse()
    claims = await visit.read(ledger.claims, EVER, 60, id_)
    return visit.page(
        "story.html",
        story=found,
        cards=cards,
        independent=sum(card.duplicate_of is None for card in cards),
        contested=[claim for claim in claims if claim.disputed or claim.unsure],
        agreed=[claim for claim in claims if not (claim.disputed or claim.unsure) and claim.articles > 1],
        cited=await visit.read(ledger.cited, id_),
        marks=await visit.marks([card.id for card in cards]),
    )
