"""A press of real pages: the corpora beside the checkout, served over loopback HTTP under their own host names.

Each host has a feed, made from the truth file. The pages themselves never enter the project.
"""

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from aiohttp import web

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPORA = SHARED / "corpora"
FEED = "/replay-feed.xml"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One page of the corpora and the truth about it."""

    id: str
    url: str  # http, under its own host
    language: str
    truth: dict[str, Any]

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def body(self) -> bytes:
        return gzip.decompress((CORPORA / "pages" / f"{self.id}.html.gz").read_bytes())


def recorded_pages() -> list[Recorded]:
    """All pages of the corpora. A page whose truth has no usable address gets one below replay.test."""
    pages = []
    for line in (CORPORA / "pages.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        parts = urlsplit(truth["url"])
        if parts.hostname:
            url = f"http://{parts.hostname.lower()}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        else:
            url = f"http://{truth['id']}.replay.test/page.html"
        pages.append(Recorded(truth["id"], url, truth["lang"], truth))
    return pages


class Replay:
    """Serves the pages; `resolve` and `sources` configure a crawler for them."""

    def __init__(self, pages: list[Recorded] | None = None) -> None:
        self.pages = recorded_pages() if pages is None else pages
        self._by_address = {(page.host, _path(page.url)): page for page in self.pages}
        self._runner: web.AppRunner | None = None
        self.requests: list[str] = []

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, 0)
        await site.start()
        self.port = int(site._server.sockets[0].getsockname()[1])  # type: ignore[union-attr]

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def resolve(self) -> dict[str, str]:
        return {"*": f"{LOOPBACK}:{self.port}"}

    def catalogue(self) -> list[dict[str, object]]:
        """The hosts as entries of seeds/sources/*.yaml."""
        languages = {page.host: page.language for page in reversed(self.pages)}
        return [
            {
                "id": host.replace(".", "-"),
                "name": host,
                "homepage": f"http://{host}/",
                "country": "ZZ",
                "language": language,
                "kind": "press",
                "priority": 1,
                "paywall": "none",
                "confidence": "high",
                "channels": [{"url": f"http://{host}{FEED}", "format": "rss", "status": "ok"}],
            }
            for host, language in sorted(languages.items())
        ]

    async def _answer(self, request: web.Request) -> web.Response:
        host = request.host.split(":")[0]
        self.requests.append(f"{host}{request.raw_path}")
        if request.path == FEED:
            return web.Response(text=self._feed(host), content_type="application/rss+xml")
        page = self._by_address.get((host, _path(f"http://{host}{request.raw_path}")))
        if page is None:
            raise web.HTTPNotFound
        return web.Response(body=page.body(), headers={"Content-Type": "text/html"})

    def _feed(self, host: str) -> str:
        items = "".join(
            f"<item><title>{escape(page.truth.get('title') or page.id)}</title><link>{escape(page.url)}</link>"
            f"<pubDate>{format_datetime(datetime(2026, 1, 1, tzinfo=UTC))}</pubDate></item>"
            for page in self.pages
            if page.host == host
        )
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'


def _path(url: str) -> str:
    """What tells pages of a host apart, however a client spells the escapes: path and sorted query, canonical."""
    from crawler.urls import canonical

    parts = urlsplit(canonical(url))
    return f"{parts.path}?{parts.query}"
