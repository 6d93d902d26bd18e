"""Saved searches: kept, renamed, removed; each opens as a page and as Atom, JSON and CSV."""

from typing import Any
from urllib.parse import parse_qsl

from datasette import Forbidden
from datasette.utils.asgi import NotFound, Response

from archive import searches
from browse import access
from browse.filters import Asked
from browse.pages import exports
from browse.pages.listing import query_string
from browse.visit import Visit

LONGEST = 120  # characters of a name


async def searches_page(datasette: Any, request: Any) -> Response:
    """The reader's saved searches; POST what=save|rename|remove changes them."""
    visit = await Visit.begin(datasette, request)
    if request.method == "POST":
        return await _change(visit)
    return visit.page("searches.html", searches=await visit.of_reader(searches.of), wrong="", longest=LONGEST)


async def open_search(datasette: Any, request: Any) -> Response:
    """A permalink: to the search as it is saved now."""
    visit = await Visit.begin(datasette, request)
    found = await _find(visit)
    return Response.redirect(datasette.urls.path(f"/search?{found.query_string}"), status=302)


async def export(datasette: Any, request: Any) -> Response:
    """The saved search as Atom, JSON or CSV."""
    visit = await Visit.begin(datasette, request, access.FEED)
    found = await _find(visit)
    asked = Asked.of(dict(parse_qsl(found.query_string)))
    name = f"searches/{found.id}"
    return await exports.answer(visit, "search", asked, request.url_vars["format"], title=found.name, name=name)


async def _find(visit: Visit) -> searches.SavedSearch:
    id_ = int(visit.request.url_vars["id"])
    found: searches.SavedSearch | None = await visit.of_reader(lambda conn, reader: searches.find(conn, id_, reader))
    if found is None:
        raise NotFound("no such saved search")
    return found


async def _change(visit: Visit) -> Response:
    if not visit.may_mark:
        raise Forbidden(access.READ)
    form = await visit.request.post_vars()
    name, id_ = " ".join(form.get("name", "").split())[:LONGEST], form.get("id", "")
    what, number = form.get("what", ""), int(id_) if id_.isascii() and id_.isdigit() and len(id_) <= 18 else 0  # noqa: PLR2004
    if what == "save":
        query = query_string(Asked.of(dict(parse_qsl(form.get("query", "")))))
        try:
            await visit.change(searches.save, name or visit.words("searches.unnamed"), query, visit.now)
        except ValueError:
            mine = await visit.of_reader(searches.of)
            text = visit.words("searches.full", n=searches.MOST)
            return visit.page("searches.html", status=409, searches=mine, wrong=text, longest=LONGEST)
    elif what == "rename" and name:
        await visit.change(searches.rename, number, name)
    elif what == "remove":
        await visit.change(searches.remove, number)
    return Response.redirect(visit.datasette.urls.path("/searches"), status=303)
