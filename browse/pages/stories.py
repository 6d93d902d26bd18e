"""Stories: several reports of one event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive import citations
from archive import stories as archived
from archive.reading import ledger, lists
from archive.reading import today as reading
from archive.reading.rows import Card
from archive.tracing import first_source
from browse.visit import Visit

DAYS = 30
EVER = datetime(1970, 1, 1, tzinfo=UTC)


async def stories(datasette: Any, request: Any) -> Response:
    """Stories with a report within the last days, the busiest first."""
    visit = await Visit.begin(datasette, request)
    since = visit.now - timedelta(days=DAYS)
    found = await visit.read(reading.stories, since, 60)
    return visit.page("stories.html", stories=found, moving={one.id for one in found if reading.moves(one, visit.now)}, days=DAYS)


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
    cards.sort(key=lambda card: (card.published_at, card.id))
    claims = await visit.read(ledger.claims, EVER, 60, id_)
    return visit.page(
        "story.html",
        story=found,
        moves=reading.moves(found, visit.now),
        cards=cards,
        independent=sum(card.duplicate_of is None for card in cards),
        contested=[claim for claim in claims if claim.disputed or claim.unsure],
        agreed=[claim for claim in claims if not (claim.disputed or claim.unsure) and claim.articles > 1],
        cited=await visit.read(ledger.cited, id_),
        origin=first_source(await visit.read(citations.reports, id_)),
        reports={card.outlet: card.id for card in reversed(cards)},
        tongues=tongues(cards),
        marks=await visit.marks([card.id for card in cards]),
    )


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the reports in one language have been: the first of them, and how many."""

    first: Card
    reports: int
    copies: int
    outlets: int


def tongues(cards: Sequence[Card]) -> list[Tongue]:
    """The languages of a story side by side, in the order in which they began; `cards` are oldest first."""
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(card.language, []).append(card)
    return [
        Tongue(
            first=next((card for card in group if card.duplicate_of is None), group[0]),
            reports=len(group),
            copies=sum(card.duplicate_of is not None for card in group),
            outlets=len({card.source_id for card in group}),
        )
        for group in groups.values()
    ]
