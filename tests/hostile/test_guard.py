"""The address guard: on the address that is connected to, on every way out there is."""

import ast
import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hostile_site import Lab, article, laboratory, rss  # noqa: F401 -- a fixture

from crawler.config import FetchSection
from crawler.fetching import handler
from crawler.fetching.guard import AddressGuard
from crawler.fetching.single import Fetcher, FetchError

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "ff02::1",
    "not an address", "",
]  # fmt: skip
LOOPBACK_URLS = [
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://0.0.0.0/",
]  # fmt: skip
# Clients that reach the network may be made in these modules only; the first is the guard's own.
MAKERS = {
    "crawler/fetching/handler.py",  # guarded_session
    "crawler/web.py",  # asks our own Datasette whether it is up
}
APART = ("crawler/newsroom/", "crawler/mailbox/", "alerts/channels/smtp.py")  # servers on loopback; mail has a server of its own
CLIENTS = {
    "aiohttp.ClientSession", "aiohttp.request", "aiohttp.TCPConnector", "requests.get", "requests.post", "requests.Session",
    "urllib.request.urlopen", "urllib.request.Request", "http.client.HTTPConnection", "http.client.HTTPSConnection",
    "httpx.get", "httpx.Client", "httpx.AsyncClient", "asyncio.open_connection", "socket.create_connection",
    "trafilatura.fetch_url",    "feedparser.parse", "urllib3.PoolManager",
}  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_in_every_form(address: str) -> None:
    assert not AddressGuard().allows(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_pass(address: str) -> None:
    assert AddressGuard().allows(address)


@pytest.mark.parametrize("url", LOOPBACK_URLS)
async def test_no_spelling_of_loopback_gets_through(lab: Lab, url: str) -> None:
    async with Fetcher(FetchSection(timeout=5)) as fetcher:
        with pytest.raises(FetchError):
            await fetcher._follow(url.rstrip("/") + f":{lab.site.port}/")
    assert not lab.site.log


@pytest.fixture
def rebinding(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The system's resolver, but rebind.example changes its address with each look-up, as a hostile name server does."""
    answers = ["127.0.0.2", "127.0.0.1"]
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *rest, **named)
        asked.append(answers[min(len(asked), 1)])
        return real(asked[-1], port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_that_rebinds_is_refused_where_it_is_connected_to(lab: Lab, rebinding: list[str]) -> None:
    lab.site.on("rebind.example", "/a", article())
    url = f"http://rebind.example:{lab.site.port}/a"
    fetch = FetchSection(timeout=5, allow_private=("127.0.0.2/32",))
    for _ in range(2):
        async with Fetcher(fetch) as fetcher:
            with pytest.raises(FetchError) as error:
                await fetcher._follow(url)
    assert rebinding[-1] == "127.0.0.1"
    assert "refused by the address guard" in str(error.value)
    assert not lab.site.log


async def test_the_crawler_checks_the_address_too(lab: Lab, rebinding: list[str]) -> None:
    url = f"http://rebind.example:{lab.site.port}/feed"
    lab.site.on("rebind.example", "/feed", rss())
    lab.fetch |= {"resolve": {}, "allow_private": []}
    lab.watch(url)
    await lab.crawl()
    assert rebinding
    assert lab.channel(url)["kind"] in {"address", "robots unavailable"}
    assert not lab.site.log


class RebindingServer(asyncio.DatagramProtocol):
    """A hostile name server: each question for an A record gets the next address; nobody may keep an answer (TTL 0)."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """RFC 1035 §4.1: the header, the question as it came, and one answer that points at its name."""
        end = data.index(b"\0", 12) + 5
        is_a = data[end - 4 : end - 2] == b"\0\x01"
        head = data[:2] + b"\x81\x80\0\x01" + (b"\0\x01" if is_a else b"\0\0") + b"\0\0\0\0"
        answer = b""
        if is_a:
            self.asked.append(self.addresses[min(len(self.asked), len(self.addresses) - 1)])
            answer = b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04" + socket.inet_aton(self.asked[-1])
        self._transport.sendto(head + data[12:end] + answer, addr)


class Asking(asyncio.DatagramProtocol):
    """One question over UDP."""

    def __init__(self, host: str) -> None:
        self._question = b"".join(bytes([len(label)]) + label.encode() for label in host.split(".")) + b"\0\0\x01\0\x01"
        self.answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.DatagramTransport", transport).sendto(b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0" + self._question)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 -- as asyncio's protocols
        self.answered.set_result(data)


class UdpResolver(AbstractResolver):
    """Asks one name server as a stub resolver does; the system's can only be pointed at one by root."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server

    async def resolve(  # as aiohttp's resolvers
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        transport, asking = await loop.create_datagram_endpoint(lambda: Asking(host), remote_addr=self._server)
        try:
            data = await asyncio.wait_for(asking.answered, 5)
        finally:
            transport.close()
        found = socket.inet_ntoa(data[-4:])
        return [ResolveResult(hostname=host, host=found, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST)]

    async def close(self) -> None:
        """Nothing is kept."""


@pytest.fixture
async def name_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RebindingServer]:
    """Whoever looks a name up asks it."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: RebindingServer(["127.0.0.2", "127.0.0.1"]), local_addr=("127.0.0.1", 0)
    )
    place = transport.get_extra_info("sockname")
    monkeypatch.setattr(handler, "ThreadedResolver", lambda: UdpResolver(place))
    yield server
    transport.close()


async def test_rebinding_by_a_name_server_ends_at_the_socket(lab: Lab, name_server: RebindingServer) -> None:
    """Robots.txt and the first poll come from an address that is allowed; then the name leads to one that is not."""
    elsewhere = await asyncio.start_server(lab.site.serve, "127.0.0.2", lab.site.port)
    url = f"http://rebind.example:{lab.site.port}/feed"
    lab.site.on("rebind.example", "/feed", rss())
    lab.fetch |= {"resolve": {}, "allow_private": ["127.0.0.2/32"]}
    lab.watch(url)
    await lab.crawl()
    assert lab.channel(url)["error_streak"] == 0
    before = len(lab.site.log)
    await lab.crawl(again=True)
    elsewhere.close()
    assert name_server.asked == ["127.0.0.2", "127.0.0.1"]
    assert lab.channel(url)["kind"] == "address"
    assert len(lab.site.log) == before


def calls(path: Path) -> set[str]:
    """Dotted names of what a module calls, with its imports resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                alias.asname or alias.name.split(".")[0]: alias.name if alias.asname else alias.name.split(".")[0]
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            found.add(".".join(part for part in (names.get(first, first), rest) if part))
    return found


def test_no_fetch_path_goes_around_the_guard() -> None:
    for room in ("archive", "pipelines", "crawler", "alerts", "browse"):
        for path in (ROOT / room).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            made = calls(path) & CLIENTS
            if name.startswith(APART) or name in MAKERS:
                continue
            if name == "crawler/discovery/feed.py":
                made.discard("feedparser.parse")  # of bytes at hand, see below
            assert not made, f"{name} makes {sorted(made)}: go through crawler.fetching"


def test_the_check_would_see_a_new_path(tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text("from aiohttp import ClientSession as S\nimport urllib.request\nS()\nurllib.request.urlopen('x')\n")
    assert {"aiohttp.ClientSession", "urllib.request.urlopen"} <= calls(module) & CLIENTS
