"""What changed between two versions: the pairs of the bench, and what must hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import ChangeKind
from bench.revisions import load_pairs, newsroom, score
from pipelines.revisions import Version, compare, kinds, mends_charset
from pipelines.wording import distance

GOOD = 0.9


@pytest.fixture(scope="module")
def table():
    return score(load_pairs())


@pytest.mark.parametrize("kind", [kind.value for kind in ChangeKind if kind is not ChangeKind.REWORDED])
def test_each_kind_is_told(table, kind):
    assert table[kind]["pairs"] >= 4
    assert min(table[kind]["precision"], table[kind]["recall"]) >= GOOD - 0.05


def test_the_whole_is_told(table):
    assert min(table["all"]["precision"], table["all"]["recall"]) >= GOOD
    assert table["trivial"]["recall"] == 1.0


def test_the_newsrooms_corrections():
    told = {line["article"]: set(line["kinds"]) for line in newsroom()}
    assert all("correction" in found for found in told.values())
    assert {"figure", "headline"} <= told["gaceta-austral/openai-quiere-pagar-menos"]
    assert "attribution" in told["pulso-digital/claude-llega-a-copilot"]
    assert "figure" in told["technik-bote/mai-1-preview-training"]


def test_the_passages_are_shown():
    found = compare(
        Version("A", "It cost 10 million dollars. It rained."), Version("A", "It cost 12 million dollars. It rained.")
    )
    assert [(c.kind, c.former, c.latter) for c in found] == [
        (ChangeKind.FIGURE, "It cost 10 million dollars.", "It cost 12 million dollars.")
    ]


def test_a_change_may_be_of_several_kinds():
    former = Version("Ten die", "“We will not pay 10 million,” said Ann Bell of the council.")
    latter = Version("Twelve die", "“We will gladly pay 12 million,” said Tom Hill of the council.")
    assert set(kinds(compare(former, latter, "en"))) == {
        ChangeKind.HEADLINE, ChangeKind.FIGURE, ChangeKind.QUOTE, ChangeKind.ATTRIBUTION
    }  # fmt: skip


def test_a_minus_is_no_hyphen():
    assert kinds(compare(Version("", "Growth was -3 percent."), Version("", "Growth was 3 percent."))) == (ChangeKind.FIGURE,)


def test_an_entry_of_a_live_blog_is_an_addition():
    former = "10:00 The talks begin in Geneva behind closed doors."
    latter = f"11:30 The talks end without a result, delegates say.\n{former}"
    assert kinds(compare(Version("Live", former), Version("Live", latter))) == (ChangeKind.ADDITION,)


def test_damaged_characters_are_noticed():
    assert mends_charset(Version("", "gr\ufffdn"), Version("", "grün"))
    assert mends_charset(Version("", "grÃ¼n"), Version("", "grün"))
    assert not mends_charset(Version("", "grün"), Version("", "gr\ufffdn"))


@pytest.mark.parametrize(("former", "latter", "edits"), [("recieve", "receive", 1), ("word", "wod", 1), ("a", "abcd", 3)])
def test_distance_counts_a_swap_once(former, latter, edits):
    assert distance(former, latter, 3) == edits


texts = st.text(st.sampled_from("ab Ü.“”\n 12%-é\ufffdÃ¼:\u200b?"), max_size=200)


@settings(max_examples=60, deadline=None)
@given(texts, texts, texts)
def test_it_never_raises_and_the_same_is_unchanged(title, text, other):
    assert compare(Version(title, text), Version(title, text)) == ()
    compare(Version(title, text), Version(other, other + text))


def test_a_page_written_anew_is_compared_in_bounded_time():
    former = "\n".join(f"Line {n} says that the council met in hall {n} on day {n}." for n in range(500))
    latter = "\n".join(f"Row {n} tells us how the board sat in room {n} at hour {n}." for n in range(500))
    assert len(compare(Version("A", former), Version("A", latter))) == 40
