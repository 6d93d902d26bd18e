"""A small HTTP client for the newsroom's tests."""

import socket
from dataclasses import dataclass
from typing import Self

from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from crawler.newsroom.server import Newsroom


class Loopback(AbstractResolver):
    """Resolves as Newsroom.resolve tells a crawler to."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        assert host.endswith(".localhost")
        address = Newsroom.resolve["*.localhost"]
        return [ResolveResult(hostname=host, host=address, port=port, family=family or socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@dataclass
class Answer:
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Reader:
    """Reads the newsroom as a browser without cookies would."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom

    async def __aenter__(self) -> Self:
        self._session = ClientSession(connector=TCPConnector(resolver=Loopback()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def get(self, url: str, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = URL(url, encoded=True)
        async with self._session.request(method, address, headers=named, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())

    async def article(self, article_id: str, **headers: str) -> Answer:
        return await self.get(self.newsroom.url(article_id), **headers)

    async def path(self, outlet: str, path: str, **headers: str) -> Answer:
        return await self.get(self.newsroom.directory.home(outlet) + path.removeprefix("/"), **headers)
