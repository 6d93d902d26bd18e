"""The one writer: a thread that owns the writing connection and commits work in batches.

Work is a function of a connection. Its result reaches the caller only after COMMIT, so whoever awaits it may count it as done:
a kill at any point loses nothing that was reported. Work that raises is rolled back alone; the rest of its batch commits.

When the archive as a whole cannot be written (disk full, read-only, locked), `trouble` says why until a rehearsal succeeds:
whoever hands in work waits for that instead of trying again and again.
"""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from archive import db
from archive.errors import ArchiveCorruptError, ArchiveError, ArchiveUnavailableError

T = TypeVar("T")
BATCH = 500  # works a transaction
GATHER_SECONDS = 0.02  # how long the first work of a batch waits for company
FIRST_REHEARSAL = 2.0  # seconds after trouble began; then twice as long each time
LONGEST_WAIT = 60.0


class Writer:
    """Owns the archive's writing connection. `start` opens (and migrates) it, `stop` finishes what was handed in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: queue.Queue[_Work | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="archive-writer", daemon=True)
        self._conn: sqlite3.Connection | None = None
        self._trouble: ArchiveUnavailableError | None = None
        self._wait = FIRST_REHEARSAL
        self._rehearse_at = 0.0

    @property
    def trouble(self) -> ArchiveUnavailableError | None:
        """Why nothing can be written at present, None when all is well."""
        return self._trouble

    def start(self) -> None:
        """Open the archive. Raises ArchiveError."""
        self._conn = db.create(self._path)
        self._thread.start()

    def stop(self) -> None:
        """Commit what is queued and close. Safe to call twice."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    async def do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` inside a transaction; returns after COMMIT. Raises what it raised, driver errors as ArchiveError."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Work(work, loop, future))
        return await future

    def _run(self) -> None:
        while True:
            try:
                first = self._queue.get(timeout=self._patience())
            except queue.Empty:
                self._rehearse()
                continue
            if first is None:
                return
            batch, last = self._gather(first)
            self._commit(batch)
            if last:
                return

    def _gather(self, first: "_Work") -> tuple[list["_Work"], bool]:
        batch = [first]
        try:
            while len(batch) < BATCH:
                work = self._queue.get(timeout=GATHER_SECONDS)
                if work is None:
                    return batch, True
                batch.append(work)
        except queue.Empty:
            pass
        return batch, False

    def _commit(self, batch: list["_Work"]) -> None:
        assert self._conn is not None
        try:
            with db.driver_errors(self._path), db.transaction(self._conn):
                for work in batch:
                    work.run(self._conn, self._path)
        except Exception as error:  # noqa: BLE001 -- whatever broke the transaction is told to all whose work was in it
            for work in batch:
                work.fail(error)
        for work in batch:
            self._note(work.error)
            work.report()

    def _note(self, error: BaseException | None) -> None:
        if isinstance(error, ArchiveUnavailableError) and self._trouble is None:
            self._trouble, self._wait = error, FIRST_REHEARSAL
            self._rehearse_at = time.monotonic() + self._wait

    def _patience(self) -> float | None:
        """Seconds until the next rehearsal; None when there is nothing to rehearse. Damage does not heal by itself."""
        if self._trouble is None or isinstance(self._trouble, ArchiveCorruptError):
            return None
        return max(0.0, self._rehearse_at - time.monotonic())

    def _rehearse(self) -> None:
        """See whether the archive can be written again."""
        assert self._conn is not None
        try:
            with db.driver_errors(self._path):
                db.rehearse(self._conn)
        except ArchiveError as error:
            self._trouble = error if isinstance(error, ArchiveUnavailableError) else self._trouble
            self._wait = min(self._wait * 2, LONGEST_WAIT)
            self._rehearse_at = time.monotonic() + self._wait
        else:
            self._trouble = None


class _Work:
    """One function to run, and whom to tell."""

    def __init__(
        self, function: Callable[[sqlite3.Connection], Any], loop: asyncio.AbstractEventLoop, future: "asyncio.Future[Any]"
    ) -> None:
        self._function = function
        self._loop = loop
        self._future = future
        self._result: Any = None
        self.error: BaseException | None = None

    def run(self, conn: sqlite3.Connection, path: Path) -> None:
        """Run inside a savepoint, so that a failure undoes this work only. A full disk ends the whole transaction."""
        conn.execute("savepoint work")
        try:
            with db.driver_errors(path):
                self._result = self._function(conn)
            conn.execute("release work")
        except BaseException as error:
            self.error = error
            if not conn.in_transaction:  # SQLite rolled everything back by itself (full, I/O error)
                raise
            conn.execute("rollback to work")
            conn.execute("release work")

    def fail(self, error: BaseException) -> None:
        self.error = error

    def report(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        if self._future.done():
            return
        if self.error is not None:
            self._future.set_exception(self.error)
        else:
            self._future.set_result(self._result)
