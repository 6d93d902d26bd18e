"""Who is told of an article, why and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import rules
from alerts.changes import Version
from alerts.rules import History, Known
from archive.errors import ConfigError
from archive.model import Access, Article, ChangeKind, Precision, Reason, RevisionChange, SubjectScore
from tests.alerts.press import LABELS, NOW, TEXT, Press, subscription

ARTICLE = Article(
    id=7,
    url="https://circuit-post.example/7",
    source_id="circuit-post",
    outlet="Circuit Post",
    title="Microsoft shows MAI-Voice-2",
    teaser="",
    text=TEXT["en"],
    language="en",
    access=Access.FULL,
    published_at=NOW - timedelta(hours=1),
    published_precision=Precision.MINUTE,
    first_seen_at=NOW,
    stored_at=NOW,
    score=0.9,
    relevant=True,
    revision=1,
    subjects=(SubjectScore("mai-models", 0.8), SubjectScore("microsoft-openai", 0.5)),
    reasons=(
        Reason("name:openai", "microsoft-openai", "body", 40, 46, "OpenAI", 0.9),
        Reason("name:mai", "mai-models", "title", 16, 27, "MAI-Voice-2", 1.5),
        Reason("share-tip", None, "title", 0, 9, "Microsoft", -1.0),
    ),
    story_id=3,
)
KEY = ("desk", "ana@reader.example")


def planned(article=ARTICLE, known=None, now=NOW, **values):
    return rules.plan([subscription(**values)], article, now, Known({KEY: known} if known else {}), LABELS)


def test_everybody_of_a_subscription_is_told_once():
    alerts = planned(recipients=("a@b.example", "c@d.example", "a@b.example"))
    assert [alert.recipient for alert in alerts] == ["a@b.example", "c@d.example"]


def test_due_after_the_grouping_time():
    assert planned(group_seconds=90)[0].due_at == NOW + timedelta(seconds=90)


def test_due_at_the_next_digest():
    alert = planned(cadence="daily", at="07:00", timezone="Europe/Berlin")[0]
    assert alert.due_at.isoformat() == "2026-03-11T06:00:00+00:00"


@pytest.mark.parametrize(
    ("values", "article", "reason"),
    [
        ({"languages": ("de",)}, {}, "language 'en' is not among de"),
        ({"sources": ("elbe-kurier",)}, {}, "source 'circuit-post' is not among elbe-kurier"),
        ({"subjects": ("copilot",)}, {}, "none of the subjects copilot"),
        ({"min_score": 0.95}, {}, "score 0.90 is below 0.95"),
        ({"access": ("full",)}, {"access": Access.PAYWALLED}, "access 'paywalled' is not among full"),
        ({"paused": True}, {}, "the subscription is paused"),
        ({}, {"duplicate_of": 5}, "a copy of article 5"),
        ({}, {"relevant": False}, "the article does not belong to the topic"),
        ({}, {"published_at": NOW - timedelta(days=20)}, "published more than 14 days ago"),
    ],
)
def test_what_a_subscription_does_not_want(values, article, reason):
    wanted = replace(ARTICLE, **article)
    assert rules.refusal(subscription(**values), wanted, NOW) == reason
    assert planned(wanted, **values) == ()


def test_what_it_wants():
    assert planned(languages=("en", "de"), subjects=("copilot", "mai-models"), access=("full",), min_score=0.9)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "about MAI models and microsoft openai · “MAI-Voice-2” in the headline"),
        ("de", "über MAI-Modelle und microsoft openai · „MAI-Voice-2“ in der Überschrift"),
        ("es", "sobre modelos MAI y microsoft openai · «MAI-Voice-2» en el titular"),
    ],
)
def test_why_in_the_language_of_the_mail(language, line):
    assert planned(language=language)[0].why == line


def test_why_names_the_subjects_asked_for_first_and_passages_of_the_text():
    article = replace(ARTICLE, reasons=ARTICLE.reasons[:1])
    why = planned(article, subjects=("microsoft-openai",))[0].why
    assert why == "about microsoft openai and MAI models · names “OpenAI”"


def test_why_without_evidence():
    assert planned(replace(ARTICLE, reasons=(), subjects=()))[0].why == "belongs to the topic, score 0.90"


def test_a_revision_counts_only_for_what_changed():
    same = replace(ARTICLE, revision=2)
    known = History(Version(ARTICLE.title, ARTICLE.text), story_told=True, story_known=True)
    assert planned(same, known) == ()
    alert = planned(replace(same, text=ARTICLE.text.replace("15,000", "20,000")), known)[0]
    assert (alert.revision, alert.change) == (2, "figures 15,000 became 20,000")
    assert alert.due_at == NOW + timedelta(seconds=60)


def test_a_revision_tells_the_former_headline():
    known = History(Version("Microsoft buys OpenAI", ARTICLE.text), story_known=True)
    assert planned(replace(ARTICLE, revision=2), known)[0].change == "headline was “Microsoft buys OpenAI”"


def test_a_revision_is_news_to_who_was_not_told():
    assert planned(replace(ARTICLE, revision=2))[0].change == ""


def test_further_reports_of_a_story_told_wait_for_company():
    assert planned(known=History(story_told=True, story_known=True))[0].due_at == NOW + timedelta(minutes=30)
    assert planned(known=History(story_known=True))[0].due_at == NOW + timedelta(seconds=60)


def test_only_first_reports():
    assert planned(first_only=True)
    assert planned(known=History(story_known=True), first_only=True) == ()


def test_quiet_hours_hold_an_alert_back():
    alert = planned(quiet=("09:00", "11:30"))[0]
    assert alert.due_at == NOW + timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone = 'Mars/Olympus' is not known; expected a name such as Europe/Berlin"),
        ({"at": "25:00"}, "at = '25:00'; expected a time of day"),
        ({"quiet": ("22:00", "late")}, "quiet = 'late'; expected a time of day"),
        ({"cadence": "sometimes"}, "cadence = 'sometimes'; expected one of immediate, hourly, daily, weekly"),
        ({"access": ("free",)}, "access = 'free'; expected one of full, teaser"),
        ({"weekday": 7}, "weekday = 7; expected 0 (Monday) to 6"),
    ],
)
def test_a_subscription_that_cannot_work_is_an_error_that_says_so(values, words):
    with pytest.raises(ConfigError) as caught:
        rules.check([subscription(**values)])
    assert f"[[alerts.subscriptions]] id = 'desk': {words}" in str(caught.value)


def test_two_subscriptions_of_one_name():
    with pytest.raises(ConfigError, match="used twice"):
        rules.check([subscription(), subscription()])
    rules.check([subscription(), subscription(id="other")])


@pytest.mark.parametrize(
    ("cadence", "hours", "cause"),
    [("immediate", 5, None), ("immediate", 6, "again"), ("hourly", 5, None), ("daily", 1, "again")],
)
def test_a_known_story_is_told_again_after_a_quiet_time(cadence, hours, cause):
    known = Known({KEY: History(story_told=True, story_known=True)}, last_report_at=NOW - timedelta(hours=hours))
    alerts = rules.plan([subscription(cadence=cadence)], ARTICLE, NOW, known, LABELS)
    assert [alert.cause for alert in alerts] == ([cause] if cause else [])


@pytest.mark.parametrize(
    ("kind", "cause", "line"),
    [
        (ChangeKind.WITHDRAWN, "withdrawn", "the outlet took this article back; what it said stays in the reading view"),
        (ChangeKind.QUOTE, "changed", "a quote changed: “It is new”, she said."),
        (ChangeKind.CORRECTION, "changed", "a correction: “It is new”, she said."),
        (ChangeKind.TYPO, None, ""),
        (ChangeKind.REWORDED, None, ""),
    ],
)
def test_what_a_revision_changed_decides_whether_it_is_told(kind, cause, line):
    history = History(version=Version(ARTICLE.title, ARTICLE.text), story_told=True, story_known=True)
    known = Known({KEY: history}, revised=[RevisionChange(kind, "“It is old”, she said.", "“It is new”, she said.")])
    alerts = rules.plan([subscription()], replace(ARTICLE, revision=2), NOW, known, LABELS)
    assert [(alert.cause, alert.change) for alert in alerts] == ([(cause, line)] if cause else [])


def test_who_was_not_told_of_an_article_is_not_told_that_it_is_gone():
    known = Known(revised=[RevisionChange(ChangeKind.WITHDRAWN)])
    assert rules.plan([subscription()], replace(ARTICLE, revision=2), NOW, known, LABELS) == ()


def test_a_saved_search_decides():
    wanted = subscription(search="q=voice")
    assert rules.refusal(wanted, ARTICLE, NOW) == "its saved search does not find it"
    assert rules.plan([wanted], ARTICLE, NOW, Known(searches={"q=voice"}), LABELS)


def test_a_saved_search_is_followed_as_the_page_would_search(file):
    press = Press(
        file, subscription(search="q=voice+OR+regulator&language=de"), subscription(id="all", search="q=%22MAI-Voice-2%22")
    )
    press.publish("Microsoft shows MAI-Voice-2")
    press.publish("Microsoft zeigt MAI-Voice-2", "elbe-kurier")
    told = press.rows("select subscription_id, article_id from waiting_alerts order by 1, 2")
    assert told == [("all", 1), ("all", 2), ("desk", 2)]
