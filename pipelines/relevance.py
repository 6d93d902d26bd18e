"""Does an article belong to a topic, which of its subjects does it treat, and why: a pure function of values.

Every rule of the topic that finds its evidence adds its weight, in log-odds, to the topic's bias; the logistic function of the
sum is the score. Where the rules leave a doubt, the article's resemblance to the topic's examples adds its own. So the
contributions of the reasons add up to the score, and whoever reads them can follow the verdict.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.model import Reason, SubjectScore, Verdict
from pipelines.correction import SUFFIX
from pipelines.embedding import Vector, whole_text
from pipelines.evidence import Article, Occurrence
from pipelines.topic import TITLE, Rule, Topic

RESEMBLES = "resembles-examples"  # the rule's name in the reason that the examples give


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the rules make of an article. `subjects` are log-odds before the subject's bias."""

    topic: Topic
    language: str
    reasons: tuple[Reason, ...]
    subjects: dict[str, float]

    @property
    def log_odds(self) -> float:
        """Of belonging, by the rules."""
        return self.topic.bias + sum(reason.contribution for reason in self.reasons)

    @property
    def in_doubt(self) -> bool:
        """Something speaks for the article, its language is the topic's, and the examples could still change the verdict."""
        known = self.topic.resemblance
        if known is None or not self._readable or not any(reason.contribution > 0 for reason in self.reasons):
            return False
        return -known.up < self.log_odds - _log_odds(self.topic.threshold) < known.down

    def verdict(self, vector: Vector | None = None) -> Verdict:
        """The verdict; `vector` is the article's when it is in doubt and could be made."""
        reasons = list(self.reasons)
        if vector is not None and self.topic.resemblance is not None:
            reasons.append(Reason(RESEMBLES, None, TITLE, 0, 0, "", self.topic.resemblance.lean(vector)))
        score = _logistic(self.topic.bias + sum(reason.contribution for reason in reasons))
        relevant = score >= self.topic.threshold and self._readable
        return Verdict(
            topic=self.topic.id,
            score=score,
            relevant=relevant,
            subjects=_subjects(self.topic, self.subjects) if relevant else (),
            reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.contribution))),
        )

    @property
    def _readable(self) -> bool:
        return self.language in {"", *self.topic.languages}


def judge(
    topic: Topic,
    title: str,
    text: str,
    language: str,
    teaser: str = "",
    embed: Callable[[str, str], Vector | None] | None = None,
) -> Verdict:
    """The verdict on an article. `language` is ISO 639-1 or "" when unknown; other languages than the topic's never belong.

    `embed` makes the vector of title and text where the rules leave a doubt; without it they alone decide.
    """
    weighed = weigh(topic, title, text, language, teaser)
    return weighed.verdict(embed(title, whole_text(teaser, text)) if embed and weighed.in_doubt else None)


def weigh(topic: Topic, title: str, text: str, language: str, teaser: str = "") -> Weighed:
    """What every rule of the topic finds in an article, corrected by what readers taught."""
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
        found = list(_reasons(article, rule, occurrences, _room(topic, rule, spent)))
        if rule.cap is not None:
            spent[rule.cap] = spent.get(rule.cap, 0.0) + sum(reason.contribution for reason in found)
        reasons += [*found, *_corrected(topic, rule, found)]
    for subject in subjects.keys() & topic.correction.subjects.keys():
        subjects[subject] += topic.correction.subjects[subject]
        reasons += _subject_corrected(subject, reasons)
    return Weighed(topic, language, tuple(reasons), subjects)


def _corrected(topic: Topic, rule: Rule, found: list[Reason]) -> Iterator[Reason]:
    """What readers taught about a rule, as a reason of its own at the rule's best passage."""
    weight = topic.correction.rules.get(rule.id)
    if weight and found:
        at = found[0]
        yield Reason(rule.id + SUFFIX, rule.subject, at.where, at.start, at.end, at.passage, weight)


def _subject_corrected(subject: str, found: list[Reason]) -> list[Reason]:
    """That readers' labels moved a subject, at its first passage. It weighs nothing for the article: only the subject moves."""
    at = next((reason for reason in found if reason.subject == subject), None)
    return [replace(at, rule=subject + SUFFIX, contribution=0.0)] if at else []


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


def _log_odds(probability: float) -> float:
    return math.log(probability / (1.0 - probability))
