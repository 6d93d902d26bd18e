"""Headers that keep scraped content harmless, and nonces for the inline scripts of Datasette's own pages."""

import base64
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from jinja2 import BaseLoader, Environment

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

NONCE = "presswatch.nonce"
# Our pages have neither inline script nor inline style.
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Datasette's pages have both: their scripts carry a nonce (added to the source of the template, never to what was scraped), the
# one event handler they have is named by its hash, and their styles need 'unsafe-inline'.
HANDLER = base64.b64encode(hashlib.sha256(b"openColumnChooser()").digest()).decode()
STOCK = {"scripts": f" 'nonce-{{nonce}}' 'unsafe-hashes' 'sha256-{HANDLER}'", "styles": " 'unsafe-inline'"}
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms, which the cross-origin check refuses.
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=()",
}
OWN_PAGE = b"x-presswatch-page"
SCRIPT = re.compile(r"<script(?=[\s>{])")


def nonce(scope: Scope) -> str:
    """The nonce of this request."""
    return str(scope.setdefault(NONCE, secrets.token_urlsafe(12)))


class SecurityHeaders:
    """ASGI middleware: adds the headers above where an answer does not set them itself."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; see the class."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        nonce(scope)  # now: Datasette hands copies of the scope on, and all must carry the same one

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _headers(list(message["headers"]), scope)}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _headers(given: list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in given}
    policy = POLICY.format(scripts="", styles="") if OWN_PAGE in names else POLICY.format(**STOCK).format(nonce=nonce(scope))
    wanted = HEADERS | {b"content-security-policy": policy.encode()}
    kept = [(name, value) for name, value in given if name.lower() != OWN_PAGE]
    return kept + [(name, value) for name, value in wanted.items() if name not in names]


def add_nonces(env: Environment) -> None:
    """Make the environment's templates carry `{{ csp_nonce }}` in each script tag that they themselves write."""
    if env.loader is not None:
        env.loader = _WithNonces(env.loader)


class _WithNonces(BaseLoader):
    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, fresh = self._inner.get_source(environment, template)
        return SCRIPT.sub('<script nonce="{{ csp_nonce }}"', source), path, fresh

    def list_templates(self) -> list[str]:
        return self._inner.list_templates()
