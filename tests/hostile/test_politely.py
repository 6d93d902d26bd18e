"""What servers ask of us is done: pauses, moves, ends, validators, reservations."""

import asyncio
from datetime import timedelta

import pytest
from hostile_site import Asked, Lab, article, feed, laboratory, rss, status  # noqa: F401 -- a fixture

from archive import db, urls
from archive.model import Channel, Source
from archive.reading.articles import whole
from crawler.fetching.holds import LONGEST_PAUSE, back_off
from crawler.fetching.settings import user_agent
from crawler.searches import documented_spacings


async def test_a_permanently_moved_feed_is_followed_and_remembered(lab: Lab) -> None:
    old = lab.site.on("a.example", "/old", status(301, Location="http://a.example/new"))
    new = lab.site.on("a.example", "/new", rss())
    lab.watch(old)
    await lab.crawl()
    assert lab.channel(old)["moved_to"] == new
    await lab.crawl(again=True)
    assert lab.site.hits("a.example")["/old"] == 1
    assert lab.site.hits("a.example")["/new"] == 2


async def test_a_feed_that_moved_for_now_is_not(lab: Lab) -> None:
    old = lab.site.on("a.example", "/old", status(302, Location="http://a.example/new"))
    lab.site.on("a.example", "/new", rss())
    lab.watch(old)
    await lab.crawl()
    assert lab.channel(old)["moved_to"] == ""


async def test_410_ends_a_channel_with_a_notice_and_over_restarts(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", status(410))
    lab.watch(url)
    await lab.crawl()
    await lab.crawl(again=True)
    assert lab.site.hits("a.example")["/feed"] == 1
    assert not lab.channel(url)["enabled"]
    assert "410" in lab.channel(url)["disabled_reason"]
    (notice,) = lab.rows("select recipient, subject, notice from messages")
    assert notice["recipient"] == "operator@example.org"
    assert url in notice["notice"]


async def test_validators_are_sent_back_exactly_as_they_came(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", rss(ETag="W/unquoted,  odd", Last_Modified="yesterday, more or less"))
    lab.watch(url)
    await lab.crawl()
    await lab.crawl(again=True)
    last = [asked for asked in lab.site.log if asked.path == "/feed"][-1]
    assert last.headers["if-none-match"] == "W/unquoted,  odd"
    assert last.headers["if-modified-since"] == "yesterday, more or less"
    assert last.headers["connection"] == "close"  # minutes pass until the next poll: no idle connection on either side


async def test_a_validator_that_cannot_be_sent_as_it_came_is_not(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", rss(ETag='"ä"'))
    lab.watch(url)
    await lab.crawl()
    assert lab.channel(url)["etag"] == ""


async def test_a_validator_that_stays_while_the_body_changes_is_dropped(lab: Lab) -> None:
    count = 0

    async def changing(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        await status(200, feed(*(f"http://a.example/{n}" for n in range(count))), ETag='"same"')(asked, writer)

    url = lab.site.on("a.example", "/feed", changing)
    lab.watch(url)
    for _ in range(3):
        await lab.crawl(again=True)
    polls = [asked for asked in lab.site.log if asked.path == "/feed"]
    assert ["if-none-match" in asked.headers for asked in polls] == [False, True, False]
    assert lab.channel(url)["frozen"]


async def test_a_last_modified_of_2041_is_not_believed(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", rss(Last_Modified="Wed, 02 Jan 2041 03:04:05 GMT"))
    lab.watch(url)
    await lab.crawl()
    assert lab.channel(url)["last_modified"] == ""


async def test_ten_channels_of_a_host_share_its_budget_with_robots_txt_and_children(lab: Lab) -> None:
    lab.fetch["requests_per_host"] = 24  # a quarter of it at once
    locs = "".join(f"<sitemap><loc>http://a.example/map-{n}.xml</loc></sitemap>" for n in range(4))
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</sitemapindex>'.encode()
    lab.watch(lab.site.on("a.example", "/index.xml", status(200, index, "application/xml", ETag='"1"')), "sitemap")
    for n in range(9):
        lab.watch(lab.site.on("a.example", f"/feed-{n}", rss()))
    for n in range(2):
        lab.watch(lab.site.on("b.example", f"/feed-{n}", rss()))
    await lab.crawl()
    assert lab.site.hits("a.example").total() <= 24 / 4 + 1  # robots.txt is asked for within a poll that was allowed
    assert lab.site.hits("a.example")["/robots.txt"] == 1
    assert lab.site.hits("b.example")["/feed-1"] == 1
    assert lab.channel("http://a.example/index.xml")["etag"] == ""  # not read to its end
    spent = lab.site.hits("a.example").total()
    await lab.crawl(again=True)
    assert lab.site.hits("a.example").total() <= max(spent, 10)  # a restart forgets nothing


async def test_two_refusals_in_a_row_are_the_hosts(lab: Lab) -> None:
    pages = [lab.site.on("a.example", f"/2026/11/page-{n}", status(403)) for n in range(6)]
    lab.watch(lab.site.on("feeds.example", "/feed", rss(*pages)))
    await lab.crawl()
    asked = sum(n for path, n in lab.site.hits("a.example").items() if "page" in path)
    assert asked <= 3  # two to be sure, one that was under way
    (host,) = lab.rows("select * from hosts")
    assert host["host"] == "a.example"
    assert host["refusals"] >= 2


async def test_a_reserved_page_is_stored_and_marked(lab: Lab) -> None:
    reserved = lab.site.on("a.example", "/2026/11/reserved", article(head='<meta name="robots" content="noai, noarchive">'))
    by_site = lab.site.on("b.example", "/2026/11/by-site", article("Microsoft gives MAI-1 to OpenAI's customers, too"))
    free = lab.site.on("c.example", "/2026/11/free", article("OpenAI and Microsoft argue about models of its own"))
    rules = b'[{"location": "/2026/", "tdm-reservation": 1}]'
    lab.site.on("b.example", "/.well-known/tdmrep.json", status(200, rules, "application/json"))
    lab.watch(lab.site.on("feeds.example", "/feed", rss(reserved, by_site, free)))
    await lab.crawl()
    found = {
        row["url"]: (row["what"], row["withheld"])
        for row in lab.rows("select u.url, r.what, r.withheld from reservations r join urls u on u.id = r.url_id")
    }
    assert found == {reserved: ("noai, noarchive", 1), by_site: ("tdm", 1)}


async def test_of_a_reserved_page_only_the_lead_is_shown(lab: Lab) -> None:
    page = lab.site.on("a.example", "/2026/11/reserved", article(head='<meta name="robots" content="noai">'))
    lab.watch(lab.site.on("feeds.example", "/feed", rss(page)))
    await lab.crawl()
    conn = db.connect(lab.archive, readonly=True)
    shown = whole(conn, conn.execute("select article_id from urls where url = ?", (page,)).fetchone()[0])
    conn.close()
    assert shown is not None
    assert (shown.body.text, shown.revisions) == ("", ())
    assert shown.body.teaser
    assert (shown.reserved, shown.withheld) == ("noai", True)


async def test_reservations_can_be_recorded_only(lab: Lab) -> None:
    lab.fetch["reservations"] = "record"
    page = lab.site.on("a.example", "/2026/11/reserved", article(X_Robots_Tag="noai"))
    lab.watch(lab.site.on("feeds.example", "/feed", rss(page)))
    await lab.crawl()
    conn = db.connect(lab.archive)
    told = urls.life(conn, page)
    assert told is not None
    assert (told["reserved"], told["withheld"]) == ("noai", False)

    lab.site.on("a.example", "/2026/11/reserved", article())
    conn.execute("update urls set due_at = '2000-01-01T00:00:00Z'")
    conn.close()
    await lab.crawl()
    assert not lab.rows("select 1 from reservations")  # free again


@pytest.mark.parametrize(
    ("status_code", "refusals", "minutes"), [(403, 1, 0), (403, 2, 1), (403, 4, 4), (429, 1, 15), (429, 3, 60)]
)
def test_back_off_grows(status_code: int, refusals: int, minutes: float) -> None:
    assert back_off(status_code, refusals) == timedelta(minutes=minutes)
    assert back_off(status_code, 100) == LONGEST_PAUSE


def test_services_limits_become_spacings() -> None:
    options = [{"seconds_between_requests": "6.5"}, {"requests_per_hour": "3600", "requests_per_second": "0.1"}, {}]
    channels = tuple(Channel("s", f"https://h{n}.example/{n}", "search", options=o) for n, o in enumerate(options))
    assert documented_spacings([Source("s", "S", "https://s.example/", "", "en", "aggregator", channels=channels)]) == {
        "h0.example": 6.5,
        "h1.example": 10.0,
    }


def test_the_contact_stands_in_the_user_agent() -> None:
    assert "+desk@example.org" in user_agent("desk@example.org")
