"""Why is this here, or why not: the whole life of a URL."""

from typing import Any

from datasette.utils.asgi import Response

from archive.reading import urls
from browse.visit import Visit


async def why(datasette: Any, request: Any) -> Response:
    """Paste any address: sightings, decisions, outcome; or that it was never seen, and what to do then."""
    visit = await Visit.begin(datasette, request)
    url = visit.arg("url")[:2_000]
    id_ = await visit.read(urls.find, url) if url else None
    life = await visit.read(urls.life, id_) if id_ is not None else None
    return visit.page("why.html", url=url, life=life)
