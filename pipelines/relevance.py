"""Does an article belong to a topic, which of its subjects does it treat, and why: a pure function of values.

Every rule of the topic that finds its evidence adds its weight, in log-odds, to the topic's bias; the logistic function of the
sum is the score. So the contributions of the reasons add up to the score, and whoever reads them can follow the verdict.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from archive.model import Reason, SubjectScore, Verdict
from pipelines.evidence import Article, Occurrence
from pipelines.topic import Rule, Topic


def judge(topic: Topic, title: str, text: str, language: str, teaser: str = "") -> Verdict:
    """The verdict on an article. `language` is ISO 639-1 or "" when unknown; other languages than the topic's never belong."""
    article = Article(topic, title, teaser, text)
    spent: dict[str, float] = {}
    subjects: dict[str, float] = {}
    reasons: list[Reason] = []
    for rule in topic.rules:
        occurrences = article.occurrences(rule)
        if not occurrences:
            continue
        if rule.subject is not None:
            weight = rule.subject_weight * _treatment(topic, [article.factor(occurrence) for occurrence in occurrences])
            subjects[rule.subject] = subjects.get(rule.subject, 0.0) + weight
        reasons += _reasons(article, rule, occurrences, _room(topic, rule, spent))
        if rule.cap is not None:
            spent[rule.cap] = spent.get(rule.cap, 0.0) + sum(r.contribution for r in reasons if r.rule == rule.id)
    score = _logistic(topic.bias + sum(reason.contribution for reason in reasons))
    relevant = score >= topic.threshold and language in {"", *topic.languages}
    return Verdict(
        topic=topic.id,
        score=score,
        relevant=relevant,
        subjects=_subjects(topic, subjects) if relevant else (),
        reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.contribution))),
    )


def _reasons(article: Article, rule: Rule, occurrences: list[Occurrence], room: float) -> Iterator[Reason]:
    """One reason for each occurrence that counts; names that stand apart share the weight between them."""
    factors = [article.factor(occurrence) for occurrence in occurrences]
    sums = _running_sums(rule, factors, room)
    for occurrence, (before, after) in zip(occurrences, pairwise([0.0, *sums]), strict=False):
        for hit in occurrence:
            passage = article.passage(hit)
            share = (after - before) / len(occurrence)
            yield Reason(rule.id, rule.subject, passage.where, passage.start, passage.end, passage.words, share)


def _running_sums(rule: Rule, factors: list[float], room: float) -> Iterator[float]:
    """What the first occurrence is worth, the first two, and so on, until the rule or its group has no more to give."""
    first = rule.weight * factors[0]
    yield min(first, room)
    further = 0.0
    for factor in factors[1:]:
        if abs(further) >= abs(rule.most) or first + further >= room:
            return
        further += math.copysign(min(abs(rule.each * factor), abs(rule.most) - abs(further)), rule.each)
        yield min(first + further, room)


def _room(topic: Topic, rule: Rule, spent: dict[str, float]) -> float:
    return math.inf if rule.cap is None else max(0.0, topic.caps[rule.cap] - spent.get(rule.cap, 0.0))


def _treatment(topic: Topic, factors: list[float]) -> float:
    """How thoroughly evidence is spread: the best place in full, repetitions in part, together no more than the best."""
    best, *others = factors
    return best + min(best, topic.subject_repeat * sum(others))


def _subjects(topic: Topic, weights: dict[str, float]) -> tuple[SubjectScore, ...]:
    scored = [SubjectScore(subject, _logistic(topic.subject_bias + weight)) for subject, weight in weights.items()]
    kept = [subject for subject in scored if subject.score >= topic.subject_threshold]
    return tuple(sorted(kept, key=lambda subject: (-subject.score, subject.subject)))


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds > -500 else 0.0  # noqa: PLR2004 -- exp overflows at 709
