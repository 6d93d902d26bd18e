"""`presswatch group` on plain records."""

from functools import cache

import pytest

from bench import cold_stories
from bench.stories import newsroom
from pipelines import group as engine
from pipelines import likeness
from pipelines.group import group
from pipelines.signature import sign

VOICE = "Microsoft showed MAI-Voice-1, a speech model that makes one minute of audio in under one second on a single GPU."
STAKE = "The stake of Microsoft in OpenAI is worth 135 billion dollars, and OpenAI buys 250 billion dollars of Azure services."


LONG = [" ".join(f"{topic}{(number * number) % 211}" for number in range(150)) for topic in ("alpha", "beta", "gamma")]


def records(*texts: str, **fields: str) -> list[dict[str, str]]:
    return [{"id": f"r{number}", "lang": "en", "title": "News", "text": text, **fields} for number, text in enumerate(texts)]


def test_a_copy_points_to_the_first_and_shares_its_story():
    first, other, copy = group(records(VOICE, STAKE, f"(Nordlink) {VOICE}"))
    assert copy == {"id": "r2", "duplicate_of": "r0", "story": first["story"], "copy": "agency", "agency": "Nordlink"}
    assert other["story"] != first["story"]


def test_the_earlier_of_two_is_the_original_whatever_the_order_of_the_file():
    late, early = records(VOICE, VOICE)
    late["published"], early["published"] = "2026-01-05T10:00:00Z", "2026-01-05T09:00:00+01:00"
    assert [out["duplicate_of"] for out in group([late, early])] == ["r1", None]


def test_a_stub_seen_first_hands_the_group_to_the_page_itself_and_a_roundup_names_what_it_holds():
    amp, page, weather, roundup = records(LONG[0], LONG[0], LONG[1], f"{LONG[0]}\n\n{LONG[1]}\n\n{LONG[2]}", outlet="Gazette")
    amp |= {"url": "https://gazette.example/a/amp", "published": "2026-01-05T09:00:00Z"}
    page |= {"url": "https://gazette.example/a", "published": "2026-01-05T09:05:00Z"}
    weather["published"], roundup["published"] = "2026-01-05T10:00:00Z", "2026-01-05T20:00:00Z"
    found = list(group([amp, page, weather, roundup]))
    assert found[0] == {"id": "r0", "duplicate_of": "r1", "story": found[1]["story"], "copy": "view"}
    assert set(found[3]["contains"]) == {"r1", "r2"}
    assert found[3]["duplicate_of"] is None


def test_numbers_and_lists_in_the_place_of_texts_are_refused():
    with pytest.raises(ValueError, match="text is 5; expected a string"):
        list(group([{"id": 1, "title": "x", "text": 5}]))


def test_nothing_in_nothing_out():
    assert list(group([])) == []


def test_empty_texts_are_no_copies_of_each_other():
    assert [out["duplicate_of"] for out in group(records("", ""))] == [None, None]


@pytest.mark.parametrize(("record", "said"), [({"text": "x"}, "no id"), ({"id": 1, "published": "soon"}, "expected a date")])
def test_what_is_wrong_is_said(record, said):
    with pytest.raises(ValueError, match=said):
        list(group([record]))


def test_the_first_events_of_a_new_archive_are_told_apart(monkeypatch):
    monkeypatch.setattr(cold_stories, "SIZES", (4,))
    monkeypatch.setattr(cold_stories, "WINDOWS", 8)
    monkeypatch.setattr(engine, "sign", cache(sign))
    texts = newsroom()
    alone, with_news_in_general = (cold_stories.measure(texts, weight)[4]["f1"] for weight in (0, likeness.GENERAL))
    assert with_news_in_general > alone + 0.1
    assert with_news_in_general > 0.9
