"""The page of the sources, the page of one, and deciding about suggested ones."""

import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive import db
from archive.reading.health import overview, poisson
from archive.wishes import wishes_in
from tests.browse.live import Server


def body(server: Server, path: str, **form: str) -> tuple[int, str]:
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(server.base + path, data, headers={"Origin": server.base} if form else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_every_source_has_its_line_with_a_picture_that_is_also_told(page: Page) -> None:
    page.goto("/sources")
    rows = page.locator("table.sources tbody tr")
    assert rows.count() == 13
    expect(page.locator("#s-gaceta-austral th")).to_contain_text("3 failures in a row")
    picture = page.locator("#s-circuit-post svg[role=img]")
    assert "new entries in 14 days; usual:" in (picture.get_attribute("aria-label") or "")
    assert page.locator("#s-circuit-post path").count() == 2
    cells = page.locator("#s-circuit-post td").all_inner_texts()
    assert "%" in cells[5]
    assert "/" in cells[8]
    expect(page.locator(".missed")).to_contain_text("95 % interval")
    expect(page.locator(".missed")).to_contain_text("It assumes")


def test_one_source_says_why_each_channel_is_polled_when_it_is(page: Page) -> None:
    page.goto("/sources")
    page.locator("#s-circuit-post th a").click()
    expect(page.locator("h1")).to_have_text("Circuit Post")
    expect(page.locator(".told").first).to_contain_text("next poll")
    expect(page.locator(".told").first).to_contain_text("new ones a day")


def test_a_source_that_is_not_there_is_told(server: Server) -> None:
    code, told = body(server, "/source/nobody")
    assert (code, "There is no source of this name" in told) == (404, True)


def test_a_reader_accepts_and_declines_and_the_wish_waits_for_the_crawler(page: Page, server: Server) -> None:
    page.goto("/sources")
    kraken = page.locator(".suggested li.claim", has_text="kraken-post.example")
    expect(kraken).to_contain_text("linked in 4 articles")
    expect(kraken).to_contain_text("a report of the <b>Kraken Post</b>")
    kraken.get_by_role("button", name="Accept").click()
    expect(page.locator(".suggested")).to_contain_text("The crawler looks for its channels now")
    (wish,) = wishes_in(server.reader)
    assert (wish.key, wish.what, wish.reader) == ("kraken-post.example", "accept", "me")


@pytest.mark.parametrize(
    "form",
    [
        {"key": "nobody.example", "what": "accept"},
        {"key": "kraken-post.example", "what": "add"},
        {"key": "<i>Unlisted</i> Post", "what": "accept", "url": "javascript:alert(1)"},
    ],
)
def test_what_cannot_be_decided_is_told(server: Server, form: dict[str, str]) -> None:
    code, told = body(server, "/-/suggestion", **form)
    assert (code, "key must be a suggested outlet" in told) == (400, True)


def test_the_page_is_small_at_the_size_of_the_catalogue(server: Server, archive: Path) -> None:
    empty, whole = len(body(server, "/help")[1]), len(body(server, "/sources")[1])
    with closing(db.connect(archive, readonly=True)) as conn:
        rows = len(overview(conn, db.moment("2026-11-22T07:30:00Z")))
    assert (whole - empty) / rows * 121 + empty < 150_000


def test_poisson_is_right() -> None:
    assert poisson(0, 3) == pytest.approx(0.0498, abs=1e-4)
    assert poisson(2, 3) == pytest.approx(0.4232, abs=1e-4)
    assert poisson(5, 0) == 1
    assert poisson(180, 200.0) == pytest.approx(poisson(180, 200.0001), abs=0.01)
