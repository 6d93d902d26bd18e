"""The raw page of an article as it was kept: shown where nothing in it can run, or as its source."""

from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from archive import captures
from archive.errors import PageStoreError
from archive.reading import articles
from archive.warc import PageStore
from browse.access import options
from browse.visit import Visit

# Nothing runs, nothing is loaded, nothing is sent: an origin of its own without scripts, forms, frames or requests.
CAGE = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


async def page(datasette: Any, request: Any) -> Response:
    """The kept page of a version (?version=), or its source as text (?source=1). A reserved text is not shown."""
    visit = await Visit.begin(datasette, request)
    id_ = int(request.url_vars["id"])
    asked = visit.arg("version")
    version = int(asked) if asked.isdecimal() and len(asked) < 7 else None  # noqa: PLR2004 -- digits
    whole = await visit.read(articles.whole, id_)
    kept = await visit.read(captures.shown, id_, version) if whole and not whole.withheld else None
    folder = options(datasette).get("pages")
    if kept is None or not folder:
        return visit.missing("page.missing")
    try:
        stored = PageStore(Path(folder)).read(kept.place)
    except PageStoreError:
        return visit.missing("page.unreadable")
    given = stored.headers.get("content-type", "")
    charset = given.partition("charset=")[2].split(";")[0].strip("\"' ") if "charset=" in given else ""
    kind = "text/plain" if visit.arg("source") else "text/html"
    headers = {
        "content-security-policy": CAGE,
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
        "cache-control": "private, no-cache",
        "content-disposition": "inline",
    }
    named = f"{kind}; charset={charset}" if charset.replace("-", "").replace("_", "").isalnum() else kind
    return Response(stored.body, headers=headers, content_type=named)
