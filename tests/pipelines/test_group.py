"""`presswatch group` on plain records."""

import pytest

from pipelines.group import group

VOICE = "Microsoft showed MAI-Voice-1, a speech model that makes one minute of audio in under one second on a single GPU."
STAKE = "The stake of Microsoft in OpenAI is worth 135 billion dollars, and OpenAI buys 250 billion dollars of Azure services."


def records(*texts: str, **fields: str) -> list[dict[str, str]]:
    return [{"id": f"r{number}", "lang": "en", "title": "News", "text": text, **fields} for number, text in enumerate(texts)]


def test_a_copy_points_to_the_first_and_shares_its_story():
    first, other, copy = group(records(VOICE, STAKE, f"(Nordlink) {VOICE}"))
    assert copy == {"id": "r2", "duplicate_of": "r0", "story": first["story"]}
    assert other["story"] != first["story"]


def test_the_earlier_of_two_is_the_original_whatever_the_order_of_the_file():
    late, early = records(VOICE, VOICE)
    late["published"], early["published"] = "2026-01-05T10:00:00Z", "2026-01-05T09:00:00+01:00"
    assert [out["duplicate_of"] for out in group([late, early])] == ["r1", None]


def test_nothing_in_nothing_out():
    assert list(group([])) == []


def test_empty_texts_are_no_copies_of_each_other():
    assert [out["duplicate_of"] for out in group(records("", ""))] == [None, None]


@pytest.mark.parametrize(("record", "said"), [({"text": "x"}, "no id"), ({"id": 1, "published": "soon"}, "expected a date")])
def test_what_is_wrong_is_said(record, said):
    with pytest.raises(ValueError, match=said):
        list(group([record]))
