"""What kind of change a later version of an article is; none when only furniture, counters, spacing or charset differ. Pure.

Sentences are matched first, so that a moved paragraph is no change; what is left is paired by shared words, and each pair is
asked what became of it. A revision may be of several kinds. Evidence: `python -m bench.revisions`, docs/decisions/revisions.md.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import ChangeKind, RevisionChange
from pipelines.passages import Passage, is_damaged, passages
from pipelines.revision_words import CORRECTION, LABEL, WITHDRAWN
from pipelines.wording import changes, is_slip

PAIR = 0.5  # shared words (Dice) from which two sentences are versions of one
MOST_PAIRED = 60  # sentences of each side that are compared with one another; where more changed, the page was written anew
SENTENCE = 4  # words: shorter ones that come or go are labels
LEFT = 0.5  # of the words: when less is left beside a notice of withdrawal, the article is withdrawn
SHOWN = 400  # characters of a passage that are kept
MOST_CHANGES = 40  # passages of a revision that are kept
_SUMMED = {ChangeKind.ADDITION, ChangeKind.REMOVAL}


@dataclass(frozen=True, slots=True)
class Version:
    """What readers saw of an article at one time."""

    title: str
    text: str
    teaser: str = ""


def compare(former: Version, latter: Version, language: str = "") -> tuple[RevisionChange, ...]:
    """The changes between two versions, headline first, then in the order of the later text. `language` is ISO 639-1 or ""."""
    if _is_withdrawn(former, latter):
        return (RevisionChange(ChangeKind.WITHDRAWN, "", _shown(latter.text or latter.title)),)
    found = [*_headline(former.title, latter.title, language), *_text(_lines(former, latter), _lines(latter, former), language)]
    return tuple(found[:MOST_CHANGES])


def kinds(found: Sequence[RevisionChange]) -> tuple[ChangeKind, ...]:
    """The kinds among changes, each once, in the order of the enum."""
    present = {change.kind for change in found}
    return tuple(kind for kind in ChangeKind if kind in present)


def is_withdrawal_notice(title: str, text: str) -> bool:
    """Does a page say that its article was withdrawn?"""
    return bool(WITHDRAWN.search(title) or any(WITHDRAWN.search(line) for line in text.splitlines()[:3]))


def withdrawal_notice(text: str) -> str:
    """The line of a page that says so: short pages come with furniture that extraction cannot tell from a text."""
    return next((line for line in text.splitlines() if WITHDRAWN.search(line)), text)


def mends_charset(former: Version, latter: Version) -> bool:
    """Is the later version the same with its characters put right?"""
    return is_damaged(former.title + former.text) and not is_damaged(latter.title + latter.text)


def _is_withdrawn(former: Version, latter: Version) -> bool:
    if is_withdrawal_notice(former.title, former.text) or not is_withdrawal_notice(latter.title, latter.text):
        return False
    return len(latter.text.split()) < LEFT * len(former.text.split()) or bool(WITHDRAWN.match(latter.title))


def _headline(former: str, latter: str, language: str) -> list[RevisionChange]:
    before, after = passages([LABEL.sub("", former)]), passages([LABEL.sub("", latter)])
    if not before or not after or _key(before) == _key(after):
        return []
    alike = list(zip(before, after, strict=True)) if len(before) == len(after) else []
    if alike and all(is_slip(a, b) for a, b in alike):
        return [RevisionChange(ChangeKind.TYPO, _shown(former), _shown(latter))]
    told = {ChangeKind.HEADLINE} | {kind for a, b in alike for kind in changes(a, b, language)} & {ChangeKind.FIGURE}
    return [RevisionChange(kind, _shown(former), _shown(latter)) for kind in ChangeKind if kind in told]


def _key(title: Sequence[Passage]) -> tuple[str, ...]:
    """A headline's words; an outlet's name behind a bar is not among them."""
    return tuple(key for passage in title for key in passage.key)


def _lines(version: Version, other: Version) -> list[str]:
    """The lines of teaser and text. A teaser that one version lacks is the page's doing, and so is one that repeats the text."""
    told = version.teaser and other.teaser and not version.teaser.endswith(("…", "...")) and version.teaser not in version.text
    return [*([version.teaser] if told else []), *version.text.splitlines()]


def _text(former: list[str], latter: list[str], language: str) -> list[RevisionChange]:
    before, after = passages(_without(former, latter)), passages(_without(latter, former))
    gone, come = _unmatched(before, after)
    found = [change for a, b in _same_words(before, after) for change in _asked(a, b, language)]
    pairs, gone, come = _paired(gone, come)
    for a, b in pairs:
        found += _asked(a, b, language)
    return found + _came(come) + _went(gone)


def _without(these: Sequence[str], those: Sequence[str]) -> list[str]:
    """Lines that the other version does not have letter by letter: the rest need not be read."""
    left = Counter(those)
    rest = []
    for line in these:
        if left[line] > 0:
            left[line] -= 1
        else:
            rest.append(line)
    return rest


def _asked(former: Passage, latter: Passage, language: str) -> list[RevisionChange]:
    if latter.heading and former.heading and not changes(former, latter, language) - {ChangeKind.REWORDED}:
        return []  # a related headline gave way to another one
    if CORRECTION.search(latter.text) and not CORRECTION.search(former.text):
        return [RevisionChange(ChangeKind.CORRECTION, _shown(former.text), _shown(latter.text))]
    told = changes(former, latter, language)
    return [RevisionChange(kind, _shown(former.text), _shown(latter.text)) for kind in ChangeKind if kind in told]


def _unmatched(former: Sequence[Passage], latter: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """What has no equal on the other side, wherever that stands. Where the charset went wrong, only ASCII is compared."""
    damaged = any("\ufffd" in passage.text for passage in (*former, *latter))
    before = Counter(_compared(passage, damaged) for passage in former)
    after = Counter(_compared(passage, damaged) for passage in latter)
    return _beyond(former, after, damaged), _beyond(latter, before, damaged)


def _beyond(these: Sequence[Passage], those: Counter[tuple[str, ...]], damaged: bool) -> list[Passage]:
    left = those.copy()
    rest = []
    for passage in these:
        key = _compared(passage, damaged)
        if left[key] > 0:
            left[key] -= 1
        else:
            rest.append(passage)
    return rest


def _compared(passage: Passage, damaged: bool) -> tuple[str, ...]:
    if not damaged:
        return passage.key
    return ("".join(character for key in passage.key for character in key if character.isascii()),)


def _same_words(former: Sequence[Passage], latter: Sequence[Passage]) -> list[tuple[Passage, Passage]]:
    """Sentences with equal words of which one is quoted and the other is not."""
    before = {passage.key: passage for passage in former}
    return [
        (before[passage.key], passage)
        for passage in latter
        if passage.key in before and any(passage.quoted) != any(before[passage.key].quoted)
    ]


def _paired(
    gone: Sequence[Passage], come: Sequence[Passage]
) -> tuple[list[tuple[Passage, Passage]], list[Passage], list[Passage]]:
    """Sentences that are versions of one, the likest first; and those that are not, in their order."""
    if max(len(gone), len(come)) > MOST_PAIRED:
        return [], list(gone), list(come)
    words_gone, words_come = [Counter(p.key) for p in gone], [Counter(p.key) for p in come]
    scored = sorted(
        (
            (-_dice(a, b), abs(i - j), i, j)
            for i, a in enumerate(words_gone)
            for j, b in enumerate(words_come)
            if _dice(a, b) >= PAIR
        )
    )
    left, right, chosen = set(range(len(gone))), set(range(len(come))), []
    for _, _, i, j in scored:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            chosen.append((i, j))
    pairs = [(gone[i], come[j]) for i, j in sorted(chosen, key=lambda pair: pair[1])]
    return pairs, [gone[i] for i in sorted(left)], [come[j] for j in sorted(right)]


def _dice(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def _came(come: Sequence[Passage]) -> list[RevisionChange]:
    noted = [passage for passage in come if CORRECTION.search(passage.text)]
    added = [passage for passage in come if passage not in noted and _counts(passage)]
    if noted:  # a note's further sentences belong to it
        return [RevisionChange(ChangeKind.CORRECTION, "", _shown(_joined(come, noted))), *_added(_apart(added, come, noted))]
    return _added(added)


def _joined(come: Sequence[Passage], noted: Sequence[Passage]) -> str:
    """The note with its further sentences: they stand right behind it."""
    first = come.index(noted[0])
    return " ".join(passage.text for passage in come[first : first + NOTE])


NOTE = 4  # sentences that a correction note may have


def _apart(added: Sequence[Passage], come: Sequence[Passage], noted: Sequence[Passage]) -> list[Passage]:
    first = come.index(noted[0])
    within = come[first : first + NOTE]
    return [passage for passage in added if passage not in within]


def _added(added: Sequence[Passage]) -> list[RevisionChange]:
    return [RevisionChange(ChangeKind.ADDITION, "", _shown(passage.text)) for passage in added]


def _went(gone: Sequence[Passage]) -> list[RevisionChange]:
    return [RevisionChange(ChangeKind.REMOVAL, _shown(p.text), "") for p in gone if _counts(p) and not CORRECTION.search(p.text)]


def _counts(passage: Passage) -> bool:
    """A sentence, and no label, subheading or link."""
    return not passage.heading and len(passage.key) >= SENTENCE


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"
