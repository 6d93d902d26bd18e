"""One sample archive and one server for all tests here, and a browser that notices whatever goes wrong on a page.

The browser ends with each file: Playwright keeps an event loop running that asyncio tests elsewhere would trip over.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browse import live
from tests.browse.lived_in import GIVEN, furnish
from tests.browse.sample import build
from tests.browse.screenshots import places as places_of

expect.set_options(timeout=live.SECONDS_TO_START * 1000)  # the default of five seconds is a bet on the machine's speed


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, now = tmp_path_factory.mktemp("browse") / "presswatch.db", datetime.now(UTC).replace(microsecond=0)
    build(path, now=now)
    furnish(path, path.with_name("reader.db"), now)
    return path


@pytest.fixture(scope="session")
def places(archive: Path) -> dict[str, str]:
    return places_of(archive, archive.with_name("reader.db"))


@pytest.fixture(scope="session")
def server(archive: Path) -> Iterator[live.Server]:
    with live.serve(archive, archive.with_name("reader.db"), subscriptions=GIVEN) as running:
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
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"], timeout=live.SECONDS_TO_START * 1000
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: live.Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of its own context. Ends the test when the console, the network or a scraped script had something to say."""
    with live.watched(browser, server, **getattr(request, "param", {})) as (page, trouble):
        yield page
    assert not trouble, trouble
