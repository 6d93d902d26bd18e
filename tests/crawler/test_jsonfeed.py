from datetime import UTC, datetime

import pytest

from crawler.discovery.model import Discovery, DiscoveryError
from crawler.discovery.parse import parse
from tests.crawler.discovery_samples import JSONFEED, NOW, URL


def read(text: str) -> Discovery:
    return parse("jsonfeed", text.encode(), URL, "application/feed+json", now=NOW)


def test_items_with_an_address_are_candidates() -> None:
    first, second = read(JSONFEED).candidates
    assert (first.url, first.title, first.summary) == ("https://www.example.com/j1", "One", "Short")
    assert second.url == "https://www.example.com/j2"


def test_dates() -> None:
    first = read(JSONFEED).candidates[0]
    assert first.published == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert first.updated == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_hub_and_next_page() -> None:
    found = read(JSONFEED)
    assert (found.hub, found.next_url) == ("https://hub.example.com/", "https://www.example.com/feed.json?p=2")


def test_a_truncated_feed_gives_its_whole_items() -> None:
    found = read(JSONFEED[: JSONFEED.index('"id": 3')])
    assert len(found.candidates) == 2
    assert found.partial


def test_control_characters_and_wrong_escapes_are_read_over() -> None:
    found = read('{"items": [{"url": "https://e.com/a", "title": "a \\- b\n c"}]}')
    assert found.candidates[0].title == "a \\- b c"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"), ("<!doctype html><title>x</title>", "html-instead-of-feed"),
        ("[]", "not-a-feed"), ('{"a": 1}', "not-a-feed"),
        ("[" * 100_000, "not-a-feed"), ('{"items": 1}', "not-a-feed"), ('{"items": [' + "9" * 5000 + "]}", "not-a-feed"),
    ],
)  # fmt: skip
def test_what_is_no_feed_says_so(text: str, kind: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        read(text)
    assert caught.value.kind == kind


def test_items_of_odd_shapes_are_skipped() -> None:
    assert (
        read('{"items": [null, 3, [], {"url": 7, "title": {}}, {"url": "https://e.com/a", "title": []}]}').candidates[0].title
        == ""
    )
