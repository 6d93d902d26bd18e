"""How good the verdicts are: measured by readers on articles drawn at random."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from datasette.utils.asgi import Response

from archive import corrections, judging, rescoring
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
        labels=len(said),
        **await _correction(visit),
    )


async def export(datasette: Any, request: Any) -> Response:
    """What was measured, as JSON: shares with their 95 % intervals, None where no label tells."""
    visit = await Visit.begin(datasette, request)
    drawn = await visit.of_reader(judging.sample)
    judged = await visit.read(judging.verdicts, [one.article_id for one in drawn])
    found = judging.quality(drawn, await visit.of_reader(judging.labels), judged)
    return Response.json({"languages": [asdict(one) for one in found]})


async def correction(datasette: Any, request: Any) -> Response:
    """POST what=propose|apply|take-back|rescore: a wish in reader.db, which the crawler carries out."""
    if request.method != "POST":
        return Response.json({"ok": False, "error": "send this by POST"}, status=405, headers={"allow": "POST"})
    visit = await Visit.begin(datasette, request, access.LABEL)
    what = (await request.post_vars()).get("what", "")
    if what not in corrections.WANTED:
        return Response.json({"ok": False, "error": f"what must be one of {', '.join(corrections.WANTED)}"}, status=400)
    await visit.write(corrections.ask, what, visit.now)
    return Response.redirect(visit.datasette.urls.path("/judgement#correction"), status=303)


async def _correction(visit: Visit) -> dict[str, Any]:
    """What the labels teach, what is in force, what was asked for and not yet done, and how far judging again has come."""
    since, done = await visit.read(corrections.carried_out)
    return {
        "asked": await visit.of_reader(_wishes, since, done),
        "proposed": await visit.read(corrections.proposed),
        "in_force": await visit.read(corrections.in_force),
        "trouble": await visit.read(corrections.last_note),
        "progress": await visit.read(rescoring.progress),
        "to_judge": await visit.read(rescoring.count),
    }


def _wishes(conn: Any, reader: str, since: datetime | None, done: frozenset[str]) -> list[corrections.Wish]:
    del reader
    return corrections.wishes(conn, since, done)


def _mixed(ids: list[int]) -> list[int]:
    """In an order that does not tell which kind an article is of."""
    return sorted(ids, key=lambda id_: (id_ * 2654435761) % 2**32)
