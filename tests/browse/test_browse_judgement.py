"""The page of the judgement: what was drawn is labelled and measured, what labels teach is shown and asked for."""

import re

import pytest
from playwright.sync_api import Page, expect

from archive import corrections, reader
from tests.browse import live


@pytest.mark.browser
def test_a_sample_is_labelled_and_measured(page: Page) -> None:
    page.goto("/judgement")
    before = int(re.search(r"To be labelled: (\d+)", page.text_content("main") or "")[1])  # type: ignore[index]
    assert before >= 4
    page.get_by_role("button", name="Belongs", exact=True).first.click()
    expect(page.locator("#sample")).to_have_text(f"To be labelled: {before - 1}")
    page.get_by_role("button", name="Does not belong", exact=True).first.click()
    expect(page.locator("#sample")).to_have_text(f"To be labelled: {before - 2}")
    rates = page.text_content("table") or ""
    assert re.search(r"\d+ % \(\d+ to \d+ %\) from \d+", rates), rates


@pytest.mark.browser
def test_what_labels_teach_is_shown_and_asked_for(page: Page, server: live.Server) -> None:
    page.goto("/judgement")
    assert "Of 100 articles 1 would join, 0 would leave, 2 would have other subjects." in (page.text_content("main") or "")
    page.get_by_role("button", name="Put it into force").click()
    expect(page.get_by_text("Asked for: the crawler carries it out")).to_be_visible()
    with reader.opened(server.reader) as conn:
        assert [wish.what for wish in corrections.wishes(conn, None, ())] == ["apply"]


@pytest.mark.browser
def test_a_reader_says_which_subject_is_wrong(page: Page, server: live.Server) -> None:
    page.goto("/articles")
    page.locator("article:has(.chip) .headline a").first.click()
    page.get_by_text("One of them is wrong?").click()
    page.locator("details form button").first.click()
    expect(page.locator(".sheet .press-wrong")).to_have_attribute("aria-pressed", "true")
    with reader.opened(server.reader) as conn:
        assert [row[0] != "" for row in conn.execute("select subject from feedback where label = 'wrong-subject'")] == [True]
