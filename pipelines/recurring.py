"""Furniture that an outlet prints below or above every article, learned from its stored texts. Pure.

A line is known by its words, with every number as one: "[3 letters to the editor]" recurs too; but a long sentence whose numbers
change reports ("… now serves 12 of its products.") and is none. Furniture is what at least three
texts have and either a quarter of all, at their edges, or half of all, anywhere. `./run bench extract --only furniture`: on the
newsroom lines that recur and belong to an article stand in two texts at most, a fifth of all; furniture in three or more.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipelines.furniture import fold

FEWEST = 3  # texts that must have a line
_AT_EDGES, _ANYWHERE = 0.25, 0.5  # share of the texts
_HEAD, _TAIL = 4, 6  # lines that are the edges of a text
_MOSTLY = 0.8  # of a line's occurrences stand at an edge
_LEAST_LETTERS = 3
_NUMBERED_WORDS = 8  # of a sentence whose numbers change; longer ones report. On the newsroom nothing is learned less
_ENDS = tuple('.!?…”"»')
_MOST_TAKEN = 0.5  # of a text: more is not furniture, whatever recurs
_NUMBER = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Recurring:
    """A line that recurs: its key, how it was last printed, in how many texts, of how many."""

    key: str
    sample: str
    texts: int
    of: int


def line_key(line: str) -> str:
    """What a line is known by: its words without case and punctuation, numbers alike."""
    return _NUMBER.sub("0", fold(line))


def learn(texts: Sequence[str]) -> list[Recurring]:
    """The furniture of an outlet's texts (one paragraph a line, no copies of each other), the commonest first."""
    at_edge: dict[str, int] = defaultdict(int)
    found: dict[str, set[int]] = defaultdict(set)
    samples: dict[str, str] = {}
    printed: dict[str, set[str]] = defaultdict(set)
    for number, text in enumerate(texts):
        lines = text.split("\n")
        for place, line in enumerate(lines):
            key = line_key(line)
            if number not in found[key]:
                at_edge[key] += place < _HEAD or place >= len(lines) - _TAIL
            found[key].add(number)
            samples[key] = line
            printed[key].add(fold(line))
    rows = [
        Recurring(key, samples[key], len(numbers), len(texts))
        for key, numbers in found.items()
        if _is_furniture(key, len(numbers), at_edge[key], len(texts)) and not _reports(samples[key], printed[key])
    ]
    return sorted(rows, key=lambda row: (-row.texts, row.key))


def _reports(line: str, printed: Collection[str]) -> bool:
    """Whether a line is a sentence that says something else each time."""
    return len(printed) > 1 and line.rstrip().endswith(_ENDS) and len(line.split()) > _NUMBERED_WORDS


def _is_furniture(key: str, texts: int, edges: int, of: int) -> bool:
    if texts < FEWEST or len(_LETTER.findall(key)) < _LEAST_LETTERS:
        return False
    share = texts / of
    return share >= _ANYWHERE or (share >= _AT_EDGES and edges >= _MOSTLY * texts)


def without(lines: Iterable[str], furniture: Collection[str]) -> list[str]:
    """`lines` without those whose key is in `furniture`; all of them where that would take most of the text."""
    whole = list(lines)
    if not furniture:
        return whole
    kept = [line for line in whole if line_key(line) not in furniture]
    return kept if sum(map(len, kept)) >= (1 - _MOST_TAKEN) * sum(map(len, whole)) else whole
