import gzip
from datetime import UTC, datetime

import pytest

from crawler.discovery.model import MAX_SITEMAP_URLS, Discovery, DiscoveryError
from crawler.discovery.parse import parse
from tests.crawler.discovery_samples import INDEX, NEWS_SITEMAP, NOW, RSS, URL


def read(body: str | bytes, content_type: str = "application/xml") -> Discovery:
    return parse("news-sitemap", body.encode() if isinstance(body, str) else body, URL, content_type, now=NOW)


def test_newest_first_and_undated_last() -> None:
    assert [c.url[24:] for c in read(NEWS_SITEMAP).candidates] == ["new", "old", "undated?a=1&b=2"]


def test_news_title_and_dates() -> None:
    newest, older = read(NEWS_SITEMAP).candidates[:2]
    assert (newest.title, newest.published) == ("Newest & best", datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert (older.published, older.updated) == (None, datetime(2026, 11, 1, tzinfo=UTC))


def test_an_index_gives_children_newest_first() -> None:
    first, second = read(INDEX).children
    assert (first.url, first.lastmod) == ("https://www.example.com/s2.xml", datetime(2026, 11, 20, tzinfo=UTC))
    assert second.url == "https://www.example.com/s1.xml.gz"


def test_gzip_is_unpacked_whatever_the_header_says() -> None:
    assert len(read(gzip.compress(NEWS_SITEMAP.encode()), "application/xml").candidates) == 3


def test_a_truncated_gzip_is_marked() -> None:
    entries = "".join(f"<url><loc>https://e.com/{n * 7919 % 10007}</loc></url>" for n in range(2_000))
    found = read(gzip.compress(f"<urlset>{entries}</urlset>".encode())[:-3000])
    assert found.partial
    assert 0 < len(found.candidates) < 2_000


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (64 << 20) + b"</urlset>")
    found = read(bomb)
    assert found.partial
    assert "gzip cut: 16777216 bytes unpacked" in found.notes


def test_a_truncated_sitemap_gives_its_whole_entries() -> None:
    found = read(NEWS_SITEMAP[: NEWS_SITEMAP.index("/new</loc>")])
    assert {c.url[24:] for c in found.candidates} == {"old", "undated?a=1&b=2"}
    assert found.partial


def test_damage_in_the_middle_is_repaired() -> None:
    found = read(NEWS_SITEMAP.replace("<lastmod>2026-11-01</lastmod>", "<lastmod>2026-11-01</lastmodd>"))
    assert "https://www.example.com/new" in {c.url for c in found.candidates}
    assert "damaged sitemap, repaired" in found.notes


def test_an_impossible_character_costs_no_entry() -> None:
    found = read(NEWS_SITEMAP.replace("Newest &amp; best", "Newest &#xD800; &bogus;</x> best"))
    assert len(found.candidates) == 3


def test_no_more_than_the_cap() -> None:
    entries = "".join(f"<url><loc>https://e.com/{n}</loc></url>" for n in range(MAX_SITEMAP_URLS + 10))
    assert len(read(f"<urlset>{entries}</urlset>").candidates) == MAX_SITEMAP_URLS


def test_a_text_sitemap() -> None:
    assert [c.url for c in read("https://e.com/a\nhttps://e.com/b\n", "text/plain").candidates] == [
        "https://e.com/a",
        "https://e.com/b",
    ]


def test_a_feed_in_the_place_of_a_sitemap_is_read() -> None:
    assert len(read(RSS).candidates) == 4


def test_an_entity_bomb_is_harmless() -> None:
    found = read(
        '<!DOCTYPE x [<!ENTITY a "https://e.com/bomb">]><urlset><url><loc>&a;</loc></url><url><loc>https://e.com/b</loc></url></urlset>'
    )
    assert not any("bomb" in c.url for c in found.candidates)
    assert found.candidates[-1].url == "https://e.com/b"


@pytest.mark.parametrize(
    ("text", "kind"), [("", "empty"), ("<!doctype html><html><p>No</html>", "html-instead-of-feed"), ("nothing", "not-a-feed")]
)
def test_what_is_no_sitemap_says_so(text: str, kind: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        read(text)
    assert caught.value.kind == kind
