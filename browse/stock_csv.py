"""CSV of Datasette's own pages: cells that a spreadsheet would run as a formula get an apostrophe, as in our own exports."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from browse.export import harmless

Scope = dict[str, Any]
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]

# One cell and what ends it (RFC 4180; Python's csv quotes whatever holds a quote, a comma or a line break).
CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\Z)')
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
TYPES = (b"text/plain", b"text/csv")  # Datasette shows CSV as plain text unless it is to be downloaded


class HarmlessCsv:
    """ASGI middleware: rewrites the answers to addresses that end in .csv, row by row as they are sent."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Pass the request on; see the class."""
        wanted = scope["type"] == "http" and scope["path"].endswith(".csv")
        await self._app(scope, receive, _Rows(send) if wanted else send)


class _Rows:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._rewrite = False
        self._left = b""  # the beginning of a row whose end has not come yet

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in message["headers"]}
            # An answer that names its length is a file, no table.
            self._rewrite = headers.get(b"content-type", b"").startswith(TYPES) and b"content-length" not in headers
        elif self._rewrite and message["type"] == "http.response.body":
            message = {**message, "body": self._whole(message.get("body", b""), bool(message.get("more_body")))}
        await self._send(message)

    def _whole(self, body: bytes, more: bool) -> bytes:
        """The rows that are whole by now, rewritten."""
        body = self._left + body
        ended = not more or (body.endswith(b"\r\n") and body.count(b'"') % 2 == 0)
        self._left = b"" if ended else body
        return rewritten(body.decode()).encode() if ended else b""


def rewritten(text: str) -> str:
    """Rows of CSV, made harmless; numbers stay as they are."""
    return CELL.sub(_cell, text)


def _cell(found: re.Match[str]) -> str:
    quoted, plain, end = found.groups()
    if quoted is not None:
        return f'"{harmless(quoted)}"{end}'
    return f"{plain if NUMBER.fullmatch(plain) else harmless(plain)}{end}"
