"""What became of one sentence: a typo put right, another figure, quote or source, or the same said differently. Pure."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.model import ChangeKind
from pipelines.amounts import amount_at
from pipelines.calendar_words import dates
from pipelines.figures import figures
from pipelines.numbers_en_de_es import LANGUAGES
from pipelines.passages import Passage
from pipelines.revision_words import BETWEEN, CALENDAR, DECISIVE, ROLES, SAYING, SMALL, STRONG
from pipelines.tokens import Token

# Evidence for each: `python -m bench.revisions`, on the half of the pairs it was set on and on the other.
MUCH = 5  # words that came or went in one piece are an addition or a removal
QUOTE = 3  # words: fewer in quotation marks are a name or an ironic word, not what somebody said
SLIP = 2  # letters that a typo gets wrong, of a word of at least LONG
LONG = 5  # letters
NEAR = 3  # words between a source and the verb of saying
_SCALES = frozenset("million millions millionen milliarde milliarden billion billions millones".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or number of a sentence that counts."""

    token: Token
    index: int  # among the sentence's tokens
    quoted: bool

    @property
    def key(self) -> str:
        return self.token.fold


@dataclass(frozen=True, slots=True)
class _Edit:
    """Neighbouring words that went (former) and what came instead (latter)."""

    former: tuple[_Word, ...]
    latter: tuple[_Word, ...]


def changes(former: Passage, latter: Passage, language: str) -> set[ChangeKind]:
    """What kinds of change lie between two sentences that are one; empty when nothing of meaning does."""
    language = language if language in LANGUAGES else "en"
    before, after = _words(former), _words(latter)
    edits = list(_edits(before, after))
    if not edits and former.key != latter.key:
        return {ChangeKind.FIGURE}  # a minus came or went
    if not edits:
        return {ChangeKind.QUOTE} if _lost_marks(before, after) else set()
    kinds: set[ChangeKind] = set()
    rest = [edit for edit in edits if not _same_amount(edit, former, latter, language)]
    if not rest:
        return kinds
    if _other_figures(former, latter, language) or any(_renumbered(edit, former, latter, language) for edit in rest):
        kinds.add(ChangeKind.FIGURE)
        rest = [edit for edit in rest if not _has_number(edit, former, latter, language)]
    slips = [edit for edit in rest if _is_slip(edit, before, after)]
    meant = [edit for edit in rest if edit not in slips]
    if any(_within_quote(edit, before, after) for edit in meant):
        kinds.add(ChangeKind.QUOTE)
    if any(_other_source(edit, former, latter) for edit in meant):
        kinds.add(ChangeKind.ATTRIBUTION)
    meant = [e for e in meant if not _within_quote(e, before, after) and not _other_source(e, former, latter)]
    return kinds | _said(meant, slips, kinds)


def _said(meant: Sequence[_Edit], slips: Sequence[_Edit], kinds: set[ChangeKind]) -> set[ChangeKind]:
    """The kinds that are left when figures, quotes and sources are told."""
    came = max((len(edit.latter) - len(edit.former) for edit in meant), default=0)
    went = max((len(edit.former) - len(edit.latter) for edit in meant), default=0)
    found: set[ChangeKind] = set()
    if came >= MUCH:
        found.add(ChangeKind.ADDITION)
    if went >= MUCH:
        found.add(ChangeKind.REMOVAL)
    if meant and not found and not kinds:
        found.add(ChangeKind.REWORDED)
    return found or ({ChangeKind.TYPO} if slips and not meant and not kinds else set())


def is_slip(former: Passage, latter: Passage) -> bool:
    """Do two headlines differ in spelling only?"""
    before, after = _words(former), _words(latter)
    return all(_is_slip(edit, before, after) for edit in _edits(before, after))


def _words(passage: Passage) -> list[_Word]:
    return [
        _Word(token, index, passage.quoted[index])
        for index, token in enumerate(passage.tokens)
        if token.kind != "sign" or token.text in "%‰"
    ]


def _edits(before: Sequence[_Word], after: Sequence[_Word]) -> Iterator[_Edit]:
    matcher = difflib.SequenceMatcher(None, [word.key for word in before], [word.key for word in after], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            yield _Edit(tuple(before[i1:i2]), tuple(after[j1:j2]))


def _lost_marks(before: Sequence[_Word], after: Sequence[_Word]) -> bool:
    return abs(sum(word.quoted for word in before) - sum(word.quoted for word in after)) >= QUOTE


# Figures


def _amounts(words: Sequence[_Word], passage: Passage, language: str) -> list[float]:
    """The numbers that begin among `words`, numerals included; not those that are part of a name ("GPT-4")."""
    tokens, found, behind = list(passage.tokens), [], -1
    for word in words:
        if word.index < behind or _is_tied(tokens, word.index):
            continue
        amount = amount_at(tokens, word.index, language)
        if amount is not None and not amount.article:
            found.append(amount.value)
            behind = amount.last
    return found


def _is_tied(tokens: Sequence[Token], index: int) -> bool:
    before = tokens[index - 1] if index else None
    return before is not None and tokens[index].glued and before.is_hyphen and before.glued


def _same_amount(edit: _Edit, former: Passage, latter: Passage, language: str) -> bool:
    """The same number, printed differently: "15.000", "15 000", "fifteen thousand"; or only spelled apart: "data center"."""
    if "".join(word.key for word in edit.former) == "".join(word.key for word in edit.latter):
        return not any(word.token.is_word for word in edit.former)
    gone, come = _amounts(edit.former, former, language), _amounts(edit.latter, latter, language)
    return bool(gone) and gone == come and _only_numbers(edit)


def _only_numbers(edit: _Edit) -> bool:
    scale = {
        "million",
        "millions",
        "millionen",
        "mio",
        "mrd",
        "milliarde",
        "milliarden",
        "billion",
        "billions",
        "mil",
        "millones",
    }
    words = (*edit.former, *edit.latter)
    return all(word.token.is_number or word.key in scale or len(word.key) <= LONG for word in words)


def _has_number(edit: _Edit, former: Passage, latter: Passage, language: str) -> bool:
    return bool(_amounts(edit.former, former, language) or _amounts(edit.latter, latter, language)) and (
        len(edit.former) + len(edit.latter) <= 2 * MUCH
    )


def _renumbered(edit: _Edit, former: Passage, latter: Passage, language: str) -> bool:
    gone, come = _amounts(edit.former, former, language), _amounts(edit.latter, latter, language)
    return bool(gone) and bool(come) and sorted(gone) != sorted(come)


def _other_figures(former: Passage, latter: Passage, language: str) -> bool:
    """Did a figure or a date go, and another come in its place?"""
    before, after = _figures(former, language), _figures(latter, language)
    return bool(before - after) and bool(after - before)


def _figures(passage: Passage, language: str) -> set[tuple[float, str, str]]:
    found = {(f.value, f.unit, f.date) for f in figures("", passage.text, language) if f.kind == "quantity"}
    return found | {(0.0, "date", day.iso) for day in dates(list(passage.tokens), language)}


# Spelling


def _is_slip(edit: _Edit, before: Sequence[_Word], after: Sequence[_Word]) -> bool:
    gone, come = [word.key for word in edit.former], [word.key for word in edit.latter]
    if {*gone, *come} & DECISIVE or any(word.token.is_number for word in (*edit.former, *edit.latter)):
        return False
    if "".join(gone) == "".join(come):
        return True
    if len(gone) == len(come):
        return all(_alike(a, b) for a, b in zip(gone, come, strict=True))
    if not gone or not come:
        lonely = edit.former or edit.latter
        side = before if edit.former else after
        return len(lonely) == 1 and (lonely[0].key in SMALL or _is_doubled(lonely[0], side))
    return False


def _is_doubled(word: _Word, side: Sequence[_Word]) -> bool:
    at = side.index(word)
    return any(0 <= other < len(side) and side[other].key == word.key for other in (at - 1, at + 1))


def _alike(former: str, latter: str) -> bool:
    if former == latter or (former in SMALL and latter in SMALL) or sorted(former) == sorted(latter):
        return True
    if min(len(former), len(latter)) < 3 or (former[0] != latter[0] and len(former) < LONG):  # noqa: PLR2004 -- letters
        return False
    most = SLIP if min(len(former), len(latter)) >= LONG else 1
    return abs(len(former) - len(latter)) <= most and distance(former, latter, most) <= most


def distance(former: str, latter: str, most: int) -> int:
    """Letters to change, swap, add or drop (optimal string alignment, after Damerau 1964); `most` + 1 when there are more."""
    last: list[int] = []
    row = list(range(len(latter) + 1))
    for i, a in enumerate(former, 1):
        following = [i]
        for j, b in enumerate(latter, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == latter[j - 2] and former[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            following.append(cost)
        last, row = row, following
        if min(row) > most:
            return most + 1
    return row[-1]


# Quotes and sources


def _within_quote(edit: _Edit, before: Sequence[_Word], after: Sequence[_Word]) -> bool:
    """Did words of a quotation change? One that came or went as a whole, with its marks, is an addition or a removal."""
    kept = _kept_quote(edit.former, before) or _kept_quote(edit.latter, after)
    touched = any(word.quoted for word in (*edit.former, *edit.latter))
    return touched and kept


def _kept_quote(words: Sequence[_Word], side: Sequence[_Word]) -> bool:
    """Is more of the quotation there than what changed, and enough for a quotation?"""
    if not any(word.quoted for word in words):
        return False
    changed = {word.index for word in words}
    whole = sum(word.quoted for word in side)
    return whole >= QUOTE and sum(word.quoted and word.index not in changed for word in side) >= 1


def _other_source(edit: _Edit, former: Passage, latter: Passage) -> bool:
    return _names_source(edit.former, former, edit.latter) or _names_source(edit.latter, latter, edit.former)


def _names_source(words: Sequence[_Word], passage: Passage, others: Sequence[_Word]) -> bool:
    """Do the changed words name who says it? `others` is what stands in their place in the other version."""
    tokens = passage.tokens
    named = [word for word in words if not word.quoted and _may_be_source(word)]
    if not named:
        return False
    saying = any(word.key in SAYING or word.key in STRONG for word in words)
    if saying and not any(other.key in SAYING or other.key in STRONG for other in others):
        return True  # "…, according to Reuters" came or went
    first, last = words[0].index, words[-1].index
    return _cue_before(tokens, named[0].index) or _verb_near(tokens, first, last)


def _may_be_source(word: _Word) -> bool:
    text, key = word.token.text, word.key
    if key in CALENDAR or word.token.is_number or key in SAYING or key in SMALL:
        return False
    return key in ROLES or (text[:1].isupper() and (word.index > 0 or key not in BETWEEN))


def _cue_before(tokens: Sequence[Token], first: int) -> bool:
    """Does "according to", "laut", "según" stand before, articles and describing words between?"""
    back = [token.fold for token in tokens[max(0, first - NEAR - 2) : first] if token.kind != "sign"]
    return any(key in STRONG for key in back) or (
        bool(back) and back[-1] in {"by", "per"} and len(back) > 1 and back[-2] in SAYING
    )


def _verb_near(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Does a verb of saying stand right beside, with nothing but small words, names and roles between?"""
    ahead = tokens[last + 1 : last + 2 + NEAR]
    back = list(reversed(tokens[max(0, first - NEAR - 1) : first]))
    return _reaches_verb(ahead) or _reaches_verb(back)


def _reaches_verb(tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if token.fold in SAYING:
            return True
        passing = (token.kind == "sign" and token.text in ",’'-") or token.fold in BETWEEN or token.fold in ROLES
        if not passing and not token.text[:1].isupper():
            return False
    return False
