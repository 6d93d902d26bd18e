"""Mail by SMTP, one recipient a transaction: a refusal of one says nothing of the others (hostile input 61).

Replies are sorted by where they come: before MAIL FROM is accepted they concern us and hold for everybody; at RCPT they concern
the address; at or after DATA the message. What breaks off after DATA may have been delivered: it is tried again under the same
Message-ID (hostile input 60). smtplib on a thread costs a quarter of the CPU of an asyncio client (see docs/decisions).
"""

import asyncio
import contextlib
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from alerts.delivery import Fate, Receipt, Session
from alerts.mime import Mail, is_address, one_line

AUTHENTICATED = 235
PERMANENT = 500
START_INPUT = 354
END = b".\r\n"
TOO_LARGE = 552  # answers the SIZE of MAIL FROM (RFC 1870), and so the message, not the sender
MESSAGES_PER_CONNECTION = 50  # servers end longer conversations by themselves, in mid-sentence
GOOD_BYE_SECONDS = 5.0
STEPS = 10  # of a conversation, each with its time-out


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
    """Implements `alerts.delivery.Transport` for mails."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    def session(self) -> AbstractAsyncContextManager[Session[Mail]]:
        """A visit to the server; connects when the first mail is sent."""
        return self._session()

    async def probe(self) -> str:
        """Connect, encrypt and log in as for sending, then leave. Returns what is wrong in one line, empty when all is well."""
        async with self._session() as session:
            return await session.probe()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator["_SmtpSession"]:
        session = _SmtpSession(_Connection(self._settings))
        try:
            yield session
        finally:
            await session.close()


class _SmtpSession:
    """Runs a connection on threads, one step at a time."""

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection

    async def send(self, parcel: Mail) -> Receipt:
        """Deliver one mail; connects, and connects anew after trouble."""
        return await self._run(lambda: self._connection.send(parcel))

    async def probe(self) -> str:
        """As `SmtpTransport.probe`."""
        receipt = await self._run(self._connection.probe)
        return receipt.reason

    async def close(self) -> None:
        """Say good-bye; what the server makes of it does not matter."""
        await asyncio.to_thread(self._connection.close)

    async def _run(self, work: Callable[[], Receipt]) -> Receipt:
        try:
            async with asyncio.timeout(STEPS * self._connection.timeout):  # a server may answer a byte at a time
                return await asyncio.to_thread(work)
        except TimeoutError:
            self._connection.abort()
            return Receipt(Fate.DEFERRED, "no answer in time")
        except asyncio.CancelledError:
            self._connection.abort()  # or the thread would wait for a server that hangs
            raise


class _Dotting:
    """smtplib's DATA for what `alerts.mime` makes, where all lines end in CRLF.

    smtplib looks for leading dots (RFC 5321, 4.5.2) by a regular expression at each line: most of what a long mail costs.
    """

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As `smtplib.SMTP.data`."""
        client = cast("smtplib.SMTP", self)
        code, reply = client.docmd("data")
        if code != START_INPUT:
            raise smtplib.SMTPDataError(code, reply)
        dotted = msg.replace(b"\r\n.", b"\r\n..")
        client.send(
            b"".join((b"." if dotted.startswith(b".") else b"", dotted, END if dotted.endswith(b"\r\n") else b"\r\n" + END))
        )
        return client.getreply()


class _Plain(_Dotting, smtplib.SMTP):
    pass


class _Encrypted(_Dotting, smtplib.SMTP_SSL):
    pass


class _Connection:
    """The conversation with one server. Not for several threads at a time."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self.timeout = settings.timeout
        self._client: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, mail: Mail) -> Receipt:
        """Hand over one mail."""
        if not is_address(mail.recipient):
            return Receipt(Fate.STOPPED, f"{mail.recipient!r} is not a mail address")
        try:
            client = self._connected()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self.close()
            return Receipt(Fate.UNAVAILABLE, f"{self._where}: {_told(error)}")
        try:
            receipt = self._transaction(client, mail)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Receipt(Fate.DEFERRED, f"{self._where}: {_told(error)}")
        self._sent += 1
        return receipt

    def probe(self) -> Receipt:
        """Connect as for sending."""
        try:
            self._connected()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return Receipt(Fate.UNAVAILABLE, f"{self._where}: {_told(error)}")
        return Receipt(Fate.SENT)

    def abort(self) -> None:
        """End whatever step is under way on another thread."""
        client = self._client
        if client is not None and client.sock is not None:
            with contextlib.suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Say good-bye."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if client.sock is not None:
                client.sock.settimeout(min(GOOD_BYE_SECONDS, self._settings.timeout))
                client.quit()
        client.close()

    def _transaction(self, client: smtplib.SMTP, mail: Mail) -> Receipt:
        options = ["BODY=8BITMIME", "SMTPUTF8"] if mail.needs_utf8 else []
        if mail.needs_utf8 and not client.has_extn("smtputf8"):
            return Receipt(Fate.STOPPED, f"{self._where}: cannot carry addresses beyond ASCII (no SMTPUTF8)")
        try:
            client.sendmail(mail.sender, [mail.recipient], mail.content, mail_options=options)
        except smtplib.SMTPSenderRefused as refusal:
            if refusal.smtp_code == TOO_LARGE:
                return self._refused(refusal, Fate.REJECTED)
            return Receipt(Fate.UNAVAILABLE, f"{self._where}: sender {mail.sender} refused: {_told(refusal)}")
        except smtplib.SMTPRecipientsRefused as refusals:
            code, message = next(iter(refusals.recipients.values()))
            return self._refused(smtplib.SMTPResponseException(code, message), Fate.STOPPED)
        except smtplib.SMTPResponseException as refusal:
            return self._refused(refusal, Fate.REJECTED)
        return Receipt(Fate.SENT)

    def _refused(self, refusal: smtplib.SMTPResponseException, for_good: Fate) -> Receipt:
        return Receipt(for_good if refusal.smtp_code >= PERMANENT else Fate.DEFERRED, f"{self._where}: {_told(refusal)}")

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None and self._client.sock is not None and self._sent < MESSAGES_PER_CONNECTION:
            return self._client
        self.close()
        given = self._settings
        self._client, self._sent = self._new_client(), 0
        self._client.ehlo_or_helo_if_needed()
        if given.security == "starttls":
            self._client.starttls(context=self._context())
            self._client.ehlo_or_helo_if_needed()
        if given.username:
            _log_in(self._client, given.username, given.password)
        return self._client

    def _new_client(self) -> smtplib.SMTP:
        given, name = self._settings, _own_name()
        if given.security == "tls":
            return _Encrypted(given.host, given.port, name, timeout=given.timeout, context=self._context())
        return _Plain(given.host, given.port, name, timeout=given.timeout)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.ca_file)

    @property
    def _where(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"


def _log_in(client: smtplib.SMTP, username: str, password: str) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616) for what smtplib cannot say: it knows ASCII only."""
    if (username + password).isascii():
        client.login(username, password)
        return
    words = b64encode(f"\0{username}\0{password}".encode()).decode()
    code, message = client.docmd("AUTH", f"PLAIN {words}")
    if code != AUTHENTICATED:
        raise smtplib.SMTPAuthenticationError(code, message)


def _own_name() -> str:
    """For EHLO. Not socket.getfqdn(): with a dead DNS that blocks for seconds."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _told(error: Exception) -> str:
    """An error in one line: the server's code and words, or what kind of failure."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
        return one_line(f"{error.smtp_code} {said}")[:300]
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "the server closed the connection"
    return one_line(str(error) or type(error).__name__)[:300]
