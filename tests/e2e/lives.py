"""Crawls as processes that cost little to begin, and a newsroom that holds its answers back: where and when to kill them."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import redirect_stderr
from multiprocessing import forkserver, util
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
    util.spawnv_passfds = _fork
    forkserver.ensure_running()
    sys.argv = ["presswatch", "--config", str(config), "crawl"]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        cli.main()


def _fork(_executable: str, arguments: Sequence[str], kept: Sequence[int]) -> int:
    """In the place of spawnv_passfds: the fork server of a life's workers starts as a copy of what has loaded all they need."""
    pid = os.fork()
    if pid:
        return pid
    try:
        for descriptor in {int(entry.name) for entry in Path("/proc/self/fd").iterdir()} - {0, 1, 2, *kept}:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        exec(arguments[-1], {})  # what `python -c` would run
    finally:
        os._exit(0)


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
