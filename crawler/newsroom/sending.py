"""Turns text into the bytes and headers that an outlet sends, quirks of encoding included."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from unicodedata import normalize

from crawler.newsroom.model import Outlet
from crawler.newsroom.reply import Asked, Reply

Handler = Callable[[Asked], Reply]


def sent(
    outlet: Outlet,
    text: str,
    media_type: str,
    changed: datetime | None = None,
    status: int = HTTPStatus.OK,
) -> Reply:
    """Answer with ``text`` as this outlet would; ``changed`` becomes Last-Modified."""
    if "decomposed-umlauts" in outlet.quirks:
        text = normalize("NFD", text)
    # Characters that an old encoding lacks become references, as content systems of its time write them.
    body = text.encode(outlet.encoding, "xmlcharrefreplace")
    charset = "" if "no-charset" in outlet.quirks else f"; charset={outlet.encoding}"
    return Reply(body, media_type + charset, status, changed)
