from hypothesis import given
from hypothesis import strategies as st

from pipelines.scrub import one_line, scrub, tidy_lines

ANY_TEXT = st.text(st.characters())


def test_nul_and_lone_surrogates_go():
    assert scrub("a\x00b\ud800c\u200bd") == "abcd"


def test_decomposed_umlauts_are_composed():
    assert scrub("u\u0308ber") == "über"


def test_line_separators_become_spaces_in_a_title():
    assert one_line("One\u2028two\r\nthree\x0bfour") == "One two three four"


def test_entities_escaped_twice_are_read():
    assert one_line("AT&amp;amp;T") == "AT&T"


@given(ANY_TEXT)
def test_scrubbed_text_is_storable_and_stays_as_it_is(text):
    clean = scrub(text)
    clean.encode()
    assert "\x00" not in clean
    assert scrub(clean) == clean


@given(ANY_TEXT)
def test_tidy_lines_has_no_empty_lines(text):
    assert "\n\n" not in tidy_lines(text)
