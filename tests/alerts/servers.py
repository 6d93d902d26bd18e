"""Real SMTP servers on port 0, well-behaved and not."""

# ruff: noqa: ARG002, N802  # aiosmtpd names the hooks and gives them their arguments

import asyncio
from contextlib import asynccontextmanager
from email import policy
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, AuthResult

from alerts.channels.smtp import SmtpSettings


class Box:
    """Takes every mail. Subclasses misbehave. `taken` holds (recipient, message)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, object]] = []
        self.transactions = 0
        self.connections = 0

    def keep(self, envelope) -> None:
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        self.taken += [(recipient, message) for recipient in envelope.rcpt_tos]

    async def handle_DATA(self, server, session, envelope):
        self.transactions += 1
        self.keep(envelope)
        return "250 kept"

    def ids(self) -> list[str]:
        return [message["Message-ID"] for _, message in self.taken]

    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]


class Greylisting(Box):
    """Refuses each recipient the first `times`."""

    def __init__(self, times: int = 1, code: int = 450) -> None:
        super().__init__()
        self.times, self.code, self.seen = times, code, {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.seen[address] = self.seen.get(address, 0) + 1
        if self.seen[address] <= self.times:
            return f"{self.code} 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 ok"


class Refusing(Box):
    """Knows no such recipient."""

    def __init__(self, *unknown: str) -> None:
        super().__init__()
        self.unknown = unknown

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 ok"


class DislikesContent(Box):
    """Refuses what it reads, for good."""

    async def handle_DATA(self, server, session, envelope):
        return "554 5.7.1 looks like spam"


class TooSmall(Box):
    """Answers the size of MAIL FROM."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        return "552 5.3.4 message too big"


class RefusesSender(Box):
    """Does not relay for us."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        return "550 5.7.1 sender not allowed"


class DiesAfterData(Box):
    """Keeps the message, then is gone before it says so; well again after `times`."""

    def __init__(self, times: int = 1) -> None:
        super().__init__()
        self.times = times

    async def handle_DATA(self, server, session, envelope):
        self.keep(envelope)
        self.transactions += 1
        if self.transactions <= self.times:
            server.transport.abort()
        return "250 kept"


class HangsAfterData(Box):
    """Keeps the message and says nothing, once."""

    async def handle_DATA(self, server, session, envelope):
        self.keep(envelope)
        self.transactions += 1
        if self.transactions == 1:
            await asyncio.sleep(3)
        return "250 kept"


@asynccontextmanager
async def running(handler: Box, **options):
    """Serve a handler; yields its port (`port` or a free one). `tls` encrypts at once; other options are aiosmtpd's."""
    tls, port = options.pop("tls", None), options.pop("port", 0)
    protocols = []

    def protocol():
        handler.connections += 1
        protocols.append(SMTP(handler, **{"enable_SMTPUTF8": True, "hostname": "mx.test", **options}))
        return protocols[-1]

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in protocols:
            if one.transport is not None:
                one.transport.abort()
        await asyncio.sleep(0)


def settings(port: int, **more) -> SmtpSettings:
    return SmtpSettings(**{"host": "127.0.0.1", "port": port, "security": "none", "timeout": 30.0, **more})


def check_login(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"ana", b"secret"), handled=False)
