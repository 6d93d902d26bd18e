"""Lists of articles: all, saved, searched."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from archive import reader
from archive import searches as saving
from archive.reading import facets, lists, query, sources
from archive.reading import search as searching
from archive.reading.rows import Card, Choice
from browse.filters import PAGE, Asked, cursor_of
from browse.visit import Visit


@dataclass(frozen=True, slots=True)
class Found:
    """What a list or search came to. `more` addresses the next page; `any_word`: not all words were found together."""

    cards: list[Card]
    snippets: dict[int, str]
    query: query.Query
    more: str = ""
    any_word: bool = False


async def articles(datasette: Any, request: Any) -> Response:
    """All articles, newest first, narrowed by the address."""
    visit = await Visit.begin(datasette, request)
    return await _page(visit, "articles")


async def saved(datasette: Any, request: Any) -> Response:
    """What the reader saved."""
    visit = await Visit.begin(datasette, request)
    return await _page(visit, "saved")


async def search(datasette: Any, request: Any) -> Response:
    """Articles that contain what was asked for."""
    visit = await Visit.begin(datasette, request)
    return await _page(visit, "search")


async def find(visit: Visit, kind: str, asked: Asked, limit: int = PAGE) -> Found:
    """The articles that a list of this kind (articles, saved, search) shows for this address."""
    return await visit.read(_find, kind == "search", asked, await narrowed(visit, kind, asked), limit)


async def narrowed(visit: Visit, kind: str, asked: Asked) -> lists.Filter:
    """The filter of an address, with what the reader has read or saved."""
    without = await visit.of_reader(reader.read_ids) if asked.unread else ()
    only = await visit.of_reader(reader.saved_ids) if kind == "saved" else None
    return asked.filter(without, only)


def _count(conn: sqlite3.Connection, searched: bool, asked: Asked, wanted: lists.Filter) -> facets.Facets:
    return facets.facets(conn, wanted, query.parse(asked.q) if searched else None)


def _find(conn: sqlite3.Connection, searched: bool, asked: Asked, wanted: lists.Filter, limit: int) -> Found:
    parsed = query.parse(asked.q)
    if searched and parsed.match:
        return _search(conn, asked, wanted, parsed, limit)
    cards = lists.newest(conn, wanted, limit + 1, asked.cursor)
    last = cards[limit - 1] if len(cards) > limit else None
    more = asked.query(after=cursor_of(last.published_at, last.id)) if last else ""
    return Found(cards[:limit], {}, parsed, more)


def _search(conn: sqlite3.Connection, asked: Asked, wanted: lists.Filter, parsed: query.Query, limit: int) -> Found:
    any_word = False
    hits = searching.search(conn, parsed, wanted, best=asked.best, limit=limit + 1, offset=asked.offset)
    if not hits and len(parsed.groups) > 1:
        any_word = True
        hits = searching.search(conn, parsed, wanted, best=True, limit=limit + 1, offset=asked.offset, any_word=True)
    more = asked.query(after=str(asked.offset + limit)) if len(hits) > limit else ""
    shown = hits[:limit]
    return Found([hit.card for hit in shown], {hit.card.id: hit.snippet for hit in shown}, parsed, more, any_word)


def query_string(asked: Asked) -> str:
    """What a saved search keeps of an address: everything but the page within the list."""
    return asked.query().removeprefix("?")


async def _page(visit: Visit, kind: str) -> Response:
    asked = Asked.of(visit.request.args)
    found = await find(visit, kind, asked)
    choices: dict[str, list[Choice]] = await visit.read(sources.choices)
    counted = None if kind == "saved" else await visit.read(_count, kind == "search", asked, await narrowed(visit, kind, asked))
    mine = await visit.of_reader(saving.of) if kind != "articles" else []
    return visit.page(
        "list.html",
        kind=kind,
        asked=asked,
        found=found,
        choices=choices,
        counted=counted,
        searches=mine,
        known=next((one for one in mine if one.query_string == query_string(asked)), None),
        cards=found.cards,
        snippets=found.snippets,
        pattern=searching.matcher(found.query.wanted) if kind == "search" else None,
        marks=await visit.marks([card.id for card in found.cards]),
    )
