"""Brings what is due from the archive into the dispatcher, a portion at a time, so that a tick stays short whatever is due."""

import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from archive import sources, urls
from archive.db import START
from archive.model import DueUrl
from archive.sources import DueChannel
from crawler.dispatch import Dispatcher

MAX_LOAD: Final = 2_000  # jobs in memory; the rest stays in the archive until there is room
PORTION: Final = 250  # rows read at once: about 5 ms
TICK_SECONDS: Final = 0.025  # a tick reads no further portion after this: it shares the loop with everything else


class Intake:
    """Reads on where the last tick stopped and begins anew at the end: rows whose host has no room yet block no others."""

    def __init__(
        self, read: sqlite3.Connection, dispatcher: Dispatcher, now: Callable[[], datetime], *, polls: bool = True
    ) -> None:
        """Without `polls` only pages are handed on."""
        self._read = read
        self._dispatcher = dispatcher
        self._now = now
        self._polls = polls
        self._channels = START
        self._urls = START
        self._looks_until: datetime | None = None
        self._polls_until: datetime | None = None
        self._only: frozenset[str] = frozenset()

    def leave_after(self, *, looks: datetime, polls: datetime) -> None:
        """Hand on no second looks and no polls that come due after these moments."""
        self._looks_until, self._polls_until = looks, polls

    def poll_only(self, source_ids: Iterable[str]) -> None:
        """Hand on polls of these sources alone; none named means all. What they show is fetched, whoever's it is."""
        self._only = frozenset(source_ids)

    def tick(self) -> int:
        """Hand what is due to the dispatcher. Returns how many jobs were added."""
        began, now = time.monotonic(), self._now()
        added, ends = 0, 0
        while ends < 2 and self._dispatcher.load < MAX_LOAD and time.monotonic() - began < TICK_SECONDS:  # noqa: PLR2004
            new, at_end = self._portion(now)
            added += new
            ends = ends + 1 if at_end else ends
            if at_end and new == 0:
                break
        return added

    def due_soon(self, seconds: float) -> bool:
        """Whether anything that could be queued and is not yet comes due within `seconds`."""
        horizon = self._now() + timedelta(seconds=seconds)
        due: list[DueChannel | DueUrl] = [*urls.due(self._read, horizon, MAX_LOAD, looks_until=self._looks_until)]
        if self._polls:
            due += self._wanted(sources.due(self._read, self._for_polls(horizon), MAX_LOAD))
        return any(self._dispatcher.wants(what) for what in due)

    def _portion(self, now: datetime) -> tuple[int, bool]:
        """How many jobs came in, and whether both lists were read to their ends (they begin anew then)."""
        known = self._dispatcher.known
        channels: list[DueChannel] = []
        if self._polls:
            channels, self._channels = sources.due_from(
                self._read, self._for_polls(now), self._channels, PORTION, known(DueChannel)
            )
        pages, self._urls = urls.due_from(self._read, now, self._urls, PORTION, known(DueUrl), looks_until=self._looks_until)
        return self._dispatcher.offer([*self._wanted(channels), *pages]), self._channels == self._urls == START

    def _wanted(self, channels: list[DueChannel]) -> list[DueChannel]:
        return [channel for channel in channels if channel.source_id in self._only] if self._only else channels

    def _for_polls(self, moment: datetime) -> datetime:
        return min(moment, self._polls_until) if self._polls_until else moment
