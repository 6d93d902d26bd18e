"""What the program learns at night from what it has stored."""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from archive import furniture
from archive.model import Source
from pipelines import recurring
from pipelines.outlet_knowledge import OutletKnowledge


def learn_furniture(conn: sqlite3.Connection, source_id: str, now: datetime) -> int:
    """Learn the recurring lines of one outlet. Returns how many are new."""
    found = recurring.learn(furniture.texts(conn, source_id, now))
    return furniture.put(conn, source_id, [(row.key, row.sample, row.texts, row.of) for row in found], now)


def knowledge(conn: sqlite3.Connection, sources: Iterable[Source]) -> Callable[[str], OutletKnowledge]:
    """What is known of each source's pages: overrides of the catalogue, furniture of the archive as it is when asked."""
    overrides = {source.id: source.overrides for source in sources if source.overrides}
    return lambda source_id: OutletKnowledge(furniture.keys(conn, source_id), overrides.get(source_id, ()))
