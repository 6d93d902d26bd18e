"""Hosts that asked for a pause or refuse us get it, in all channels at once and over restarts."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from archive import robots
from archive.writer import Writer
from crawler.dispatch import Dispatcher
from crawler.fetching.answer import Answer
from crawler.http_hints import hold

REFUSING: Final = frozenset({403, 429})
FIRST_PAUSE: Final = {403: timedelta(minutes=1), 429: timedelta(minutes=15)}
ALLOWED_REFUSALS: Final = {403: 1, 429: 0}  # one forbidden page is the page's matter, two in a row are the host's
LONGEST_PAUSE: Final = timedelta(hours=24)


def back_off(status: int, refusals: int) -> timedelta:
    """How long to leave a host alone that has refused `refusals` times in a row: doubling, up to a day."""
    doublings = refusals - 1 - ALLOWED_REFUSALS[status]
    return min(FIRST_PAUSE[status] * (1 << min(doublings, 12)), LONGEST_PAUSE) if doublings >= 0 else timedelta(0)


class Holds:
    """Notes what answers say about coming back."""

    def __init__(
        self, writer: Writer, dispatcher: Dispatcher, now: Callable[[], datetime], refusals: Mapping[str, int] | None = None
    ) -> None:
        self._writer = writer
        self._dispatcher = dispatcher
        self._now = now
        self._refusals = dict(refusals or {})

    async def note(self, host: str, answer: Answer) -> None:
        """Put the host on hold when it asks for it (Retry-After; 429 and 503 always) or refuses (403 and 429, growing)."""
        now = self._now()
        pause = hold(answer.status, answer.headers, now) or timedelta(0)
        if answer.status in REFUSING:
            self._refusals[host] = self._refusals.get(host, 0) + 1
            pause = max(pause, back_off(answer.status, self._refusals[host]) if "retry-after" not in answer.headers else pause)
        elif answer.status < 400 and self._refusals.pop(host, 0):  # noqa: PLR2004 -- HTTP's errors begin there
            await self._writer.do(lambda conn: robots.forgive(conn, host))
        if not pause:
            return
        self._dispatcher.hold(host, pause.total_seconds())
        reason, count = f"HTTP {answer.status}", self._refusals.get(host, 0)
        await self._writer.do(lambda conn: robots.hold(conn, host, now + pause, reason, count))
