"""What an amount counts: the unit in plain singular English, from the words around the amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipelines.amounts import Amount
from pipelines.nouns_en_de_es import COUNTED_TOO, MEASURES_TOO
from pipelines.numbers_en_de_es import LANGUAGES, SMALL, TENS
from pipelines.people_en_de_es import PEOPLE_TOO, PEOPLE_TOO_DE, PEOPLE_TOO_ES
from pipelines.phrase_words import NO_PLURALS, PARTITIVE, PLURALS_WITHOUT_S, STOP
from pipelines.tokens import Token, at, joined
from pipelines.units_en_de_es import (
    CENTS,
    CODES,
    COUNTED,
    DOLLAR_PREFIX,
    MEASURES,
    MONEY,
    PEOPLE,
    PEOPLE_DE,
    PEOPLE_ES,
    SYMBOLS,
)

REACH = 5  # words between an amount and its noun: "15,000 of the newest Nvidia H100 GPUs"
SHORT = 3  # letters: "km", "GPU"; too few to be the end of a compound
LONGEST_NOUN = 40  # letters of a German compound


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` as in the README of the newsroom, `factor` on the value, and where the phrase ends. `measured`: not just counted."""

    name: str
    last: int
    factor: float = 1.0
    measured: bool = True


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, Mapping[str, tuple[str, bool]]]:
    """Per language: form → unit and whether it is a measure."""
    lexicon: dict[str, dict[str, tuple[str, bool]]] = {language: {} for language in LANGUAGES}
    tables = ((MONEY, True), (MEASURES, True), (COUNTED, False), (MEASURES_TOO, True), (COUNTED_TOO, False))
    for table, measured in tables:
        for row in table.strip().replace("\n  ", " ").splitlines():
            unit, *columns = (part.strip() for part in row.split("|"))
            for language, column in zip(LANGUAGES, columns, strict=True):
                for form in column.split():
                    for spelling in {form, _without_plurals(form)} if language == "es" else {form}:
                        lexicon[language].setdefault(spelling, (unit, measured))
    for language, words in zip(
        LANGUAGES, ((PEOPLE, PEOPLE_TOO), (PEOPLE_DE, PEOPLE_TOO_DE), (PEOPLE_ES, PEOPLE_TOO_ES)), strict=True
    ):
        for form in " ".join(words).split():
            lexicon[language].setdefault(form, ("person", False))
    return lexicon


def _without_plurals(form: str) -> str:
    """As `_stems` cuts a phrase of several words: "centros de datos" and "centro de datos" are one."""
    return "-".join(part.removesuffix("s") for part in form.split("-")) if "-" in form else form


def unit_after(tokens: list[Token], amount: Amount, language: str) -> Unit | None:
    """The unit that follows an amount, if any."""
    index = amount.last
    sign = at(tokens, index)
    if sign.text in {"%", "‰"}:
        return Unit("%", index + 1, 0.1 if sign.text == "‰" else 1.0)
    if sign.text in SYMBOLS:
        return Unit(SYMBOLS[sign.text], index + 1)
    return (
        _percent_words(tokens, index)
        or _rate(tokens, index)
        or _cents(tokens, index, language)
        or _per(tokens, _noun_phrase(tokens, amount, language), language)
    )


def unit_before(tokens: list[Token], amount: Amount) -> tuple[str, int] | None:
    """The currency written before an amount ("US$ 50", "EUR 3 bn") and where it begins."""
    sign = at(tokens, amount.first - 1)
    if sign.text in SYMBOLS:
        prefix = at(tokens, amount.first - 2)
        known = DOLLAR_PREFIX.get(prefix.fold) if sign.text == "$" and sign.glued and prefix.is_word else None
        return (known, amount.first - 2) if known else (SYMBOLS[sign.text], amount.first - 1)
    if sign.fold in CODES and sign.text.isupper():
        return CODES[sign.fold], amount.first - 1
    if sign.fold == _MINUTE_OF_PLAY[0] and at(tokens, amount.first - 2).fold in _MINUTE_OF_PLAY[1]:
        return "minute", amount.first - 1
    return None


_MINUTE_OF_PLAY = ("minuto", frozenset({"el", "al"}))  # "en el minuto 93", as "in the 93rd minute"


def _percent_words(tokens: list[Token], index: int) -> Unit | None:
    words = (at(tokens, index).fold, at(tokens, index + 1).fold)
    return Unit("%", index + 2) if words in {("per", "cent"), ("por", "ciento"), ("por", "cien")} else None


def _cents(tokens: list[Token], index: int, language: str) -> Unit | None:
    word = at(tokens, index).fold
    currency = CENTS[language].get(word) or CENTS[language].get(word.removesuffix("s"))
    return Unit(currency, index + 1, 0.01) if currency else None


def _noun_phrase(tokens: list[Token], amount: Amount, language: str) -> Unit | None:
    """The first word behind the amount that is the head of what it counts."""
    index, reach = amount.last, amount.last + REACH
    partitive = PARTITIVE[language]
    while index < min(reach, len(tokens)):
        index = joined(tokens, index)
        token = tokens[index]
        fresh = index == amount.last or at(tokens, index - 1).fold in partitive
        if token.fold in partitive and (index == amount.last or at(tokens, index - 1).fold in partitive):
            index += 1
            continue
        if (
            token.fold == "more"
            and index == amount.last
            and at(tokens, index + 1).is_word
            and at(tokens, index + 1).fold != "than"
        ):
            index += 1  # "three more years"
            continue
        if not token.is_word or token.fold in STOP[language] or token.fold in SMALL[language] or token.fold in TENS[language]:
            return None  # "nine of twelve voters": the other number counts them
        unit = _head(tokens, index, amount, language)
        if unit is not None:
            return unit
        if token.glued and index <= amount.last + 1 and language == "en":
            return None  # "two-headed", "50lb"
        if not _may_modify(token, language, first=fresh):
            return None
        index += 1
    return None


def _per(tokens: list[Token], unit: Unit | None, language: str) -> Unit | None:
    """Adds what "per second", "pro Stunde", "por minuto" make of a measure of flow or speed."""
    if unit is None or unit.name not in _FLOWING or at(tokens, unit.last).fold not in {"per", "pro", "por", "je", "a", "an"}:
        return unit
    time = _look_up(at(tokens, unit.last + 1).fold, language)
    return Unit(f"{unit.name} per {time[0]}", unit.last + 2) if time and time[0] in _TIMES else unit


_FLOWING = frozenset({"metre", "kilometre", "mile", "cubic metre", "litre", "cubic foot"})
_TIMES = frozenset({"second", "minute", "hour"})


def _rate(tokens: list[Token], index: int) -> Unit | None:
    """Reads "120 km/h", "10 m/s"."""
    word = "".join(token.text for token in tokens[index : index + 3]).lower()
    name = _RATES.get(word) if at(tokens, index + 1).text == "/" else None
    return Unit(name, index + 3) if name else None


_RATES = {"km/h": "kilometre per hour", "m/s": "metre per second", "mbit/s": "megabit per second", "gb/s": "gigabyte per second"}


def _head(tokens: list[Token], index: int, amount: Amount, language: str) -> Unit | None:
    """Is the word here what the amount counts?"""
    for words in (3, 2, 1):
        phrase = _words(tokens, index, words)
        if len(phrase) < words:
            continue
        last = phrase[-1] + 1
        form = "-".join(tokens[position].fold for position in phrase)
        name = _look_up(form, language) or (_german_suffix(form) if words == 1 and language == "de" else None)
        small = language == "de" and not name_is_measure(name) and tokens[index].text.islower() and not tokens[index].glued
        if name is not None and not small and _agrees(tokens, (index, last), name, amount, language):
            return _read(name, last)
    compound = _compound(tokens, index, amount, language)
    if compound is not None:
        return compound
    return _unknown_plural(tokens, index, amount) if language == "en" else None


def _words(tokens: list[Token], index: int, count: int) -> list[int]:
    """Where `count` words begin that follow each other, hyphens between them skipped; fewer when something else comes."""
    found: list[int] = []
    while len(found) < count and at(tokens, index).is_word:
        found.append(index)
        index = joined(tokens, index + 1)
    return found


def name_is_measure(name: tuple[str, bool] | None) -> bool:
    """German nouns are written large, but measures need not be: "km", "31-jährige", "zweieinhalbmal"."""
    return name is None or name[1]


def _read(known: tuple[str, bool], last: int) -> Unit:
    return Unit(known[0], last, measured=known[1])


def _compound(tokens: list[Token], index: int, amount: Amount, language: str) -> Unit | None:
    """Hyphenated compounds belong to their last part: "200-Tage-Linie" measures days, "H100-GPUs" are GPUs."""
    behind = joined(tokens, index + 1)
    if behind == index + 1 or not amount.last <= index <= amount.last + 2 * REACH:
        return None
    return _head(tokens, behind, amount, language) if at(tokens, behind).is_word else None


def _agrees(tokens: list[Token], span: tuple[int, int], name: tuple[str, bool], amount: Amount, language: str) -> bool:
    """English counts in plurals: in "two model makers" the model is no head. Hyphens excuse ("a 7-inch screen")."""
    if language != "en" or (name[1] and name[0] not in {"GPU", "chip", "time", "token", "pixel"} and amount.value != 1):
        return True
    first, last = span
    words = tokens[first:last]
    after = at(tokens, last)
    hyphenated = joined(tokens, amount.last) > amount.last or (first == amount.last and at(tokens, first).glued)
    plural = any(word.fold.endswith("s") or word.fold in PLURALS_WITHOUT_S or len(word.fold) <= SHORT for word in words)
    if amount.value == 1 and not amount.ordinal:
        return not (after.is_word and _look_up(after.fold, "en") and after.fold.endswith("s"))
    return plural or hyphenated or words[-1].text.isupper()


def _unknown_plural(tokens: list[Token], index: int, amount: Amount) -> Unit | None:
    """English counts what has no entry too: a plain plural right there is a noun."""
    word = tokens[index].text
    if amount.value == 1 or not word.islower() or not word.endswith("s") or word.endswith(("ss", "us", "is", "ous")):
        return None
    after_the = amount.spelled and at(tokens, amount.first - 1).fold == "the"  # "between the two lies a sum"
    return None if after_the or word in NO_PLURALS or len(word) <= SHORT else Unit(singular(word), index + 1, measured=False)


def singular(word: str) -> str:
    """The singular of a regular English plural."""
    if word.endswith("ies") and len(word) > SHORT + 1:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def _may_modify(token: Token, language: str, *, first: bool) -> bool:
    """May the word stand between an amount and its noun?"""
    if language == "en":
        return True
    if language == "de":
        return (
            not token.text[:1].isupper() or any(character.isdigit() for character in token.text) or token.text.isupper() or first
        )
    return first or token.text[:1].isupper()


def _look_up(form: str, language: str) -> tuple[str, bool] | None:
    lexicon = _lexicon()[language]
    known = lexicon.get(form)
    if known is not None:
        return known
    return next((lexicon[stem] for stem in _stems(form, language) if stem in lexicon), None)


def _stems(form: str, language: str) -> tuple[str, ...]:
    if language == "en":
        return (singular(form), form.removesuffix("es"), "-".join(part.removesuffix("s") for part in form.split("-")))
    if language == "es":
        parts = form.split("-")
        short = "-".join(part.removesuffix("s") for part in parts)
        plain_vowel = form.removesuffix("ones") + "ón" if form.endswith("ones") else form
        return (short, form.removesuffix("es"), form.removesuffix("ces") + "z" if form.endswith("ces") else form, plain_vowel)
    form = form.replace("n-pro-", "-pro-")
    return tuple(form.removesuffix(ending) for ending in ("n", "en", "e", "er", "s", "es", "ern", "nen", "se", "sen"))


@lru_cache(maxsize=4096)
def _german_suffix(form: str) -> tuple[str, bool] | None:
    """The longest known noun a German compound ends in; four letters at least, so that "Montag" is no day."""
    lexicon = _lexicon()["de"]
    if len(form) > LONGEST_NOUN:
        return None
    for start in range(2, len(form) - 2):
        for stem in (form[start:], *_stems(form[start:], "de")):
            if stem in lexicon and (len(stem) > SHORT or form[start:] == "mal"):
                return lexicon[stem]
    return None
