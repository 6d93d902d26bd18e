"""Asks hubs, answers their verifications, takes in what they deliver.

A delivery is acknowledged before it is taken in, since hubs wait only seconds: what a crash loses between, the next poll finds.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from archive import hubs
from archive.errors import PresswatchError
from archive.hubs import Subscription
from archive.writer import Writer
from crawler.config import FetchSection, WebsubSection
from crawler.fetching.single import Fetcher, FetchError
from crawler.websub import protocol
from pipelines.pool import WorkerError

log = logging.getLogger(__name__)

TakeIn = Callable[[int, bytes, str], Awaitable[None]]  # channel, body, content type
MOST_UNDER_WAY: Final = 32  # deliveries; more are refused for now, and hubs try again
ACCEPTED: Final = range(200, 300)
_OK, _NO_CONTENT, _NOT_FOUND, _GONE, _BUSY = 200, 202, 404, 410, 503


class Subscriber:
    """Belongs to one event loop; `read` is its own connection."""

    def __init__(
        self,
        websub: WebsubSection,
        fetch: FetchSection,
        writer: Writer,
        read: sqlite3.Connection,
        take_in: TakeIn,
        now: Callable[[], datetime],
    ) -> None:
        self._websub = websub
        self._fetch = fetch
        self._writer = writer
        self._read = read
        self._take_in = take_in
        self._now = now
        self._lease = timedelta(days=websub.lease_days)
        self._under_way: set[asyncio.Task[None]] = set()

    async def ask(self) -> None:
        """Ask hubs what is due: begin, renew, end. Raises ArchiveError."""
        now = self._now()
        await self._writer.do(lambda conn: hubs.leave_disabled(conn, now))
        found = hubs.due(self._read, now)
        if not found:
            return
        async with Fetcher(self._fetch) as fetcher:
            for one in found:
                # Noted first: a hub may verify before it answers.
                await self._writer.do(partial(hubs.asked, one=one, now=now, trouble=""))
                if trouble := await self._request(fetcher, one):
                    log.warning("%s: %s", one.hub, trouble)
                    await self._writer.do(partial(hubs.asked, one=one, now=self._now(), trouble=trouble))

    async def _request(self, fetcher: Fetcher, one: Subscription) -> str:
        """What is wrong with the hub's answer, "" for nothing."""
        try:
            answer = await fetcher.post(one.hub, protocol.request(one, self._websub.callback, self._lease))
        except FetchError as error:
            return str(error)
        return "" if answer.status in ACCEPTED else f"HTTP {answer.status}: {answer.body[:200].decode('utf-8', 'replace')}"

    async def verify(self, token: str, query: Mapping[str, str]) -> tuple[int, str]:
        """A hub asks whether we meant it (§5.3), or says no (§5.2). Returns status and body of the answer."""
        one, mode, now = hubs.by_token(self._read, token), query.get("hub.mode", ""), self._now()
        if one is None or query.get("hub.topic") != one.topic:
            return _NOT_FOUND, "no such subscription"
        if mode == "denied":
            await self._writer.do(partial(hubs.denied, one=one, now=now, reason=f"denied: {query.get('hub.reason', '')}"))
            return _OK, ""
        if mode == "subscribe" and one.state in {"asked", "active"}:
            lease = protocol.lease_of(query.get("hub.lease_seconds", ""), self._lease)
            await self._writer.do(partial(hubs.verified, one=one, now=now, lease=lease))
        elif mode == "unsubscribe" and one.state == "leaving":
            await self._writer.do(partial(hubs.ended, one=one))
        else:
            return _NOT_FOUND, "not asked for"
        return _OK, query.get("hub.challenge", "")

    def deliver(self, token: str, headers: Mapping[str, str], body: bytes) -> int:
        """A hub delivers (§7). Returns the status of the answer; what is not signed by the hub is not taken in (§8)."""
        one = hubs.by_token(self._read, token)
        if one is None or one.state in {"ended", "leaving"}:
            return _GONE
        if len(self._under_way) >= MOST_UNDER_WAY:
            return _BUSY
        signed = protocol.is_signed(headers.get("x-hub-signature", ""), one.secret, body)
        task = asyncio.create_task(self._receive(one, body, headers.get("content-type", ""), signed=signed))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return _NO_CONTENT

    async def settled(self) -> None:
        """Wait for what was acknowledged."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _receive(self, one: Subscription, body: bytes, content_type: str, *, signed: bool) -> None:
        trouble = "" if signed else "a delivery was not signed by the hub and was ignored"
        try:
            if signed:
                await self._take_in(one.channel_id, body, content_type)
        except (PresswatchError, WorkerError) as error:
            trouble = str(error)
        if trouble:
            log.warning("%s: %s", one.topic, trouble)
        await self._writer.do(partial(hubs.delivered, one=one, now=self._now(), trouble=trouble))
