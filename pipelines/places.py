"""Ranks: "13th place", "Platz 13", "zwölften Rang", "el puesto 12", "top ten"."""

from pipelines.amounts import Amount, amount_at
from pipelines.numbers_en_de_es import ORDINALS
from pipelines.tokens import Token, at

_RANKS = {
    "en": frozenset({"place", "spot", "position", "rank"}),
    "de": frozenset({"platz", "rang", "plätze", "stelle", "position"}),
    "es": frozenset({"puesto", "lugar", "posición"}),
}
RANK_WORDS = {
    "en": frozenset({"rank", "no", "number", "ranks", "ranked", "spot", "position"}),
    "de": frozenset({"platz", "rang", "plätze", "position"}),
    "es": frozenset({"puesto", "lugar", "posición"}),
}
HIGHEST = 1000


def place_at(tokens: list[Token], index: int, language: str) -> Amount | None:
    """The rank that begins at a token; its value is the place."""
    return _ordinal_place(tokens, index, language) or _place_number(tokens, index, language) or _top(tokens, index, language)


def _ordinal_place(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "13th place", "noveno puesto", "13. Platz"."""
    value, end = _ordinal(tokens, index, language)
    if value is None or at(tokens, end).fold not in _RANKS[language]:
        return None
    if language == "en" and at(tokens, end - 1).fold in {"first", "second"} and at(tokens, index - 1).fold in {"the", "a"}:
        return None  # "in the first place", "the first place to look"
    return Amount(value, index, end + 1)


def _ordinal(tokens: list[Token], index: int, language: str) -> tuple[float | None, int]:
    token = at(tokens, index)
    if token.is_number:
        amount = amount_at(tokens, index, language)
        return (amount.value, amount.last) if amount and amount.ordinal else (None, index)
    word = token.fold
    if language == "de":
        word = next((word.removesuffix(ending) for ending in ("en", "er", "es", "e", "em") if word.endswith(ending)), "")
    return ORDINALS[language].get(word), index + 1


def _place_number(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "Platz 13", "el puesto 12", "No. 9"."""
    if at(tokens, index).fold not in RANK_WORDS[language] or not at(tokens, index).is_word:
        return None
    word = at(tokens, index).fold
    if word == "no" and (at(tokens, index).text.islower() or at(tokens, index + 1).text != "."):
        return None
    start = index + 1 + (at(tokens, index + 1).text == "." and word == "no")
    amount = amount_at(tokens, start, language)
    if amount is None or amount.article or amount.scale != 1 or not 1 <= amount.value <= HIGHEST or amount.value % 1:
        return None
    return Amount(amount.value, index, amount.first + 1 if tokens[amount.first].is_number else amount.last)


def _top(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "top ten", "Top 10", "los diez mejores"."""
    if at(tokens, index).fold == "top":
        amount = amount_at(tokens, index + 1, language) or amount_at(tokens, index + 2, language)
        close = amount is not None and (amount.first == index + 1 or at(tokens, index + 1).is_hyphen)
        fits = amount is not None and close and amount.scale == 1 and 1 < amount.value <= HIGHEST and amount.value % 1 == 0
        return Amount(amount.value, index, amount.last) if amount and fits else None
    if language == "es" and at(tokens, index).fold in {"los", "las"}:
        amount = amount_at(tokens, index + 1, "es")
        if amount and not amount.article and at(tokens, amount.last).fold == "mejores":
            return Amount(amount.value, index, amount.last + 1)
    return None
