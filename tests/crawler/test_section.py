from datetime import UTC, datetime

import pytest

from crawler.discovery.model import Discovery, DiscoveryError
from crawler.discovery.parse import parse
from crawler.discovery.section import THRESHOLD, article_score
from tests.crawler.discovery_samples import NOW

URL = "https://www.example.com/tech/"
PAGE = """<!doctype html><html><head><title>Tech | Example</title></head><body>
<header><a href="/2026/11/20/a-long-headline-in-the-header">A long headline in the page header</a></header>
<nav><a href="/news/this-is-a-menu-entry-with-words">This is a menu entry with many words</a></nav>
<main>
<article><header><h2><a href="/tech/microsoft-shows-new-speech-model-12345.html">Microsoft shows new speech model</a></h2>
</header>
<time datetime="2026-11-20T10:00:00Z">today</time></article>
<article><a href="/tech/microsoft-shows-new-speech-model-12345.html?utm_source=home"><img alt="picture"></a></article>
<li><a href="/2026/11/19/openai/">OpenAI and Microsoft sign again</a></li>
<a href="/tech/mai-image-2">MAI-Image-2 is here</a>
<a href="/tag/microsoft">Everything about Microsoft on one page</a>
<a href="/author/jane-doe-of-the-tech-desk">Jane Doe of the technology desk</a>
<a href="https://elsewhere.test/2026/11/20/another-sites-long-story">Another site's long story</a>
<a href="javascript:void(0)">Show more of these long headlines</a><a href="mailto:a@b.c">Write to the editors of this page</a>
</main>
<footer><a href="/2026/01/01/our-privacy-promise-to-readers">Our privacy promise to all our readers</a></footer></body></html>"""


def read(page: str = PAGE) -> Discovery:
    return parse("section", page.encode(), URL, "text/html", now=NOW)


def test_articles_are_found_and_furniture_is_not() -> None:
    assert [c.url for c in read().candidates] == [
        "https://www.example.com/tech/microsoft-shows-new-speech-model-12345.html",
        "https://www.example.com/2026/11/19/openai/",
        "https://www.example.com/tech/mai-image-2",
    ]


def test_a_link_has_its_headline_and_time() -> None:
    first = read().candidates[0]
    assert first.title == "Microsoft shows new speech model"
    assert first.published == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "path", ["/", "/tech/", "/tag/openai", "/search?q=openai+and+microsoft", "/login", "/i/20261120/a-house.jpg"]
)
def test_addresses_that_are_never_articles(path: str) -> None:
    assert article_score(f"https://www.example.com{path}", "A headline that is long enough", URL) < THRESHOLD


@pytest.mark.parametrize(
    "path",
    ["/story/4711/neues-modell", "/wirtschaft/microsoft-baut-eigene-modelle-id123456.html", "/noticias/un-modelo-de-voz",
     "/artikel/88123.html",
     "/p/the-model-nobody-asked-for", "/2026/microsofts-neues-modell/", "/archive/model-in-the-harbour.htm"],
)  # fmt: skip
def test_addresses_of_articles(path: str) -> None:
    assert article_score(f"https://www.example.com{path}", "Microsoft zeigt ein neues Modell", URL) >= THRESHOLD


def test_base_counts_on_the_own_site_only() -> None:
    found = read(PAGE.replace("<head>", '<head><base href="https://evil.test/">'))
    assert all(c.url.startswith("https://www.example.com/") for c in found.candidates)
    assert "base of another site ignored: 'https://evil.test/'" in found.notes


def test_a_page_without_articles_says_so() -> None:
    assert read("<p>nothing</p>").notes == ("no article links among 0 links",)


def test_an_empty_page_is_an_error() -> None:
    with pytest.raises(DiscoveryError, match="empty"):
        read(" ")
