"""How sure an article is of a number: the words around it."""

from collections.abc import Mapping
from functools import lru_cache

from pipelines.numbers_en_de_es import AFTER, ARTICLES, HEARSAY, QUALIFIERS
from pipelines.tokens import Token, at

LONGEST = 4  # words of a qualifying phrase
NONE = "none"
HEARD = 25  # words back in the sentence
DURATIONS = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade"})
_DURING = frozenset({"over", "über"})  # "over seven years" lasts seven years; "Zusage über 10 Milliarden" is one of 10


@lru_cache(maxsize=8)
def _phrases(language: str, *, after: bool) -> Mapping[tuple[str, ...], str]:
    table = AFTER if after else QUALIFIERS
    return {tuple(p.split("·")): name for name, phrases in table[language].items() for p in phrases.split()}


def qualifier(tokens: list[Token], span: tuple[int, int], unit: str, sentence_start: int, language: str) -> str:
    """The qualifier of the amount in `tokens[first:last]` of a unit; words before the sentence's first character do not count."""
    first, last = span
    behind = _following(tokens, last, language)
    end = _without_articles(tokens, first, language)
    before = _preceding(tokens, end, language) or _preceding(tokens, first, language)
    if before == "more-than" and at(tokens, first - 1).fold in _DURING:
        noun = language == "de" and at(tokens, first - 2).text.istitle() and at(tokens, first - 2).start > sentence_start
        before = "" if noun or unit in DURATIONS else before
    return before or behind or _hearsay(tokens, first, sentence_start, language) or NONE


def _without_articles(tokens: list[Token], first: int, language: str) -> int:
    """Step back over an article or a preposition: "more than a 500", "about the 27", "al menos unos"."""
    skipped = ARTICLES[language] | {"the", "der", "die", "das", "den", "dem", "el", "la", "los", "las", "einer", "nur"}
    return first - 1 if at(tokens, first - 1).fold in skipped else first


def _preceding(tokens: list[Token], first: int, language: str) -> str:
    phrases = _phrases(language, after=False)
    if at(tokens, first - 1).text == "." and at(tokens, first - 2).fold in {"ca", "approx", "aprox"}:
        return "about"
    for length in range(LONGEST, 0, -1):
        words = tokens[max(0, first - length) : first]
        name = phrases.get(tuple(token.fold for token in words)) if len(words) == length else None
        if name is not None:
            return name
    return ""


def _following(tokens: list[Token], last: int, language: str) -> str:
    words = (at(tokens, last).fold, at(tokens, last + 1).fold)
    return _phrases(language, after=True).get(words, "")


def _hearsay(tokens: list[Token], first: int, sentence_start: int, language: str) -> str:
    index = first - 1
    while index >= 0 and tokens[index].start >= sentence_start and first - index < HEARD:
        if tokens[index].fold in HEARSAY[language]:
            return "reportedly"
        index -= 1
    return ""
