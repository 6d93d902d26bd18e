"""Receivers for every channel, well-behaved and not: a real HTTP or SMTP server on port 0, and the transport that talks to it."""

# ruff: noqa: ARG002, N802  # aiosmtpd names the hooks and gives them their arguments

import asyncio
import json
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from alerts.channels.chat import ChatTransport
from alerts.channels.smtp import SmtpSettings, SmtpTransport
from alerts.channels.webhook import Hook, WebhookTransport
from alerts.mime import Mail, Parts, encode
from alerts.note import Note
from tests.alerts.servers import Box, running

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE = 0.4  # seconds for a receiver that is slow on purpose; the others get as long as a busy machine may take
SLOW = 3.0
SUBJECT = "Microsoft zeigt „MAI-Voice-2“ – überall"


def patience(mode: str) -> float:
    """Seconds that a transport waits for a receiver in this mode."""
    return PATIENCE if mode == "slow" else 30.0


class HttpReceiver:
    """Counts what arrives at its path; `mode` is ok, slow, 4xx, 5xx, dies or redirect."""

    path = "/in"

    def __init__(self) -> None:
        self.mode = "ok"
        self.port = 0
        self.arrived: list[tuple[dict[str, str], Any]] = []
        self.elsewhere = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        match self.mode:
            case "slow":
                await asyncio.sleep(SLOW)
            case "4xx":
                return web.Response(status=404, text="no such hook")
            case "5xx":
                return web.Response(status=503, text="come back later")
            case "redirect":
                return web.Response(status=302, headers={"location": "/elsewhere"})
        self.arrived.append((dict(request.headers), json.loads(body)))
        if self.mode == "dies":
            assert request.transport is not None
            request.transport.abort()
        return web.Response(text="taken")

    async def other(self, request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.Response(text="taken")

    @asynccontextmanager
    async def running(self):
        app = web.Application()
        app.add_routes([web.post(self.path, self.take), web.route("*", "/elsewhere", self.other)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()

    def seen(self) -> list[str]:
        raise NotImplementedError


class Webhook(HttpReceiver):
    """The signed JSON."""

    def transport(self) -> WebhookTransport:
        hook = Hook(f"http://127.0.0.1:{self.port}/in", SECRET, timeout=patience(self.mode))
        return WebhookTransport(hook, aiohttp.ClientSession)

    def parcel(self) -> Note:
        return note()

    def seen(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.arrived]


class Chat(HttpReceiver):
    """Apprise, by its JSON service."""

    def transport(self) -> ChatTransport:
        return ChatTransport(f"json://127.0.0.1:{self.port}/in?cto=30&rto={patience(self.mode)}", "ops")

    def parcel(self) -> Note:
        return note()

    def seen(self) -> list[str]:
        return [body["title"] for _, body in self.arrived]


class Ntfy(Chat):
    """A server of one's own; it gets JSON at its root."""

    path = "/"

    def transport(self) -> ChatTransport:
        return ChatTransport(f"ntfy://127.0.0.1:{self.port}/press?cto=30&rto={patience(self.mode)}", "ops")


class Mattermost(Chat):
    """An incoming hook, as Slack has them."""

    path = "/hooks/3ccdd113474722377935511fc85d3dd4"

    def transport(self) -> ChatTransport:
        place = self.path.removeprefix("/hooks")
        return ChatTransport(f"mmost://127.0.0.1:{self.port}{place}?cto=30&rto={patience(self.mode)}", "ops")

    def seen(self) -> list[str]:
        return [body["text"].splitlines()[0] for _, body in self.arrived]


class Smtp:
    """Mail."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.port = 0
        self.elsewhere = 0
        self.box = _Moody(self)

    @asynccontextmanager
    async def running(self):
        async with running(self.box, port=self.port) as port:
            self.port = port
            yield

    def transport(self) -> SmtpTransport:
        return SmtpTransport(SmtpSettings("127.0.0.1", self.port, "none", timeout=patience(self.mode)))

    def parcel(self) -> Mail:
        content = encode([("Subject", "s"), ("Message-ID", "<1@press.example>")], Parts("s", ("t",), ("h",)), "<1@press.example>")
        return Mail("a@press.example", "ana@reader.example", content, needs_utf8=False)

    def seen(self) -> list[str]:
        return self.box.ids()


class _Moody(Box):
    def __init__(self, receiver: Smtp) -> None:
        super().__init__()
        self.receiver = receiver

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.receiver.mode == "4xx":  # an address that is refused for good is 5xx in SMTP
            return "550 5.1.1 no such user"
        if self.receiver.mode == "redirect":
            return "551 5.1.6 try elsewhere"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        match self.receiver.mode:
            case "slow":
                await asyncio.sleep(SLOW)
            case "5xx":  # what passes is 4xx in SMTP
                return "451 4.3.0 come back later"
        self.keep(envelope)
        if self.receiver.mode == "dies":
            server.transport.abort()
        return "250 kept"


def note() -> Note:
    payload = json.dumps({"type": "presswatch.alert", "data": {"subject": SUBJECT}}, ensure_ascii=False).encode()
    return Note("channel:ops", "1.abc@press.example", SUBJECT, "Two lines\nof text", payload)
