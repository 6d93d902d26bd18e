"""Why is this here, or why not: the whole life of a URL."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from datasette.utils.asgi import Response

from archive.reading import urls
from archive.reading.rows import UrlLife
from browse.visit import Visit


async def why(datasette: Any, request: Any) -> Response:
    """Paste any address: sightings, decisions, outcome; or that it was never seen, and what to do then."""
    visit = await Visit.begin(datasette, request)
    return visit.page("why.html", url=_asked(visit), life=await _life(visit))


async def export(datasette: Any, request: Any) -> Response:
    """The same as JSON; status 404 for an address that was never seen."""
    visit = await Visit.begin(datasette, request)
    life = await _life(visit)
    told = {"url": _asked(visit), "life": asdict(life) if life else None}
    return Response(json.dumps(told, default=_plain), 200 if life else 404, content_type="application/json; charset=utf-8")


def _asked(visit: Visit) -> str:
    return visit.arg("url")[:2_000]


async def _life(visit: Visit) -> UrlLife | None:
    id_ = await visit.read(urls.find, _asked(visit)) if _asked(visit) else None
    return await visit.read(urls.life, id_) if id_ is not None else None


def _plain(value: datetime) -> str:
    return value.isoformat()
