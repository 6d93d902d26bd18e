"""Mail by SMTP, one recipient a transaction: a refusal of one says nothing of the others (hostile input 61).

Replies are sorted by where they come: before MAIL FROM is accepted they concern us and hold for everybody; at RCPT they concern
the address; at or after DATA the message. What breaks off after DATA may have been delivered: it is tried again under the same
Message-ID (hostile input 60).
"""

import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiosmtplib

from alerts.delivery import Fate, Receipt, Session
from alerts.mime import Mail, is_address, one_line

log = logging.getLogger(__name__)

PERMANENT = 500
TOO_LARGE = 552  # answers the SIZE of MAIL FROM (RFC 1870), and so the message, not the sender
MESSAGES_PER_CONNECTION = 50  # servers end longer conversations by themselves, in mid-sentence


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A server. `security` is starttls, tls or none; `timeout` in seconds holds for each step."""

    host: str
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    ca_file: Path | None = None  # a certificate authority of one's own


class SmtpTransport:
    """Implements `alerts.delivery.Transport`."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    def session(self) -> AbstractAsyncContextManager[Session]:
        """A visit to the server; connects when the first mail is sent."""
        return self._session()

    async def probe(self) -> str:
        """Connect, encrypt and log in as for sending, then leave. Returns what is wrong in one line, empty when all is well."""
        session = _SmtpSession(self._settings)
        try:
            return await session.probe()
        finally:
            await session.close()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        session = _SmtpSession(self._settings)
        try:
            yield session
        finally:
            await session.close()


class _SmtpSession:
    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._client: aiosmtplib.SMTP | None = None
        self._sent = 0

    async def send(self, mail: Mail) -> Receipt:
        """Deliver one mail; connects, and connects anew after trouble."""
        if not is_address(mail.recipient):
            return Receipt(Fate.STOPPED, f"{mail.recipient!r} is not a mail address")
        try:
            client = await self._connected()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            await self.close()
            return Receipt(Fate.UNAVAILABLE, f"{self._where}: {_told(error)}")
        try:
            receipt = await self._transaction(client, mail)
        except (aiosmtplib.SMTPException, OSError) as error:
            await self.close()
            return Receipt(Fate.DEFERRED, f"{self._where}: {_told(error)}")
        self._sent += 1
        return receipt

    async def probe(self) -> str:
        """As `SmtpTransport.probe`."""
        try:
            await self._connected()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return f"{self._where}: {_told(error)}"
        return ""

    async def _transaction(self, client: aiosmtplib.SMTP, mail: Mail) -> Receipt:
        options = ["BODY=8BITMIME", "SMTPUTF8"] if mail.needs_utf8 else []
        try:
            await client.sendmail(mail.sender, [mail.recipient], mail.content, mail_options=options)
        except aiosmtplib.SMTPSenderRefused as refusal:
            if refusal.code == TOO_LARGE:
                return self._refused(refusal, Fate.REJECTED)
            return Receipt(Fate.UNAVAILABLE, f"{self._where}: sender {mail.sender} refused: {_told(refusal)}")
        except aiosmtplib.SMTPRecipientsRefused as refusals:
            return self._refused(refusals.recipients[0], Fate.STOPPED)
        except aiosmtplib.SMTPResponseException as refusal:
            return self._refused(refusal, Fate.REJECTED)
        except aiosmtplib.SMTPNotSupported:
            return Receipt(Fate.STOPPED, f"{self._where}: cannot carry addresses beyond ASCII (no SMTPUTF8)")
        return Receipt(Fate.SENT)

    def _refused(self, refusal: aiosmtplib.SMTPResponseException, for_good: Fate) -> Receipt:
        return Receipt(for_good if refusal.code >= PERMANENT else Fate.DEFERRED, f"{self._where}: {_told(refusal)}")

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected and self._sent < MESSAGES_PER_CONNECTION:
            return self._client
        await self.close()
        client = self._new_client()
        self._client, self._sent = client, 0
        await client.connect()
        return client

    def _new_client(self) -> aiosmtplib.SMTP:
        given = self._settings
        return aiosmtplib.SMTP(
            hostname=given.host,
            port=given.port,
            username=given.username or None,
            password=given.password or None,
            timeout=given.timeout,
            use_tls=given.security == "tls",
            start_tls=given.security == "starttls",
            tls_context=None if given.security == "none" else ssl.create_default_context(cafile=given.ca_file),
            local_hostname=_own_name(),
        )

    async def close(self) -> None:
        """Say good-bye; what the server makes of it does not matter."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            if client.is_connected:
                await client.quit(timeout=min(5.0, self._settings.timeout))
        client.close()

    @property
    def _where(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"


def _own_name() -> str:
    """For EHLO. Not socket.getfqdn(): with a dead DNS that blocks for seconds."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _told(error: Exception) -> str:
    """An error in one line: the server's code and words, or what kind of failure."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return one_line(f"{error.code} {error.message}")[:300]
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        return "no answer in time"
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return "the server closed the connection"
    return one_line(str(error) or type(error).__name__)[:300]
