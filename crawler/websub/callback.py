"""The callback that hubs reach: a small web server beside the crawler, behind the same proxy as the reading room."""

import logging

from aiohttp import web

from archive.errors import PresswatchError
from crawler.discovery.model import MAX_BYTES
from crawler.websub.subscriber import Subscriber

log = logging.getLogger(__name__)


class CallbackError(PresswatchError):
    """The callback cannot be served; the text says why."""


class Callback:
    """Listens on [websub] host and port. The last part of a request's path is a subscription's token, the rest is the proxy's."""

    def __init__(self, subscriber: Subscriber, host: str, port: int) -> None:
        self._subscriber = subscriber
        self._host = host
        self.port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises CallbackError when the port is taken."""
        app = web.Application(client_max_size=MAX_BYTES)
        app.router.add_get("/{path:.*}", self._verify)
        app.router.add_post("/{path:.*}", self._deliver)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        try:
            await site.start()
        except OSError as error:
            await self.stop()
            raise CallbackError(
                f"cannot listen on {self._host}:{self.port} ({error.strerror}); choose another with [websub] port"
            ) from error
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more and finish what was acknowledged. Safe to call twice."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._subscriber.settled()

    async def _verify(self, request: web.Request) -> web.Response:
        status, text = await self._subscriber.verify(_token(request), request.query)
        return web.Response(status=status, text=text)  # as text/plain: the challenge is the hub's, never markup of ours

    async def _deliver(self, request: web.Request) -> web.Response:
        body = await request.read()  # answers 413 beyond MAX_BYTES
        return web.Response(
            status=self._subscriber.deliver(_token(request), {k.lower(): v for k, v in request.headers.items()}, body)
        )


def _token(request: web.Request) -> str:
    return request.path.rpartition("/")[2]
