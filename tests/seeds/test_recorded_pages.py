"""Recorded pages are read as they should be, field by field; tests/recorded/ holds them, `presswatch record` makes them."""

from pathlib import Path

import pytest
import yaml

from crawler.recording import differences
from crawler.seeds import SEEDS, load_sources

RECORDED = sorted((Path(__file__).parents[1] / "recorded").glob("*.yaml"))
CASES = [(file, field) for file in RECORDED for field in yaml.safe_load(file.read_text("utf-8"))["expected"]]


def test_there_are_recorded_pages() -> None:
    assert RECORDED


@pytest.mark.parametrize(("file", "field"), CASES, ids=[f"{file.stem} {field}" for file, field in CASES])
def test_a_field_of_a_recorded_page(file: Path, field: str) -> None:
    overrides = {source.id: source.overrides for source in load_sources(SEEDS / "sources")}
    assert [found for found in differences(file, overrides) if found.field == field] == []
