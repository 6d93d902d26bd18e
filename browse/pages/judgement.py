"""How good the verdicts are: measured by readers on articles drawn at random."""

from typing import Any

from datasette.utils.asgi import Response

from archive import judging
from archive.reading import lists
from browse import access
from browse.visit import Visit

SHOWN = 20  # articles to label at a time


async def judgement(datasette: Any, request: Any) -> Response:
    """Precision and recall by language, and the sample to label. POST draws more."""
    visit = await Visit.begin(datasette, request)
    drawn = await visit.of_reader(judging.sample)
    if request.method == "POST":
        visit.need(access.LABEL)
        spoken = await visit.read(judging.languages)
        more = await visit.read(judging.draw, spoken, judging.EACH, [one.article_id for one in drawn])
        await visit.write(judging.keep, more, visit.now)
        return Response.redirect(visit.datasette.urls.path("/judgement#sample"), status=303)
    said = await visit.of_reader(judging.labels)
    judged = await visit.read(judging.verdicts, [one.article_id for one in drawn])
    waiting = [one.article_id for one in drawn if one.article_id not in said and one.article_id in judged]
    return visit.page(
        "judgement.html",
        found=judging.quality(drawn, said, judged),
        others=len(said.keys() - {one.article_id for one in drawn}),
        waiting=len(waiting),
        cards=await visit.read(lists.cards, _mixed(waiting)[:SHOWN]),
    )


def _mixed(ids: list[int]) -> list[int]:
    """In an order that does not tell which kind an article is of."""
    return sorted(ids, key=lambda id_: (id_ * 2654435761) % 2**32)
