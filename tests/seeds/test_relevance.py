"""What the rule language means, on a small topic, and what the verdict promises on any text."""

import math
import time
from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.topicfile import parse_topic
from pipelines.relevance import judge

TOPIC = """
id: bees
title: {en: Bees}
languages: [en]
description: Bees and what threatens them.
is_not: [Napoleon's emblem]
gate: [bee]
names:
  bee: {patterns: {en: ['bees?', 'Königin']}, but_not: ['bee[- ]line']}
  mite: {patterns: {any: ['Varroa']}, exact_case: true}
  spelling: {patterns: {en: ['spelling']}}
rules:
  - {id: bee-and-mite, find: [bee, mite], within: sentence, topic: 3, each: 1, most: 1.5, cap: all}
  - {id: bee-in-title, find: [bee], in: [title], topic: 2, without: [spelling], cap: all}
subjects:
  pests:
    label: {en: Pests}
    rules: [{id: mite-near-bee, find: [mite, bee], within: 5, apart_from: {names: [spelling], words: 2}, subject: 4}]
scale: {bias: -2, subject_bias: -2, lead_words: 10, places: {title: 1, body: 0.5}, caps: {all: 4}}
furniture: ['related:']
queries: {en: [{all: [bees]}]}
"""


@cache
def topic(old, new):
    return parse_topic(TOPIC.replace(old, new), "bees.yaml")


def verdict(title, text, language="en", teaser="", change=("bees", "bees")):
    return judge(topic(*change), title, text, language, teaser)


def contributions(result):
    sums = Counter()
    for reason in result.reasons:
        sums[reason.rule] += reason.contribution
    return dict(sums)


def test_names_in_one_sentence_are_evidence_and_the_passage_spans_them():
    text = "News. The bee died of Varroa today."
    (reason, *_) = verdict("", text).reasons
    assert (reason.rule, reason.passage) == ("bee-and-mite", "bee died of Varroa")
    assert text[reason.start : reason.end] == reason.passage


def test_names_in_two_sentences_are_not_in_one():
    assert "bee-and-mite" not in contributions(verdict("", "The bee died. Varroa lives."))


def test_an_abbreviation_does_not_end_a_sentence():
    assert "bee-and-mite" in contributions(verdict("", "The bee cost 3 Mrd. Dollar because of Varroa."))


def test_further_occurrences_add_up_to_the_limit():
    assert contributions(verdict("", "Bee, Varroa. Bee, Varroa."))["bee-and-mite"] == 4
    assert contributions(verdict("", "Bee, Varroa. " * 5, change=("all: 4", "all: 9")))["bee-and-mite"] == 4.5


def test_a_cap_holds_for_all_its_rules_together():
    assert sum(contributions(verdict("Bees and Varroa", "")).values()) == 4


def test_the_body_counts_by_its_factor():
    result = verdict("", "One two three four five six seven eight nine ten. The bee died of Varroa.")
    assert (result.reasons[0].where, result.reasons[0].contribution) == ("body", 1.5)


def test_without_and_but_not():
    assert "bee-in-title" in contributions(verdict("Bees win", ""))
    assert "bee-in-title" not in contributions(verdict("Spelling bees", ""))
    assert verdict("A bee-line home", "").reasons == ()


def test_exact_case_and_any_case():
    assert "bee-and-mite" in contributions(verdict("", "BEES die of Varroa"))
    assert "bee-and-mite" not in contributions(verdict("", "Bees die of varroa"))


def test_whole_words_whatever_the_writing():
    assert verdict("Beekeepers", "").reasons == ()
    assert "bee-in-title" in contributions(verdict("Ko\u0308nigin", ""))


def test_near_and_apart():
    subjects = verdict("Bees", "The bee has Varroa.").subjects
    assert [(subject.subject, round(subject.score, 2)) for subject in subjects] == [("pests", 0.88)]
    assert verdict("Bees", "Varroa, one two three four five six bee.").subjects == ()
    assert verdict("Bees", "Spelling Varroa bee.").subjects == ()


def test_furniture_to_the_end_of_its_line_is_not_text():
    assert verdict("", "Sun. Related: bee died of Varroa").reasons == ()
    assert verdict("", "Sun. Related: moon\nA bee died of Varroa").reasons != ()


def test_a_teaser_is_read_too():
    (reason, *_) = verdict("", "", teaser="A bee died of Varroa").reasons
    assert (reason.where, reason.start, reason.end) == ("teaser", 2, 20)


def test_other_languages_do_not_belong():
    assert verdict("Bees: Varroa kills bees", "").relevant
    assert not verdict("Bees: Varroa kills bees", "", language="fr").relevant


def test_a_furniture_mark_on_its_own_line_takes_the_headlines_below_along():
    related = "Soup is warm.\nRelated:\n- Bees die of Varroa\n\n- Varroa again: bees\nBees like flowers, Varroa likes bees."
    (reason, *_) = verdict("", related).reasons
    assert reason.passage == "Bees like flowers, Varroa"


words = st.sampled_from(["bee", "Varroa", "spelling", "related:", ".", "\n", "Micro\u00adsoft", "u\u0308", "🙂", "1"])
texts = st.lists(words | st.text(max_size=8), max_size=30).map(" ".join)


def test_time_grows_with_the_text_only():
    long = "Varroa spelling bee bee-line " * 20_000
    started = time.process_time()
    verdict(long, long)
    assert time.process_time() - started < 2


@given(title=texts, text=texts, teaser=texts)
def test_on_any_text_the_reasons_explain_the_score(title, text, teaser):
    result = verdict(title, text, teaser=teaser)
    log_odds = -2 + sum(reason.contribution for reason in result.reasons)
    assert result.score == pytest.approx(1 / (1 + math.exp(-log_odds)))
    given_text = {"title": title, "teaser": teaser, "lead": text, "body": text}
    assert all(given_text[r.where][r.start : r.end] == r.passage for r in result.reasons)
