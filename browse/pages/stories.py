"""Stories: several reports of one event."""

from datetime import timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive.reading import lists
from archive.reading import today as reading
from browse.visit import Visit

DAYS = 30


async def stories(datasette: Any, request: Any) -> Response:
    """Stories with a report within the last days, the busiest first."""
    visit = await Visit.begin(datasette, request)
    since = visit.now - timedelta(days=DAYS)
    return visit.page("stories.html", stories=await visit.read(reading.stories, since, 60), days=DAYS)


async def story(datasette: Any, request: Any) -> Response:
    """The timeline of one story, oldest report first."""
    visit = await Visit.begin(datasette, request)
    id_ = int(request.url_vars["id"])
    found = await visit.read(reading.story, id_, visit.now - timedelta(days=1))
    if found is None:
        return visit.missing("story.missing")
    cards = await visit.read(lists.newest, lists.Filter(story_id=id_, copies=True), 200)
    cards.reverse()
    independent = sum(card.duplicate_of is None for card in cards)
    return visit.page(
        "story.html", story=found, cards=cards, independent=independent, marks=await visit.marks([card.id for card in cards])
    )
