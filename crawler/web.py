"""Datasette as a child process: started, watched, ended with us."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp

from archive.errors import PresswatchError

log = logging.getLogger(__name__)

START_SECONDS = 30.0
RESTART_SECONDS = 5.0
STOP_SECONDS = 10.0


class WebError(PresswatchError):
    """The web server cannot be started; the text says why."""


def free_port(host: str, port: int) -> int:
    """`port` when it is free, a free one for 0. Raises WebError."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WebError(
                f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port or [web] port"
            ) from error
        return int(probe.getsockname()[1])


def tethered(argv: list[str]) -> list[str]:
    """The same command, ended by the kernel when we end in whatever way: a child left behind would hold the port. Linux only."""
    return [sys.executable, "-m", "crawler.tether", str(os.getpid()), *argv] if sys.platform == "linux" else argv


class Web:
    """The child that serves the archive. `command` is its argv, `log_file` takes what it prints."""

    def __init__(self, command: list[str], address: str, log_file: Path) -> None:
        self.address = address
        self.argv = command
        self._log_file = log_file
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start and wait until it answers. Raises WebError with the end of its log."""
        await self._spawn()
        if not await self._answers(START_SECONDS):
            await self.stop()
            raise WebError(f"the web server did not start; its log ends: {self._tail()}")
        self._watch = asyncio.create_task(self._keep_up())

    async def stop(self) -> None:
        """End the child. Safe to call twice."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _spawn(self) -> None:
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        with self._log_file.open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *tethered(self.argv), stdout=out, stderr=out, stdin=asyncio.subprocess.DEVNULL
            )

    async def _keep_up(self) -> None:
        """Start it again when it ends by itself: reading must not end with one crash."""
        while self._process is not None:
            code = await self._process.wait()
            log.error("the web server ended with code %s; starting it again in %.0f s", code, RESTART_SECONDS)
            await asyncio.sleep(RESTART_SECONDS)
            try:
                await self._spawn()
            except OSError as error:
                log.error("the web server cannot be started (%s); trying again", error.strerror)  # noqa: TRY400

    async def _answers(self, seconds: float) -> bool:
        deadline = asyncio.get_running_loop().time() + seconds
        async with aiohttp.ClientSession() as session:
            while asyncio.get_running_loop().time() < deadline:
                if self._process is None or self._process.returncode is not None:
                    return False
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(f"{self.address}/-/health", timeout=aiohttp.ClientTimeout(total=2)) as response:
                        if response.status < 500:  # noqa: PLR2004 -- any answer of ours means it is up
                            return True
                await asyncio.sleep(0.1)
        return False

    def _tail(self) -> str:
        lines = self._log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
        return " / ".join(line.strip() for line in lines) or "(empty)"
