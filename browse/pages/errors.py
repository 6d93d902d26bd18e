"""What readers see when something fails."""

import logging
import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Base400, NotFound, Response
from datasette.views.base import DatasetteError

from archive.errors import PresswatchError
from archive.reading.limits import ReadTookTooLongError
from browse.visit import Visit
from browse.words import Words

log = logging.getLogger("presswatch.browse")


async def answer(datasette: Any, request: Any, exception: Exception) -> Response:
    """A page, or JSON where JSON was asked for. Only what nobody foresaw is logged with its traceback."""
    visit = await Visit.of(datasette, request)
    status, text = explain(exception, visit.words)
    if status >= 500:  # noqa: PLR2004  the server's own errors (RFC 9110, 15.6)
        log.error("%s %s: %r", request.method, request.path, exception, exc_info=exception if status == 500 else None)  # noqa: PLR2004
    if wants_data(request):
        return Response.json({"ok": False, "status": status, "error": text}, status=status)
    title = visit.words("missing.title" if status == 404 else "error.title")  # noqa: PLR2004
    return visit.page("missing.html", status=status, title=title, text=text)


async def forbidden(datasette: Any, request: Any, action: str) -> Response:
    """Strangers who look at a page are sent to the login page and come back from there; others are told what they may not do."""
    visit = await Visit.of(datasette, request)
    wants_page = request.method == "GET" and not wants_data(request)
    if request.actor is None and wants_page:
        query = urlencode({"next": request.full_path})
        return Response.redirect(datasette.urls.path(f"/-/login?{query}"), status=303)
    text = visit.words("error.login") if request.actor is None else visit.words("error.refused", message=action)
    status = 401 if request.actor is None else 403
    if wants_data(request):
        return Response.json({"ok": False, "status": status, "error": text}, status=status)
    return visit.page("missing.html", status=status, title=visit.words("error.title"), text=text)


def wants_data(request: Any) -> bool:
    """Was something for machines asked for?"""
    return request.path.endswith((".json", ".csv", ".atom", ".opml", "/-/metrics")) or "application/json" in (
        request.headers.get("accept") or ""
    )


def explain(exception: Exception, words: Words) -> tuple[int, str]:
    """HTTP status and text for an exception."""
    if isinstance(exception, NotFound):
        return 404, words("error.page")
    if isinstance(exception, Base400 | DatasetteError):
        return exception.status, words("error.refused", message=str(exception.args[0] if exception.args else exception))
    if isinstance(exception, ReadTookTooLongError):
        return 503, words("error.slow")
    if isinstance(exception, PresswatchError | sqlite3.Error):
        return 503, words("error.busy", message=str(exception))
    return 500, words("error.ours")
