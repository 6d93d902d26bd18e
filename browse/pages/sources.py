"""The sources: how they do, one of them with its channels, and the outlets that are suggested."""

from typing import Any

from datasette.utils.asgi import Response

from archive import suggestions, wishes
from archive.reading import health as reading
from archive.reading import sources as vitals
from browse import access
from browse.pages.marks import own_path
from browse.visit import Visit

SUGGESTED = 12  # on the page; what is decided makes room for more
LONGEST = 300  # characters of an outlet's key or address
ANSWERS = ("accept", "decline")


async def sources(datasette: Any, request: Any) -> Response:
    """Every source on one line: those in trouble first; suggested ones; what all of them missed."""
    visit = await Visit.begin(datasette, request)
    found = await visit.read(reading.overview, visit.now)
    return visit.page(
        "sources.html",
        troubled=[source for source in found if source.troubled],
        well=[source for source in found if source.enabled and not source.troubled],
        off=[source for source in found if not source.enabled],
        suggested=await visit.read(suggestions.suggested, SUGGESTED),
        wished=await _wished(visit),
        decided=await visit.read(suggestions.decisions),
        missed=await visit.read(reading.missed),
        vitals=await visit.read(vitals.vitals, visit.now),
        may_decide=access.SOURCES in visit.may and request.actor is not None,
    )


async def source(datasette: Any, request: Any) -> Response:
    """One source: its channels, why each is polled when it is, what became of what it showed."""
    visit = await Visit.begin(datasette, request)
    id_ = request.url_vars["id"]
    found = await visit.read(reading.overview, visit.now, id_)
    if not found:
        return visit.missing("sources.unknown")
    channels = await visit.read(reading.channels, id_, visit.now)
    outcomes = await visit.read(reading.outcomes, id_)
    return visit.page("source.html", source=found[0], channels=channels, outcomes=outcomes)


async def suggestion(datasette: Any, request: Any) -> Response:
    """POST key=host&what=accept|decline[&url=…]: a wish in reader.db, which the crawler carries out."""
    if request.method != "POST":
        return Response.json({"ok": False, "error": "send this by POST"}, status=405, headers={"allow": "POST"})
    visit = await Visit.begin(datasette, request, access.SOURCES)
    form = await request.post_vars()
    key, what, url = (form.get(name, "").strip()[:LONGEST] for name in ("key", "what", "url"))
    known = await visit.read(suggestions.find, key)
    if known is None or what not in ANSWERS or (what == "accept" and not (known.host or url.startswith(("http://", "https://")))):
        error = "key must be a suggested outlet, what accept or decline; url an http(s) address where only a name is known"
        return Response.json({"ok": False, "error": error}, status=400)
    await visit.write(wishes.note, known.key, what, url, visit.now)
    return Response.redirect(own_path(form.get("back", "")), status=303)


async def _wished(visit: Visit) -> dict[str, wishes.Wish]:
    """What readers decided, by outlet."""
    found = await visit.datasette.get_database(access.READER).execute_fn(wishes.wishes)
    return {wish.key: wish for wish in found}
