import time
from email.utils import parsedate_to_datetime
from unicodedata import normalize

import feedparser

from crawler.newsroom.server import Newsroom


async def test_a_correction_appears_at_its_moment(reader, clock):
    address = "gaceta-austral/openai-quiere-pagar-menos"
    await reader.article(address)  # the outlet refuses some first requests
    clock.move_to(4, "18:00")
    before = await reader.article(address)
    clock.move_to(4, "19:00")
    after = await reader.article(address)
    assert before.text != after.text
    changed = [parsedate_to_datetime(answer.headers["Last-Modified"]) for answer in (before, after)]
    assert changed[0] < changed[1]


async def test_a_correction_moves_the_feeds_updated(reader, clock):
    async def updated():
        feed = feedparser.parse((await reader.path("gaceta-austral", "/arc/outboundfeeds/atom.xml")).body)
        address = reader.newsroom.url("gaceta-austral/openai-quiere-pagar-menos")
        return next(entry for entry in feed.entries if entry.link == address).updated

    clock.move_to(4, "18:00")
    before = await updated()
    clock.move_to(4, "19:00")
    assert await updated() > before


async def test_a_live_blog_gains_entries(reader, clock):
    clock.move_to(2, "15:30")
    early = (await reader.article("circuit-post/live-microsoft-own-models")).text
    clock.move_to(2, "19:30")
    late = (await reader.article("circuit-post/live-microsoft-own-models")).text
    assert 0 < early.count('class="stampline"') < late.count('class="stampline"')


async def test_a_paywalled_page_shows_one_paragraph_and_says_so(reader, articles):
    for article in (article for article in articles if article.access == "paywalled"):
        page = (await reader.article(article.id)).text
        paragraphs = [part.strip() for part in article.body.split("\n\n") if not part.startswith("#")]
        assert paragraphs[0][:60] in page
        assert paragraphs[-1][:60] not in page
        assert '"isAccessibleForFree": false' in page


async def test_a_consent_wall_opens_for_a_cookie_only(reader, articles):
    walled = next(article for article in articles if article.access == "consent-wall")
    without = await reader.article(walled.id)
    assert without.status == 200
    assert "Einwilligung" in without.text
    assert walled.title not in without.text
    assert walled.title in (await reader.article(walled.id, Cookie="consent=1")).text


async def test_a_soft_404_is_listed_and_answers_200(reader, articles):
    missing = next(article for article in articles if article.outlet == "technik-bote" and article.access == "soft-404")
    assert reader.newsroom.url(missing.id) in (await reader.path("technik-bote", "/feed/")).text
    answer = await reader.article(missing.id)
    assert answer.status == 200
    assert "nicht gefunden" in answer.text


async def test_some_first_requests_are_refused_once(reader, articles):
    addresses = [article.id for article in articles if article.outlet == "gaceta-austral"]
    first = [await reader.article(address) for address in addresses]
    refused = [answer for answer in first if answer.status == 429]
    assert 2 <= len(refused) < len(first)
    assert all(answer.headers["Retry-After"] == "2" for answer in refused)
    assert {(await reader.article(address)).status for address in addresses} == {200}


async def test_the_sitemap_lists_what_robots_forbid(reader):
    assert "/premium/" in (await reader.path("northfield-times", "/sitemaps/news.xml")).text


async def test_the_slow_outlet_is_slow(articles, outlets, clock, reader):
    started = time.monotonic()
    await reader.path("valley-dispatch", "/robots.txt")
    assert time.monotonic() - started >= 0.05
    assert Newsroom(articles, outlets, clock, slow=0)._delays == {"valley-dispatch": 0}


async def test_iso_8859_1_is_sent_and_not_declared(reader, articles):
    article = next(
        article for article in articles if article.outlet == "rheintal-anzeiger" and "ü" in article.title + article.body
    )
    answer = await reader.article(article.id)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset" not in answer.body.lower()
    assert "ü".encode("latin-1") in answer.body
    assert "ü".encode() not in answer.body


async def test_umlauts_are_sent_decomposed(reader):
    for path in ("/", "/atom.xml"):
        page = (await reader.path("alpenblick", path)).text
        assert page == normalize("NFD", page) != normalize("NFC", page)


async def test_feed_links_carry_tracking_parameters_and_pages_a_clean_canonical(reader):
    feed = feedparser.parse((await reader.path("diario-del-estrecho", "/rss/portada.xml")).body)
    link = feed.entries[0].link
    assert "?utm_source=" in link
    assert f'<link rel="canonical" href="{link.partition("?")[0]}">' in (await reader.get(link)).text


async def test_a_moved_article_is_listed_at_its_old_address(reader):
    answer = await reader.path("northfield-times", "/story/12877/openai-nonprofit-stake.html")
    assert answer.status == 301
    assert answer.headers["Location"] == reader.newsroom.url("northfield-times/openai-nonprofit-to-get-stake")


async def test_a_feed_has_a_dead_link(reader):
    feed = feedparser.parse((await reader.path("harbour-gazette", "/feeds/all.rss")).body)
    [dead] = [entry for entry in feed.entries if "ferry" in entry.link]
    assert (await reader.get(dead.link)).status == 410


async def test_share_tip_furniture_ends_every_page(reader, articles):
    for article in (article for article in articles if article.outlet == "boersenlotse"):
        assert "Kaufen oder verkaufen? Gratis-Analyse" in (await reader.article(article.id)).text


async def test_teaser_boxes_stand_inside_the_column(reader):
    page = (await reader.article("pulso-digital/mai-image-1-top-diez")).text
    column = page.partition('<div class="article-content">')[2]
    assert column.index("article-asset-summary") < column.index("<h2>", column.index("</h2>"))


async def test_a_stray_date_stands_before_the_text(reader, articles):
    article = next(article for article in articles if article.outlet == "rheintal-anzeiger")
    assert b'<div class="text">\n<p>Stand: ' in (await reader.article(article.id)).body
