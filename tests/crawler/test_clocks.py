"""By which clock a page's times are read, and one spelling for the addresses it names."""

from datetime import datetime

import pytest

from archive.errors import SeedError
from archive.model import Source
from crawler.clocks import ZONES, zones
from crawler.seeds import parse_sources
from crawler.urls import spelling

SUMMER = datetime(2026, 7, 1, 12)  # noqa: DTZ001 -- what a wall clock shows


def source(identifier: str, country: str, timezone: str = "") -> Source:
    return Source(identifier, identifier, "https://a.example/", country, "en", "press", timezone=timezone)


def test_a_country_with_one_clock_gives_it_and_the_catalogue_wins() -> None:
    zone_of = zones([source("de", "DE"), source("us", "US"), source("ny", "US", "America/New_York"), source("x", "")])
    assert zone_of("de").utcoffset(SUMMER).total_seconds() == 7200  # type: ignore[union-attr]
    assert zone_of("ny").utcoffset(SUMMER).total_seconds() == -14400  # type: ignore[union-attr]
    assert zone_of("us") is zone_of("x") is zone_of("never heard of") is None


def test_every_zone_of_the_table_exists() -> None:
    assert all(zones([source(country, country)])(country) for country in ZONES)


def test_a_zone_that_does_not_exist_is_told() -> None:
    text = "- {id: a, name: A, homepage: 'https://a.example/', language: en, kind: press, timezone: Mars/Olympus, channels: []}"
    with pytest.raises(SeedError, match=r"a\.timezone: 'Mars/Olympus'; expected a name of the IANA"):
        parse_sources(text, "s.yaml")


def test_what_is_no_address_has_no_spelling() -> None:
    assert spelling("HTTP://A.Example/x?utm_source=y#top") == "http://a.example/x"
    assert spelling("") == spelling("javascript:1") == ""
