"""Hosts that asked for a pause get it, in all channels at once and over restarts."""

from collections.abc import Callable
from datetime import datetime

from archive import robots
from archive.writer import Writer
from crawler.dispatch import Dispatcher
from crawler.fetching.answer import Answer
from crawler.http_hints import hold


class Holds:
    """Notes what answers say about coming back."""

    def __init__(self, writer: Writer, dispatcher: Dispatcher, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._dispatcher = dispatcher
        self._now = now

    async def note(self, host: str, answer: Answer) -> None:
        """Put the host on hold when its answer asks for it (Retry-After; 429 and 503 always)."""
        now = self._now()
        pause = hold(answer.status, answer.headers, now)
        if not pause:
            return
        self._dispatcher.hold(host, pause.total_seconds())
        reason = f"HTTP {answer.status}"
        await self._writer.do(lambda conn: robots.hold(conn, host, now + pause, reason))
