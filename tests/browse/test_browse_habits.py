"""What readers do: keys, marks, undo, search, filters, languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from archive import db
from tests.browse import live

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def clean_slate(server: live.Server) -> Iterator[None]:
    """Each test begins with nothing read or saved."""
    yield
    import sqlite3

    conn = sqlite3.connect(server.reader, timeout=60)
    with conn:
        for table in ("marks", "feedback"):
            conn.execute(f"delete from {table}")
    conn.close()


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_j_and_k_walk_the_cards(page: Page) -> None:
    page.goto("/articles")
    press(page, "jjk")
    expect(page.locator(".card").first).to_have_class("card is-current")
    assert page.locator(".card.is-current").count() == 1


def test_o_opens_and_back_returns(page: Page) -> None:
    page.goto("/articles")
    press(page, "jo")
    page.wait_for_url("**/article/*")
    page.go_back()
    page.wait_for_url("**/articles")


def test_s_saves_and_u_takes_it_back(page: Page) -> None:
    page.goto("/articles")
    press(page, "js")
    save = page.locator(".card").first.get_by_role("button", name="Save")
    expect(save).to_have_attribute("aria-pressed", "true")
    page.goto("/saved")
    assert page.locator(".card").count() == 1
    press(page, "js")
    expect(page.locator("#said")).to_contain_text("No longer saved")
    press(page, "u")
    expect(page.locator(".card").first.get_by_role("button", name="Save")).to_have_attribute("aria-pressed", "true")


def test_m_marks_read_and_unread_only_leaves_it_out(page: Page) -> None:
    page.goto("/articles")
    first = page.locator(".card").first.get_attribute("data-id")
    press(page, "jm")
    expect(page.locator(f"#a{first}")).to_have_class("card is-current is-read")
    page.goto("/articles?unread=1")
    assert not page.locator(f"#a{first}").count()


def test_n_replaces_another_judgement(page: Page, places: dict[str, str]) -> None:
    page.goto(f"/article/{places['corrected']}")
    press(page, "y")
    expect(page.get_by_role("button", name="Relevant", exact=True)).to_have_attribute("aria-pressed", "true")
    press(page, "n")
    expect(page.get_by_role("button", name="Not relevant")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Relevant", exact=True)).to_have_attribute("aria-pressed", "false")


def test_all_above_are_marked_and_undone(page: Page) -> None:
    page.goto("/articles")
    press(page, "jjj")
    page.keyboard.press("Shift+A")
    expect(page.locator(".card.is-read")).to_have_count(3)
    press(page, "u")
    expect(page.locator(".card.is-read")).to_have_count(0)


def test_an_opened_article_counts_as_read(page: Page, places: dict[str, str]) -> None:
    page.goto(f"/article/{places['corrected']}")
    expect(page.locator(".sheet")).to_have_class("sheet is-read")


def test_question_mark_shows_the_keys(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_slash_searches_and_g_goes(page: Page) -> None:
    page.goto("/")
    press(page, "/")
    page.keyboard.type("Strasse")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Strasse")
    assert "Straße" in page.locator("mark").all_inner_texts()
    press(page, "gq")
    page.wait_for_url("**/sources")


def test_a_broken_query_is_explained_and_answered(page: Page) -> None:
    page.goto('/search?q="Straße vor" foo:regulator OR')
    expect(page.locator(".note").first).to_contain_text("foo:")
    page.goto('/search?q="Azure')
    expect(page.locator(".note").first).to_contain_text("quotation mark")
    assert page.locator(".card").count() > 3


def test_words_that_never_meet_are_found_apart(page: Page) -> None:
    page.goto("/search?q=Copilot Straßentest")
    expect(page.locator(".note")).to_contain_text("some of them")
    assert page.locator(".card").count() > 3


def test_filters_stay_in_the_address(page: Page) -> None:
    page.goto("/articles")
    page.get_by_text("Filters", exact=True).click()
    page.locator("select[name=language]").select_option("de")
    page.locator("select[name=outlet]").select_option("elbe-kurier")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**language=de**")
    assert set(page.locator(".card .outlet").all_inner_texts()) == {"Elbe-Kurier"}
    page.get_by_role("link", name="Remove filter DE").click()
    page.wait_for_url("**outlet=elbe-kurier**")
    assert "language" not in page.url


def test_a_bar_of_the_chart_leads_to_its_day(page: Page) -> None:
    page.goto("/")
    page.get_by_text("As a table").click()
    row = page.locator(".numbers tbody tr").nth(1)
    shown = int(row.locator("td").last.inner_text())
    row.get_by_role("link").click()
    page.wait_for_url("**/articles?day=**")
    assert page.locator(".card").count() == shown


def test_older_pages_reach_every_article_once(page: Page, server: live.Server) -> None:
    page.goto("/articles")
    seen: list[str] = []
    while True:
        seen += page.locator(".card").evaluate_all("cards => cards.map(card => card.dataset.id)")
        if not page.locator("[rel=next]").count():
            break
        page.locator("[rel=next]").click()
        page.wait_for_load_state()
    conn = db.connect(server.archive, readonly=True)
    wanted = conn.execute("select count(*) from articles where relevant and duplicate_of is null").fetchone()[0]
    conn.close()
    assert len(seen) == len(set(seen)) == wanted


def test_the_interface_speaks_the_readers_language(page: Page) -> None:
    page.goto("/?ui=de")
    page.goto("/sources")
    expect(page.locator("h1")).to_have_text("Quellen")
    assert page.locator("html").get_attribute("lang") == "de"


@pytest.mark.parametrize("page", [{"locale": "es-ES"}], indirect=True)
def test_the_browsers_language_is_taken(page: Page) -> None:
    page.goto("/sources")
    expect(page.locator("h1")).to_have_text("Fuentes")


def test_corrections_show_word_by_word(page: Page, places: dict[str, str]) -> None:
    page.goto(f"/article/{places['corrected']}")
    assert "[corrected]" in "".join(page.locator("#versions ~ details ins").all_inner_texts())
    assert page.locator(".text mark sup").count() >= 2


def test_marks_in_the_text_can_be_hidden(page: Page, places: dict[str, str]) -> None:
    page.goto(f"/article/{places['corrected']}")
    page.get_by_label("Hide the marks").check()
    expect(page.locator(".text mark sup").first).to_be_hidden()


def test_why_finds_an_address_as_a_feed_printed_it(page: Page, places: dict[str, str]) -> None:
    page.goto("/why")
    page.get_by_label("Address").fill(places["url"] + "?utm_source=feed")
    page.get_by_role("button", name="Show its life").click()
    expect(page.locator(".life h2")).to_contain_text("stored")


def test_print_leaves_the_chrome_away(page: Page, places: dict[str, str]) -> None:
    page.emulate_media(media="print")
    page.goto(f"/article/{places['corrected']}")
    expect(page.locator(".text")).to_be_visible()
    for part in ("nav[aria-label=Pages]", ".marks", ".find"):
        expect(page.locator(part).first).to_be_hidden()
