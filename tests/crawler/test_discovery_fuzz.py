"""Mutated answers in every format: never anything but DiscoveryError, never more than the caps, never another scheme."""

import contextlib
import pickle
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.discovery.model import MAX_SITEMAP_URLS, DiscoveryError
from crawler.discovery.parse import FORMATS, parse
from crawler.discovery.search import DIALECTS
from tests.crawler.discovery_samples import ATOM, INDEX, JSONFEED, NEWS_SITEMAP, NOW, RDF, RSS, URL
from tests.crawler.test_section import PAGE

SEEDS = [s.encode() for s in (ATOM, INDEX, JSONFEED, NEWS_SITEMAP, RDF, RSS, PAGE)]
JUNK = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"&#xD800;", b"&#0;", b"&nbsp;", b"\xed\xa0\x80", b"\0", b"</item>",
         b"<item>", b"<entry", b"xml:base='//x'", b"{", b"[", b'"', b"\\u", b"//[",
         b"<svg>", b"<content mode='base64'>", b"\xff\xfe", b"<?xml"]
    ),
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    body = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 30))] = draw(JUNK)
    return bytes(body[: draw(st.integers(0, len(body) + 50))])


@given(
    answers(),
    st.sampled_from([*FORMATS, "search"]),
    st.sampled_from([*DIALECTS]),
    st.sampled_from(["", "text/xml; charset=utf-16"]),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_answers(body: bytes, format: str, dialect: str, content_type: str) -> None:  # noqa: A002
    try:
        found = parse(format, body, URL, content_type, dialect=dialect, now=NOW)
    except DiscoveryError:
        return
    assert len(found.candidates) <= MAX_SITEMAP_URLS
    assert all(c.url.startswith(("http://", "https://")) for c in found.candidates)
    assert pickle.loads(pickle.dumps(found)) == found
    repr(found).encode()


SHAPES = {
    "feed": b"<rss><channel>" + b"<item><title>" + b"&lt;!--" * 3_000 + b"</title><link>/a</link></item>",
    "unclosed": b"<rss><channel><item><title>" + b"<![CDATA[" * 20_000,
    "nested": b"<rss><channel><item>" + b"<a>" * 20_000,
    "section": b"<ul><li>" + b"<a href=/2026/11/20/a-long-slug-of-news>Words of a headline</a>" * 20_000,
    "deep": b"<div>" * 50_000 + b"<a href=/2026/11/20/a-long-slug-of-news>Words of a headline</a>",
    "sitemap": b"<urlset>" + b"<![CDATA[" * 200_000,
    "jsonfeed": b'{"items": [' + b'{"a":' * 50_000,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_built_to_stall_a_parser_do_not(shape: str) -> None:
    format = shape if shape in FORMATS else "section" if shape == "deep" else "rss"  # noqa: A001
    begun = time.process_time()
    with contextlib.suppress(DiscoveryError):
        parse(format, SHAPES[shape], URL, now=NOW)
    assert time.process_time() - begun < 5


def test_an_error_survives_a_worker() -> None:
    error = DiscoveryError("empty", URL, "why")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(DiscoveryError, match="expected one of rss, rdf"):
        parse("gopher", b"x", URL)
