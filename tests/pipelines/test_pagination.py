"""Articles in several pages: the next page is found, nothing else is taken for one, and the pages become one text."""

import pytest

from pipelines.extract import extract, parse_html
from pipelines.pagination import next_page

PROSE = "The lock will come nine months later than planned, two people familiar with the works said this week. "


@pytest.mark.parametrize(
    ("here", "link"),
    [
        ("https://p.test/a/lock", '<link rel="next" href="/a/lock/2">'),
        ("https://p.test/a/lock/2", '<a rel="next" href="/a/lock/3/">more</a>'),
        ("https://p.test/a/lock.html", '<a href="lock-2.html">2</a>'),
        ("https://p.test/a/lock-id77.html", '<a href="/a/lock-id77,2.html">Weiter »</a>'),
        ("https://p.test/a?id=7", '<a href="/a?id=7&amp;page=2">Siguiente</a>'),
        ("https://p.test/a?seite=3&id=7", '<a href="/a?seite=4&amp;id=7#top">nächste Seite</a>'),
        ("https://p.test/a/lock/page/2/", '<a href="https://www.p.test/x">2</a><a href="/a/lock/page/3/">3</a>'),
    ],
)
def test_the_next_page_is_the_same_address_with_the_next_number(here: str, link: str) -> None:
    assert next_page(parse_html(f"<html><body>{link}<p>Text</p></body></html>"), here)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="next" href="/a/bridge">',  # the next article
        '<a rel="next" href="/a/lock/3">more</a>',  # one too far
        '<a href="/a/lock/2">two ships sank</a>',  # a link of the text
        '<a rel="next" href="https://other.test/a/lock/2">2</a>',
        '<a href="//[">2</a>',
        '<a rel="next" href="/a/lock/26">26</a>',
    ],
)
def test_what_is_no_next_page(link: str) -> None:
    assert next_page(parse_html(f"<html><body>{link}<p>Text</p></body></html>"), "https://p.test/a/lock") == ""


def page(number: int, head: str = "") -> bytes:
    prose = f"<p>Teaser that all pages print, long enough.</p><p>Page {number}: {PROSE * 4}</p><h2>Part {number}</h2>"
    body = f"<article><h1>A lock</h1>{prose}<p>End of page {number}. {PROSE * 2}</p></article>"
    return f"<html><head><title>A lock</title>{head}</head><body>{body}</body></html>".encode()


def test_the_pages_become_one_text() -> None:
    first = page(1, '<link rel="next" href="/a/lock/2">')
    assert extract(first, "https://p.test/a/lock").next_url == "https://p.test/a/lock/2"
    further = [(f"https://p.test/a/lock/{n}", page(n)) for n in (2, 3)]
    whole = extract(first, "https://p.test/a/lock", further=further)
    assert [f"End of page {n}" in whole.text for n in (1, 2, 3)] == [True, True, True]
    assert whole.text.count("Teaser that") == 1
    assert (whole.pages, whole.next_url) == (3, "")
    assert len(whole.structure) == whole.text.count("\n") + 1
    assert whole.structure.count("h") == 3
