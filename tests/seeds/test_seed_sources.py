"""The catalogue below seeds/sources/, and what a user reads when an entry is wrong."""

import re
from urllib.parse import urlsplit

import pytest
import yaml

from archive.errors import SeedError
from crawler.seeds import load_sources, parse_sources

GOOD = """
- id: daily-example
  name: The Daily Example
  homepage: https://daily.example/
  language: en
  kind: press
  channels:
    - {url: https://daily.example/feed.xml, format: rss}
"""
SOURCES = load_sources()
CITED_BY_SEED_ARTICLES = {
    "boerse-express",
    "aimagick",
    "trending-topics",
    "design-drifter",
    "the-verge",
    "windows-central",
    "business-insider",
    "muycomputerpro",
    "hobby-consolas",
    "wall-street-journal",
}


def test_every_source_of_the_catalogue_is_there(shared):
    catalogue = yaml.safe_load((shared / "data" / "sources-catalogue.yaml").read_text("utf-8"))
    assert {entry["id"] for entry in catalogue["sources"]} <= {source.id for source in SOURCES}


def test_the_outlets_behind_the_seed_articles_can_be_polled():
    sources = {source.id: source for source in SOURCES}
    assert [name for name in CITED_BY_SEED_ARTICLES if not any(channel.enabled for channel in sources[name].channels)] == []


def test_ids_and_addresses_are_unique():
    assert len({source.id for source in SOURCES}) == len(SOURCES)
    addresses = [channel.url for source in SOURCES for channel in source.channels]
    assert sorted(addresses) == sorted(set(addresses))


def test_addresses_are_http():
    addresses = [source.homepage for source in SOURCES] + [c.url for source in SOURCES for c in source.channels]
    assert [a for a in addresses if urlsplit(a).scheme not in {"http", "https"} or not urlsplit(a).hostname] == []


def test_what_is_off_says_why():
    assert [c.url for s in SOURCES for c in s.channels if c.enabled == bool(c.disabled_reason)] == []


def test_an_enabled_source_has_an_enabled_channel():
    assert [s.id for s in SOURCES if s.enabled and not any(c.enabled for c in s.channels)] == []


def test_limits_reach_the_channel():
    gdelt = next(source for source in SOURCES if source.id == "gdelt-doc")
    assert gdelt.channels[0].options["seconds_between_requests"] == "6.5"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: press", "kind: journal", "daily-example.kind: 'journal'; expected 'primary', 'agency', 'press'"),
        ("kind: press", "kinds: press", "daily-example.kind: missing; expected this key"),
        ("name: The", "paywal: none\n  name: The", "daily-example.paywal: unknown key; expected no such key"),
        ("https://daily.example/feed", "daily", "daily-example.channels[0].url: 'daily.xml'; expected a full http"),
        ("rss}", "search}", "; expected a dialect with format: search, and only there"),
        ("rss}", "rss, enabled: false}", "; expected a reason with enabled: false, and only there"),
        ("name:", "id: again\n  name:", "line 3: the key 'id' stands here twice; expected valid YAML"),
    ],
)
def test_an_error_is_one_line_with_file_key_value_and_expectation(old, new, message):
    with pytest.raises(SeedError, match=r"^my\.yaml: .*; expected .*$") as caught:
        parse_sources(GOOD.replace(old, new), "my.yaml")
    assert message in str(caught.value)


def test_an_id_taken_twice_names_both_files(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(
        SeedError, match=re.escape(f"{tmp_path / 'b.yaml'}: id: 'daily-example' is taken by {tmp_path / 'a.yaml'}")
    ):
        load_sources(tmp_path)
