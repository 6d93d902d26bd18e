from pathlib import Path

import pytest

from crawler.newsroom.articles import load_article
from crawler.newsroom.clock import WeekTime
from crawler.newsroom.errors import SeedError
from crawler.newsroom.outlets import load_outlets

ARTICLE = """---
title: Bridge opens
section: Local
published: {day: 2, time: "09:14"}
correction: {at: {day: 3, time: "08:00"}, replace: [{old: nine, new: ten}]}
truth: {relevant: false, figures: [{value: 9, unit: arch, text: nine arches}]}
---
The bridge has nine arches.
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "harbour-gazette" / "bridge-opens.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_loads_an_article_with_its_truth(tmp_path):
    article = load_article(written(tmp_path, ARTICLE))
    assert article.id == "harbour-gazette/bridge-opens"
    assert article.published == WeekTime.parse(2, "09:14")
    assert article.truth.figures[0].unit == "arch"
    assert article.body == "The bridge has nine arches.\n"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"09:14"', "14:30", "published.time"),
        ("day: 2", "day: 9", "published.day"),
        ("section: Local", "sektion: Local", "section"),
        ("old: nine", "old: eleven", "correction.replace.0.old"),
        ("---\nThe bridge has nine arches.\n", "---\n", "text"),
    ],
)
def test_an_error_names_file_and_key(tmp_path, old, new, key):
    path = written(tmp_path, ARTICLE.replace(old, new))
    with pytest.raises(SeedError) as caught:
        load_article(path)
    assert (caught.value.path, caught.value.key) == (path, key)
    assert str(caught.value).startswith(f"{path}: {key}: ")


def test_an_unquoted_time_says_what_to_do(tmp_path):
    with pytest.raises(SeedError, match='quoted time such as "09:14"'):
        load_article(written(tmp_path, ARTICLE.replace('"09:14"', "14:30")))


def test_an_unknown_zone_is_refused(tmp_path):
    path = tmp_path / "outlets.yaml"
    path.write_text(
        "outlets: [{id: a, name: A, language: en, country: GB, timezone: Europe/Harbour, about: x, channels: []}]",
        encoding="utf-8",
    )
    with pytest.raises(SeedError, match=r"outlets\.0\.timezone: .*IANA"):
        load_outlets(path)
