import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.urls import MAX_LENGTH, UrlError, canonical, is_tracking, same_site, site, variants_key

PIECES = st.sampled_from(
    ["http://", "https:", "//", "/", "\\", "..", ".", "%", "%41", "%2e", "%2F", "?", "&", "=", "#", "#!", "@", ":", ":80", "[",
     "]", "::1", "a", "Ä", "ß", "。", "①", "\ud800", "\x00", "\t", "%zz", "xn--", "utm_source=x", ";jsessionid=1", "e.com"]
)  # fmt: skip
URLS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES).map(lambda p: "http://e.com/" + "".join(p))
)


@given(URLS, st.one_of(st.none(), URLS))
@settings(max_examples=500, deadline=None)
@example("http://e.com/%2%35", None)
@example("http://e.com/a/%2e%2e/", None)
def test_canonical_is_idempotent_bounded_ascii_and_raises_nothing_else(url: str, base: str | None) -> None:
    try:
        once = canonical(url, base)
    except UrlError:
        return
    assert canonical(once) == once
    assert once.isascii()
    assert len(once) <= MAX_LENGTH
    assert once.startswith(("http://", "https://"))
    assert variants_key(once)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTPS://WWW.Example.COM:443/a/../b/./c#part", "https://www.example.com/b/c"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com.:8080/", "http://example.com:8080/"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://example.com/%7euser/%c3%a4?q=a%20b", "https://example.com/~user/%C3%A4?q=a%20b"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("https://example.com\\news\\one", "https://example.com/news/one"),
        ("  https://example.com/a\n  ", "https://example.com/a"),
        ("https://example.com/#!/story/1", "https://example.com/#!/story/1"),
        ("https://example.com/a;jsessionid=AB12?id=1", "https://example.com/a?id=1"),
        ("https://example.com/a?b=2&a=1&b=1", "https://example.com/a?a=1&b=2&b=1"),
        ("http://[2001:DB8:0::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_one_address_one_spelling(given: str, expected: str) -> None:
    assert canonical(given) == expected


@pytest.mark.parametrize(
    "name",
    ["utm_source", "fbclid", "gclid", "at_medium", "xtor", "ns_mchannel", "wt_zmc", "WT.mc_id", "cmpid", "CMP", "ref", "mc_cid"],
)
def test_tracking_parameters_go(name: str) -> None:
    assert canonical(f"https://example.com/a?id=7&{name}=x") == "https://example.com/a?id=7"


@pytest.mark.parametrize("name", ["id", "p", "page", "articleid", "cid", "eid", "reference", "sourcecode", "v", "lang"])
def test_parameters_that_identify_content_stay(name: str) -> None:
    assert canonical(f"https://example.com/a?{name}=7") == f"https://example.com/a?{name}=7"


def test_a_name_may_be_tracking_on_one_site_only() -> None:
    assert is_tracking("mod", "www.wsj.com")
    assert not is_tracking("mod", "example.com")


@pytest.mark.parametrize(
    "url", ["", "a", "//e.com/", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "http://a:99999/",
            "http://[::1", "http://a b/", "http://[fe80::1%25eth0]/", "mailto:a@b.c", "http://e.com/" + "a" * 5000]
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(UrlError):
        canonical(url)


def test_relative_addresses_are_resolved() -> None:
    assert canonical("../b?x=1", "https://example.com/a/c") == "https://example.com/b?x=1"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.example.co.uk/", "http://news.example.co.uk/x", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("http://harbour.localhost:8000/", "http://harbour.localhost:9000/", True),
        ("http://harbour.localhost/", "http://ledger.localhost/", False),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("https://one.github.io/", "https://two.github.io/", False),
        ("https://example.com/", "javascript:1", False),
    ],
)
def test_same_site_is_the_registrable_domain(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same


def test_site_needs_no_network() -> None:
    assert site("https://news.bbc.co.uk/1") == "bbc.co.uk"


@pytest.mark.parametrize(
    "variant",
    [
        "http://www.example.com/2026/a-story/",
        "https://amp.example.com/2026/a-story",
        "https://example.com/2026/a-story/amp/",
        "https://example.com/amp/2026/a-story",
        "https://m.example.com/2026/a-story?outputType=amp",
        "https://example.com/2026/a-story/print",
    ],
)
def test_variants_of_a_page_share_a_key(variant: str) -> None:
    assert variants_key(variant) == variants_key("https://example.com/2026/a-story")
