"""Is the server well, what are its figures, and how to use it."""

from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from archive import reader
from archive.db import stamp
from archive.errors import PresswatchError
from archive.metrics import collect, text
from archive.reading import sources
from browse import access
from browse.access import options
from browse.visit import Visit

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"  # https://prometheus.io/docs/instrumenting/exposition_formats/


async def health(datasette: Any, request: Any) -> Response:
    """JSON for machines. `/live`: the process answers. `/ready` and the plain address: both databases answer too, else 503."""
    if request.url_vars["part"] == "live":
        return Response.json({"live": True})
    try:
        visit = await Visit.of(datasette, request)
        vitals = await visit.read(sources.vitals, visit.now)
        await visit.of_reader(reader.visit)
    except (PresswatchError, OSError, KeyError) as error:
        return Response.json({"live": True, "ready": False, "error": str(error)}, status=503)
    return Response.json(
        {
            "live": True,
            "ready": True,
            "articles": vitals.articles,
            "last_stored_at": stamp(vitals.last_stored_at) if vitals.last_stored_at else None,
            "last_polled_at": stamp(vitals.last_polled_at) if vitals.last_polled_at else None,
            "channels": {"enabled": vitals.channels_enabled, "failing": vitals.channels_failing},
        },
        headers={"cache-control": "no-store"},
    )


async def metrics(datasette: Any, request: Any) -> Response:
    """The archive's state for Prometheus. In a shared room it takes a feed token: `/-/metrics?token=…`."""
    visit = await Visit.begin(datasette, request, access.FEED)
    path = Path(options(datasette)["archive"])
    try:
        found = await visit.read(collect, path, visit.now)
    except PresswatchError as error:
        return Response.text(f"{error}\n", status=503)
    return Response(text(found), headers={"cache-control": "no-store"}, content_type=EXPOSITION)


async def help_page(datasette: Any, request: Any) -> Response:
    """Keys, search syntax, and what the words on the pages mean."""
    visit = await Visit.begin(datasette, request)
    return visit.page("help.html")
