"""Selectors of a catalogue entry, where the generic way fails."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive.errors import SeedError
from archive.model import Override
from crawler.seeds import parse_sources
from pipelines.extract import extract
from pipelines.outlet_knowledge import OutletKnowledge

PAGE = b"""<html><head><title>Portal</title></head><body><table><tr><td class=kop>A lock for the harbour</td></tr>
<tr><td class=wie>Ada Example</td><td class=wann>2026-03-03T08:00:00+01:00</td></tr>
<tr><td class=inhalt><p>One.</p><p class=promo>Buy this.</p><ul><li>Two</li></ul></td></tr></table></body></html>"""
OVERRIDE = Override(
    date(2026, 1, 1), title=(".kop",), text=(".none", ".inhalt"), authors=(".wie",), published=(".wann",), drop=(".promo",)
)


def read(*overrides: Override, on: datetime = datetime(2026, 3, 4, tzinfo=UTC)):
    return extract(PAGE, "https://paper.test/a", now=on, knowledge=OutletKnowledge(overrides=overrides))


def test_selected_fields_count() -> None:
    found = read(OVERRIDE)
    assert (found.title, found.text, found.authors) == ("A lock for the harbour", "One.\nTwo", ("Ada Example",))
    assert found.published is not None
    assert found.published.at == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert {found.origins[name] for name in ("title", "text", "authors", "published")} == {"override"}
    assert found.structure == "pl"


def test_an_override_is_in_force_from_its_day_on() -> None:
    newer = Override(date(2026, 3, 1), title=(".wie",))
    assert read(OVERRIDE, newer).title == "Ada Example"
    assert read(OVERRIDE, newer, on=datetime(2026, 2, 1, tzinfo=UTC)).title == "A lock for the harbour"
    assert read(OVERRIDE, on=datetime(2025, 2, 1, tzinfo=UTC)).origins["title"] != "override"


def test_where_nothing_is_selected_the_generic_way_is_taken() -> None:
    assert read(Override(date(2026, 1, 1), title=(".gone",), text=(".gone",))).title == "Portal"


ENTRY = """
- id: paper
  name: Paper
  homepage: https://paper.test/
  language: en
  kind: press
  channels: [{url: "https://paper.test/feed", format: rss}]
  overrides:
  - {since: 2026-01-01, why: tables without a headline, text: ["td.inhalt"], drop: [".promo"]}
"""


def test_overrides_are_read_from_the_catalogue() -> None:
    (source,) = parse_sources(ENTRY, "a.yaml")
    why = "tables without a headline"
    assert source.overrides == (Override(date(2026, 1, 1), text=("td.inhalt",), drop=(".promo",), why=why),)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [('"td.inhalt"', '"td..x"', "CSS selector"), ('text: ["td.inhalt"], drop: [".promo"]', "text: []", "at least one of")],
)
def test_a_wrong_override_is_one_clear_error(old: str, new: str, told: str) -> None:
    with pytest.raises(SeedError, match=told):
        parse_sources(ENTRY.replace(old, new), str(Path("a.yaml")))
