"""Which later versions are worth a mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.changes import Version, compare


def changed(before: str, after: str, titles: tuple[str, str] = ("A title", "A title")):
    return compare(Version(titles[0], before), Version(titles[1], after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It cost 15,000 dollars.", "It cost 15.000 dollars."),
        ("Updated at 11:40. All is well.", "Updated at 14:05 Uhr. All is well."),
        ("On 2026-03-10 they met.", "On 2026-03-11 they met."),
        ("Stand: 10.03.2026, alles gut.", "Stand: 11.03.2026, alles gut."),
        ("A typo hier.", "A typo here."),
        ("MAI-Voice-2 and GPT-5", "GPT-5 and MAI-Voice-2"),
    ],
)
def test_what_is_not_worth_a_mail(before, after):
    assert not changed(before, after).material


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("It used 15,000 GPUs.", "It used 20,000 GPUs.", ("15,000",), ("20,000",)),
        ("Shares fell 3%.", "Shares fell 3.5 %.", ("3%",), ("3.5 %",)),
        ("No figures.", "They paid $13 billion.", (), ("$13",)),
        ("It takes 1.5 million.", "It takes long.", ("1.5",), ()),
    ],
)
def test_figures_that_change_are(before, after, gone, new):
    change = changed(before, after)
    assert (change.material, change.gone, change.new) == (True, gone, new)


def test_a_new_headline_is_and_new_punctuation_is_not():
    assert changed("", "", ("Microsoft buys OpenAI", "Microsoft does not buy OpenAI")).former_title == "Microsoft buys OpenAI"
    assert not changed("", "", ("Microsoft buys, OpenAI", "MICROSOFT  buys OpenAI!")).material


@given(st.text(), st.text())
def test_nothing_changes_between_equal_versions_and_nothing_raises(title, text):
    assert not compare(Version(title, text), Version(title, text)).material
    compare(Version(title, text), Version(text, title))
