"""Signed JSON by HTTP POST, as Standard Webhooks has it (https://www.standardwebhooks.com, specification 1.0).

`webhook-signature` is HMAC-SHA256 over id, timestamp and body. A receiver that keeps the secret can tell that a note is ours,
is fresh, and was seen before. Redirects are not followed: what is signed for one place is not for another.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from alerts.delivery import Fate, Receipt, Session
from alerts.mime import one_line
from alerts.note import Note

PREFIX = "whsec_"
GUARD = "address guard"  # stands in the refusals of crawler.fetching.handler
LATER = frozenset({408, 425, 429})  # not now (RFC 9110, 8470, 6585)
ABOUT_THIS_NOTE = frozenset({400, 413, 415, 422})
OK, REDIRECT, CLIENT_ERROR, SERVER_ERROR = 200, 300, 400, 500
REPLY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Hook:
    """Where notes go and what signs them. `timeout` in seconds holds for the whole request."""

    url: str
    secret: str = field(default="", repr=False)
    timeout: float = 15.0


class WebhookTransport:
    """Implements `alerts.delivery.Transport` for notes. `open_session` makes a session that connects only where it may."""

    def __init__(self, hook: Hook, open_session: Callable[[], aiohttp.ClientSession]) -> None:
        self._hook = hook
        self._open = open_session

    def session(self) -> AbstractAsyncContextManager[Session[Note]]:
        """A visit."""
        return self._session()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator["_WebhookSession"]:
        async with self._open() as client:
            yield _WebhookSession(self._hook, client)


class _WebhookSession:
    def __init__(self, hook: Hook, client: aiohttp.ClientSession) -> None:
        self._hook = hook
        self._client = client

    async def send(self, parcel: Note) -> Receipt:
        """POST one note."""
        headers = {
            "content-type": "application/json",
            "user-agent": "presswatch",
            **signed(self._hook.secret, parcel, time.time()),
        }
        try:
            async with self._client.post(
                self._hook.url,
                data=parcel.payload,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self._hook.timeout),
            ) as answer:
                said = (await answer.content.read(4 * REPLY_CHARACTERS)).decode("utf-8", "replace")
                return judged(answer.status, said)
        except TimeoutError:
            return Receipt(Fate.DEFERRED, "no answer in time")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            refused = _refusal(error)
            told = one_line(refused or str(error) or type(error).__name__)[:300]
            return Receipt(Fate.STOPPED if refused else Fate.DEFERRED, told)


def signed(secret: str, note: Note, now: float) -> dict[str, str]:
    """The headers that say who sent a note and when."""
    stamp = str(int(now))
    content = b".".join((note.id.encode(), stamp.encode(), note.payload))
    signature = base64.b64encode(hmac.digest(_key(secret), content, hashlib.sha256)).decode()
    return {"webhook-id": note.id, "webhook-timestamp": stamp, "webhook-signature": f"v1,{signature}"}


def judged(status: int, said: str) -> Receipt:
    """What an answer means: 2xx taken; 5xx and the like later; some concern this note, the others the address."""
    reason = one_line(f"HTTP {status} {said}")[:REPLY_CHARACTERS]
    if OK <= status < REDIRECT:
        return Receipt(Fate.SENT)
    if status in LATER or status >= SERVER_ERROR:
        return Receipt(Fate.DEFERRED, reason)
    if REDIRECT <= status < CLIENT_ERROR:
        return Receipt(Fate.STOPPED, f"HTTP {status}: redirects are not followed; give the final address")
    return Receipt(Fate.REJECTED if status in ABOUT_THIS_NOTE else Fate.STOPPED, reason)


def _refusal(error: BaseException | None) -> str:
    """What the address guard said; aiohttp wraps it several times."""
    while error is not None:
        if GUARD in str(error):
            return str(error)
        error = error.__cause__ or error.__context__
    return ""


def _key(secret: str) -> bytes:
    """The bytes that a `whsec_…` secret names; any other secret stands for itself."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True) if secret.startswith(PREFIX) else secret.encode()
    except binascii.Error:
        return secret.encode()
