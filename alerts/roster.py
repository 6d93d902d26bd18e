"""Everybody who is told: the operator's subscriptions and those that readers made and confirmed.

Read from reader.db, which another process writes, whenever that has changed.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from alerts import rules
from archive import searches, subscriptions
from archive.db import BUSY_SECONDS
from archive.errors import ConfigError
from archive.model import Subscription

log = logging.getLogger(__name__)


class Roster:
    """Called from the writer's thread and from the event loop. Keeps what it read last while reader.db cannot be read."""

    def __init__(self, own: Sequence[Subscription], reader: Path | None = None) -> None:
        self._own = tuple(own)
        self._path = reader
        self._conn: sqlite3.Connection | None = None
        self._version: object = None
        self._known: tuple[Subscription, ...] = self._own
        self._secrets: dict[str, str] = {}
        self._lock = threading.Lock()

    def __call__(self) -> tuple[Subscription, ...]:
        """All subscriptions, as they are now."""
        with self._lock:
            try:
                self._refresh()
            except sqlite3.Error as error:
                self._forget()
                if "no such table" not in str(error):
                    log.warning("%s: cannot be read (%s); subscriptions stay as they were", self._path, error)
            return self._known

    def secret(self, address: str) -> str:
        """What signs notes to a web hook; empty when it is nobody's."""
        self()
        return self._secrets.get(address, "")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self._conn, self._version = None, None

    def _refresh(self) -> None:
        if self._path is None or not self._path.exists():
            return
        if self._conn is None:
            uri = f"{self._path.resolve().as_uri()}?mode=ro"
            self._conn = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            self._conn.row_factory = sqlite3.Row
        # https://www.sqlite.org/pragma.html#pragma_data_version: changes when another connection has written; the inode when a
        # backup was put in the file's place
        version = (self._conn.execute("pragma data_version").fetchone()[0], self._path.stat().st_ino)
        if version == self._version:
            return
        if isinstance(self._version, tuple) and self._version[1] != version[1]:
            self._forget()
            self._refresh()
            return
        made = subscriptions.confirmed(self._conn)
        ended = subscriptions.ended(self._conn)
        found = (*self._own, *_sound(one.subscription for one in made))
        self._known = tuple(self._resolved(_without(subscription, ended)) for subscription in found)
        self._secrets = {one.recipient: one.secret for one in made}
        self._version = version

    def _resolved(self, subscription: Subscription) -> Subscription:
        """With the query of its saved search; one whose search is gone finds nothing, rather than everything."""
        if not subscription.saved_search:
            return subscription
        assert self._conn is not None
        found = searches.find(self._conn, subscription.saved_search)
        return replace(subscription, search=found.query_string) if found else replace(subscription, paused=True)


def _sound(made: Iterable[Subscription]) -> list[Subscription]:
    """Those that can work: a zone may have gone with an update of the system's tables."""
    sound = []
    for subscription in made:
        try:
            rules.check([subscription])
        except ConfigError as error:
            log.warning("a reader's subscription is left out: %s", error)
        else:
            sound.append(subscription)
    return sound


def _without(subscription: Subscription, ended: set[tuple[str, str]]) -> Subscription:
    left = tuple(recipient for recipient in subscription.recipients if (subscription.id, recipient) not in ended)
    return subscription if left == subscription.recipients else replace(subscription, recipients=left)
