"""What readers' labels correct: small weights on top of the rules, for rules and subjects that the labels speak about. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Correction:
    """Log-odds to add wherever a rule found evidence (`rules`, by rule id) or a subject is scored (`subjects`, by subject id)."""

    id: int
    rules: Mapping[str, float] = field(default_factory=dict)
    subjects: Mapping[str, float] = field(default_factory=dict)


NO_CORRECTION = Correction(0)
SUFFIX = "+readers"  # of a rule's id in the reasons that a correction gives
