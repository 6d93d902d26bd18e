"""What mails say: order, words of three languages, links, and one-click headers."""

import re
from dataclasses import replace
from datetime import timedelta
from string import Formatter

import pytest

from alerts import phrases
from alerts.links import Links
from alerts.message import Stationery, compose, compose_notice
from archive import tokens
from archive.letters import Item, Printed, Stated
from archive.model import Access, Precision
from archive.outbox import Identity, Message
from tests.alerts.press import NOW, SENDER, STATIONERY, TEXT

IDENTITY = Identity("u", b"secret")
MESSAGE = Message(
    id=4,
    message_id="<4.x@press.example>",
    subscription_id="desk",
    recipient="ana@reader.example",
    kind="alert",
    language="en",
    timezone="Europe/Berlin",
    state="due",
    created_at=NOW,
    next_try_at=NOW,
    attempts=0,
    refused_since=None,
    last_error="",
    sent_at=None,
    subject="",
    notice="",
)
ITEM = Item(
    article_id=1,
    revision=1,
    why="about MAI models",
    change="",
    story_id=1,
    url="https://circuit-post.example/1",
    source_id="circuit-post",
    outlet="Circuit Post",
    title="Microsoft shows MAI-Voice-2",
    teaser="",
    text=TEXT["en"],
    language="en",
    access=Access.FULL,
    published_at=NOW,
    published_precision=Precision.MINUTE,
    score=0.9,
)


def written(*items, stationery=STATIONERY, **values):
    return compose(replace(MESSAGE, **values), items or (ITEM,), [], stationery, IDENTITY)


def test_the_same_rows_make_the_same_bytes():
    assert written().mail == written().mail


def test_the_widest_covered_story_comes_first():
    alone = replace(ITEM, article_id=2, story_id=2, title="Alone", score=0.99)
    wide = replace(ITEM, copies=("Harbour Gazette", "Elbe-Kurier"))
    assert written(alone, wide).subject.startswith("Microsoft shows MAI-Voice-2 (and 1 more story)")


def test_the_report_that_can_be_read_speaks_for_its_story():
    stub = replace(ITEM, article_id=2, title="Stub", access=Access.PAYWALLED, score=0.99)
    assert written(stub, ITEM).subject == "Microsoft shows MAI-Voice-2 – Circuit Post"


def test_a_report_in_the_readers_language_is_preferred():
    german = replace(ITEM, article_id=2, title="Microsoft zeigt MAI-Voice-2", language="de", score=0.5)
    assert written(ITEM, german, language="de").subject.startswith("Microsoft zeigt")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("New coverage · 1 story, 1 report", "paywalled: only the beginning could be read", "10 Mar 2026, 10:00")),
        ("de", ("Neue Berichte · 1 Thema, 1 Bericht", "Bezahlschranke: nur der Anfang war lesbar", "10. März 2026, 10:00")),
        ("es", ("Nuevas noticias · 1 tema, 1 noticia", "de pago: solo se pudo leer el comienzo", "10 mar 2026, 10:00")),
    ],
)
def test_stubs_dates_and_words_in_three_languages(language, said):
    mail = written(replace(ITEM, access=Access.PAYWALLED), language=language)
    for words in said:
        assert words in mail.parts.text
    assert said[1][1:] in mail.parts.html
    assert f'<html lang="{language}">' in mail.parts.html


def test_dates_that_are_known_by_the_day_or_not_at_all():
    assert "· 10 Mar 2026\n" in written(replace(ITEM, published_precision=Precision.DAY)).parts.text
    assert "· seen 10 Mar 2026, 10:00\n" in written(replace(ITEM, published_precision=Precision.FIRST_SEEN)).parts.text


def test_what_an_article_says_is_text_and_never_markup():
    evil = replace(ITEM, title="<img src=x onerror=alert(1)>", text="<script>alert(1)</script> is what it says, and more of it.",
                   outlet="<b>", why="<i>", change="<u>", url="javascript:alert(1)")  # fmt: skip
    html = written(evil).parts.html
    assert not re.search(r"<(?:img|script|b|i|u)\b", html)
    assert "javascript:" not in html


def test_nothing_is_loaded_from_elsewhere():
    html = written().parts.html
    assert not re.search(r"<(?:img|link|script|iframe|object)\b|url\(|@import|src=", html)


def test_a_long_digest_is_shortened_and_counts_the_rest():
    items = [replace(ITEM, article_id=n, story_id=n, title=f"Story {n}") for n in range(1, 200)]
    parts = written(*items, kind="digest").parts
    assert parts.html.count("Why you get this") == 25
    assert "74 more stories are in the archive" in parts.text
    assert len(parts.html) < 120_000


def test_links_lead_to_the_original_and_the_reading_view():
    html = written(stationery=Stationery(SENDER, Links("https://news.example/base"))).parts.html
    assert 'href="https://circuit-post.example/1"' in html
    assert 'href="https://news.example/base/article/1"' in html


def test_one_click_needs_https():
    def names(base):
        content = written(stationery=Stationery(SENDER, Links(base), "op@x.example")).mail.content
        return [line for line in content.split(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").split(b"\r\n") if b"Unsubscribe" in line]

    assert names("http://news.example") == [b"List-Unsubscribe: <mailto:op@x.example?subject=unsubscribe%20desk>"]
    post, ways = names("https://news.example")
    assert post == b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    found = re.search(rb"<https://news.example/unsubscribe/([^>]+)>", ways)
    assert found
    assert tokens.read(b"secret", tokens.UNSUBSCRIBE, found[1].decode()) == ("desk", "ana@reader.example")
    assert tokens.read(b"secret", tokens.CONFIRM, found[1].decode()) is None


@pytest.mark.parametrize(
    "forged", ["", ".", "x.y", "ä.ö", tokens.sign(b"other", tokens.UNSUBSCRIBE, "desk", "ana@reader.example")]
)
def test_a_forged_token_is_nobodys(forged):
    assert tokens.read(b"secret", tokens.UNSUBSCRIBE, forged) is None


def test_figures_are_told_as_printed_and_counted():
    gpus, watts = Printed(15000, "GPU", "15,000 GPUs"), Printed(3, "GW", "3 GW")
    german = replace(ITEM, article_id=2, language="de", figures=(Printed(15000, "GPU", "15.000 GPUs"),))
    assert "Figures: 15,000 GPUs (2 reports) · 3 GW\n" in written(replace(ITEM, figures=(watts, gpus)), german).parts.text


def test_reports_that_differ_are_named():
    values = (Stated("14,000 GPUs", "Harbour Gazette"), Stated("15.000 GPUs", "Elbe-Kurier"))
    text = written(replace(ITEM, contested=(values,))).parts.text
    assert "Reports differ: 14,000 GPUs (Harbour Gazette) / 15.000 GPUs (Elbe-Kurier)\n" in text
    assert "Reports differ" not in written(ITEM).parts.text


@pytest.mark.parametrize(
    ("cause", "subject"),
    [("withdrawn", "Withdrawn: Microsoft shows"), ("changed", "Changed: Microsoft shows"), ("again", "Microsoft shows")],
)
def test_each_mail_says_why_it_was_sent(cause, subject):
    change = "" if cause == "again" else "what is new"
    mail = written(replace(ITEM, cause=cause, change=change))
    assert f"Sent because: {phrases.ENGLISH.causes[cause]}\n" in mail.parts.text
    assert mail.subject.startswith(subject)


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_phrase_takes_the_same_values_in_every_language(language):
    def fields(value):
        texts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}

    for name in phrases.Phrases.__dataclass_fields__:
        if name != "date":
            assert fields(getattr(phrases.of(language), name)) == fields(getattr(phrases.ENGLISH, name)), name
        assert phrases.of(language).access.keys() == {str(access) for access in Access}


def test_an_unknown_language_is_english():
    assert phrases.of("fr") is phrases.ENGLISH
    assert phrases.day(NOW + timedelta(hours=14, minutes=30), phrases.GERMAN, "Europe/Berlin") == "11. März 2026"


def test_what_an_outlet_says_about_itself_does_not_open_an_entry():
    live = replace(
        ITEM, teaser="All details of the announcement, updated live.", text=TEXT["en"] + " We test it in another piece."
    )
    assert "\nMicrosoft has shown MAI-Voice-2, a speech model of its own. It was trained" in written(live).parts.text


def test_a_story_with_many_reports_links_to_all_of_them():
    items = [replace(ITEM, article_id=n) for n in range(1, 12)]
    assert "All 11 reports of this story: http://127.0.0.1:8001/story/1\n" in written(*items).parts.text


def test_addresses_in_a_notice_are_links_and_nothing_else_is_markup():
    message = replace(MESSAGE, kind="notice", notice="See <b>this</b>:\nhttp://x.example/article/1", subject="s")
    html = compose_notice(message, STATIONERY).parts.html
    assert '<a href="http://x.example/article/1"' in html
    assert "<b>" not in html
