"""Who wrote it: names, roles, desks and clocks in bylines of many makes."""

import pytest

from pipelines.authors import read_authors
from pipelines.extract import parse_html
from pipelines.jsonld import read_linked_article
from pipelines.pagehead import read_head
from pipelines.pagetext import shown_text
from pipelines.person_names import people


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Example and Bo Muster", ["Ada Example", "Bo Muster"]),
        ("Von Ada Example, WNR THÜRINGEN", ["Ada Example", "WNR THÜRINGEN"]),
        ("Ada Example\nWriter, Hardware", ["Ada Example"]),
        ("Ada Example, PhD", ["Ada Example"]),
        ("Ada Example\nChefredakteurin", ["Ada Example"]),
        ("Dr. Example", ["Dr. Example"]),
        ("Dr. Ada Example", ["Ada Example"]),
        ("Ada (Bee) Example", ["Ada (Bee) Example"]),
        ("Ada Example (aex)", ["Ada Example"]),
        ("Von A. E. am\n07.08.2013\num 09:07 Uhr\nKommunizieren", ["A. E"]),
        ("Por la Redacción", []),
        ("Staff Writer", []),
        ("https://example.org/ada", []),
    ],
)
def test_names_in_a_byline(byline: str, names: list[str]) -> None:
    assert list(people(byline)) == names


def authors(body: str, head: str = "") -> tuple[str, ...]:
    tree = parse_html(f"<html><head>{head}</head><body><h1>A lock for the harbour</h1>{body}</body></html>")
    linked = read_linked_article(tree)
    return read_authors(tree, read_head(tree), linked, shown_text(tree), "https://wnr.test/a")[0]


META = '<meta name="author" content="Ada Example">'


@pytest.mark.parametrize(
    "body",
    [
        "<p class=byline>Ada Example<br>Search for this author in: Big Library</p>",  # the head says which of it is the name
        "<footer class=post-footer><span class='author vcard'>Ada Example</span></footer>",
        "<p><a href=/authors/ada-example>Ada Example</a></p>",
        "<div class=entry-meta>by Ada Example</div>",
        "<div class=author-bio>This article was written by Ada Example, who keeps bees.</div>",
        f"<p>by <a href=/x>Ada Example</a>, who keeps bees{' and bees' * 20}</p>",
    ],
)
def test_a_byline_is_found(body: str) -> None:
    assert authors(body, META if "Library" in body else "") == ("Ada Example",)


def test_a_pen_name_counts_where_the_markup_says_that_it_is_a_name() -> None:
    assert authors("<span class='author vcard'>bee</span>") == ("bee",)
    assert authors("<span class=author>training</span>") == ()


def test_all_names_of_a_list_are_believed_when_one_is_printed() -> None:
    people_of = '{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ada Example"},{"@type":"Person","name":"Bo Muster"}]}'
    script = f'<script type="application/ld+json">{people_of}</script>'
    assert authors("<p>Ada Example and others</p>", script) == ("Ada Example", "Bo Muster")
    assert authors("<p>Nobody we know</p>", script) == ()


def test_what_two_places_of_the_head_agree_on_is_believed_unseen() -> None:
    script = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"Ada Example"}}</script>'
    )
    assert authors("<p>Text</p>", script + META) == ("Ada Example",)


def test_the_author_of_another_article_is_not_taken() -> None:
    assert (
        authors("<footer class=post-footer><div class=related><span class='author vcard'>Bo Muster</span></div></footer>") == ()
    )
    assert authors("<aside><span class=author>Bo Muster</span></aside>") == ()


def test_a_paper_is_no_author() -> None:
    assert authors('<p class="byline">La Gaceta</p>', '<meta property="og:site_name" content="La Gaceta">') == ()
    assert authors('<p class="byline">Ada Example</p>', '<meta property="og:site_name" content="Ada Example">') == (
        "Ada Example",
    )
