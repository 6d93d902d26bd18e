"""The pure parts: filters, words, charts, highlights, differences, exports."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Reason
from archive.reading.rows import DayCount
from browse import chart, diff, highlight
from browse.export import harmless, xml_text
from browse.filters import Asked
from browse.render import clean, outbound
from browse.stock_csv import NUMBER, rewritten
from browse.words import CATALOGUE, LANGUAGES, catalogue, choose

TEMPLATES = CATALOGUE.parent / "templates"
SPELLED_ALIKE = {"presswatch", "presswatch accounts add", "search?"}
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@given(st.text(), st.text())
def test_a_difference_contains_both_versions(old: str, new: str) -> None:
    changes = diff.words(old, new)
    if old == new:
        assert not changes
    elif not any(change.kind == "skipped" for change in changes):
        assert "".join(change.text for change in changes if change.kind != "added") == old
        assert "".join(change.text for change in changes if change.kind != "removed") == new


def test_a_difference_is_by_words() -> None:
    changes = diff.words("costs 9,000 euros", "costs 9,500 euros")
    assert [(change.kind, change.text) for change in changes if change.kind != "kept"] == [
        ("removed", "9,000"),
        ("added", "9,500"),
    ]


@given(st.text(min_size=1), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_highlights_lose_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    reasons = [Reason("r", None, "body", a, b, text[a:b], 1.0) for a, b in spans]
    paragraphs = highlight.text(text, list(enumerate(reasons, 1)))
    assert " ".join("".join(piece.text for piece in line) for line in paragraphs).split() == text.split()


def test_a_reason_of_an_older_version_is_looked_for() -> None:
    reason = Reason("name:mai", None, "body", 0, 3, "MAI", 2.0)
    (line,) = highlight.text("Now MAI stands here", [(1, reason)])
    assert [(piece.text, piece.strongest) for piece in line] == [("Now ", 0), ("MAI", 1), (" stands here", 0)]


def test_overlapping_reasons_add_up() -> None:
    reasons = [(1, Reason("a", None, "body", 0, 7, "MAI-1 x", 1.0)), (2, Reason("b", None, "body", 4, 7, "1 x", -0.5))]
    (line,) = highlight.text("MAI-1 x", reasons)
    assert [(piece.text, piece.contribution) for piece in line] == [("MAI-", 1.0), ("1 x", 0.5)]


def test_reasons_that_add_nothing_are_not_marked() -> None:
    (line,) = highlight.text("MAI", [(1, Reason("r", None, "lead", 0, 3, "MAI", 0.01))])
    assert not line[0].reasons


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1.5e9, "USD", "1.5 billion USD"),
        (27, "%", "27 %"),
        (2032, "date", "2032"),
        (5e11, "parameter", "500 billion parameters"),
        (1, "month", "1 month"),
    ],
)
def test_figures_are_told(value: float, unit: str, text: str) -> None:
    assert catalogue()["en"].amount(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (7, "year", ["7 years", "7 Jahre", "7 años"]),
        (1, "month", ["1 month", "1 Monat", "1 mes"]),
        (13, "place", ["place 13", "Platz 13", "puesto 13"]),
        (5e11, "parameter", ["500 billion parameters", "500 Mrd. Parameter", "500 mil millones de parámetros"]),
        (3e9, "EUR", ["3 billion EUR", "3 Mrd. EUR", "3 mil millones EUR"]),
        (4, "quokka", ["4 quokkas", "4 quokka", "4 quokka"]),
    ],
)
def test_units_are_told_in_the_readers_language(value: float, unit: str, told: list[str]) -> None:
    assert [catalogue()[language].amount(value, unit) for language in LANGUAGES] == told


def test_one_million_is_no_plural() -> None:
    assert catalogue()["es"].amount(1e6, "parameter").startswith("1 millón de ")
    assert catalogue()["es"].amount(2e6, "parameter").startswith("2 millones de ")
    assert catalogue()["de"].amount(1e6, "parameter").startswith("1 Mio. ")


def test_a_figure_of_which_nobody_says_what_it_measures_is_called_by_its_unit() -> None:
    assert catalogue()["en"].unnamed("second") == "A figure in seconds"
    assert catalogue()["de"].unnamed("GPU") == "Angabe in GPU"
    assert catalogue()["de"].unnamed("place") == "Angabe in Platz"
    assert catalogue()["es"].unnamed("date") == "Un año"


def test_bars_stack_the_languages() -> None:
    day = date(2026, 11, 22)
    found = chart.coverage([DayCount(day, "en", 3), DayCount(day, "de", 1)], day - timedelta(days=1), day)
    assert (len(found.bars), found.languages, found.top) == (2, ("en", "de"), 4)
    assert [(part.y, part.height) for part in found.bars[1].segments] == [(25.0, 75.0), (0.0, 25.0)]


@given(st.integers(0, 10**9))
def test_a_scale_holds_its_bars_and_halves(value: int) -> None:
    top = chart.round_up(value)
    assert top >= value
    assert top % 2 == 0
    assert top <= max(2, value * 2)


@given(
    st.dictionaries(st.sampled_from(["q", "language", "day", "until", "score", "story", "after", "order", "access"]), st.text())
)
def test_any_address_is_a_filter(args: dict[str, str]) -> None:
    asked = Asked.of(args)
    asked.filter().params()
    assert asked.offset >= 0
    assert asked.cursor is None or asked.cursor.id >= 0


def test_an_address_survives_the_round_trip() -> None:
    asked = Asked(q="größer & mehr", language="de", day="2026-01-02", score="0.5", unread="1")
    assert asked.query() == "?q=gr%C3%B6%C3%9Fer+%26+mehr&language=de&day=2026-01-02&score=0.5&unread=1"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@x", "\t=1", " =1", "\r=1"])
def test_formulas_are_neutralised(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert harmless(-0.5) == -0.5


@given(st.lists(st.lists(st.text(st.sampled_from('=@+-a,1."\r\n\t é')), min_size=2, max_size=2), max_size=4))
def test_rewriting_rows_touches_formulas_only(rows: list[list[str]]) -> None:
    written, read = io.StringIO(newline=""), io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    read.write(rewritten(written.getvalue()))
    read.seek(0)
    expected = [[cell if NUMBER.fullmatch(cell) else harmless(cell) for cell in row] for row in rows]
    assert list(csv.reader(read)) == expected


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd", "-2+3", "\tx", "-1_0", "+"])
def test_what_is_no_number_is_neutralised(cell: str) -> None:
    assert rewritten(f'{cell},-2.5e3\r\n"{cell}",1\r\n') == f"'{cell},-2.5e3\r\n\"'{cell}\",1\r\n"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "file:///etc"])
def test_only_web_addresses_are_linked(url: str) -> None:
    assert outbound(url) == ""


@given(st.text())
def test_feeds_hold_no_forbidden_character(text: str) -> None:
    from xml.etree import ElementTree as ET

    element = ET.Element("x")
    element.text = xml_text(text)
    ET.fromstring(ET.tostring(element, encoding="unicode"))


def test_direction_overrides_are_taken_out() -> None:
    assert clean("a\u202eb\u2066c\x00d") == "abcd"


def test_every_text_is_there_in_every_language_with_the_same_places() -> None:
    import re

    import yaml

    for key, entry in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8")).items():
        assert set(entry) == set(LANGUAGES), key
        places = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in entry.values()}
        assert len(places) == 1, key


@pytest.mark.parametrize(
    ("asked", "remembered", "accept", "language"),
    [("de", "es", "en", "de"), ("", "es", "en", "es"), ("xx", "", "fr, es-MX;q=0.7, en;q=0.3", "es"), ("", "", "", "en")],
)
def test_the_language_is_chosen(asked: str, remembered: str, accept: str, language: str) -> None:
    assert choose(asked, remembered, accept).language == language


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=35), "35 h ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=9), "Friday 13 November"),
    ],
)
def test_times_are_told(passed: timedelta, text: str) -> None:
    assert catalogue()["en"].ago(NOW - passed, NOW) == text


def test_numbers_and_days_are_written_as_each_language_does() -> None:
    words = catalogue()
    assert [words[language].number(1234.5, 1) for language in LANGUAGES] == ["1,234.5", "1.234,5", "1.234,5"]
    assert words["de"].day(date(2026, 3, 1)) == "Sonntag, 1. März 2026"
    assert words["es"].day(date(2026, 3, 1)) == "domingo 1 de marzo de 2026"


def test_templates_name_known_texts() -> None:
    """Every text that a template or page names is in the catalogue, and templates hold no text of their own between tags."""
    known = catalogue()["en"].texts
    for file in [*TEMPLATES.glob("*.html"), *(TEMPLATES.parent / "pages").glob("*.py")]:
        source = file.read_text(encoding="utf-8")
        for key in re.findall(r"""\b(?:t|words|visit\.words)\(\s*["']([\w.-]+)["']\s*[,)]""", source):
            assert key in known, f"{file.name}: {key}"
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source, flags=re.DOTALL) if file.suffix == ".html" else ""
        words = re.findall(r">[^<>{}]*?([A-Za-z]{4,}[^<>{}]*)<", bare)
        assert not [word for word in words if word.strip() not in SPELLED_ALIKE], f"{file.name}: {words}"
