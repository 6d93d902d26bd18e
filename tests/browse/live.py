"""A real Datasette child over an archive, and the system's Chromium."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from browse.server import command

SECONDS_TO_START = 300  # a busy machine has taken 55
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Server:
    """A running child: its address, its log, its databases."""

    base: str
    log: Path
    archive: Path
    reader: Path


@contextmanager
def serve(archive: Path, reader: Path, **options: Any) -> Iterator[Server]:
    """Start the child on a free port, stop it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.NamedTemporaryFile(suffix=".log", delete=False) as log:
        child = subprocess.Popen(
            command(archive, reader, port, pages=archive.with_name("pages"), **options), stdout=log, stderr=log
        )
    server = Server(f"http://127.0.0.1:{port}", Path(log.name), archive, reader)
    try:
        _wait(server, child)
        yield server
    finally:
        child.terminate()
        child.wait(SECONDS_TO_START)
        server.log.unlink()


@contextmanager
def watched(browser: Browser, server: Server, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page of a context of its own, and a list of whatever its console, the network or a scraped script has to say."""
    context = browser.new_context(base_url=server.base, **{"viewport": DESKTOP, "locale": "en-GB", **options})
    context.set_default_timeout(SECONDS_TO_START * 1000)
    page, trouble = context.new_page(), []
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type in {"error", "warning"} else None)
    page.on(
        "requestfailed", lambda failed: trouble.append(f"failed: {failed.url}") if failed.failure != "net::ERR_ABORTED" else None
    )
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.on(
        "request", lambda sent: None if sent.url.startswith((server.base, "data:")) else trouble.append(f"elsewhere: {sent.url}")
    )
    yield page, trouble
    pwned = page.evaluate("window.pwned") if page.url.startswith("http") else None
    context.close()
    if pwned is not None:
        trouble.append(f"scraped script ran: {pwned}")


def chromium() -> str | None:
    """The system's Chromium, None when there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def missing_in_ci() -> bool:
    """CI must not skip what it is there to run."""
    return bool(os.environ.get("CI"))


def _wait(server: Server, child: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if child.poll() is not None:
            break
        try:
            urllib.request.urlopen(server.base + "/-/health/live", timeout=30).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{server.log.read_text()}")
