"""What is new in a later version of an article, and whether it is worth a mail. Pure.

A change is material when the headline says something else, when figures came, went or changed, when a quote became another, when
a note says that the article was corrected, and when its outlet took it back. Clock times and dates do not count: live blogs and
"updated at" lines change them all the time.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.model import ChangeKind, RevisionChange

SHOWN_FIGURES = 4

_NOT_FIGURES = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:uhr|h|am|pm|a\.m\.|p\.m\.)?(?!\d|[.,]\d|\s*(?:%|million|billion|mill|mrd|mio))"
    r"|\b\d{1,4}[-/]\d{1,2}[-/]\d{1,4}\b|\b\d{1,2}\.\d{1,2}\.(?:\d{2,4})?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w.,])[$€£]?\d+(?:[.,]\d+)*\s?%?")
_GROUPED = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")


@dataclass(frozen=True, slots=True)
class Version:
    """What a recipient was told before."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What differs: the former headline when it changed, figures that are gone and figures that are new."""

    former_title: str = ""
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    quote: str = ""  # a sentence whose quoted words became others
    correction: str = ""  # the outlet's note
    withdrawn: bool = False

    @property
    def material(self) -> bool:
        """Worth telling."""
        return bool(self.former_title or self.gone or self.new or self.quote or self.correction or self.withdrawn)


def compare(former: Version, latter: Version, revised: Iterable[RevisionChange] = ()) -> Change:
    """What changed between two versions, in the order of the texts. `revised`: what the latter did to the version before it."""
    kinds = {change.kind: change for change in reversed(list(revised))}
    if ChangeKind.WITHDRAWN in kinds:
        return Change(withdrawn=True)
    before, after = figures(former.text), figures(latter.text)
    quote, correction = (kinds.get(kind) for kind in (ChangeKind.QUOTE, ChangeKind.CORRECTION))
    return Change(
        quote=quote.latter or quote.former if quote else "",
        correction=correction.latter if correction else "",
        former_title="" if _plain(former.title) == _plain(latter.title) else former.title,
        gone=_missing(before, after),
        new=_missing(after, before),
    )


def figures(text: str) -> dict[str, str]:
    """The figures of a text by their value: "15.000" and "15,000" are one. The words are as printed the first time."""
    found: dict[str, str] = {}
    for match in _FIGURE.finditer(_NOT_FIGURES.sub(" ", text)):
        printed = match.group().strip()
        found.setdefault(_value(printed), printed)
    return found


def _value(printed: str) -> str:
    number = printed.strip("$€£% ")
    number = re.sub(r"[.,]", "", number) if _GROUPED.match(number) else number.replace(",", ".")
    return number + ("%" if "%" in printed else "")


def _missing(these: dict[str, str], those: dict[str, str]) -> tuple[str, ...]:
    return tuple(printed for value, printed in these.items() if value not in those)


def _plain(title: str) -> Sequence[str]:
    """A headline without what does not change its meaning: case, accents' spelling, punctuation, white space."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold())
