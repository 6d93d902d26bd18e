"""What readers' labels teach about rules and subjects, and what it would change."""

from dataclasses import replace
from datetime import UTC, datetime

from archive.judging import Drawn, Labels
from archive.model import DueUrl, Extract
from archive.rescoring import Stored
from crawler.topicfile import parse_topic
from pipelines.correction import Correction
from pipelines.relevance import judge
from pipelines.trial import Trial

TOPIC = parse_topic(
    """
id: bees
title: {en: Bees}
languages: [en]
description: Bees.
is_not: [spelling bees]
gate: [bee]
names:
  bee: {patterns: {en: ['bees?']}}
  mite: {patterns: {en: ['mites?']}}
  queen: {patterns: {en: ['queens?']}}
rules:
  - {id: bee, find: [bee], topic: 2}
subjects:
  mites: {label: {en: Mites}, rules: [{id: mite, find: [mite], topic: 2, subject: 3}]}
  queens: {label: {en: Queens}, rules: [{id: queen, find: [queen], topic: 0.5, subject: 2.3}]}
scale: {bias: -2.2, subject_bias: -2}
queries: {en: [{all: [bees]}]}
furniture: []
""",
    "bees.yaml",
)
TEXTS = {"band": "The band Queen sang of a bee.", "mites": "Mites kill a bee.", "bee": "A bee was seen.", "boat": "A boat sank."}


def stored(id_: int, kind: str) -> Stored:
    extract = Extract(f"{kind} {id_}", TEXTS[kind], "en")
    due = DueUrl(id_, f"https://a.example/{id_}", "a", 0, datetime(2026, 1, 1, tzinfo=UTC))
    verdict = judge(TOPIC, extract.title, extract.text, "en")
    return Stored(id_, due, "A", extract, verdict.score, verdict.relevant, frozenset(), copy=False, vector=b"")


ARCHIVE = [stored(number, kind) for number, kind in enumerate(("band", "mites", "bee", "boat") * 10, 1)]
LABELLED = [one for one in ARCHIVE if one.id <= 32 and "boat" not in one.extract.title]


def trial(labels: Labels, sample=()) -> Trial:
    made = Trial(TOPIC, LABELLED, labels, sample)
    made.add(ARCHIVE)
    return made


def says(kinds: str) -> dict[int, bool]:
    return {one.id: one.extract.title.split()[0] in kinds.split() for one in LABELLED}


def test_a_rule_that_readers_disagree_with_loses_weight_and_what_leaves_is_named():
    found = trial(Labels(says("mites bee"), {})).proposal()
    assert found.rules["queen"] < -0.5
    assert (found.labels, found.judged, found.joins) == (24, 40, 10)  # those that a bee alone left below the threshold
    assert (found.leaves, {change.title.split()[0] for change in found.changes}) == (10, {"band", "bee"})


def test_objections_teach_about_the_subject_they_name_and_a_nameless_one_where_there_is_only_one():
    bands = {one.id for one in LABELLED if "band" in one.extract.title}
    for objection in (frozenset({"queens"}), frozenset()):
        found = trial(Labels(says("band mites"), dict.fromkeys(bands, objection))).proposal()
        assert found.subjects["queens"] < -0.5
        assert found.subjects.get("mites", 0) >= 0
        assert {change.what for change in found.changes if change.title.startswith("band")} == {"subjects"}


def test_a_corrected_subject_leaves_a_reason_that_weighs_nothing_for_the_article():
    corrected = replace(TOPIC, correction=Correction("x", {}, {"queens": -4.0}))
    before, after = (judge(topic, "", TEXTS["band"], "en") for topic in (TOPIC, corrected))
    assert [one.subject for one in before.subjects] == ["queens"]
    assert after.subjects == ()
    (reason,) = [reason for reason in after.reasons if reason.rule == "queens+readers"]
    assert (reason.passage, reason.contribution, after.score) == ("Queen", 0.0, before.score)


def test_what_it_would_be_worth_is_measured_on_articles_that_did_not_teach_it():
    odd = next(one for one in LABELLED if "mites" in one.extract.title)
    labels = Labels(says("mites") | {odd.id: False}, {})
    sample = [Drawn(one.id, "en", one.relevant, 10) for one in LABELLED]
    (now,), (then,) = (getattr(trial(labels, sample).proposal(), when) for when in ("now", "then"))
    assert now.precision.value < then.precision.value < 1  # the odd one out is no lesson learnt by heart


def test_nothing_labelled_teaches_nothing():
    assert not Trial(TOPIC, [], Labels({}, {}), ()).proposal().teaches
