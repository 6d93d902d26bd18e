"""What a correction by readers' labels would change: learnt from the labelled articles, tried on the archive. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive.corrections import Change, Proposal
from archive.judging import Drawn, Labels, quality
from archive.model import Verdict
from archive.rescoring import Stored
from pipelines.correction import NO_CORRECTION, Correction, teach, teach_subjects
from pipelines.relevance import weigh
from pipelines.rescoring import judge_again
from pipelines.topic import Topic

SHOWN = 100  # changes that a proposal names
FOLDS = 5  # parts of the labels, each judged by what the others taught


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A labelled article as the rules see it: what they found, its log-odds, its subjects', and what readers say of them."""

    rules: frozenset[str]
    log_odds: float
    belongs: bool
    subjects: Mapping[str, float]
    right: Mapping[str, bool]


class Trial:
    """Learns from `labelled` articles; is handed the archive by `add`; tells what would change by `proposal`."""

    def __init__(self, topic: Topic, labelled: Sequence[Stored], labels: Labels, sample: Sequence[Drawn]) -> None:
        bare = replace(topic, correction=NO_CORRECTION)
        lessons = {one.id: _lesson(bare, one, labels) for one in labelled}
        learnt = _taught(list(lessons.values()))
        self._topic, self._labels, self._sample = topic, labels, sample
        self._corrected = replace(topic, correction=learnt)
        self._touched = frozenset(learnt.rules) | topic.correction.rules.keys()
        self._touched_subjects = frozenset(learnt.subjects) | topic.correction.subjects.keys()
        self._now = {one.id: judge_again(topic, one).relevant for one in labelled}
        self._then = dict(_held_out(topic, labelled, lessons))
        self._proposal = Proposal(len(labelled), learnt.rules, learnt.subjects)

    def add(self, stored: Sequence[Stored]) -> None:
        """Try the correction on articles of the archive."""
        changes = [change for one in stored if (change := self._change(one))]
        known = self._proposal
        self._proposal = replace(
            known,
            judged=known.judged + len(stored),
            joins=known.joins + sum(change.what == "join" for change in changes),
            leaves=known.leaves + sum(change.what == "leave" for change in changes),
            renamed=known.renamed + sum(change.what == "subjects" for change in changes),
            changes=(*known.changes, *changes)[:SHOWN],
        )

    def proposal(self) -> Proposal:
        """All that was found out."""
        now, then = (tuple(quality(self._sample, self._labels.belongs, judged)) for judged in (self._now, self._then))
        return replace(self._proposal, now=now, then=then)

    def _change(self, one: Stored) -> Change | None:
        before = judge_again(self._topic, one)
        if not self._concerns(before):
            return None
        after = judge_again(self._corrected, one)
        if before.relevant != after.relevant:
            return Change(one.id, one.extract.title, "join" if after.relevant else "leave")
        return Change(one.id, one.extract.title, "subjects") if _names(before) != _names(after) else None

    def _concerns(self, verdict: Verdict) -> bool:
        """Whether a corrected rule or subject found anything in the article; if none did, nothing changes."""
        return any(reason.rule in self._touched or reason.subject in self._touched_subjects for reason in verdict.reasons)


def _lesson(bare: Topic, one: Stored, labels: Labels) -> _Lesson:
    extract, verdict = one.extract, judge_again(bare, one)
    weighed = weigh(bare, extract.title, extract.text, extract.language, extract.teaser)
    return _Lesson(
        rules=frozenset(reason.rule for reason in weighed.reasons),
        log_odds=bare.bias + sum(reason.contribution for reason in verdict.reasons),
        belongs=labels.belongs[one.id],
        subjects={subject: bare.subject_bias + weight for subject, weight in weighed.subjects.items()},
        right=_right(_names(verdict), labels.belongs[one.id], labels.objections.get(one.id)),
    )


def _right(shown: frozenset[str], belongs: bool, objections: frozenset[str] | None) -> dict[str, bool]:
    """Which of the subjects shown are right. An objection that names none teaches only where there is one subject to mean."""
    if not belongs:
        return {}
    if objections is None:
        return dict.fromkeys(shown, True)
    named = objections & shown or (shown if len(shown) == 1 else frozenset())
    return dict.fromkeys(named, False)


def _taught(lessons: Sequence[_Lesson]) -> Correction:
    rules = teach([one.rules for one in lessons], [one.log_odds for one in lessons], [one.belongs for one in lessons])
    subjects = teach_subjects([one.subjects for one in lessons], [one.right for one in lessons])
    return Correction("proposed", rules, subjects)


def _held_out(topic: Topic, labelled: Sequence[Stored], lessons: Mapping[int, _Lesson]) -> list[tuple[int, bool]]:
    """How each labelled article would be judged by what the labels of the others taught."""
    found = []
    for fold in range(FOLDS):
        learnt = _taught([lesson for id_, lesson in lessons.items() if id_ % FOLDS != fold])
        corrected = replace(topic, correction=learnt)
        found += [(one.id, judge_again(corrected, one).relevant) for one in labelled if one.id % FOLDS == fold]
    return found


def _names(verdict: Verdict) -> frozenset[str]:
    return frozenset(subject.subject for subject in verdict.subjects)
