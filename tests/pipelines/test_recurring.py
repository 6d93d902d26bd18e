"""Furniture learned from an outlet's own texts."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract import extract
from pipelines.outlet_knowledge import OutletKnowledge
from pipelines.recurring import learn, without

FOOTER = "The Harbour Paper, Market Street. Best read aloud."


def text(number: int, *more: str) -> str:
    prose = [f"This is paragraph {word} of report {'x' * number}, and no other has it." for word in "abcdefghijkl"]
    return "\n".join([*prose, *more, FOOTER])


def keys(texts: list[str]) -> set[str]:
    return {row.key for row in learn(texts)}


def test_a_line_at_the_end_of_every_text_is_furniture() -> None:
    (row,) = learn([text(n) for n in range(4)])
    assert (row.sample, row.texts, row.of) == (FOOTER, 4, 4)


def test_numbers_do_not_hide_it() -> None:
    assert "0 letters to the editor" in keys([text(n, f"[{n} letters to the editor]") for n in range(4)])


def test_a_sentence_that_reports_other_numbers_each_time_is_not() -> None:
    told = [text(n, f"The maker said that its model {n} now serves {n * 7} of its products in all markets.") for n in range(2, 8)]
    assert keys(told) == {"the harbour paper market street best read aloud"}


def test_what_two_texts_share_is_not() -> None:
    background = "The company has put thirteen billion into its partner since it began."
    texts = [text(n, background) if n < 2 else text(n) for n in range(8)]
    assert keys(texts) == {"the harbour paper market street best read aloud"}


def test_background_that_reports_repeat_in_their_middle_is_not() -> None:
    background = "The company has put thirteen billion into its partner since it began."
    texts = [text(n, background, *(f"After {n} came {word} in {'y' * n}." for word in "abcdefg")) for n in range(3)]
    assert not any("thirteen" in key for key in keys([*texts, *(text(n) for n in range(3, 8))]))


def test_a_text_that_would_lose_most_of_itself_stays() -> None:
    assert without(["A whole report.", FOOTER], {"the harbour paper market street best read aloud"}) == [
        "A whole report.",
        FOOTER,
    ]


def test_extraction_takes_learned_lines_out() -> None:
    prose = "".join(f"<p>Report number {n} says that the lock will come later than planned, and cost more.</p>" for n in range(5))
    page = f"<html><body><article><h1>A lock</h1>{prose}<p>{FOOTER}</p></article></body></html>".encode()
    learned = OutletKnowledge(frozenset(keys([text(n) for n in range(4)])))
    assert extract(page).text.endswith(FOOTER)
    assert extract(page, knowledge=learned).text.endswith("cost more.")


@given(st.lists(st.text(max_size=60), max_size=8))
def test_it_never_raises_and_counts_within_bounds(texts: list[str]) -> None:
    for row in learn(texts):
        assert 3 <= row.texts <= row.of == len(texts)
