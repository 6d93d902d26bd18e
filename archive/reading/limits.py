"""No read runs for ever: SQLite is interrupted when the time is over."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from archive.errors import ArchiveError

STEPS = 20_000  # SQLite instructions between looks at the clock: well under a millisecond


class ReadTookTooLongError(ArchiveError):
    """A read was stopped; a narrower question may be answered."""


@contextmanager
def limited(conn: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Stop what the connection does after so many seconds. Raises ReadTookTooLongError."""
    end = time.monotonic() + seconds
    conn.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise ReadTookTooLongError(f"stopped after {seconds:g} s; narrow the search or the filters and try again") from error
    finally:
        conn.set_progress_handler(None, 0)
