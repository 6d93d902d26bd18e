"""Scrapy's aiohttp download handler with what a crawler on the open web must not do without.

Added to it: the address guard on the socket that is connected (so that neither redirects nor DNS rebinding get around it), our
own resolve table, bounds on response headers, a short keep-alive (5,000 hosts keep 1.1 GB of idle connections by default) and
further certificate authorities.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetching.errors import AddressRefusedError
from crawler.fetching.guard import AddressGuard

KEEP_ALIVE_SECONDS = 1.0
DNS_CACHE_SECONDS = 60
MAX_HEADER_LINE = 16 * 1024  # bytes; some outlets send a Content-Security-Policy above aiohttp's 8,190
MAX_HEADERS = 128

REFUSED = "refused by the address guard"


class TableResolver(AbstractResolver):
    """Looks a host up in a table first, then asks the system.

    The table maps `name`, `*.suffix` or `*` to an address, with a port of its own when one is named: `127.0.0.1:8080`.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(table)
        self._system = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """As aiohttp's resolvers. Raises OSError when nobody knows the host."""
        found = self.lookup(host)
        if found is None:
            return await self._system.resolve(host, port, family)
        address, other_port = _split_port(found)
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        flags = socket.AI_NUMERICHOST
        return [ResolveResult(hostname=host, host=address, port=other_port or port, family=kind, proto=0, flags=flags)]

    def lookup(self, host: str) -> str | None:
        """The table's address for a host; an exact name wins over the longest suffix, that over "*"."""
        if host in self._table:
            return self._table[host]
        labels = host.split(".")
        suffixes = (f"*.{'.'.join(labels[i:])}" for i in range(1, len(labels)))
        return next((self._table[suffix] for suffix in suffixes if suffix in self._table), self._table.get("*"))

    async def close(self) -> None:
        """Close the system's resolver."""
        await self._system.close()


def guarded_session(
    guard: AddressGuard, table: Mapping[str, str], connector: Mapping[str, Any], **session: Any
) -> aiohttp.ClientSession:
    """A session that connects to nothing but what the guard allows. The only place where one is made."""

    def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if not guard.allows(address[0]):
            raise OSError(f"{address[0]} {REFUSED}")
        return socket.socket(family, kind, protocol)

    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            ttl_dns_cache=DNS_CACHE_SECONDS,
            resolver=TableResolver(table),
            socket_factory=guarded_socket,
            **connector,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        max_line_size=MAX_HEADER_LINE,
        max_field_size=MAX_HEADER_LINE,
        max_headers=MAX_HEADERS,
        **session,
    )


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """The only way out: every request of the crawler goes through `download_request`."""

    experimental = False  # our choice, see docs/decisions; the warning would be printed at each start

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._guard = AddressGuard(settings.getlist("PRESSWATCH_ALLOW_PRIVATE"))
        self._add_authorities(settings.get("PRESSWATCH_CA_FILE"))
        self._slots: asyncio.Semaphore = settings["PRESSWATCH_SLOTS"]  # one for pages and polls, http and https
        self._replaced = self._session
        self._session = self._make_session(settings.getdict("PRESSWATCH_RESOLVE"))

    def _make_session(self, table: Mapping[str, str]) -> aiohttp.ClientSession:
        return guarded_session(
            self._guard,
            table,
            connector={
                "limit": self._pool_size_total,
                "limit_per_host": self._pool_size_per_host,
                "local_addr": self._bind_address,
            },
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    def _add_authorities(self, file: str | Path | None) -> None:
        if file:
            self._ssl_context.load_verify_locations(cafile=file)
        self._ssl_context.minimum_version = ssl.TLSVersion.TLSv1_2

    async def download_request(self, request: Request) -> Response:
        """As the parent's. Raises AddressRefusedError where the guard stopped it."""
        try:
            async with self._slots:
                return await super().download_request(request)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            refusal = find_refusal(error)
            if refusal is not None:
                raise AddressRefusedError(refusal) from error
            raise

    async def close(self) -> None:
        """Close the sessions."""
        await self._replaced.close()
        await super().close()


def _split_port(text: str) -> tuple[str, int | None]:
    """`127.0.0.1:8080`, `[::1]:8080`, `127.0.0.1` and `::1` as address and port."""
    if text.count(":") == 1 or text.startswith("["):
        address, _, port = text.rpartition(":")
        return address.strip("[]"), int(port)
    return text, None


def find_refusal(error: BaseException) -> str | None:
    """Aiohttp and happy eyeballs wrap what the socket factory raised, one or several times."""
    current: BaseException | None = error
    while current is not None:
        if REFUSED in str(current):
            return str(current)
        current = current.__cause__ or current.__context__
    return None
