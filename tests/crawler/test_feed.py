from datetime import UTC, datetime

import pytest

from crawler.discovery.model import Discovery, DiscoveryError, Hints
from crawler.discovery.parse import parse
from tests.crawler.discovery_samples import ATOM, NOW, RDF, RSS, URL


def read(text: str | bytes, format: str = "rss") -> Discovery:  # noqa: A002
    return parse(format, text.encode() if isinstance(text, str) else text, URL, "text/xml", now=NOW)


def kind(text: str | bytes) -> str:
    with pytest.raises(DiscoveryError) as caught:
        read(text)
    return caught.value.kind


def items(*inner: str) -> str:
    return "<rss version='2.0'><channel>" + "".join(f"<item>{i}</item>" for i in inner) + "</channel></rss>"


def link(path: str) -> str:
    return f"<title>{path}</title><link>https://www.example.com/{path}</link>"


def test_rss_links_are_canonical_and_resolved() -> None:
    urls = [c.url for c in read(RSS).candidates]
    assert urls == [f"https://www.example.com/{n}" for n in ("one", "two", "three", "four")]


def test_rss_keeps_the_link_as_printed() -> None:
    assert read(RSS).candidates[0].raw_url == "https://www.example.com/one?utm_source=rss"


def test_titles_and_summaries_are_text() -> None:
    first = read(RSS).candidates[0]
    assert (first.title, first.summary) == ("One & two", "Lead & more")


def test_dates_are_utc() -> None:
    first, second = read(RSS).candidates[:2]
    assert first.published == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert second.published == datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def test_the_feeds_own_rhythm_and_hub() -> None:
    found = read(RSS)
    assert found.hints == Hints(20.0, 15.0, (2, 3), ("Sunday",))
    assert (found.hub, found.self_url, found.title) == ("https://hub.example.com/", URL, "Example & Co")


def test_rdf() -> None:
    (only,) = read(RDF, "rdf").candidates
    assert (only.url, only.title, only.published) == ("https://e.com/1", "First", datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


def test_atom_tells_published_from_updated() -> None:
    first, second = read(ATOM, "atom").candidates
    assert (first.title, first.published, first.updated) == (
        "A & B", datetime(2026, 11, 19, 8, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC),
    )  # fmt: skip
    assert (second.url, second.published) == ("https://www.example.com/c", None)


def test_atom_next_page() -> None:
    assert read(ATOM, "atom").next_url == "https://www.example.com/feeds/all.xml?page=2"


def test_atom_03() -> None:
    text = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>x</title><link rel="alternate" type="text/html"'
        ' href="https://e.com/x"/><issued>2026-11-20T10:00:00Z</issued><modified>2026-11-20T11:00:00Z</modified></entry></feed>'
    )
    (only,) = read(text, "atom").candidates
    assert only.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert only.updated == datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#0;", "&#x110000;", "&#99999999999999;"])
def test_an_impossible_character_costs_no_item(reference: str) -> None:
    found = read(items(link("a"), f"<title>B {reference}</title><link>https://www.example.com/b</link>", link("c")))
    assert [c.url[-1] for c in found.candidates] == ["a", "b", "c"]
    assert found.candidates[1].title.startswith("B")


def test_raw_surrogate_bytes_and_controls_are_read_over() -> None:
    found = read(items(link("a") + "<description>é\x00</description>").encode().replace(b"\x00", b"\xed\xa0\x80\x00"))
    assert found.candidates[0].summary.startswith("é")
    assert any("charset" in note for note in found.notes)


def test_when_feedparser_breaks_on_an_item_the_others_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    real = feedparser.parse

    def breaks(stream, **options):
        if b"poison" in (data := stream.read()):
            raise AssertionError
        stream.seek(0)
        assert data
        return real(stream, **options)

    monkeypatch.setattr(feedparser, "parse", breaks)
    found = read(items(link("a"), link("poison"), link("c")))
    assert [c.url[-1] for c in found.candidates] == ["a", "c"]
    assert "salvaged 2 of 3 items" in found.notes


def test_a_truncated_feed_gives_its_whole_items_and_is_marked() -> None:
    found = read(items(link("a"), link("b"), link("long-name"))[:-40])
    assert [c.url for c in found.candidates] == ["https://www.example.com/a", "https://www.example.com/b"]
    assert found.partial


def test_only_the_first_items_of_a_huge_feed_are_read() -> None:
    found = read(items(*(link(str(n)) for n in range(2_100))))
    assert len(found.candidates) == 2_000
    assert found.partial


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        (" \n\0", "empty"),
        ("<!doctype html><html><head><title>Before you continue</title>", "html-instead-of-feed"),
        ("<html><body><rss></rss></body></html>", "html-instead-of-feed"),
        ("Please try again later", "not-a-feed"),
        ("<urlset></urlset>", "not-a-feed"),
        (b"<rss><channel>" + b"<item/>" * 1_000_000, "too-many-items"),
        ("<rss><item " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/></rss>", "hostile"),
    ],
)
def test_what_is_no_feed_says_so(text: str | bytes, expected: str) -> None:
    assert kind(text) == expected


def test_the_error_names_address_page_and_what_to_do() -> None:
    with pytest.raises(DiscoveryError, match=r"all\.xml: html-instead.*new address \(Before you continue\)"):
        read("<html><title>Before you continue</title>")


def test_an_entity_bomb_and_a_file_entity_expand_to_nothing() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (only,) = read(bomb + items("<title>x &b; &f;</title><link>https://www.example.com/x</link>")).candidates
    assert "aaaa" not in only.title
    assert "root:" not in only.title


def test_a_body_that_names_a_file_is_not_opened() -> None:
    assert kind("/etc/passwd") == "not-a-feed"


def test_xml_base_counts_on_the_own_site_only() -> None:
    text = ATOM.replace("<entry>", '<entry xml:base="https://evil.test/">', 1).replace('href="/a"', 'href="a"')
    found = read(text, "atom")
    assert found.candidates[0].url == "https://www.example.com/feeds/a"
    assert found.notes == ("xml:base of another site ignored: 'https://evil.test/'",)
    assert read(text.replace("evil.test", "blog.example.com"), "atom").candidates[0].url == "https://blog.example.com/a"


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://"])
def test_only_web_addresses_are_candidates(bad: str) -> None:
    found = read(items(f"<title>x</title><link>{bad}</link>", link("b")))
    assert [c.url for c in found.candidates] == ["https://www.example.com/b"]
    assert found.notes[0].startswith("link refused")


def test_a_repeated_address_counts_once() -> None:
    found = read(items(link("a"), link("a?utm_medium=x"), link("b")))
    assert [(c.url[-1], c.position) for c in found.candidates] == [("a", 0), ("b", 1)]


@pytest.mark.parametrize("raw", ["9999-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2025-02-30", "Fri, 04 Dec 2026 10:00:00 GMT"])
def test_an_impossible_date_is_refused_and_quoted(raw: str) -> None:
    found = read(items(link("a") + f"<pubDate>{raw}</pubDate>"))
    assert found.candidates[0].published is None
    assert f"date refused: {raw!r}" in found.notes


def test_a_page_before_the_feed_of_a_broken_server_is_skipped() -> None:
    assert len(read("<br />\n<b>Warning</b>: mysql in x.php\n" + RSS).candidates) == 4


def test_an_aggregators_outlet_is_kept() -> None:
    found = read(items(link("a") + '<source url="https://outlet.test/">The Outlet</source>'))
    assert found.candidates[0].outlet == "The Outlet"


def test_an_empty_feed_is_no_error() -> None:
    assert read(items()).notes == ("no items",)
