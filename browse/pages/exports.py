"""Any list or search as Atom, JSON or CSV; an article as JSON; the sources as OPML."""

from typing import Any

from datasette.utils.asgi import Response

from archive.reading import articles, sources
from browse import access
from browse import export as formats
from browse.filters import Asked
from browse.pages import listing
from browse.visit import Visit

LIMITS = {"atom": 50, "json": 200, "csv": 1000}


async def export(datasette: Any, request: Any) -> Response:
    """What the page of the same address shows, for machines."""
    visit = await Visit.begin(datasette, request, access.FEED)
    return await answer(visit, request.url_vars["kind"], Asked.of(request.args), request.url_vars["format"])


async def answer(visit: Visit, kind: str, asked: Asked, wanted: str, title: str = "", name: str = "") -> Response:
    """A list or search in a format of LIMITS; `name` is its path where it is not that of its kind."""
    found = await listing.find(visit, kind, asked, LIMITS[wanted])
    here, file = f"{visit.base}{kind}", (name or kind).replace("/", "-")
    if wanted == "csv":
        headers = {"content-disposition": f'attachment; filename="presswatch-{file}.csv"'}
        return Response(formats.as_csv(found.cards), headers=headers, content_type="text/csv; charset=utf-8")
    if wanted == "json":
        following = f"{here}.json{found.more}" if found.more else None
        return Response.json({"articles": [formats.as_dict(card) for card in found.cards], "next": following})
    title = title or asked.q or visit.words("nav." + kind)
    query = asked.query()
    own = f"{visit.base}{name}.atom" if name else f"{here}.atom{query if query != '?' else ''}"
    text = formats.as_atom(found.cards, title=f"presswatch: {title}", base=visit.base, self_url=own, now=visit.now)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


async def article(datasette: Any, request: Any) -> Response:
    """Everything about an article but its full text, which belongs to its outlet."""
    visit = await Visit.begin(datasette, request)
    whole = await visit.read(articles.whole, int(request.url_vars["id"]))
    if whole is None:
        return Response.json({"ok": False, "error": visit.words("article.missing")}, status=404)
    reasons = [
        {"rule": r.rule, "subject": r.subject, "where": r.where, "passage": r.passage, "contribution": r.contribution}
        for r in whole.reasons
    ]
    copies = [card.id for card in whole.copies]
    return Response.json(formats.as_dict(whole.card) | {"reasons": reasons, "copies": copies, "authors": whole.body.authors})


async def opml(datasette: Any, request: Any) -> Response:
    """The feeds of the catalogue for other readers."""
    visit = await Visit.begin(datasette, request, access.FEED)
    text = formats.as_opml(await visit.read(sources.health), title="presswatch")
    headers = {"content-disposition": 'attachment; filename="presswatch.opml"'}
    return Response(text, headers=headers, content_type="text/x-opml; charset=utf-8")
