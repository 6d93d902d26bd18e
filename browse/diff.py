"""What changed between two versions of a text, word by word. Pure."""

import difflib
import re
from dataclasses import dataclass

WORDS = re.compile(r"\s+|[^\W_]+(?:[.,’'-][^\W_]+)*|.", re.DOTALL)
CONTEXT = 14  # tokens (words and spaces) of unchanged text kept on each side of a change
MAX_TOKENS = 20_000  # beyond this difflib takes seconds; such texts are compared line by line


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: kept, added, removed, or a gap ("skipped") where unchanged text was left out."""

    kind: str
    text: str = ""


def words(old: str, new: str) -> list[Change]:
    """The changes from old to new, with a little unchanged text around each; empty when nothing changed."""
    if old == new:
        return []
    before, after = _tokens(old), _tokens(new)
    if len(before) + len(after) > MAX_TOKENS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    opcodes = matcher.get_opcodes()
    for number, (kind, i1, i2, j1, j2) in enumerate(opcodes):
        if kind == "equal":
            changes += _kept(before[i1:i2], first=number == 0, last=number == len(opcodes) - 1)
            continue
        changes += [Change("removed", "".join(before[i1:i2]))] if i2 > i1 else []
        changes += [Change("added", "".join(after[j1:j2]))] if j2 > j1 else []
    return changes


def _tokens(text: str) -> list[str]:
    return WORDS.findall(text)


def _kept(tokens: list[str], *, first: bool, last: bool) -> list[Change]:
    if len(tokens) <= 2 * CONTEXT + 4:
        return [Change("kept", "".join(tokens))]
    head = [] if first else [Change("kept", "".join(tokens[:CONTEXT]))]
    tail = [] if last else [Change("kept", "".join(tokens[-CONTEXT:]))]
    return [*head, Change("skipped"), *tail]
