"""Shares of a whole, in percent: "half of", "zwei Drittel", "una cuarta parte", "nine out of ten", "jede dritte"."""

from collections.abc import Mapping

from pipelines.amounts import Amount, amount_at
from pipelines.numbers_en_de_es import FRACTIONS, ONE, ORDINALS
from pipelines.tokens import Token, at, joined

_NO_SHARE = frozenset({"first", "second", "third", "top", "bottom", "other", "the", "this", "last", "next", "latter"})
_COMPARED = frozenset({"as", "less", "more", "fewer", "cheaper", "faster", "lower", "higher", "más", "menos"})
_EVERY = frozenset({"jede", "jeder", "jedes", "jeden", "jedem"})
_TURNS = frozenset({"tag", "woche", "monat", "jahr", "minute", "stunde", "sekunde", "mal"})  # "jeden zweiten Tag" tells how often
_ROUND = frozenset({10, 20, 100, 1000})  # "nine of ten" is a share, "nine of twelve" counts
_ENDINGS = ("en", "er", "es", "e", "em")
_LINKS: Mapping[str, Mapping[tuple[str, ...], int]] = {
    "en": {("out", "of"): 2, ("in",): 1},
    "de": {("von",): 1},
    "es": {("de", "cada"): 2},
}
LARGEST = 1000


def share_at(tokens: list[Token], index: int, language: str) -> Amount | None:
    """The share that begins at a token, in percent. Amount.last is behind its last word."""
    return _fraction(tokens, index, language) or _of_so_many(tokens, index, language) or _every(tokens, index, language)


def _fraction(tokens: list[Token], index: int, language: str) -> Amount | None:
    times, word = _times(tokens, index, language)
    share = FRACTIONS[language].get(at(tokens, word).fold)
    if share is None or not _is_fraction(tokens, word, language):
        return None
    end = word + 2 if at(tokens, word + 1).fold == "parte" else word + 1
    return Amount(times * share, index, end, spelled=True)


def _times(tokens: list[Token], index: int, language: str) -> tuple[float, int]:
    counts = {
        "two": 2.0,
        "three": 3.0,
        "four": 4.0,
        "zwei": 2.0,
        "drei": 3.0,
        "vier": 4.0,
        "dos": 2.0,
        "tres": 3.0,
        "cuatro": 4.0,
    }
    word = at(tokens, index).fold
    opens = {"en": {"a", "one"}, "de": {"ein", "eines", "einem", "die", "der"}, "es": {"un", "una", "la"}}[language]
    if word in opens:
        return 1.0, index + 1
    behind = joined(tokens, index + 1)
    if word in counts and at(tokens, behind).fold in FRACTIONS[language]:
        return counts[word], behind
    return 1.0, index


def _is_fraction(tokens: list[Token], word: int, language: str) -> bool:
    """Not "the first half", "a quarter" of a fiscal year, "Viertel nach acht", "la quinta"."""
    before, after, fold = at(tokens, word - 1).fold, at(tokens, word + 1), at(tokens, word).fold
    if language == "en":
        whole = at(tokens, word + 2) if after.fold == "of" else after
        of = after.fold == "of" or (fold == "half" and after.fold in {"the", "its", "their", "all"})
        compared = after.fold in _COMPARED and before in {"a", "one", "two", "three", "-"}
        several = fold in {"thirds", "quarters", "fifths"} and before in {"two", "three", "four", "-"}
        return several or compared or (of and before not in _NO_SHARE and whole.fold not in {"an", "a"})
    if language == "de":
        return before not in {"ersten", "erste", "zweiten", "zweite", "im"} and (
            fold == "hälfte" or after.fold not in {"nach", "vor"}
        )
    if fold in {"cuarta", "tercera", "quinta", "décima"}:
        return after.fold == "parte"
    if fold == "mitad":
        return before == "la" and after.fold not in {"superior", "inferior", "norte", "sur", "oriental", "occidental"}
    ended = fold in {"tercio", "tercios"} and after.text in {".", ",", ";"} and before != "medio"
    return ended or (
        after.fold in {"de", "del", *_COMPARED} and before not in {"primera", "segunda", "otra", "primer", "segundo", "otro"}
    )


def _of_so_many(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "nine out of ten", "one in eight", "neun von zehn", "siete de cada diez"."""
    one = at(tokens, index).fold in ONE[language]
    count = Amount(1.0, index, index + 1, spelled=True) if one else amount_at(tokens, index, language)
    if count is None or count.scale != 1 or count.value % 1 or count.ordinal:
        return None
    words = (at(tokens, count.last).fold, at(tokens, count.last + 1).fold)
    links = _LINKS[language]
    step = links.get(words) or links.get(words[:1])
    whole = amount_at(tokens, count.last + step, language) if step else None
    if (
        whole is None
        or whole.scale not in {1.0, 100.0, 1000.0}
        or not 1 <= count.value < whole.value <= LARGEST
        or whole.value % 1
    ):
        return None
    if not whole.spelled:  # "9 out of 10" is a mark
        return None
    loose = step == 1  # "in" and "von" alone say little: "three in twelve days", "drei von vier Häusern"
    if loose and not (count.spelled and (whole.value in _ROUND or (one and language == "en"))):
        return None
    return Amount(100 * count.value / whole.value, index, whole.last, spelled=True)


def _every(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "jede dritte Frau", "jeder vierte"."""
    if language != "de" or at(tokens, index).fold not in _EVERY:
        return None
    word = at(tokens, index + 1).fold
    stem = next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)), "")
    ordinal = ORDINALS["de"].get(stem, 0.0)
    if ordinal <= 1 or at(tokens, index + 2).fold.rstrip("es") in _TURNS:
        return None
    return Amount(100 / ordinal, index, index + 2, spelled=True)
