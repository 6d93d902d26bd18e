import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.model import Source
from crawler.catalogue import Catalogue, Credit
from crawler.discovery.model import Discovery, DiscoveryError
from crawler.discovery.parse import parse
from crawler.discovery.search import within
from tests.crawler.discovery_samples import NOW

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)


def read(body: str, dialect: str, url: str = "https://search.test/") -> Discovery:
    return parse("search", body.encode(), url, "", dialect=dialect, now=NOW)


def rss(*items: str) -> str:
    return "<rss version='2.0'><channel>" + "".join(f"<item>{i}</item>" for i in items) + "</channel></rss>"


def google(identity: str, title: str = "Headline - The Outlet") -> str:
    return (
        f"<title>{title}</title><link>https://news.google.com/rss/articles/{identity}?oc=5</link>"
        '<source url="https://outlet.test">The Outlet</source>'
    )


def test_google_news_keeps_what_cannot_be_decoded_with_outlet_and_headline() -> None:
    (only,) = read(rss(google("CBMiAU_yqLNxxxxxxxxxxxxxxxxxxxxxxxxxx")), "google-news").candidates
    assert only.url == "https://news.google.com/rss/articles/CBMiAU_yqLNxxxxxxxxxxxxxxxxxxxxxxxxxx"
    assert (only.title, only.outlet) == ("Headline", "The Outlet")
    kinds = (
        ("google", "Google News", "https://news.google.com/", "aggregator"),
        ("o", "The Outlet", "https://outlet.test/", "press"),
    )
    catalogue = Catalogue(Source(key, name, home, "", "en", kind) for key, name, home, kind in kinds)
    assert only.opaque
    assert only.outlet_url == "https://outlet.test"
    assert catalogue.credit(only, "google") == Credit("o")
    assert catalogue.credit(replace(only, outlet="Other name"), "google") == Credit("o")
    elsewhere = replace(only, outlet="The Coast", outlet_url="https://www.coast.test/")
    assert catalogue.credit(elsewhere, "google") == Credit("coast.test", "The Coast", unlisted=True)
    nameless = catalogue.credit(replace(elsewhere, outlet_url="http://["), "google")
    assert nameless == Credit("the-coast.invalid", "The Coast", unlisted=True)


def test_google_news_identifiers_of_before_2024_are_decoded() -> None:
    address = b"https://outlet.test/2023/05/a-story"
    identity = base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(address)]) + address + b"\xd2\x01\x00").decode().rstrip("=")
    (told,) = read(rss(google(identity)), "google-news").candidates
    assert (told.url, told.opaque) == (address.decode(), False)


def test_exactly_as_many_as_the_service_gives_means_more() -> None:
    items = [google(f"CBMi{'x' * 20}{n:03}") for n in range(100)]
    assert read(rss(*items), "google-news").more
    assert not read(rss(*items[1:]), "google-news").more


def test_bing_redirects_are_unwrapped() -> None:
    item = (
        "<title>Headline</title><link>http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;aid=&amp;tid=6"
        "&amp;url=https%3a%2f%2foutlet.test%2fa%3fid%3d1%26utm_source%3dbing&amp;c=17&amp;mkt=en-us</link>"
        '<News:Source xmlns:News="https://www.bing.com/news/search">The Outlet</News:Source>'
    )
    (only,) = read(rss(item), "bing-news").candidates
    assert (only.url, only.outlet) == ("https://outlet.test/a?id=1", "The Outlet")


def test_gdelt() -> None:
    article = {"url": "https://outlet.test/a", "title": "Head", "seendate": "20261120T101500Z", "domain": "outlet.test"}
    (only,) = read(json.dumps({"articles": [article]}), "gdelt").candidates
    assert (only.url, only.outlet, only.published) == ("https://outlet.test/a", "outlet.test", None)
    assert only.updated == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)


def test_gdelt_says_with_status_200_that_it_is_asked_too_often() -> None:
    with pytest.raises(DiscoveryError) as caught:
        read("Please limit requests to one every 5 seconds or contact us", "gdelt")
    assert caught.value.kind == "rate-limited"


def test_no_result_of_gdelt_is_an_empty_object() -> None:
    assert read("{}", "gdelt").candidates == ()


def test_hacker_news() -> None:
    hits = [
        {"title": "Story", "url": "https://outlet.test/s", "created_at": "2026-11-20T10:00:00Z"},
        {"title": "Ask HN", "url": None},
    ]
    (only,) = read(json.dumps({"hits": hits}), "hn-algolia").candidates
    assert (only.url, only.title) == ("https://outlet.test/s", "Story")


def test_edgar_submissions() -> None:
    recent = {
        "accessionNumber": ["0001193125-26-000001", "0001193125-26-000002"],
        "form": ["8-K", "4"],
        "primaryDocument": ["d1.htm", "d2.htm"],
        "acceptanceDateTime": ["2026-11-20T16:05:00.000Z", "2026-11-20T16:06:00.000Z"],
        "primaryDocDescription": ["8-K", "FORM 4"],
    }
    (only,) = read(
        json.dumps({"cik": "0000789019", "name": "MICROSOFT CORP", "filings": {"recent": recent}}), "sec-edgar"
    ).candidates
    assert only.url == "https://www.sec.gov/Archives/edgar/data/789019/000119312526000001/d1.htm"
    assert only.title == "MICROSOFT CORP: 8-K"


def test_an_unknown_dialect_is_read_as_rss() -> None:
    assert read(rss("<title>x</title><link>https://e.com/x</link>"), "whatever").candidates[0].url == "https://e.com/x"


@pytest.mark.parametrize(
    ("dialect", "url", "expected"),
    [
        (
            "google-news",
            "https://n.test/s?q=%22MAI-1%22%20when%3A7d&hl=de",
            "q=%22MAI-1%22%20after%3A2026-11-01%20before%3A2026-11-02&hl=de",
        ),
        ("gdelt", "https://g.test/d?query=x&timespan=1d", "query=x&startdatetime=20261101000000&enddatetime=20261102000000"),
        (
            "hn-algolia",
            "https://h.test/s?query=x",
            "query=x&numericFilters=created_at_i%3E%3D1793491200%2Ccreated_at_i%3C1793577600",
        ),
        ("bing-news", "https://b.test/s?q=x", "q=x"),
    ],
)
def test_a_search_can_be_narrowed_to_a_span(dialect: str, url: str, expected: str) -> None:
    assert within(url, dialect, SINCE, UNTIL).partition("?")[2] == expected
