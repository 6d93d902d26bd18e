"""One sample archive and one server for all tests here, and a browser that notices whatever goes wrong on a page.

The browser ends with each file: Playwright keeps an event loop running that asyncio tests elsewhere would trip over.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browse import live
from tests.browse.sample import build
from tests.browse.screenshots import places as places_of


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browse") / "presswatch.db"
    build(path, now=datetime.now(UTC).replace(microsecond=0))
    return path


@pytest.fixture(scope="session")
def places(archive: Path) -> dict[str, str]:
    return places_of(archive)


@pytest.fixture(scope="session")
def server(archive: Path) -> Iterator[live.Server]:
    with live.serve(archive, archive.with_name("reader.db")) as running:
        yield running
        log = running.log.read_text()
    assert "Traceback" not in log, log


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = live.chromium()
    if path is None:
        reason = "no Chromium: none of chromium, chromium-browser, google-chrome is on the PATH"
        pytest.fail(reason) if live.missing_in_ci() else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: live.Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of its own context. Ends the test when the console, the network or a scraped script had something to say."""
    context = browser.new_context(
        base_url=server.base, **{"viewport": live.DESKTOP, "locale": "en-GB", **getattr(request, "param", {})}
    )
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type in {"error", "warning"} else None)
    page.on(
        "requestfailed", lambda failed: trouble.append(f"failed: {failed.url}") if failed.failure != "net::ERR_ABORTED" else None
    )
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.on(
        "request", lambda sent: None if sent.url.startswith((server.base, "data:")) else trouble.append(f"elsewhere: {sent.url}")
    )
    yield page
    pwned = page.evaluate("window.pwned") if page.url.startswith("http") else None
    context.close()
    assert pwned is None, f"scraped script ran: {pwned}"
    assert not trouble, trouble
