"""What the answer to a page request means: a page to read, an outcome, or another try."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from archive import urls
from archive.model import DueUrl, Outcome, Page
from archive.urls import Decision, Postponement
from archive.writer import Writer
from crawler.fetching.answer import Answer, Trouble
from crawler.fetching.reservations import Reservations
from crawler.http_hints import hold
from crawler.schedule import next_try
from crawler.validators import conditional_look
from pipelines.revisiting import Revisits

OK, NOT_MODIFIED = 200, 304
GONE = {404, 410}
REFUSING = {401, 402, 403, 451}
ASKING_TO_WAIT = {429, 503}


class Pages:
    """Decides on page answers and writes what needs no reading."""

    def __init__(
        self,
        writer: Writer,
        tries: int,
        waits: Sequence[float],
        reservations: Reservations,
        revisits: Revisits,
        now: Callable[[], datetime],
    ) -> None:
        self._revisits = revisits
        self._writer = writer
        self._reservations = reservations
        self._tries = tries
        self._waits = waits
        self._now = now

    def conditions(self, due: DueUrl) -> dict[str, str]:
        """The headers that ask for a page only if it changed; none where it is wanted whole."""
        return conditional_look(due, self._now())

    async def answered(self, due: DueUrl, answer: Answer) -> Page | None:
        """The page to read; None when the URL is decided or postponed already."""
        if answer.status == OK and answer.partial and due.attempts + 1 < self._tries:
            await self._try_again(due, "cut short on its way", Outcome.FAILED, answer.status)
        elif answer.status == OK or (answer.status in GONE and due.outcome is not Outcome.PENDING):  # withdrawn?
            await self._reservations.note(due, answer, self._now())
            return Page(
                due=due,
                final_url=answer.final_url,
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
                fetched_at=self._now(),
                partial=answer.partial,
                request_headers=answer.request_headers,
            )
        elif answer.status in ASKING_TO_WAIT:
            await self._wait(due, answer)
        elif answer.status == NOT_MODIFIED:
            await self._keep(due, "not modified", answer.status)
        elif answer.status in GONE:
            await self._decide(due, Outcome.GONE, f"HTTP {answer.status}", answer.status)
        elif answer.status in REFUSING:
            await self._decide_unless_kept(due, Outcome.WALLED, f"HTTP {answer.status}: the outlet refuses us", answer.status)
        elif answer.status >= 500:  # noqa: PLR2004 -- HTTP's server errors
            await self._try_again(due, f"HTTP {answer.status}", Outcome.FAILED, answer.status)
        else:
            await self._decide_unless_kept(due, Outcome.FAILED, f"HTTP {answer.status}", answer.status)
        return None

    async def failed(self, due: DueUrl, trouble: Trouble) -> None:
        """No answer came: another try, or the end of it."""
        reason = f"{trouble.kind}: {trouble.text}"
        if trouble.retry:
            await self._try_again(due, reason, trouble.outcome, None)
        else:
            await self._decide_unless_kept(due, trouble.outcome, reason, None)

    async def unread(self, due: DueUrl, reason: str) -> None:
        """The page came but reading or saving it failed in a way it should not: it stays due, for as many tries as others."""
        await self._try_again(due, reason, Outcome.FAILED, None)

    async def _wait(self, due: DueUrl, answer: Answer) -> None:
        now = self._now()
        until = now + (hold(answer.status, answer.headers, now) or timedelta())
        reason = f"HTTP {answer.status}: asked to come back at {until:%H:%M:%S} UTC"
        await self._postpone(due, until, reason, count=False, status=answer.status)

    async def _try_again(self, due: DueUrl, reason: str, outcome: Outcome, status: int | None) -> None:
        if due.attempts + 1 >= self._tries:
            await self._decide_unless_kept(due, outcome, f"{reason} (after {due.attempts + 1} tries)", status)
        else:
            await self._postpone(due, next_try(self._now(), due.attempts, self._waits), reason, count=True, status=status)

    async def _decide_unless_kept(self, due: DueUrl, outcome: Outcome, reason: str, status: int | None) -> None:
        """A stored article that cannot be looked at again stays stored."""
        if due.outcome is Outcome.PENDING:
            await self._decide(due, outcome, reason, status)
        else:
            await self._keep(due, reason, status)

    async def _decide(self, due: DueUrl, outcome: Outcome, reason: str, status: int | None) -> None:
        decision = Decision(outcome, reason, self._now(), status)
        await self._writer.do(lambda conn: urls.decide(conn, due.id, decision))

    async def _keep(self, due: DueUrl, reason: str, status: int | None) -> None:
        now = self._now()

        def keep(conn: sqlite3.Connection) -> None:
            urls.confirm(conn, due.id, now, reason, status)
            self._revisits.schedule(conn, due.id, now)

        await self._writer.do(keep)

    async def _postpone(self, due: DueUrl, until: datetime, reason: str, *, count: bool, status: int | None) -> None:
        wait = Postponement(self._now(), until, reason, count, status)
        await self._writer.do(lambda conn: urls.postpone(conn, due.id, wait))
