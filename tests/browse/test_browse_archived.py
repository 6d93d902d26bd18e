"""The archived page: served where nothing in it can run, load, or send."""

import sqlite3

import pytest
from playwright.sync_api import Page

from tests.browse import live
from tests.browse.test_browse_http import get


@pytest.fixture(scope="module")
def kept(server: live.Server) -> int:
    with sqlite3.connect(server.archive) as conn:
        return int(conn.execute("select article_id from captures order by id desc limit 1").fetchone()[0])


def test_it_is_linked_and_its_changes_are_named(server: live.Server, kept: int) -> None:
    _, _, body = get(server, f"/article/{kept}")
    assert f'href="/article/{kept}/page"' in body
    assert "figure changed" in body


def test_its_answer_is_caged(server: live.Server, kept: int) -> None:
    status, headers, body = get(server, f"/article/{kept}/page")
    assert status == 200
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert "window.pwned" in body
    _, headers, source = get(server, f"/article/{kept}/page?source=1")
    assert headers["content-type"].startswith("text/plain")
    assert source == body


@pytest.mark.parametrize("path", ["/article/999999/page", "/article/1/page?version=77"])
def test_what_is_not_kept_is_missing(server: live.Server, path: str) -> None:
    assert get(server, path)[0] == 404


@pytest.mark.browser
def test_nothing_in_it_runs(browser, server: live.Server, kept: int) -> None:
    page: Page = browser.new_page()
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(answer.url))
    page.goto(f"{server.base}/article/{kept}/page")
    page.wait_for_timeout(300)
    assert page.locator("h1").count() == 1
    assert page.url.endswith("/page")
    assert asked == [f"{server.base}/article/{kept}/page"]
    page.close()
