"""WebSub against a real hub on loopback: it verifies, delivers with a signature, renews, ends; and strangers get nowhere."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web
from hostile_site import Lab, article, feed, laboratory, rss, status  # noqa: F401 -- a fixture

from archive.hubs import Subscription
from crawler.crawling import Crawling
from crawler.discovery.model import Discovery
from crawler.websub import protocol

TOPIC = "http://a.example/feed"
ATOM_LINKS = '<http://hub.example/hub>; rel="hub", <http://a.example/feed>; rel=self'


@dataclass(slots=True)
class Hub:
    """A hub by the book: accepts with 202, then asks the callback whether it was meant."""

    asked: list[dict[str, str]] = field(default_factory=list)
    echoed: list[bool] = field(default_factory=list)
    lease: int = 864_000
    deny: bool = False
    mute: bool = False  # accepts and never asks back
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def subscribe(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl(await request.text()))
        self.asked.append(form)
        if not self.mute:
            self.tasks.append(asyncio.create_task(self._verify(form)))
        return web.Response(status=202)

    async def _verify(self, form: dict[str, str]) -> None:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"]}
        query |= {"hub.mode": "denied", "hub.reason": "no"} if self.deny else {}
        query |= {"hub.challenge": "c<1>", "hub.lease_seconds": str(self.lease)} if not self.deny else {}
        async with aiohttp.ClientSession() as session, session.get(form["hub.callback"], params=query) as answer:
            self.echoed.append(answer.status == 200 and await answer.text() == ("" if self.deny else "c<1>"))

    async def deliver(self, body: bytes, secret: str, method: str = "sha256", to: str = "") -> int:
        signature = f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"
        headers = {"X-Hub-Signature": signature, "Content-Type": "application/rss+xml"}
        target = to or self.asked[-1]["hub.callback"]
        async with aiohttp.ClientSession() as session, session.post(target, data=body, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def hub(lab: Lab) -> AsyncIterator[Hub]:
    hub = Hub()
    app = web.Application()
    app.router.add_post("/hub", hub.subscribe)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    lab.fetch["resolve"] = {"hub.example": f"127.0.0.1:{runner.addresses[0][1]}", "*": f"127.0.0.1:{lab.site.port}"}
    yield hub
    await runner.cleanup()


class Clock:
    """The crawler's clock, which the test moves."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def running(lab: Lab, clock: Clock) -> Crawling:
    """A crawl that has polled once, with the callback served on a free port."""
    config = lab.config()
    port = await free()
    websub = config.websub.model_copy(update={"callback": f"http://127.0.0.1:{port}/websub", "port": port})
    crawling = Crawling(config.model_copy(update={"websub": websub}), lab.seeds(), lambda *_: None, clock)
    await crawling.start()
    assert await crawling.listen() == port
    await crawling.cycle()
    return crawling


async def free() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    return port


async def verified(hub: Hub, times: int) -> None:
    await asyncio.wait_for(asyncio.gather(*hub.tasks), 60)
    assert len(hub.echoed) == times


def state(lab: Lab) -> tuple[str, int]:
    (row,) = lab.rows("select state, deliveries from hub_subscriptions")
    return row["state"], row["deliveries"]


async def test_subscribe_verify_deliver_renew_and_end(lab: Lab, hub: Hub) -> None:
    clock = Clock()
    lab.site.on("a.example", "/feed", rss(Link=ATOM_LINKS))
    lab.watch(TOPIC)
    crawling = await running(lab, clock)
    try:
        await crawling.ask_hubs()
        await verified(hub, 1)
        assert hub.echoed == [True]
        assert state(lab) == ("active", 0)
        assert hub.asked[0]["hub.topic"] == TOPIC

        pushed = lab.site.on("a.example", "/2026/11/pushed", article())
        secret = hub.asked[0]["hub.secret"]
        assert await hub.deliver(feed(pushed), secret) == 202
        assert await hub.deliver(feed("http://a.example/forged"), "wrong") == 202
        assert await hub.deliver(feed("http://a.example/x"), secret, to=hub.asked[0]["hub.callback"][:-3] + "xyz") == 410
        await crawling._subscriber.settled()  # type: ignore[union-attr]
        await crawling.cycle()
        assert lab.outcome(pushed)[0] == "stored"
        assert not lab.rows("select 1 from urls where url like '%forged'")
        assert state(lab) == ("active", 1)

        await crawling.ask_hubs()
        assert len(hub.asked) == 1  # nothing is due
        clock.ahead = timedelta(days=9.5)
        await crawling.ask_hubs()
        await verified(hub, 2)
        assert hub.asked[1]["hub.callback"] == hub.asked[0]["hub.callback"]
        (row,) = lab.rows("select expires_at from hub_subscriptions")
        assert row["expires_at"] > f"{clock() + timedelta(days=9):%Y-%m-%d}"

        lab.site.on("a.example", "/feed", rss())
        await crawling.writer.do(lambda conn: conn.execute("update channels set next_poll_at = '2000-01-01T00:00:00Z'").rowcount)
        await crawling.cycle()
        assert state(lab)[0] == "leaving"
        await crawling.ask_hubs()
        await verified(hub, 3)
        assert hub.asked[2]["hub.mode"] == "unsubscribe"
        assert state(lab)[0] == "ended"
        assert await hub.deliver(feed(pushed), secret) == 410
    finally:
        await crawling.stop()


async def test_a_channel_that_is_switched_off_ends_its_subscription(lab: Lab, hub: Hub) -> None:
    """Whether it left the catalogue or answered 410; a hub that never confirms the end is asked three times."""
    clock = Clock()
    lab.site.on("a.example", "/feed", rss(Link=ATOM_LINKS))
    lab.watch(TOPIC)
    crawling = await running(lab, clock)
    try:
        await crawling.ask_hubs()
        await verified(hub, 1)
        lab.site.on("a.example", "/feed", status(410))
        await crawling.writer.do(lambda conn: conn.execute("update channels set next_poll_at = '2000-01-01T00:00:00Z'").rowcount)
        await crawling.cycle()
        hub.mute = True
        for hours in (0, 2, 4, 6, 8):
            clock.ahead = timedelta(hours=hours)
            await crawling.ask_hubs()
        assert [form["hub.mode"] for form in hub.asked] == ["subscribe"] + 3 * ["unsubscribe"]
        assert state(lab)[0] == "ended"
        assert (
            await hub.deliver(feed("http://a.example/late"), hub.asked[0]["hub.secret"], to=hub.asked[0]["hub.callback"]) == 410
        )
    finally:
        await crawling.stop()
    lab.feeds.clear()
    crawling = await running(lab, clock)  # without the source
    try:
        await crawling.writer.do(lambda conn: conn.execute("update hub_subscriptions set state = 'active'").rowcount)
        hub.mute = False
        await crawling.ask_hubs()
        await verified(hub, 2)
        assert hub.asked[-1]["hub.mode"] == "unsubscribe"
        assert state(lab)[0] == "ended"
    finally:
        await crawling.stop()


async def test_a_hub_behind_a_private_address_is_never_asked_and_a_denial_is_kept(lab: Lab, hub: Hub) -> None:
    lab.site.on("a.example", "/feed", rss(Link=ATOM_LINKS))
    lab.watch(TOPIC)
    hub.deny = True
    clock = Clock()
    crawling = await running(lab, clock)
    try:
        guarded = crawling._subscriber._fetch.model_copy(update={"allow_private": ()})  # type: ignore[union-attr]
        allowed, crawling._subscriber._fetch = crawling._subscriber._fetch, guarded  # type: ignore[union-attr]
        await crawling.ask_hubs()
        assert not hub.asked
        assert "refused by the address guard" in lab.rows("select note from hub_subscriptions")[0]["note"]
        crawling._subscriber._fetch = allowed  # type: ignore[union-attr]
        clock.ahead = timedelta(hours=2)
        await crawling.ask_hubs()
        await verified(hub, 1)
        assert hub.echoed == [True]
        assert state(lab)[0] == "denied"
    finally:
        await crawling.stop()


ONE = Subscription(1, "http://hub.example/hub", TOPIC, "t", "s", "active", 0, None, "")


@pytest.mark.parametrize(
    ("header", "good"),
    [(f"{method}={hmac.new(b's', b'body', method).hexdigest()}", method != "md5") for method in ("sha256", "sha1", "md5")]
    + [("", False), ("sha256=", False), ("sha256=é", False)],
)
def test_signatures(header: str, good: bool) -> None:
    assert protocol.is_signed(header, "s", b"body") == good


def test_a_feed_names_its_hub_in_headers_or_in_itself() -> None:
    shown = Discovery(hub="http://h.example/", self_url="http://a.example/self")
    assert protocol.named({}, shown, TOPIC) == ("http://h.example/", "http://a.example/self")
    assert protocol.named({"link": ATOM_LINKS}, shown, TOPIC) == ("http://hub.example/hub", TOPIC)
    assert protocol.named({"link": "<" * 5000}, Discovery(), TOPIC) == ("", "")
    assert protocol.named({"link": "<http://h.example/>; rel=hub"}, Discovery(), TOPIC) == ("http://h.example/", TOPIC)


def test_leases_are_bounded() -> None:
    wished = timedelta(days=10)
    assert protocol.lease_of("", wished) == wished
    assert protocol.lease_of("1", wished) == protocol.SHORTEST_LEASE
    assert protocol.lease_of("999999999", wished) == protocol.LONGEST_LEASE
