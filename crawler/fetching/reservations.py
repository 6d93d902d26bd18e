"""What pages reserve against machines (robots meta and header, TDMRep): noted before they are read, obeyed as configured."""

from dataclasses import fields
from datetime import datetime
from typing import Final

from archive import robots
from archive.model import DueUrl, Outcome
from archive.writer import Writer
from crawler.fetching.answer import Answer
from crawler.fetching.robots import AGENT, RobotsKeeper
from crawler.robots import Reservation, page_reservation

OK: Final = 200
WITHHELD: Final = frozenset({"noai", "noindex", "noarchive", "nosnippet", "tdm"})  # nofollow is about links


class Reservations:
    """Notes reservations; with `obey` the full text of such a page is not shown."""

    def __init__(self, writer: Writer, keeper: RobotsKeeper, *, obey: bool) -> None:
        self._writer = writer
        self._keeper = keeper
        self._obey = obey

    async def note(self, due: DueUrl, answer: Answer, now: datetime) -> None:
        """Keep what this page, or its site's tdmrep.json, reserves; one that reserves nothing any more is free again."""
        found = words(page_reservation(answer.headers, answer.body, AGENT)) | words(self._keeper.reservation(answer.final_url))
        if not found:
            if due.outcome is not Outcome.PENDING and answer.status == OK:
                await self._writer.do(lambda conn: robots.lift(conn, due.id))
            return
        what, withheld = ", ".join(sorted(found)), self._obey and bool(found & WITHHELD)
        await self._writer.do(lambda conn: robots.reserve(conn, due.id, what, now, withheld=withheld))


def words(reservation: Reservation) -> set[str]:
    """The names of what is reserved."""
    return {field.name for field in fields(reservation) if getattr(reservation, field.name) is True}
