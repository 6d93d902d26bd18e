"""What is known of an outlet's pages beforehand: its furniture, learned, selectors that somebody wrote for it, its age."""

from dataclasses import dataclass
from datetime import date

from archive.model import Override


@dataclass(frozen=True, slots=True)
class OutletKnowledge:
    """`furniture` holds keys of lines (`pipelines.recurring`); `overrides` are dated, any order; `founded` is a day in UTC."""

    furniture: frozenset[str] = frozenset()
    overrides: tuple[Override, ...] = ()
    founded: date | None = None


NOTHING = OutletKnowledge()
