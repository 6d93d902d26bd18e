"""Saved searches, and the counts beside filters."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from archive import db
from archive.reading import facets, lists, query
from tests.browse import live
from tests.browse.test_browse_http import ATOM, get


@pytest.mark.browser
def test_a_search_is_saved_renamed_and_removed(page: Page, server: live.Server) -> None:
    page.goto("/search?q=Stra%C3%9Fe&language=de")
    page.get_by_label("Save this search as").fill("Roads <b>")
    page.get_by_role("button", name="Save search").click()
    page.wait_for_url("**/searches")
    page.get_by_role("link", name="Roads <b>").click()
    page.wait_for_url("**/search?q=Stra%C3%9Fe&language=de")
    expect(page.locator(".save-search")).to_contain_text("saved as Roads <b>")

    page.goto("/searches")
    number = page.locator(".saved-search h2").last.get_attribute("id")
    assert number is not None
    feed = ET.fromstring(get(server, f"/searches/{number[1:]}.atom")[2])
    assert feed.findtext(f"{ATOM}title") == "presswatch: Roads <b>"
    assert feed.findtext(f"{ATOM}id") == f"{server.base}/searches/{number[1:]}.atom"
    found = json.loads(get(server, f"/searches/{number[1:]}.json")[2])["articles"]
    assert {article["language"] for article in found} == {"de"}
    assert len(list(csv.reader(io.StringIO(get(server, f"/searches/{number[1:]}.csv")[2])))) == len(found) + 1

    page.get_by_role("link", name="Make an alert").last.click()
    page.wait_for_url("**/subscriptions?search=*")
    assert page.locator("select[name=saved_search]").input_value() == number[1:]
    page.go_back()
    page.get_by_label("Name").last.fill("Streets")
    page.get_by_role("button", name="Rename").last.click()
    expect(page.locator(".saved-search h2").last).to_have_text("Streets")
    page.get_by_role("button", name="Remove").last.click()
    expect(page.get_by_role("link", name="Streets")).to_have_count(0)
    assert get(server, f"/searches/{number[1:]}.atom")[0] == 404


@pytest.mark.parametrize("form", [b"what=rename&id=x&name=y", b"what=remove&id=99999999999999999999", b"what=explode", b""])
def test_a_senseless_change_changes_nothing(server: live.Server, form: bytes) -> None:
    assert get(server, "/searches", form)[0] == 303


def test_the_same_search_is_saved_once(server: live.Server) -> None:
    for name in (b"one", b"two"):
        get(server, "/searches", b"what=save&query=q%3Dazure%26evil%3D1%26after%3D40&name=" + name)
    body = get(server, "/searches")[2]
    assert body.count("/search?q=azure<") == 1
    assert ">two<" in body


def test_counts_are_what_a_filter_would_show(server: live.Server) -> None:
    conn = db.connect(server.archive, readonly=True)
    cases = (
        (lists.Filter(), ""),
        (lists.Filter(language="de"), ""),
        (lists.Filter(), "azure"),
        (lists.Filter(access="full"), ""),
    )
    for wanted, text in cases:
        parsed = query.parse(text)
        counted = facets.facets(conn, wanted, parsed if text else None)
        assert not counted.capped
        for language, n in counted.counts["language"].items():
            other = lists.Filter(language=language, access=wanted.access)
            assert n == facets.facets(conn, other, parsed if text else None).total
    conn.close()


def test_counts_stand_beside_the_filters(server: live.Server) -> None:
    body = get(server, "/articles?language=de")[2]
    shown = int(body.partition('<option value="elbe-kurier">Elbe-Kurier (')[2].partition(")")[0])
    assert get(server, "/articles?language=de&outlet=elbe-kurier")[2].count('<article class="card') == shown


@pytest.mark.parametrize(
    ("typed", "found"),
    [("strasse", "Straße"), ("STRASSE", "Straße"), ("Straße", "Straße"), ("munchen", "München"), ("muenchen", "München"),
     ("München", "München"), ("regulacion", "regulación"), ("REGULACIÓN", "regulación")],
)  # fmt: skip
def test_spellings_fold_both_ways(typed: str, found: str) -> None:
    from archive.reading.search import matcher

    pattern = matcher(query.parse(typed).wanted)
    assert pattern is not None
    assert pattern.search(f"An der {found} gebaut")
