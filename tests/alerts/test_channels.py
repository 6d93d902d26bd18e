"""What every channel promises the outbox: one suite, run over all of them with real servers."""

import base64
import hashlib
import hmac
import logging
from datetime import timedelta

import aiohttp
import pytest

from alerts.channels.chat import ChatTransport
from alerts.channels.webhook import Hook, WebhookTransport
from alerts.delivery import Fate
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive.errors import ConfigError
from crawler.fetching.guard import AddressGuard
from crawler.fetching.handler import guarded_session
from tests.alerts.press import NOW, STATIONERY, Press, subscription
from tests.alerts.receivers import SECRET, SUBJECT, Chat, Mattermost, Ntfy, Smtp, Webhook, note

CHANNELS = [Smtp, Webhook, Chat, Ntfy, Mattermost]


async def sent(receiver, times=1):
    async with receiver.transport().session() as session:
        return [(await session.send(receiver.parcel())) for _ in range(times)]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("mode", "fate"),
    [
        ("ok", Fate.SENT),
        ("slow", Fate.DEFERRED),
        ("4xx", Fate.STOPPED),
        ("5xx", Fate.DEFERRED),
        ("dies", Fate.DEFERRED),
        ("redirect", Fate.STOPPED),
    ],
)
async def test_what_a_receiver_does_decides(channel, mode, fate):
    receiver = channel()
    receiver.mode = mode
    async with receiver.running():
        (receipt,) = await sent(receiver)
    if issubclass(channel, Chat) and mode == "redirect":
        fate = Fate.DEFERRED  # apprise does not say that it was one; the operator is told after two days
    assert receipt.fate is fate
    assert bool(receipt.reason) is (mode != "ok")
    assert len(receiver.seen()) == (mode in ("ok", "dies"))
    assert receiver.elsewhere == 0


@pytest.mark.parametrize("channel", CHANNELS)
async def test_after_a_restart_the_same_parcel_arrives_under_the_same_name(channel):
    receiver = channel()
    async with receiver.running():
        receiver.mode = "dies"
        first = await sent(receiver)
    down = await sent(receiver)
    receiver.mode = "ok"
    async with receiver.running():
        again = await sent(receiver)
    assert [receipt.fate for receipt in (*first, *again)] == [Fate.DEFERRED, Fate.SENT]
    assert down[0].fate in (Fate.UNAVAILABLE, Fate.DEFERRED)
    assert len(receiver.seen()) == 2
    assert len(set(receiver.seen())) == 1


@pytest.mark.parametrize("channel", CHANNELS)
async def test_one_session_carries_many(channel):
    receiver = channel()
    async with receiver.running():
        assert [receipt.fate for receipt in await sent(receiver, 3)] == [Fate.SENT] * 3
    assert len(receiver.seen()) == 3


async def test_a_hook_can_verify_what_it_gets():
    receiver = Webhook()
    async with receiver.running():
        await sent(receiver)
    headers, body = receiver.arrived[0]
    assert body["data"]["subject"] == SUBJECT
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + note().payload
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == "1.abc@press.example"


async def test_a_readers_hook_does_not_reach_what_is_private():
    receiver = Webhook()
    async with receiver.running():
        hook = Hook(f"http://127.0.0.1:{receiver.port}/in", SECRET)
        transport = WebhookTransport(hook, lambda: guarded_session(AddressGuard(), {}, connector={"limit": 1}))
        async with transport.session() as session:
            receipt = await session.send(note())
    assert receipt.fate is Fate.STOPPED
    assert "address guard" in receipt.reason
    assert receiver.arrived == []


async def test_nobody_listens_at_a_hook():
    transport = WebhookTransport(Hook("http://127.0.0.1:1/", SECRET, timeout=0.5), aiohttp.ClientSession)
    async with transport.session() as session:
        receipt = await session.send(note())
    assert receipt.fate is Fate.DEFERRED
    assert len(receipt.reason) <= 300


async def test_a_token_of_a_channel_is_in_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    transport = ChatTransport("json://ana:hunter2token@127.0.0.1:1/in?cto=0.3", "ops")
    async with transport.session() as session:
        receipt = await session.send(note())
    assert receipt.fate is Fate.DEFERRED
    assert "hunter2token" not in receipt.reason + caplog.text


def test_a_url_that_apprise_does_not_know_is_told_by_its_name():
    with pytest.raises(ConfigError, match="name = 'ops'") as error:
        ChatTransport("nonsense://secret-token", "ops")
    assert "secret-token" not in str(error.value)


async def test_a_channel_in_trouble_keeps_no_mail_waiting_and_gets_the_same_note_later(file, writer):
    press = Press(file, subscription(recipients=("ana@reader.example", "channel:hook", "channel:nowhere")))
    press.publish()
    hook, mail = Webhook(), Smtp()
    hook.mode = "dies"
    async with hook.running(), mail.running():
        ways = Ways(mail.transport(), {"hook": hook.transport()})
        outbox = Outbox(writer, ways, lambda: press.subscriptions, STATIONERY)
        first = await outbox.run_due(NOW + timedelta(minutes=2))
        hook.mode = "ok"
        second = await outbox.run_due(NOW + timedelta(minutes=5))
    assert first.fates == {Fate.SENT: 1, Fate.DEFERRED: 1}
    assert "channel:nowhere: not set up" in first.held
    assert second.sent == 1
    (_, before), (headers, after) = hook.arrived
    assert before == after
    assert after["type"] == "presswatch.alert"
    (story,) = after["data"]["stories"]
    assert (story["headline"], story["cause"]) == ("Microsoft shows MAI-Voice-2", "report")
    assert story["reports"][0]["url"].startswith("https://circuit-post.example/")
    assert f"<{headers['webhook-id']}>" in dict(press.rows("select recipient, message_id from messages"))["channel:hook"]
