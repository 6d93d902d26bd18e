import pickle
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import MAX_CRAWL_DELAY, Reservation, page_reservation, read_robots, tdmrep

URL = "https://example.com/robots.txt"
RULES = b"""User-agent: *
Disallow: /private/
Allow: /private/open$
Crawl-delay: 2

User-agent: presswatch
Disallow: /only-for-you/
Sitemap: /news.xml
Sitemap: https://example.com/all.xml
"""


def test_the_group_of_our_own_name_decides() -> None:
    robots = read_robots(200, RULES, URL, "presswatch")
    assert robots.allows("https://example.com/private/x")
    assert not robots.allows("https://example.com/only-for-you/x")


def test_other_robots_follow_the_star() -> None:
    robots = read_robots(200, RULES, URL, "somebot")
    assert not robots.allows("https://example.com/private/x")
    assert robots.allows("https://example.com/private/open")
    assert robots.crawl_delay == 2


def test_sitemaps_are_resolved() -> None:
    assert read_robots(200, RULES, URL, "x").sitemaps == ("https://example.com/news.xml", "https://example.com/all.xml")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_file_means_no_rules(status: int) -> None:
    robots = read_robots(status, b"User-agent: *\nDisallow: /", URL, "presswatch")
    assert robots.allows("https://example.com/x")
    assert str(status) in robots.reason


@pytest.mark.parametrize("status", [500, 503, 429, None, 302])
def test_an_answer_that_says_nothing_forbids_for_now(status: int | None) -> None:
    robots = read_robots(status, b"", URL, "presswatch")
    assert not robots.allows("https://example.com/x")
    assert robots.fetch_again_in < timedelta(hours=1)


def test_after_a_month_of_silence_the_file_counts_as_absent() -> None:
    assert read_robots(503, b"", URL, "presswatch", unreachable_for=timedelta(days=30)).allows("https://example.com/x")


def test_rules_are_kept_a_day_at_most() -> None:
    assert read_robots(200, b"User-agent: *", URL, "presswatch").fetch_again_in <= timedelta(hours=24)
    assert read_robots(404, b"", URL, "presswatch").fetch_again_in <= timedelta(hours=24)


def test_only_the_first_500_kb_are_read() -> None:
    body = b"User-agent: *\nDisallow: /a\n" + b"# padding\n" * 60_000 + b"Disallow: /b\n"
    robots = read_robots(200, body, URL, "presswatch")
    assert not robots.allows("https://example.com/a")
    assert robots.allows("https://example.com/b")


@pytest.mark.parametrize("body", [b"", b"<html>not found</html>", b"\xff\xfe\0", b"User-agent: *\nDisallow: /" + b"*a" * 900])
def test_whatever_it_holds_it_is_read(body: bytes) -> None:
    assert read_robots(200, body, URL, "presswatch").allows("https://example.com/" + "a" * 300)


def test_a_crawl_delay_of_hours_is_capped() -> None:
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 86400", URL, "presswatch").crawl_delay == MAX_CRAWL_DELAY


def test_the_rules_can_be_stored() -> None:
    robots = read_robots(200, RULES, URL, "presswatch")
    robots.allows("https://example.com/")
    assert not pickle.loads(pickle.dumps(robots)).allows("https://example.com/only-for-you/")


@pytest.mark.parametrize(
    ("header", "flags"),
    [
        ("", Reservation()),
        ("noindex, nofollow", Reservation(noindex=True, nofollow=True)),
        ("none", Reservation(noindex=True, nofollow=True)),
        ("otherbot: noindex, noai", Reservation()),
        ("otherbot: noindex, presswatch: noai", Reservation(noai=True)),
        ("unavailable_after: 25 Jun 2027 15:00:00 PST, noarchive", Reservation(noarchive=True)),
    ],
)
def test_x_robots_tag(header: str, flags: Reservation) -> None:
    assert page_reservation({"x-robots-tag": header}, b"", "presswatch") == flags


def test_meta_elements() -> None:
    page = b"""<META NAME='robots' content="NoIndex,noai"><meta content=1 name="tdm-reservation"><meta name=x content=nofollow>
    <meta name="tdm-policy" content="https://example.com/policy.json">"""
    assert page_reservation({}, page, "presswatch") == Reservation(
        noindex=True, noai=True, tdm=True, tdm_policy="https://example.com/policy.json"
    )


def test_tdm_header() -> None:
    assert page_reservation({"tdm-reservation": "1"}, b"", "presswatch").tdm


@pytest.mark.parametrize(
    ("location", "reserved"),
    [("/news/", True), ("/", True), ("/*/a", True), ("/news$", False)],
)
def test_tdmrep_file(location: str, reserved: bool) -> None:
    body = f'[{{"location": "{location}", "tdm-reservation": 1}}]'.encode()
    assert tdmrep(body, "https://example.com/news/a.html").tdm is reserved


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"[" * 100_000, b'[{"location": 3}]'])
def test_a_broken_tdmrep_file_reserves_nothing(body: bytes) -> None:
    assert tdmrep(body, "https://example.com/") == Reservation()


@given(st.one_of(st.none(), st.integers(100, 599)), st.binary(), st.text())
def test_never_raises(status: int | None, body: bytes, header: str) -> None:
    read_robots(status, b"User-agent: *\n" + body, URL, "presswatch").allows("https://example.com/a?b=c")
    page_reservation({"x-robots-tag": header}, body, "presswatch")
