"""Crawls as processes that cost little to begin, and a newsroom that holds its answers back: where and when to kill them."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from contextlib import redirect_stderr
from multiprocessing.process import BaseProcess
from pathlib import Path

import harness
from aiohttp import web

from crawler import cli
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom

ENDLESS = 1 << 30


def begin(config: Path) -> BaseProcess:
    """`presswatch crawl` as a process group of its own."""
    process = harness.forkserver.Process(target=_crawl, args=(config,))
    process.start()
    return process


def end(process: BaseProcess) -> None:
    """kill -9 for the process and its workers."""
    assert process.pid is not None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _crawl(config: Path) -> None:
    os.setsid()
    harness.workers_are_copies()
    sys.argv = ["presswatch", "--config", str(config), "crawl"]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        cli.main()


class Withholding(Newsroom):
    """Answers so many requests, then keeps everybody waiting: who is killed now has got no further, however slow the killer."""

    left = ENDLESS
    reached = threading.Event()

    @classmethod
    def at_the_end_of_the_week(cls) -> "Withholding":
        """With all news out."""
        return cls.from_seeds(StoppedClock())

    def answer_only(self, requests: int) -> None:
        """From now on."""
        self.reached.clear()
        self.left = requests

    def answer_all(self) -> None:
        """Also those who wait."""
        self.left = ENDLESS

    async def _handle(self, request: web.Request) -> web.Response:
        self.left -= 1
        while self.left < 0:
            self.reached.set()
            await asyncio.sleep(0.01)
        return await super()._handle(request)
