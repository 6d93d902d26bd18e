"""The two sentences of an article that tell most. Pure."""

import re

LOOKED_AT = 15  # sentences; news puts what matters first
CHARACTERS = 360
SHORTEST, LONGEST = 30, 320

_END = re.compile(r"[.!?…][»”“\"’')]*\s+(?=[\"“„«‚'¿¡(]?[A-ZÄÖÜÁÉÍÓÚÑ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b[A-ZÄÖÜ]|\b(?:Mr|Ms|Mrs|Dr|St|Nr|Sr|Sra|Inc|Corp|bzw|vgl|ca|vs|Mio|Mrd|Prof|No|z\. ?B|u\. ?a|d\. ?h|EE\. ?UU|\d))\.$"
)
_OURSELVES = re.compile(  # the outlet about itself
    r"\b(?:we|our|us|wir|uns|unser\w*|nosotros|nuestr[oa]s?|lesen sie|read more|lea también|updated live|live blog|"
    r"liveticker|liveblog|laufend aktualisiert|minuto a minuto|en directo)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w{4,}")  # shorter ones say little
_QUOTES = frozenset('"“„«»”')
ABBREVIATION = 12  # characters that are looked at for one
OPENINGS = 3  # the first of so many sentences that speaks of the headline opens
_REFERRING = re.compile(
    r"^(?:he|she|it|they|this|that|these|those|but|and|so|er|sie|es|das|dies\w*|doch|und|aber|damit|este|esta|esto|ese|eso|pero|y|él|ella)\b",
    re.IGNORECASE,
)


def excerpt(title: str, teaser: str, text: str) -> str:
    """The opening sentence and the best of those that follow, in their order; the teaser opens when there is one."""
    found = _sentences(teaser, text)
    if not found:
        return ""
    headline = _words(title)
    first = _opening(found, headline)
    rest = [sentence for sentence in found[found.index(first) + 1 :] if len(first) + len(sentence) <= CHARACTERS]
    if not rest:
        return _cut(first)
    known = _words(first)
    weights = {sentence: _weight(sentence, place, known, headline) for place, sentence in reversed(list(enumerate(rest)))}
    best = max(rest, key=weights.__getitem__)
    return f"{first} {best}" if found.index(best) == found.index(first) + 1 else f"{first} … {best}"


def _opening(found: list[str], title: frozenset[str]) -> str:
    """The first sentence, unless it is about the outlet itself ("all details, updated live") and a following one is not."""
    return next((sentence for sentence in found[:OPENINGS] if _words(sentence) & title and not _of_ourselves(sentence)), found[0])


def _sentences(teaser: str, text: str) -> list[str]:
    whole = split(text[:6000])
    lead = [sentence for sentence in split(teaser) if sentence not in whole]
    return [sentence for sentence in lead + whole if SHORTEST <= len(sentence) <= LONGEST][:LOOKED_AT] or (lead + whole)[:1]


def split(text: str) -> list[str]:
    """Sentences, by a rule that knows the usual abbreviations of English, German and Spanish. Paragraphs end sentences."""
    sentences: list[str] = []
    for paragraph in text.splitlines():
        start = 0
        for match in _END.finditer(paragraph):
            if not _ABBREVIATED.search(paragraph[max(start, match.start() - ABBREVIATION) : match.start() + 1]):
                sentences.append(paragraph[start : match.end()].strip())
                start = match.end()
        sentences.append(" ".join(paragraph[start:].split()))
    return [sentence for sentence in sentences if sentence]


def _of_ourselves(sentence: str) -> bool:
    """Not what somebody is quoted with."""
    return _QUOTES.isdisjoint(sentence) and _OURSELVES.search(sentence) is not None


def _weight(sentence: str, position: int, opening: frozenset[str], title: frozenset[str]) -> float:
    """Early, with figures, about the headline's names, saying something the opening does not, and readable by itself."""
    words = _words(sentence)
    weight = 1.0 / (1 + position / 3)
    weight += 0.5 * bool(_DIGIT.search(sentence))
    weight += 0.2 * min(3, len(words & title))
    weight -= len(words & opening) / (len(words) or 1)
    weight -= 0.6 * bool(_REFERRING.match(sentence)) + 0.4 * sentence.endswith("?") + 0.6 * _of_ourselves(sentence)
    return weight


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _cut(sentence: str) -> str:
    if len(sentence) <= CHARACTERS:
        return sentence
    return sentence[:CHARACTERS].rsplit(" ", 1)[0] + " …"
