"""Access status: precision and recall on the bundled newsroom's pages, and every alarm on real ones, to look at by eye."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp
from yarl import URL

from crawler.newsroom.clock import StoppedClock, utc_now
from crawler.newsroom.server import Newsroom
from pipelines.extract import extract

_TRIES = 3  # one outlet refuses some first requests


def access_report(bodies: dict[str, bytes]) -> dict[str, Any]:
    """Per status: pages of the newsroom that have it, were given it, and rightly; and what was found on real pages."""
    truth = asyncio.run(_newsroom())
    have, given, right = Counter(t for t, _ in truth), Counter(g for _, g in truth), Counter(t for t, g in truth if t == g)
    statuses = {
        status: {
            "pages": have[status],
            "precision": right[status] / max(1, given[status]),
            "recall": right[status] / max(1, have[status]),
        }
        for status in sorted(have | given)
    }
    found = {page: extract(body) for page, body in bodies.items()}
    alarms = {
        page: f"{e.access}: {e.origins.get('access', '')} ({len(e.text)} characters)"
        for page, e in found.items()
        if e.access != "full"
    }
    return {**statuses, "real pages": len(found), "alarms on real pages": alarms}


async def _newsroom() -> list[tuple[str, str]]:
    """(true, found) access status of every article of the newsroom, over real HTTP."""
    room = Newsroom.from_seeds(StoppedClock(anchor=utc_now()))
    async with room, aiohttp.ClientSession() as session:
        return [
            (article.access, str(extract(*await newsroom_page(session, room.url(article.id))).access))
            for article in room.articles
        ]


async def newsroom_page(session: aiohttp.ClientSession, url: str) -> tuple[bytes, str, str]:
    """Body, address and content type of a page; the host names are the newsroom's own, so the Host header carries them."""
    target = URL(url)
    local = target.with_host("127.0.0.1")
    for _ in range(_TRIES):
        async with session.get(local, headers={"Host": f"{target.host}:{target.port}"}) as answer:
            body, kind = await answer.read(), answer.headers.get("Content-Type", "")
            if answer.ok:
                break
    return body, url, kind
