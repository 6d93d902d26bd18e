"""kill -9 at random moments of the mail path (hostile input 55): nothing lost, repeated only under the same Message-ID."""

import asyncio
import multiprocessing
import os
import random
import sys
from collections import Counter
from datetime import UTC, datetime

from alerts.outbox import RECEIPTS_A_COMMIT
from tests.alerts import sender
from tests.alerts.press import Press, subscription
from tests.alerts.servers import Box, running

KILLS = int(os.environ.get("KILLS", "15"))
READERS = tuple(f"reader{n}@x.example" for n in range(6))


async def test_nothing_is_lost_and_repeats_keep_their_message_id(file):
    rng = random.Random(55)
    now = datetime.now(UTC).replace(microsecond=0)
    press = Press(file, subscription(recipients=READERS, group_seconds=0.0, follow_up_seconds=0.0, max_per_hour=0))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.alerts.sender"])
    box = Watched()
    async with running(box) as port:
        for number in range(KILLS):
            press.publish(f"Story number {number} of the day", at=now)
            seconds = rng.uniform(0.0, 0.2) if number % 3 == 0 else rng.uniform(0.0, 0.05)
            await kill(context, (file, port, press.subscriptions, 1_000_000), box if number % 3 else None, seconds)
        assert box.taken, "no process lived long enough to send: this showed nothing"
        ready = context.Event()
        last = context.Process(target=sender.send, args=(file, port, press.subscriptions, 2, ready))
        last.start()
        await asyncio.to_thread(last.join, 60)
    assert last.exitcode == 0
    check(press, box)


class Watched(Box):
    """Says when a mail comes."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = asyncio.Event()

    async def handle_DATA(self, *given):  # noqa: N802  # aiosmtpd's name
        self.busy.set()
        return await super().handle_DATA(*given)


async def kill(context, args, box: Watched | None, seconds: float) -> None:
    """That long after it began to work, or, with a box, after it began to send."""
    ready = context.Event()
    process = context.Process(target=sender.send, args=(*args, ready))
    process.start()
    assert await asyncio.to_thread(ready.wait, 60)
    if box is not None:
        box.busy.clear()
        await asyncio.wait_for(box.busy.wait(), 60)
    await asyncio.sleep(seconds)
    process.kill()
    await asyncio.to_thread(process.join, 10)
    assert process.exitcode == -9


def check(press: Press, box: Box) -> None:
    assert press.rows("select count(*) from waiting_alerts") == [(0,)]
    assert press.rows("select distinct state from messages") == [("sent",)]
    sent = {message_id for (message_id,) in press.rows("select message_id from messages")}
    assert set(box.ids()) == sent
    copies = Counter(box.ids())
    texts = {(recipient, message["Message-ID"]): message.as_bytes() for recipient, message in box.taken}
    assert len(texts) == len(sent), "a repeated message is the same message to the same recipient"
    told = Counter((recipient, number) for recipient, content in _told(box) for number in content)
    assert told == Counter({(reader, number): 1 for reader in READERS for number in range(KILLS)})
    repeats = sum(copies.values()) - len(copies)
    sys.stderr.write(f"{KILLS} kills, {len(copies)} mails, {repeats} came twice\n")
    assert repeats <= RECEIPTS_A_COMMIT * KILLS


def _told(box: Box):
    """What each recipient read, every message once."""
    seen = set()
    for recipient, message in box.taken:
        if message["Message-ID"] not in seen:
            seen.add(message["Message-ID"])
            text = message.get_body(("plain",)).get_content()
            yield recipient, [number for number in range(KILLS) if f"Story number {number} of" in text]
