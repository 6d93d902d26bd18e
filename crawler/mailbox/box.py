"""A mailbox on loopback: SMTP in, a web page out, files in between. Nothing leaves the machine.

box = Mailbox(folder)
await box.start()       # box.smtp_port, box.url
box.messages()
await box.stop()
"""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from crawler.mailbox.folder import Folder, Received
from crawler.mailbox.pages import application

LARGEST_MAIL = 32 * 2**20


class Mailbox:
    """Takes mails to any address and shows them. Port 0 picks a free one."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", smtp_port: int = 0, web_port: int = 0) -> None:
        self._folder = Folder(folder)
        self._host = host
        self._ports = (smtp_port, web_port)
        self._smtp: asyncio.Server | None = None
        self._site: web.AppRunner | None = None
        self.smtp_port = 0
        self.url = ""

    async def start(self) -> None:
        """Listen. Raises OSError when a port is in use."""
        loop = asyncio.get_running_loop()
        self._smtp = await loop.create_server(self._protocol, self._host, self._ports[0])
        self.smtp_port = self._smtp.sockets[0].getsockname()[1]
        self._site = web.AppRunner(application(self._folder), access_log=None)
        await self._site.setup()
        site = web.TCPSite(self._site, self._host, self._ports[1])
        await site.start()
        self.url = f"http://{self._host}:{self._site.addresses[0][1]}/"

    async def stop(self) -> None:
        """Close both; what was taken stays in the folder. Safe to call twice."""
        if self._smtp is not None:
            self._smtp.close()
            await self._smtp.wait_closed()
            self._smtp = None
        if self._site is not None:
            await self._site.cleanup()
            self._site = None

    def messages(self) -> tuple[Received, ...]:
        """Every mail, the oldest first."""
        return self._folder.all()

    def _protocol(self) -> SMTP:
        return SMTP(
            self, enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL, hostname="mailbox.localhost", ident="presswatch demo"
        )

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep a mail before saying so."""
        content: Any = envelope.original_content or b""
        await asyncio.to_thread(self._folder.add, envelope.mail_from or "", list(envelope.rcpt_tos), content)
        return "250 kept"
