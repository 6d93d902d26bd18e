"""Carries out what people decided about suggested sources in the browser: their wishes stand in reader.db, the crawler acts.

Nothing is added silently: each acceptance is a person's, is kept with what came of it, and the operator is told.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime

from archive import sources, suggestions
from archive.errors import PresswatchError
from archive.model import Source
from archive.suggestions import Decision
from archive.wishes import Wish, wishes_in
from archive.writer import Writer
from crawler.adding import Outlet, add_unasked
from crawler.config import Config
from crawler.notices import Operator


class Acceptance:
    """Takes wishes over, one after the other."""

    def __init__(self, config: Config, writer: Writer, operator: Operator, now: Callable[[], datetime]) -> None:
        self._config = config
        self._writer = writer
        self._operator = operator
        self._now = now

    async def run(self, read: sqlite3.Connection) -> list[Source]:
        """Carry out what is new; returns the sources that were added. Raises ArchiveError."""
        wishes = wishes_in(self._config.archive.reader)
        known = suggestions.decisions(read) if wishes else {}
        added = []
        for wish in wishes:
            old = known.get(wish.key)
            if old is not None and old.at >= wish.at:
                continue
            if wish.what == "decline":
                await self._keep(Decision(wish.key, "declined", self._now()))
            elif source := await self._accept(read, wish):
                added.append(source)
        return added

    async def _accept(self, read: sqlite3.Connection, wish: Wish) -> Source | None:
        suggestion = suggestions.find(read, wish.key)
        name = suggestion.name if suggestion and suggestion.name != suggestion.host else ""
        place = wish.url or (suggestion.address if suggestion else "") or wish.key
        try:
            source = await add_unasked(self._config, Outlet(place, name))
        except PresswatchError as error:
            await self._keep(Decision(wish.key, "failed", self._now(), note=str(error)[:500]))
            return None
        now = self._now()
        text = "\n".join(
            [f"{source.name} ({source.id}) was accepted by {wish.reader} and is polled from now on:", *_lines(source)]
        )

        def record(conn: sqlite3.Connection) -> None:
            sources.put(conn, source, now)
            suggestions.decide(conn, Decision(wish.key, "accepted", now, source.id))
            self._operator.tell(conn, f"{source.name} was added to the sources", text, now)

        await self._writer.do(record)
        return source

    async def _keep(self, decision: Decision) -> None:
        await self._writer.do(lambda conn: suggestions.decide(conn, decision))


def _lines(source: Source) -> list[str]:
    return [f"{channel.url} ({channel.format})" for channel in source.channels]
