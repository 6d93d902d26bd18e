"""What is known of an outlet's pages beforehand: its furniture, learned, and selectors that somebody wrote for it."""

from dataclasses import dataclass

from archive.model import Override


@dataclass(frozen=True, slots=True)
class OutletKnowledge:
    """`furniture` holds keys of lines (`pipelines.recurring`); `overrides` are dated, any order."""

    furniture: frozenset[str] = frozenset()
    overrides: tuple[Override, ...] = ()


NOTHING = OutletKnowledge()
