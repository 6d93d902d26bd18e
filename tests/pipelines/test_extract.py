"""One test a field, and the hostile inputs that reach extraction."""

import contextlib
import gzip
import json
import time
from datetime import UTC, datetime

import pytest

from pipelines.extract import extract, extract_file_record
from pipelines.pool import WorkerPool, WorkerTimeout

URL = "https://www.example.co.uk/2025/09/chip"
PROSE = "The chip will come nine months later than planned, two people familiar with the project said this week. "
HEAD = """<title>Chip comes late | Example Times</title>
<meta property="og:title" content="Chip comes late"><meta property="og:site_name" content="Example Times">
<meta property="og:description" content="The maker blames changes of plan."><meta property="og:image" content="/chip.jpg">
<meta property="article:section" content="Technology"><meta name="keywords" content="chips, delays">
<link rel="canonical" href="https://example.co.uk/2025/09/chip">"""
BODY = f"""<article><h1>Chip comes late</h1><p class="byline">By <a rel="author">Ada Example</a></p><p>2 September 2025</p>
<p>{PROSE * 3}</p><h2>Costs</h2><p>{PROSE * 2}(Reuters)</p><p><a href="/x">Read more: The other chip came early</a></p>
<p>{PROSE * 2}</p></article>"""


def read(body: str = BODY, head: str = HEAD, url: str = URL):
    return extract(
        f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), url, now=datetime(2025, 9, 3, tzinfo=UTC)
    )


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def test_title_is_without_the_outlet():
    assert read().title == "Chip comes late"
    assert read(
        "<p>" + PROSE * 4, "<title>Chip comes late | Example Times</title>" + linked(publisher={"name": "Example Times"})
    ).title == ("Chip comes late")


def test_text_is_without_furniture():
    text = read().text
    assert text.startswith("The chip will come")
    assert "Read more" not in text
    assert "Ada Example" not in text
    assert "Costs" in text.split("\n")


def test_authors_are_people():
    assert read().authors == ("Ada Example",)
    assert read(BODY.replace("Ada Example", "Example Times Staff")).authors == ()
    assert read(BODY.replace("Ada Example", "Reuters")).authors == ()


def test_an_author_nobody_sees_is_not_believed():
    assert (
        read(BODY.replace("Ada Example", ""), HEAD + linked(author={"@type": "Person", "name": "Web Administrator"})).authors
        == ()
    )
    assert read(BODY.replace("Ada Example", ""), HEAD + linked(author={"@type": "Person", "name": "Bob Hidden"})).authors == ()


def test_agency():
    assert read().agency == "Reuters"


def test_language():
    assert read().language == "en"
    assert read("<p>" + "Der Chip kommt neun Monate später als geplant, sagten zwei Eingeweihte. " * 5).language == "de"
    assert read("<p>" + "El chip llegará nueve meses más tarde de lo previsto, según dos personas. " * 5).language == "es"


def test_teaser_section_tags_and_image():
    found = read()
    assert found.teaser == "The maker blames changes of plan."
    assert (found.section, found.tags) == ("Technology", ("chips", "delays"))
    assert found.image == "https://www.example.co.uk/chip.jpg"


def test_published():
    assert read().published.at == datetime(2025, 9, 2, tzinfo=UTC)


def test_canonical_within_the_registrable_domain_only():
    assert read().canonical_url == "https://example.co.uk/2025/09/chip"
    elsewhere = read(head=HEAD.replace("//example.co.uk", "//evil.co.uk"))
    assert elsewhere.canonical_url == ""
    assert any("another site" in note for note in elsewhere.notes)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//[", ""])
def test_a_canonical_that_is_no_address_is_ignored(href):
    assert read(head=f'<link rel="canonical" href="{href}">').canonical_url == ""


def test_origins_say_where_each_field_came_from():
    assert read().origins == {
        "title": "h1", "text": "trafilatura", "authors": "byline", "agency": "text", "teaser": "meta", "section": "meta",
        "image": "meta", "published": "printed",
    }  # fmt: skip


def test_nul_surrogates_and_script_do_no_harm():
    found = read(BODY.replace("Chip comes late", "Chip\x00 comes <script>alert(1)</script>late").replace("nine", "ni\x00ne"))
    found.text.encode()
    assert found.title == "Chip comes late"
    assert "nine months" in found.text


def test_share_tips_behind_a_german_article_are_cut():
    tip = "<p>Example-Aktie: Kaufen oder verkaufen?! Neue Analyse liefert die Antwort:</p><p>Dringender Handlungsbedarf."
    text = read(BODY.replace("</article>", f"{tip}</p><p>Example: Kaufen oder verkaufen? Hier weiterlesen...</p></article>")).text
    assert "Handlungsbedarf" not in text
    assert text.endswith("this week.")


def test_a_date_stamp_glued_to_the_first_sentence_is_cut():
    assert read(f"<article><p>date 2025-04 {PROSE * 5}</p></article>").text.startswith("The chip")
    headed = read(f"<article><h1>Chip comes late</h1><p>Economy</p><p>date 2025-04 {PROSE * 5}</p></article>").text
    assert "2025-04" not in headed


def test_a_split_article_is_joined():
    parts = "<div class=ad>Advertisement</div>".join(
        f'<div class="article-body"><p>{PROSE}{n}.</p><p>{PROSE}{n}!</p></div>' for n in "abc"
    )
    text = read(f"<article><h1>Chip comes late</h1>{parts}</article>").text
    assert all(f"week. {n}" in text for n in "abc")


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"<", b"<div>" * 100_000 + b"x", b"x" * (17 << 20), b"<html></html>", b"\xff\xfe<\x00"]
)
def test_nonsense_gives_an_empty_extract(body):
    start = time.process_time()
    assert extract(body).text == ""
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "body",
    [b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">text</p>", b"<p>word word word</p>" * 300_000],
    ids=["attribute bomb", "300,000 paragraphs"],
)
async def test_a_bomb_costs_its_own_page_only(body):
    async with WorkerPool(1, timeout=4) as pool:
        with contextlib.suppress(WorkerTimeout):
            await pool.run(extract, body)
        assert (await pool.run(extract, BODY.encode())).title == "Chip comes late"


def test_a_file_gives_a_record(tmp_path):
    path = tmp_path / "page-1.html.gz"
    path.write_bytes(gzip.compress(f"<html><head>{HEAD}</head><body>{BODY}</body></html>".encode()))
    found = extract_file_record(path)
    assert json.loads(json.dumps(found)) == json.loads(json.dumps(found, ensure_ascii=False))
    assert (found["id"], found["published"], found["canonical_url"]) == (
        "page-1",
        "2025-09-02",
        "https://example.co.uk/2025/09/chip",
    )


def test_a_broken_file_gives_an_error(tmp_path):
    path = tmp_path / "page-2.html.gz"
    path.write_bytes(gzip.compress(b"x" * 1000)[:20])
    assert "not a whole gzip file" in extract_file_record(path)["error"]
