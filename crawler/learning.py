"""What the program learns at night from what it has stored."""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from archive import furniture
from archive.model import Source
from pipelines import recurring
from pipelines.outlet_knowledge import NOTHING, OutletKnowledge


def learn_furniture(conn: sqlite3.Connection, source_id: str, now: datetime) -> int:
    """Learn the recurring lines of one outlet. Returns how many are new."""
    found = recurring.learn(furniture.texts(conn, source_id, now))
    return furniture.put(conn, source_id, [(row.key, row.sample, row.texts, row.of) for row in found], now)


def knowledge(conn: sqlite3.Connection, sources: Iterable[Source]) -> Callable[[str], OutletKnowledge]:
    """What is known of each source's pages: the catalogue's overrides and day of founding, the archive's furniture when asked."""
    known = {source.id: source for source in sources if source.overrides or source.founded}

    def of(source_id: str) -> OutletKnowledge:
        source, lines = known.get(source_id), furniture.keys(conn, source_id)
        return OutletKnowledge(lines, source.overrides, source.founded) if source else OutletKnowledge(lines)

    return of


def all_knowledge(conn: sqlite3.Connection, sources: Iterable[Source]) -> dict[str, OutletKnowledge]:
    """What is known of the pages of every source, unlisted ones among them, as it is now: for workers without an archive."""
    listed = list(sources)
    of = knowledge(conn, listed)
    found = {source_id: of(source_id) for source_id in {*(source.id for source in listed), *furniture.sources(conn)}}
    return {source_id: known for source_id, known in found.items() if known != NOTHING}
