"""Writings that mean the same fold to the same, and offsets lead back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("MAI\u2011Voice\u20111", "MAI-Voice-1"),
        ("Ko\u0308nig", "Konig"),
        ("König", "Konig"),
        ("Straße", "Strasse"),
        ("Micro\u00adsoft", "Microsoft"),
        ("Open\u200bAI", "OpenAI"),
        ("„KI“", '"KI"'),
        ("ﬁnal", "final"),
        ("20\u00a0%", "20 %"),
    ],
)
def test_writings_that_mean_the_same(written, folded):
    assert fold(written).text.decode() == folded


def test_offsets_lead_back_over_everything_that_changed_length():
    text = "Große u\u0308bel: Micro\u00adsoft 🙂 OpenAI"
    folded = fold(text)
    at = folded.text.index(b"Microsoft")
    assert text[folded.original(at) : folded.original(at + 9)] == "Micro\u00adsoft"
    at = folded.text.index(b"OpenAI")
    assert text[folded.original(at) :] == "OpenAI"


@given(st.text())
def test_folding_never_raises_and_offsets_never_leave_the_text(text):
    folded = fold(text)
    places = [folded.original(at) for at in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    once = fold(text).text.decode()
    assert fold(once).text.decode() == once
