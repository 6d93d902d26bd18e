import json
import re
from unicodedata import normalize

import pytest
from lxml import html

from crawler.newsroom.edition import Timetable, printed

FREE = {"full"}
LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def squeezed(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


async def page(reader, article):
    answer = await reader.article(article.id)
    if answer.status == 429:
        answer = await reader.article(article.id)
    encoding = "latin-1" if article.outlet == "rheintal-anzeiger" else "utf-8"
    return answer.body.decode(encoding)


async def test_every_free_page_prints_title_and_whole_text(reader, articles, outlets, clock):
    zones = {outlet.id: outlet for outlet in outlets}
    for article in (article for article in articles if article.access in FREE):
        expected = printed(article, Timetable(article, zones[article.outlet], clock), clock.now(), reader.newsroom.directory)
        shown = squeezed(html.fromstring(await page(reader, article)).text_content())
        assert squeezed(expected.title) in shown
        missing = [block.text for block in expected.shown if squeezed(block.headline) not in shown and block.kind != "list"]
        assert missing == [], article.id


async def test_pages_are_inert(reader, articles):
    for article in articles:
        tree = html.fromstring(await page(reader, article))
        addresses = [*tree.xpath("//@src"), *tree.xpath("//link/@href"), *tree.xpath("//a/@href"), *tree.xpath("//form/@action")]
        assert all(re.match(r"http://[a-z-]+\.localhost:\d+/", address) for address in addresses), article.id
        assert not tree.xpath("//script[not(@type='application/ld+json')]")


async def test_structured_data_is_json_with_the_mapped_dates(reader, articles, clock):
    described = set()
    for article in articles:
        for block in LD.findall(await page(reader, article)):
            assert '"datePublished": "2025-09-' in block or article.access not in {"full", "paywalled"}
            assert json.loads(block)
            described.add(article.outlet)
    assert 6 <= len(described) < 15


async def test_outlets_have_markups_of_their_own(reader, articles):
    skeletons = {}
    for article in articles:
        tree = html.fromstring(await page(reader, article))
        skeletons[article.outlet] = {
            f"{element.tag}.{element.get('class', '')}" for element in tree.body.iter() if element.get("class")
        }
    shared = [one & other for a, one in skeletons.items() for b, other in skeletons.items() if a < b]
    assert len(skeletons) == 15
    assert max(map(len, shared)) <= 2


async def test_an_article_of_the_future_is_not_there(reader, clock, articles):
    clock.move_to(1, "00:30")
    late = next(article for article in articles if article.published.day == 6)
    assert (await reader.article(late.id)).status in {404, 429}


@pytest.mark.parametrize("outlet", ["harbour-gazette", "elbe-kurier", "gaceta-austral"])
async def test_pictures_are_drawn_here(reader, articles, outlet):
    article = next(article for article in articles if article.outlet == outlet)
    picture = await reader.path(outlet, f"/media/{article.number}.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")


async def test_a_withdrawn_article_is_gone_or_says_so_and_is_listed_no_more(reader, clock):
    gone, notice = "pulso-digital/mai-1-modelo-gigante-que-sabemos", "boersenlotse/openai-umsatzbeteiligung-sinkt"
    assert (await reader.article(gone)).status == 200
    clock.move_to(8, "12:00")
    assert (await reader.article(gone)).status == 410
    page = await reader.article(notice)
    assert page.status == 200
    assert "zurückgezogen" in page.text
    assert "Umsatzbeteiligung" not in (await reader.path("boersenlotse", "/")).text.split("<main")[-1]
