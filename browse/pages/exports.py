"""What pages show, for machines: lists, searches, stories, figures and sources as Atom, JSON, CSV or OPML; an article as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from archive import stories as archived
from archive.reading import articles, ledger, lists, sources, today
from archive.reading import health as vitals
from browse import access
from browse import export as formats
from browse import export_rows as rows
from browse.filters import Asked
from browse.pages import figures as figure_pages
from browse.pages import listing
from browse.pages import stories as story_pages
from browse.visit import Visit

LIMITS = {"atom": 50, "json": 200, "csv": 1000}
MOST_STORIES = 1000  # of the last days; the page shows the 60 busiest


async def export(datasette: Any, request: Any) -> Response:
    """What the page of the same address shows, for machines."""
    visit = await Visit.begin(datasette, request, access.FEED)
    return await answer(visit, request.url_vars["kind"], Asked.of(request.args), request.url_vars["format"])


async def answer(visit: Visit, kind: str, asked: Asked, wanted: str, title: str = "", name: str = "") -> Response:
    """A list or search in a format of LIMITS; `name` is its path where it is not that of its kind."""
    found = await listing.find(visit, kind, asked, LIMITS[wanted])
    here, file = f"{visit.base}{kind}", (name or kind).replace("/", "-")
    if wanted == "csv":
        return _csv(map(formats.as_dict, found.cards), formats.COLUMNS, file)
    if wanted == "json":
        following = f"{here}.json{found.more}" if found.more else None
        return Response.json({"articles": [formats.as_dict(card) for card in found.cards], "next": following})
    title = title or asked.q or visit.words("nav." + kind)
    query = asked.query()
    own = f"{visit.base}{name}.atom" if name else f"{here}.atom{query if query != '?' else ''}"
    text = formats.as_atom(found.cards, title=f"presswatch: {title}", base=visit.base, self_url=own, now=visit.now)
    return _atom(text)


async def stories(datasette: Any, request: Any) -> Response:
    """The stories of the last days, those that moved last first."""
    visit = await Visit.begin(datasette, request, access.FEED)
    wanted, words = request.url_vars["format"], visit.words
    since = visit.now - timedelta(days=story_pages.DAYS)
    found = sorted(
        await visit.read(today.stories, since, MOST_STORIES), key=lambda story: (story.last_at, story.id), reverse=True
    )
    found = found[: LIMITS[wanted]]
    if wanted == "atom":
        said = [
            (story, f"{words.count('story.reports', story.articles)}, {words.count('story.outlets', story.outlets)}")
            for story in found
        ]
        title = f"presswatch: {words('stories.title')}"
        return _atom(
            formats.stories_as_atom(said, title=title, base=visit.base, self_url=f"{visit.base}stories.atom", now=visit.now)
        )
    told = [rows.story(story, moving=today.moves(story, visit.now)) for story in found]
    return _csv(told, rows.STORY, "stories") if wanted == "csv" else Response.json({"stories": told})


async def story(datasette: Any, request: Any) -> Response:
    """One story with its reports, claims and citations as JSON; its reports as Atom and CSV."""
    visit = await Visit.begin(datasette, request, access.FEED)
    wanted, id_ = request.url_vars["format"], int(request.url_vars["id"])
    lasting = await visit.read(archived.resolve, id_)
    if lasting is not None and lasting != id_:
        token = f"?{urlencode({access.TOKEN: visit.arg(access.TOKEN)})}" if visit.arg(access.TOKEN) else ""
        return Response.redirect(datasette.urls.path(f"/story/{lasting}.{wanted}{token}"), status=301)
    found = await visit.read(today.story, id_, visit.now)
    if found is None:
        return Response.json({"ok": False, "error": visit.words("story.missing")}, status=404)
    if wanted != "json":
        return await answer(visit, "articles", Asked(story=str(id_), copies="1"), wanted, found.headline, f"story/{id_}")
    cards = await visit.read(lists.newest, lists.Filter(story_id=id_, copies=True), LIMITS["json"])
    told = {
        "reports": [formats.as_dict(card) for card in reversed(cards)],
        "claims": [rows.claim(line) for line in await visit.read(ledger.claims, story_pages.EVER, LIMITS["json"], id_)],
        "citations": [rows.citation(one) for one in await visit.read(ledger.cited, id_)],
    }
    return Response.json(rows.story(found, moving=today.moves(found, visit.now)) | told)


async def figures(datasette: Any, request: Any) -> Response:
    """The claims ledger: JSON with a claim an object, CSV with a row for each report that prints a value."""
    visit = await Visit.begin(datasette, request, access.FEED)
    wanted = request.url_vars["format"]
    claims = await visit.read(ledger.claims, visit.now - timedelta(days=figure_pages.DAYS), LIMITS[wanted])
    if wanted == "csv":
        return _csv((row for line in claims for row in rows.claim_values(line)), rows.CLAIM, "figures")
    return Response.json({"claims": [rows.claim(line) for line in claims]})


async def health(datasette: Any, request: Any) -> Response:
    """Every source and how it does."""
    visit = await Visit.begin(datasette, request, access.FEED)
    found = [rows.source(one) for one in await visit.read(vitals.overview, visit.now)]
    return _csv(found, rows.SOURCE, "sources") if request.url_vars["format"] == "csv" else Response.json({"sources": found})


async def source(datasette: Any, request: Any) -> Response:
    """One source with its channels."""
    visit = await Visit.begin(datasette, request)
    id_ = request.url_vars["id"]
    found = await visit.read(vitals.overview, visit.now, id_)
    if not found:
        return Response.json({"ok": False, "error": visit.words("sources.unknown")}, status=404)
    channels = [rows.channel(one) for one in await visit.read(vitals.channels, id_, visit.now)]
    outcomes = rows.outcomes(await visit.read(vitals.outcomes, id_))
    return Response.json(rows.source(found[0]) | {"outcomes": outcomes, "polled": channels})


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


def _csv(found: Iterable[Mapping[str, object]], columns: Sequence[str], name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="presswatch-{name}.csv"'}
    return Response(formats.as_csv(found, columns), headers=headers, content_type="text/csv; charset=utf-8")


def _atom(text: str) -> Response:
    return Response(text, content_type="application/atom+xml; charset=utf-8")
