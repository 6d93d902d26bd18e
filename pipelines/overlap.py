"""How much of a text stands in another, and what that makes of them. Pure.

Containment (Broder 1997) says how much of each text stands in the other. Two things it cannot tell:

- A roundup from an edited copy: three articles under one title hold a third of each other's words, and so does a copy with every
  fourth word changed. What tells them apart is where: a copy shares a little everywhere, a roundup everything in one place.
  `reach` measures that: the share of a text's stretches of STRETCH words that hold a shared shingle.
- A copy with every fourth word changed (.32 of its shingles survive: .75^4) from texts written on one pattern (weather, match
  reports, the newsroom's filler: up to .31). Runs of two words tell: .75^2 = .56 survive, texts on one pattern share
  .52 at most as long as nobody cuts them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipelines.shingles import Shingled

# Evidence: `python -m bench.duplicates --sweep` (4,256 related texts; precision .996, recall .934, F1 .964 with these values).
# They were chosen on the texts of that sweep; no half of it was kept back.
STRETCH = 24  # words
SHARE = 0.15  # below it nothing is asked further; up to .20 no difference, at .30 edited copies are lost (F1 .956)
SURE = 0.35  # containment that needs no second look; at .30 17 more texts on one pattern pass for copies, at .60 F1 is .944
PAIRS = 0.55  # at .50 71 texts on one pattern pass for copies, here 12; at .60 edited copies are lost (recall .915)
LEAST = 6  # shared shingles, so that briefs are not copies for one phrase; the sweep's texts are too long to show it
PASSAGE = 0.35  # .10 to .40 differ by two texts of 4,256, at .50 roundups are lost (F1 .960)
# The sweep alone asks for .5 (F1 .980): its roundups hold stored articles only, which `duplicates.settle` recognises. In an
# archive most of a roundup is about something else and not stored, and then this alone keeps it from passing for a copy.
REACH = 0.75
OTHER_REACH = 0.4  # of the original that a copy must keep, unless it is its beginning; .2 to .5 differ by one text
HEAD = 0.8  # .6 to 1 make no difference


class Kin(StrEnum):
    """What one text is to another."""

    COPY = "copy"  # the same article, edited or cut
    CONTAINS = "contains"  # a roundup that holds the other
    PART = "part"  # stands in the other, a roundup
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares are of distinct shingles, 0 to 1; `other_head` tells how many of the shared stretches open the other text."""

    shared: int = 0
    share: float = 0.0  # of this text that stands in the other
    other_share: float = 0.0  # of the other that stands in this
    pairs: float = 0.0  # of runs of two words, of whichever text shares more; 0 where `kin` does not ask for it
    reach: float = 0.0
    other_reach: float = 0.0
    other_head: float = 0.0
    head: float = 0.0  # as `other_head`, of this text


def overlap(this: Shingled, other: Shingled) -> Overlap:
    """Compare two texts."""
    mine, theirs = set(this.runs), set(other.runs)
    both = mine & theirs
    if not both:
        return Overlap()
    share, other_share = len(both) / len(mine), len(both) / len(theirs)
    touched, other_touched = _touched(this.runs, both), _touched(other.runs, both)
    return Overlap(
        shared=len(both),
        share=share,
        other_share=other_share,
        pairs=_pairs(this, other) if SHARE <= max(share, other_share) < SURE else 0.0,
        reach=len(touched) / _stretches(this.runs),
        other_reach=len(other_touched) / _stretches(other.runs),
        other_head=_opening(other_touched),
        head=_opening(touched),
    )


def kin(found: Overlap) -> Kin:
    """What this text is to the other. What opens another text is its beginning (a cut or paywalled copy), not a part of it."""
    largest = max(found.share, found.other_share)
    if largest < SHARE or (largest < SURE and found.pairs < PAIRS) or (found.shared < LEAST and largest < 1):
        return Kin.STRANGER
    if found.reach >= REACH and (found.other_reach >= OTHER_REACH or found.other_head >= HEAD):
        return Kin.COPY
    if largest < PASSAGE:
        return Kin.STRANGER
    return Kin.CONTAINS if found.other_share >= found.share else Kin.PART


def _pairs(this: Shingled, other: Shingled) -> float:
    mine, theirs = this.pairs(), other.pairs()
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _stretches(runs: Sequence[int]) -> int:
    return -(-len(runs) // STRETCH)


def _touched(runs: Sequence[int], both: set[int]) -> set[int]:
    return {at // STRETCH for at, value in enumerate(runs) if value in both}


def _opening(touched: set[int]) -> float:
    """How many of the touched stretches are among as many first ones."""
    return sum(stretch < len(touched) for stretch in touched) / len(touched)
