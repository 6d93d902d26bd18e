from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.citations import Citation, Report
from archive.model import Link
from archive.tracing import Origin, first_source
from crawler.seeds import load_sources
from pipelines.citations import citations
from pipelines.outlets import Outlet, outlets_of

OUTLETS = (
    Outlet("ledger-wire", "The Ledger Wire", (), ("ledger.example",)),
    Outlet("wsj", "The Wall Street Journal", ("WSJ",), ("wsj.example",)),
    Outlet("elbe-kurier", "Elbe-Kurier"),
    Outlet("information", "The Information"),
)


def cited(text, language, outlets=OUTLETS):
    return [(citation.outlet_id or citation.outlet, citation.how) for citation in citations("", text, language, outlets)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It is huge, according to The Ledger Wire.", "en", ("ledger-wire", "report")),
        ("As first reported by the Ledger Wire, it is huge.", "en", ("ledger-wire", "first")),
        ("The Ledger Wire points out that it is huge.", "en", ("ledger-wire", "report")),
        ("The matter was published in the night by The Ledger Wire.", "en", ("ledger-wire", "report")),
        ("Es ist groß, wie The Ledger Wire berichtet.", "de", ("ledger-wire", "report")),
        ("Das war nach Informationen des Wall Street Journal strittig.", "de", ("wsj", "report")),
        ("Andere, zum Beispiel der Elbe-Kurier, nennen 13 Milliarden.", "de", ("elbe-kurier", "report")),
        ("Será grande, de acuerdo con el Wall Street Journal.", "es", ("wsj", "report")),
        ("La cantidad que adelantó The Ledger Wire es otra.", "es", ("ledger-wire", "first")),
        ("Será grande, tal y como publica The Ledger Wire.", "es", ("ledger-wire", "report")),
    ],
)
def test_words_of_reporting_make_a_source(text, language, expected):
    assert cited(text, language) == [expected]


CATALOGUE = outlets_of(load_sources())


@pytest.mark.parametrize(
    ("text", "language", "outlet"),
    [
        ("Das schreibt der Spiegel.", "de", "spiegel"),
        ("Nach Berechnungen der Frankfurter Allgemeinen Zeitung kostet es viel.", "de", "faz"),
        ("El País asegura que es grande.", "es", "el-pais"),
        ("Es grande, calcula Expansión.", "es", "expansion"),
        ("Es grande, informa la agencia Efe.", "es", "EFE"),
        ("Zuerst hatte der Kölner Stadt-Anzeiger berichtet.", "de", "Kölner Stadt-Anzeiger"),
        ("It is large, The Washington Post reported.", "en", "The Washington Post"),
    ],
)
def test_outlets_are_known_by_the_names_that_texts_give_them(text, language, outlet):
    assert [name for name, _ in cited(text, language, CATALOGUE)] == [outlet]


def test_a_company_that_has_a_blog_in_the_catalogue_is_no_source():
    assert cited("Sam Altman said it is large. According to Microsoft Research it is.", "en", CATALOGUE) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("According to Microsoft, the model is small.", "en"),
        ("Laut Satya Nadella ist es klein.", "de"),
        ("The Wall Street Journal sued OpenAI and says so.", "en"),
        ("REDMOND (Elbe-Kurier) - The company told Elbe-Kurier so.", "en"),
        ("According to the information we have, it is small.", "en"),
    ],
)
def test_parties_people_and_credits_are_no_sources(text, language):
    assert cited(text, language) == []


def test_lists_of_sources_count_also_outside_the_catalogue():
    text = "It is big.\nSources:\n- The Ledger Wire: Big model\n- Hobby Blatt: Modell\n"
    assert cited(text, "en") == [("ledger-wire", "list"), ("Hobby Blatt", "list")]


def test_an_unknown_outlet_is_kept_by_name():
    assert cited("Laut der Zeitung Kölner Tagblatt ist es klein.", "de") == [("Kölner Tagblatt", "report")]


def test_links_are_told_apart_by_domain():
    found = citations("", "Read more here.", "en", OUTLETS, [Link("https://www.ledger.example/x", "more here")])
    assert [(item.outlet_id, item.how, item.start, item.end) for item in found] == [("ledger-wire", "link", 5, 14)]


def test_the_passage_and_the_name_are_where_they_are_said_to_be():
    text = "First. It is huge, according to The Ledger Wire. Last."
    found = citations("", text, "en", OUTLETS)[0]
    assert found.passage == "It is huge, according to The Ledger Wire."
    assert text[found.start : found.end] == "The Ledger Wire"


def report(number, source, *names, how="report"):
    cites = tuple(Citation(name, name, how, "", "text", 0, 1) for name in names)
    return Report(number, source, datetime(2025, 9, number, tzinfo=UTC), cites)


def test_a_story_goes_back_to_the_report_that_the_others_lead_to():
    reports = [report(1, "ledger"), report(2, "gazette", "ledger"), report(3, "kurier", "gazette"), report(4, "blog", "gazette")]
    assert first_source(reports) == Origin("ledger", "ledger", 1, 3)


def test_a_report_that_we_do_not_hold_can_be_the_source():
    assert first_source([report(1, "a", "wsj"), report(2, "b", "wsj")]) == Origin("wsj", "wsj", None, 2)


def test_circles_end_and_uncited_stories_go_back_to_the_earliest():
    assert first_source([report(1, "a", "b"), report(2, "b", "a")]) is not None
    assert first_source([report(2, "b"), report(1, "a")]) == Origin("", "a", 1, 0)
    assert first_source([]) is None


WORDS = st.sampled_from(
    ["Sources:", "\n- ", "The", "Ledger", "Wire", "Wall Street Journal", "laut", "según", "(", ")", ":", "berichtet", "-"]
)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join)), st.sampled_from(["en", "de", "es"]))
def test_anything_can_be_read(text, language):
    for citation in citations(text, text, language, OUTLETS):
        assert 0 <= citation.start < citation.end <= len(text)


@pytest.mark.parametrize("piece", ["Laut Der ", "- The Ledger Wire: ", "\n- Xy: ", "The Wire-", "Sources:\n\n\n"])
def test_time_grows_with_the_text_only(piece):
    # 8 times the text: 8 times the time, 64 times were it quadratic; the machine is noisy
    def seconds(length):
        text = (piece * length)[:length]
        started = process_time()
        citations("", text, "de", OUTLETS)
        return process_time() - started

    assert seconds(160_000) < 24 * max(seconds(20_000), 0.02)
