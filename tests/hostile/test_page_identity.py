"""What a page says of itself, as the crawl stores it: its address however it is spelt, its time by the outlet's clock."""

from hostile_site import Lab, article, laboratory, rss  # noqa: F401 -- a fixture

DATED = '<meta property="article:published_time" content="2026-11-10T09:30:00">'
SPELT = '<link rel="canonical" href="{}">'


async def test_addresses_are_compared_in_one_spelling_and_times_read_by_the_outlets_clock(lab: Lab) -> None:
    plain, odd = (
        SPELT.format("http://daily.org/2026/11/page"),
        SPELT.format("HTTP://Daily.org:80/2026/./11/page?utm_source=x#top"),
    )
    first = lab.site.on("www.daily.org", "/2026/11/page", article(head=DATED + plain))
    second = lab.site.on("m.daily.org", "/2026/11/page", article(head=DATED + odd))
    lab.watch(lab.site.on("www.daily.org", "/feed", rss(first, second)))
    await lab.crawl()
    (outcome,) = lab.rows("select reason from urls where outcome = 'duplicate'")
    assert "(canonical address)" in outcome["reason"]
    (row,) = lab.rows("select published_at, canonical_url, notes from articles join bodies on article_id = id")
    assert row["canonical_url"] == "http://daily.org/2026/11/page"
    assert row["published_at"] == "2026-11-10T08:30:00Z"
    assert "no zone" not in row["notes"]
