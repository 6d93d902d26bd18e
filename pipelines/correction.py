"""What readers' labels correct: small weights on top of the rules, for rules and subjects that the labels speak about. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.learning import fit


@dataclass(frozen=True, slots=True)
class Correction:
    """Log-odds to add wherever a rule found evidence (`rules`, by rule id) or a subject is scored (`subjects`, by subject id)."""

    id: str
    rules: Mapping[str, float] = field(default_factory=dict)
    subjects: Mapping[str, float] = field(default_factory=dict)


NO_CORRECTION = Correction("")
SUFFIX = "+readers"  # of a rule's id in the reasons that a correction gives
PRIOR = 4.0  # precision of each weight: one label alone moves a rule by less than .2, ten that agree by about 1
LEAST_LABELS = 3  # articles in which a rule found something and that readers judged; fewer teach nothing about it
LEAST_WEIGHT = 0.05


def teach_subjects(found: Sequence[Mapping[str, float]], right: Sequence[Mapping[str, bool]]) -> dict[str, float]:
    """Weights for subjects: each labelled article's log-odds of each, and which of them readers say are right or wrong."""
    weights = {}
    for subject in sorted({subject for said in right for subject in said}):
        known = [(odds[subject], said[subject]) for odds, said in zip(found, right, strict=True) if subject in said]
        if len(known) < LEAST_LABELS:
            continue
        odds, truth = (np.array(column, np.float64) for column in zip(*known, strict=True))
        (weight,) = fit(np.ones((len(known), 1)), truth, PRIOR, odds, constant=False)
        weights[subject] = round(float(weight), 3)
    return {subject: weight for subject, weight in weights.items() if abs(weight) >= LEAST_WEIGHT}


def teach(found: Sequence[frozenset[str]], log_odds: Sequence[float], truth: Sequence[bool]) -> dict[str, float]:
    """Weights for rules: which rules found something in each labelled article, its log-odds so far, and what readers say."""
    counts = Counter(rule for rules in found for rule in rules)
    known = sorted(rule for rule, count in counts.items() if count >= LEAST_LABELS)
    if not known:
        return {}
    rows = np.array([[float(rule in rules) for rule in known] for rules in found])
    weights = fit(rows, np.array(truth, np.float64), PRIOR, np.array(log_odds), constant=False)
    return {rule: round(float(weight), 3) for rule, weight in zip(known, weights, strict=True) if abs(weight) >= LEAST_WEIGHT}
