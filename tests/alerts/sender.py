"""A process that sends what is due until it is killed. Started by test_kill.py."""

import asyncio
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

from alerts.channels.smtp import SmtpSettings, SmtpTransport
from alerts.links import Links
from alerts.message import Stationery
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive.model import Subscription
from archive.writer import Writer

SENDER = "alerts@press.example"


def send(path: Path, port: int, subscriptions: tuple[Subscription, ...], rounds: int, ready: Event) -> None:
    asyncio.run(_send(path, port, subscriptions, rounds, ready))


async def _send(path: Path, port: int, subscriptions: tuple[Subscription, ...], rounds: int, ready: Event) -> None:
    writer = Writer(path)
    writer.start()
    ready.set()
    transport = SmtpTransport(SmtpSettings("127.0.0.1", port, "none"))
    outbox = Outbox(writer, Ways(transport), lambda: subscriptions, Stationery(SENDER, Links("http://127.0.0.1:8001")))
    for _ in range(rounds):
        await outbox.run_due(datetime.now(UTC))
    writer.stop()
