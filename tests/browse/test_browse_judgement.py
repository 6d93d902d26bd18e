"""The page of the judgement: what was drawn is labelled and measured; drawing more asks for the permission to label."""

import re

import pytest
from playwright.sync_api import Page, expect


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
