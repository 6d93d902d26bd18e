"""Which links of a page are the article's own, and lead to another outlet."""

import pytest

from pipelines.extract import extract
from pipelines.outlinks import MOST, outlet_host

PROSE = "Microsoft said its model MAI-1 answers part of what people ask Copilot, beside the models of its partner OpenAI, "
PAGE = """<html><head><title>Microsoft and its MAI-1</title></head><body>
<nav><ul><li><a href="https://partner.example/">Our partner, with a long enough text for a paragraph</a></li></ul></nav>
<article><h1>Microsoft and its MAI-1</h1>
<p>{prose}{links}.</p><p>{prose} as people there say.</p><p>{prose} once more.</p></article>
<footer><p>Follow us on <a href="https://elsewhere.example/us">the other site</a> for more of it</p></footer></body></html>"""
OWN = '<a href="https://www.harbour.example/2026/x">as we wrote</a>'


def links(inner: str) -> list[str]:
    page = PAGE.format(prose=PROSE, links=inner)
    return [link.url for link in extract(page.encode(), "https://www.harbour.example/2026/a", "text/html").links]


def test_links_of_the_text_are_kept_with_their_words() -> None:
    page = PAGE.format(prose=PROSE, links='<a href="https://ledger.example/a?b=c">the <em>Ledger</em> Wire reports</a>')
    (link,) = extract(page.encode(), "https://www.harbour.example/2026/a", "text/html").links
    assert (link.url, link.text) == ("https://ledger.example/a?b=c", "the Ledger Wire reports")


@pytest.mark.parametrize(
    "inner",
    [
        OWN,
        '<a href="/2026/y">here</a>',
        '<a href="https://x.com/somebody/status/1">a post</a>',
        '<a href="https://en.wikipedia.org/wiki/X">X</a>',
        '<a href="javascript:alert(1)">there</a>',
        '<a href="http://[broken">there</a>',
        "<a>nowhere</a>",
    ],
)
def test_links_that_lead_to_no_other_outlet_are_not(inner: str) -> None:
    assert links(inner) == []


def test_a_link_counts_once_and_a_farm_is_cut() -> None:
    assert links('<a href="https://l.example/a">one</a> <a href="https://l.example/a">two</a>') == ["https://l.example/a"]
    assert len(links(" ".join(f'<a href="https://l{n}.example/">{n}</a>' for n in range(200)))) == MOST


def test_an_outlet_is_called_by_its_host() -> None:
    assert outlet_host("https://www.ledger.example:8443/a") == "ledger.example"
