"""Slack, Teams, ntfy, Telegram and what else apprise knows (https://github.com/caronc/apprise/wiki), one URL a channel.

Apprise says yes or no; why not is read from its log, which is kept apart: its lines may hold what a service answered.
"""

import asyncio
import logging
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

from alerts.delivery import Fate, Receipt, Session
from alerts.mime import one_line
from alerts.note import Note
from archive.errors import ConfigError

STATUS = re.compile(r"error\s*[=:]\s*(\d{3})")
REFUSED = frozenset({401, 403, 404, 410})  # the token or the place is wrong, for every note
LOGGER = "apprise"


class ChatTransport:
    """Implements `alerts.delivery.Transport` for notes. Raises ConfigError for a URL that apprise does not know."""

    def __init__(self, url: str, name: str) -> None:
        import apprise  # half a second, which a command without such a channel need not pay

        logger = logging.getLogger(LOGGER)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
        asset = apprise.AppriseAsset(app_id="presswatch", app_desc="presswatch", http_redirects=False)
        plugin = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        if not plugin:
            raise ConfigError(f"[[alerts.channels]] name = {name!r}: apprise does not know such a URL; see docs/alerts.md")
        self._plugin: Any = plugin

    def session(self) -> AbstractAsyncContextManager[Session[Note]]:
        """A visit."""
        return self._session()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator["_ChatSession"]:
        yield _ChatSession(self._plugin)


class _ChatSession:
    def __init__(self, plugin: Any) -> None:
        self._plugin = plugin

    async def send(self, parcel: Note) -> Receipt:
        """Send one note; apprise has time-outs of its own (4 s to connect, 4 s to read)."""
        return await asyncio.to_thread(self._send, parcel)

    def _send(self, note: Note) -> Receipt:
        with _listening() as said:
            try:
                taken = self._plugin.notify(body=note.text or note.subject, title=note.subject)
            except Exception as error:  # noqa: BLE001  # a plugin of another project: whatever it raises concerns this note
                return Receipt(Fate.DEFERRED, one_line(f"{type(error).__name__}: {error}")[:300])
        if taken:
            return Receipt(Fate.SENT)
        reason = one_line(" ".join(said))[:300] or "refused"
        found = STATUS.search(reason)
        return Receipt(Fate.STOPPED if found and int(found[1]) in REFUSED else Fate.DEFERRED, reason)


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What apprise logs on this thread."""
    handler = _Ear(threading.get_ident())
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)


class _Ear(logging.Handler):
    def __init__(self, thread: int) -> None:
        super().__init__(logging.WARNING)
        self._thread = thread
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of this thread's."""
        if record.thread == self._thread:
            self.said.append(record.getMessage())
