"""The page of the judgement: drawn, labelled, measured; with and without the permission to label."""

import re
import shutil

from tests.browse import live


def test_a_sample_is_drawn_labelled_and_measured(browser, archive, tmp_path):
    shutil.copy(archive, tmp_path / "a.db")
    with live.serve(tmp_path / "a.db", tmp_path / "reader.db") as server:
        page = browser.new_context(base_url=server.base, locale="en-GB").new_page()
        page.goto("/judgement")
        assert "Nothing was drawn yet" in page.text_content("main")
        page.get_by_role("button", name="Draw articles at random").click()
        page.wait_for_url("**/judgement#sample")
        before = int(re.search(r"To be labelled: (\d+)", page.text_content("main"))[1])
        assert before >= 4
        page.get_by_role("button", name="Belongs", exact=True).first.click()
        page.get_by_text(f"To be labelled: {before - 1}").wait_for()
        page.get_by_role("button", name="Does not belong", exact=True).first.click()
        page.get_by_text(f"To be labelled: {before - 2}").wait_for()
        rates = page.text_content("table")
        assert re.search(r"\d+ % \(\d+ to \d+ %\) from \d+", rates), rates
        assert "Traceback" not in server.log.read_text()
