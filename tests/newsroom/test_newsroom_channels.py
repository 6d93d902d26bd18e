import gzip
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from lxml import etree

FEEDS = [
    ("harbour-gazette", "/feeds/all.rss"),
    ("ledger-wire", "/feed/atom.xml"),
    ("plain-courier", "/index.rdf"),
    ("rheintal-anzeiger", "/rss.xml"),
]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize(("outlet", "path"), FEEDS)
async def test_a_feed_lists_the_newest_with_title_link_and_date(reader, articles, outlet, path):
    answer = await reader.path(outlet, path)
    feed = feedparser.parse(answer.body, response_headers={"content-type": answer.headers["Content-Type"]})
    listed = {entry.link: entry for entry in feed.entries}
    for article in (article for article in articles if article.outlet == outlet and not article.correction):
        entry = listed[reader.newsroom.url(article.id)]
        assert entry.title == article.title
        assert entry.get("published_parsed") or entry.updated_parsed
        assert entry.summary
    dates = [entry.get("published_parsed") or entry.updated_parsed for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)


async def test_json_feed(reader, articles):
    feed = json.loads((await reader.path("circuit-post", "/feed.json")).text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == sum(article.outlet == "circuit-post" for article in articles)
    assert all(datetime.fromisoformat(item["date_published"]).tzinfo for item in feed["items"])


async def test_an_unchanged_feed_answers_304_by_tag_and_by_date(reader):
    first = await reader.path("elbe-kurier", "/rss")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert (await reader.path("elbe-kurier", "/rss", If_None_Match=tag)).status == 304
    assert (await reader.path("elbe-kurier", "/rss", If_Modified_Since=date)).status == 304
    assert (await reader.path("elbe-kurier", "/rss", If_None_Match='"other"', If_Modified_Since=date)).status == 200
    assert (await reader.path("elbe-kurier", "/rss", If_Modified_Since="last week")).status == 200


async def test_a_feed_changes_exactly_when_something_appears(reader, clock, articles):
    clock.move_to(2, "00:00")
    before = await reader.path("elbe-kurier", "/rss")
    clock.move_to(2, "00:01")
    assert (await reader.path("elbe-kurier", "/rss")).body == before.body
    clock.move_to(3, "00:00")
    after = await reader.path("elbe-kurier", "/rss", If_None_Match=before.headers["ETag"])
    assert after.status == 200
    later, earlier = (parsedate_to_datetime(answer.headers["Last-Modified"]) for answer in (after, before))
    assert earlier < later <= clock.now()


async def test_the_index_names_two_children_one_of_them_gzip(reader, articles):
    index = etree.fromstring((await reader.path("northfield-times", "/sitemap.xml")).body)
    fresh, archive = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    pages = [(await reader.get(fresh)).body, gzip.decompress((await reader.get(archive)).body)]
    listed = {loc.text for page in pages for loc in etree.fromstring(page).iter(f"{SITEMAP}loc")}
    moved = reader.newsroom.url("northfield-times/openai-nonprofit-to-get-stake")
    own = {reader.newsroom.url(article.id) for article in articles if article.outlet == "northfield-times"}
    assert own - listed == {moved}
    assert len(listed) == len(own)


async def test_a_plain_sitemap_lists_everything_with_its_last_change(reader, articles):
    sitemap = etree.fromstring((await reader.path("alpenblick", "/sitemap.xml")).body)
    assert len(sitemap) == sum(article.outlet == "alpenblick" for article in articles)
    changed = [datetime.fromisoformat(element.text) for element in sitemap.iter(f"{SITEMAP}lastmod")]
    assert max(changed) <= datetime(2025, 9, 8, 8, tzinfo=UTC)


async def test_section_pages_list_the_newest_among_navigation(reader, articles):
    page = (await reader.path("valley-dispatch", "/latest/")).text
    own = [article for article in articles if article.outlet == "valley-dispatch"]
    assert all(reader.newsroom.url(article.id) in page for article in own)
    assert "/schools/" in page


async def test_robots_txt_says_what_the_outlet_wants(reader):
    northfield = (await reader.path("northfield-times", "/robots.txt")).text
    assert "Disallow: /premium/" in northfield
    assert "Crawl-delay: 0.1" in northfield
    assert f"Sitemap: {reader.newsroom.directory.home('northfield-times')}sitemap.xml" in northfield
    for outlet in reader.newsroom.outlets:
        assert (await reader.path(outlet.id, "/robots.txt")).text.startswith("User-agent: *\n")


async def test_pages_announce_their_feeds(reader):
    home = (await reader.path("pulso-digital", "/")).text
    assert f'type="application/rss+xml" href="{reader.newsroom.directory.home("pulso-digital")}index.xml"' in home
