import pytest
import re2

from pipelines.gate import Gate

GATE = Gate(["OpenAI", "Microsoft AI", "Künstliche Intelligenz", "(?-i:MAI)-1"])


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    "text",
    [
        "<p>The deal with OpenAI ends.</p>",
        "<p>OPENAI</p>",
        "<p>OpenAIs Modell</p>",
        "<p>Open&shy;AI</p>",
        "<p>Microsoft&nbsp;AI</p>",
        "<p>Microsoft\nAI</p>",
        "<p>K&uuml;nstliche Intelligenz</p>",
        "<p>Ku\u0308nstliche Intelligenz</p>",
        "<p>Das MAI-1-Modell</p>",
        '<script type="application/ld+json">{"articleBody": "First.\\nOpenAI said"}</script>',
        '<script type="application/ld+json">{"headline": "K\\u00fcnstliche Intelligenz"}</script>',
    ],
)
def test_a_page_that_names_something_passes(text):
    assert GATE.decide(page(text)).passed


@pytest.mark.parametrize("text", ["<p>Nothing here.</p>", "<p>ReopenAIr</p>", "<p>Mai-1-Feier</p>", "<p>Microsoft and AI</p>"])
def test_a_page_that_names_nothing_does_not(text):
    decision = GATE.decide(page(text))
    assert not decision.passed
    assert "names nothing" in decision.reason


def test_a_name_in_navigation_only_does_not_count():
    decision = GATE.decide(page("<nav><a href=/>OpenAI</a></nav><p>Local news.</p><footer>OpenAI</footer>"))
    assert not decision.passed
    assert "navigation" in decision.reason


def test_the_title_counts():
    assert GATE.decide(page("<p>It ends.</p>", "<title>OpenAI and its partner</title>")).passed


def test_the_channels_hint_counts():
    decision = GATE.decide(page("<p>Please accept cookies.</p>"), hint="OpenAI\ud800 deal")
    assert decision.reason == "the channel's hint names OpenAI"


def test_latin1():
    assert GATE.decide("<p>Künstliche Intelligenz</p>".encode("iso-8859-1"), "text/html; charset=iso-8859-1").passed


def test_without_patterns_everything_passes():
    assert Gate([]).decide(b"").passed


@pytest.mark.parametrize("body", [b"", b"\x00\xff OpenAI <", b"<a " * 10_000, b"\\ud83d OpenAI"])
def test_no_page_trips_it(body):
    GATE.decide(body)


def test_a_pattern_that_re2_cannot_read_is_refused():
    with pytest.raises(re2.error):
        Gate([r"(a)\1"])
