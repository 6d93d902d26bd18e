"""The picture of an article: only when a reader asks, fetched by the server, so that outlets do not see who reads.

browse knows no network: whoever puts the rooms together names the function that fetches (`pictures` in the plugin's settings).
"""

import asyncio
import importlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Response

from archive.errors import PresswatchError
from archive.reading import articles
from browse.access import options
from browse.render import host
from browse.visit import Visit

KEPT, MAX_BYTES = 64, 48 * 2**20  # pictures in memory
AGAIN = 600.0  # seconds before a picture that failed is asked for again
# What browsers show as a picture and nothing else; SVG can hold scripts. By the first bytes: a content type can say anything.
KINDS = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
)


class Cache:
    """The latest pictures, and when those that failed did."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._failed: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self.one_at_a_time = asyncio.Lock()

    def get(self, url: str) -> bytes | None:
        """The picture, if it is kept."""
        if url in self._kept:
            self._kept.move_to_end(url)
        return self._kept.get(url)

    def put(self, url: str, picture: bytes) -> None:
        """Keep it; the least wanted go."""
        self._kept[url] = picture
        while len(self._kept) > KEPT or sum(map(len, self._kept.values())) > MAX_BYTES:
            self._kept.popitem(last=False)

    def failure(self, url: str, now: float) -> str:
        """Why it failed not long ago; empty when it may be tried."""
        text, at = self._failed.get(url, ("", 0.0))
        return text if now - at < AGAIN else ""

    def fail(self, url: str, text: str, now: float) -> None:
        """Not again for a while."""
        self._failed[url] = (text, now)
        while len(self._failed) > KEPT:
            self._failed.popitem(last=False)


cache = Cache()


async def picture(datasette: Any, request: Any) -> Response:
    """The bytes of an article's picture, with headers that let it be nothing else."""
    visit = await Visit.begin(datasette, request)
    url = await visit.read(articles.image, int(request.url_vars["id"]))
    found = options(datasette).get("pictures")
    if not url or not found:
        return visit.missing("article.picture.none")
    try:
        body = await _get(found, url)
    except PresswatchError as error:
        text = visit.words("article.picture.failed", host=host(url), why=str(error))
        return visit.page("missing.html", status=502, title=visit.words("error.title"), text=text)
    headers = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, max-age=86400"}
    return Response(body, headers=headers, content_type=kind_of(body))


async def _get(found: Mapping[str, Any], url: str) -> bytes:
    """From memory or from its host. Raises PresswatchError."""
    async with cache.one_at_a_time:
        kept = cache.get(url)
        if kept is not None:
            return kept
        if failure := cache.failure(url, time.monotonic()):
            raise PresswatchError(failure)
        module, _, name = str(found["function"]).partition(":")
        try:
            body: bytes = await getattr(importlib.import_module(module), name)(found["settings"], url)
            if not kind_of(body):
                raise PresswatchError(f"{url}: not a PNG, JPEG, GIF, WebP or AVIF picture")  # noqa: TRY301
        except PresswatchError as error:
            cache.fail(url, str(error), time.monotonic())
            raise
        cache.put(url, body)
        return body


def kind_of(body: bytes) -> str:
    """The picture's content type by its first bytes; empty for anything else."""
    return next((kind for magic, at, kind in KINDS if body[at : at + len(magic)] == magic), "")
