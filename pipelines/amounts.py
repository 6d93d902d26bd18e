"""Tokens → amounts: "15.000", "500 mil millones", "eine halbe Billion", "two and a half", "$38bn". Units come later."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.numbers_en_de_es import ARTICLES, HALF, HUNDREDS, ONE, PAIR, SCALES, SINGLE, SMALL, SUFFIXES, TENS
from pipelines.tokens import Token, at, joined

_THOUSANDS = {"en": ",", "de": ".", "es": "."}
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3}){0,12}")
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th", "º", "ª", "er", "ro"})
_PARTS = (("dreiviertel", 0.75), ("viertel", 0.25), ("halb", 0.5))
_PARTED = (
    "stunde",
    "stunden",
    "stündige",
    "stündigen",
    "stündiger",
    "stündiges",
    "prozentpunkt",
    "prozentpunkte",
    "prozentpunkten",
)
_BOUNDED = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade"})  # "under a minute"
_NO_HALF = frozenset({"a", "y", "first", "second", "bottom", "top", "latter", "other"})  # "a media semana", "the second half"
_NUMERAL_TAILS = ("jährig", "tägig", "wöchig", "monatig", "stündig", "minütig", "mal", "fach")
TEN, TWENTY, THOUSAND, MILLION = 10, 20, 1000, 1e6
QUARTER = frozenset({"quarter", "cuarto"})
QUARTERED = frozenset({"punto", "millón", "hora", "siglo"})
ABBREVIATION = 4  # letters: "Mrd.", "Mio.", "mill."
MAX_DIGITS = 18  # more is an identifier
LONGEST_NUMERAL = 60  # letters: "siebenhundertsiebenundsiebzigtausendsiebenhundertsiebenundsiebzig" has 68, no press text has it


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed: `tokens[first:last]`. `scale` is what its scale words multiply to."""

    value: float
    first: int
    last: int
    scale: float = 1.0
    spelled: bool = False
    article: bool = False  # nothing but "ein", "una": perhaps no number at all
    single: bool = False  # "a single", "einer einzigen": one and no more
    ordinal: bool = False


def amount_at(tokens: list[Token], index: int, language: str) -> Amount | None:
    """The amount that begins at a token, as long as it goes."""
    token = at(tokens, index)
    if token.is_number:
        return _from_digits(tokens, index, language)
    if token.is_word:
        return _from_words(tokens, index, language)
    return None


def plain(text: str, language: str) -> float | None:
    """The value of digits with separators; None for what is no number ("1.2.3")."""
    digits = re.sub("[ \u00a0\u2009\u202f'’]", "", text)
    if sum(character.isdigit() for character in digits) > MAX_DIGITS:
        return None
    grouped = _GROUPED.fullmatch(digits)
    if grouped and _is_grouping(digits, grouped.group(1), language):
        return float(re.sub("[.,]", "", digits))
    whole, sign, rest = digits.rpartition("," if _THOUSANDS[language] == "." else ".")
    if not sign:
        whole, sign, rest = digits.rpartition(_THOUSANDS[language])  # a foreign decimal sign: "2.5 Mrd."
    if re.search("[.,]", rest) or (re.search("[.,]", whole) and not _GROUPED.fullmatch(whole)):
        return None
    return float(f"{re.sub('[.,]', '', whole) or 0}.{rest}") if sign else float(digits)


def _is_grouping(digits: str, sign: str, language: str) -> bool:
    """Does the sign group thousands? A foreign one does when the number ends in 000 or has several groups."""
    if sign == _THOUSANDS[language]:
        return not digits.startswith("0")
    return digits.count(sign) > 1 or (digits.endswith("000") and not digits.startswith("0"))


def _from_digits(tokens: list[Token], index: int, language: str) -> Amount | None:
    value = plain(tokens[index].text, language)
    if value is None:
        return None
    after = at(tokens, index + 1)
    if after.glued and after.is_word:
        if after.text in SUFFIXES:
            return Amount(value * SUFFIXES[after.text], index, index + 2, SUFFIXES[after.text])
        if after.fold in _ORDINAL_ENDS:
            return Amount(value, index, index + 2, ordinal=True)
    if language == "de" and after.glued and after.text == "." and _word_follows(tokens, index + 2):
        return Amount(value, index, index + 2, ordinal=True)
    return _scaled(tokens, Amount(value, index, index + 1), language)


def _word_follows(tokens: list[Token], index: int) -> bool:
    return at(tokens, index).is_word and not at(tokens, index).glued


def _from_words(tokens: list[Token], index: int, language: str) -> Amount | None:
    amount = (
        _single(tokens, index, language)
        or _halves(tokens, index, language)
        or _pair(tokens, index, language)
        or _german_compound(tokens, index, language)
        or _counted(tokens, index, language)
    )
    return _scaled(tokens, amount, language) if amount else _bare_scale(tokens, index, language)


def _single(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "a single", "einer einzigen", "una sola", and "single" alone; "under a minute", "a minute of audio"."""
    known = ARTICLES[language] | ONE[language]
    step = 1 if at(tokens, index).fold in known else 0
    whole = language == "de" and tokens[index].fold in {"ganze", "ganzen"} and at(tokens, index - 1).fold.startswith("kein")
    bounded = language == "en" and step and at(tokens, index - 1).fold in {"than", "under", "over", "within"}
    audio = (
        language == "en" and step and at(tokens, index + 1).fold in {"minute", "second"} and at(tokens, index + 2).fold == "of"
    )
    if whole or audio or (bounded and at(tokens, index + 1).fold in _BOUNDED):
        return Amount(1.0, index, index + 1, spelled=True, single=True)
    if at(tokens, index + step).fold in SINGLE[language]:
        return Amount(1.0, index, index + step + 1, spelled=True, single=True)
    return None


def _halves(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "half a trillion", "eine halbe Billion", "medio billón", "a quarter of a point": a part of what follows."""
    step = 1 if at(tokens, index).fold in ARTICLES[language] else 0
    words = tuple(at(tokens, index + step + ahead).fold for ahead in range(3))
    if words[0] in QUARTER and (words[1:] == ("of", "a") or (words[1] == "de" and words[2] in QUARTERED)):
        return Amount(0.25, index, index + step + (3 if language == "en" else 2), spelled=True)
    before = at(tokens, index - 1).fold
    if at(tokens, index + step).fold not in HALF[language] or before in _NO_HALF:
        return None
    end = index + step + 1
    if language == "es" and at(tokens, end).fold == "de":
        return None  # "la media de 50 sesiones": the mean
    while at(tokens, end).fold in ARTICLES["en"] and language == "en":
        end += 1
    return Amount(0.5, index, end, spelled=True)


def _pair(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "a couple of", "un par de": two, as far as print goes."""
    if at(tokens, index).fold in ARTICLES[language] and at(tokens, index + 1).fold in PAIR[language]:
        end = index + 2 + (at(tokens, index + 2).fold in {"of", "de"})
        return Amount(2.0, index, end, spelled=True)
    return None


def _counted(tokens: list[Token], index: int, language: str) -> Amount | None:
    """One to 999 from words that stand apart: "two hundred and forty", "twenty-five", "cuarenta y dos", "dos y media"."""
    word = at(tokens, index).fold
    if word in ONE[language]:
        value, end = _and_a_half(tokens, 1.0, index + 1, language)
        return Amount(value, index, end, spelled=True, article=value == 1 and language != "en")
    value, end = 0.0, index
    if word in HUNDREDS[language]:
        value, end = HUNDREDS[language][word], index + 1
    tens, end = _below_hundred(tokens, end, language)
    value += tens
    if language == "en" and 1 <= value < TWENTY and at(tokens, end).fold == "hundred":
        tens, end = _below_hundred(tokens, end + 1 + (at(tokens, end + 1).fold == "and"), language, end + 1)
        value = value * 100 + tens
    if end == index:
        return None
    value, end = _and_a_half(tokens, value, end, language)
    return Amount(value, index, end, spelled=True)


def _below_hundred(tokens: list[Token], index: int, language: str, otherwise: int | None = None) -> tuple[float, int]:
    """Value and end of a numeral below a hundred; 0 and `otherwise` (or `index`) when there is none."""
    word = at(tokens, index).fold
    if word in SMALL[language]:
        return SMALL[language][word], index + 1
    if word not in TENS[language]:
        return 0.0, index if otherwise is None else otherwise
    behind = index + 2 if language == "es" and at(tokens, index + 1).fold == "y" else joined(tokens, index + 1)
    unit = at(tokens, behind).fold
    ones = 1.0 if unit in ONE[language] else SMALL[language].get(unit, 0.0)
    if behind > index + 1 and 1 <= ones < TEN:
        return TENS[language][word] + ones, behind + 1
    return TENS[language][word], index + 1


def _and_a_half(tokens: list[Token], value: float, index: int, language: str) -> tuple[float, int]:
    """Reads "two and a half", "dos y media"."""
    words = [at(tokens, index + step).fold for step in range(3)]
    if language == "en" and words == ["and", "a", "half"]:
        return value + 0.5, index + 3
    if language == "es" and words[0] == "y" and words[1] in HALF["es"]:
        return value + 0.5, index + 2
    return value, index


def _german_compound(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "achtundvierzig", "zweihundertfünfzig", "Viertelbillion": German writes numerals in one word."""
    if language != "de":
        return None
    word = tokens[index].fold
    value = german_numeral(word)
    if value is not None:
        return Amount(value, index, index + 1, spelled=True)
    tail = next((tail for tail in _NUMERAL_TAILS if tail in word), "")
    value = german_numeral(word.partition(tail)[0]) if tail else None
    if value is not None:
        return Amount(value, index, index, spelled=True)  # "achtjährige": the unit is the rest of the word
    step = 1 if word in ONE["de"] else 0
    word = at(tokens, index + step).fold
    parted = next((share for part, share in _PARTS if word.startswith(part) and word.endswith(_PARTED)), 0.0)
    if parted:
        return Amount(parted, index, index + step, spelled=True)  # the unit is the rest of the word
    for part, share in (("dreiviertel", 0.75), ("viertel", 0.25), ("halbe", 0.5)):
        scale = SCALES["de"].get(word.removeprefix(part)) if word.startswith(part) else None
        if scale:
            return Amount(share * scale, index, index + step + 1, scale, spelled=True)
    return None


def german_numeral(word: str) -> float | None:
    """The value of a German numeral below a million written in one word; None for any other word."""
    if len(word) > LONGEST_NUMERAL:
        return None
    for part, factor in (("tausend", 1000.0), ("hundert", 100.0)):
        left, found, right = word.partition(part)
        if found:
            times = 1.0 if left in {"", "ein"} else german_numeral(left)
            rest = 0.0 if not right else german_numeral(right.removeprefix("und"))
            bare = left == "" and right == ""  # "tausend" alone is a scale, told apart by the caller
            return None if times is None or rest is None or bare else times * factor + rest
    if word in SMALL["de"] or word in TENS["de"]:
        return SMALL["de"].get(word) or TENS["de"][word]
    if word.endswith("einhalb") and word.removesuffix("einhalb") in SMALL["de"]:
        return SMALL["de"][word.removesuffix("einhalb")] + 0.5
    ones, found, tens = word.partition("und")
    one = 1.0 if ones == "ein" else SMALL["de"].get(ones, 0.0)
    return TENS["de"][tens] + one if found and tens in TENS["de"] and 1 <= one < TEN else None


def _bare_scale(tokens: list[Token], index: int, language: str) -> Amount | None:
    """Reads "mil millones de dólares", "a million downloads", "hundert": a scale without a number is one of it."""
    step = 1 if at(tokens, index).fold in ARTICLES["en"] and language == "en" else 0
    word = at(tokens, index + step).fold
    alone = {"en": frozenset[str](), "de": {"hundert", "tausend"}, "es": {"mil"}}[language]
    halved = language == "es" and at(tokens, index + 1).fold == "y" and at(tokens, index + 2).fold in HALF["es"]
    per = at(tokens, index - 1).fold in {"per", "je", "pro"}  # "15 dollars per million tokens"
    if word in SCALES[language] and (step or word in alone or halved or per):
        return _scaled(tokens, Amount(1.0, index, index + step, spelled=True), language)
    return None


def _scaled(tokens: list[Token], amount: Amount, language: str) -> Amount:
    """The amount with the scale words behind it: "500 mil millones", "650-Millionen", "one billion", "3,8 Mrd."."""
    scale, end, last = amount.scale, amount.last, 1.0
    for _ in range(3):
        if amount.article and at(tokens, end).fold.endswith("en"):
            break  # "einen Billionen-Konzern"
        index = joined(tokens, end) if end > amount.first else end
        factor = _scale_word(tokens, index, language)
        if factor is None:
            break
        scale, end, last = scale * factor, index + 1, factor
        if at(tokens, end).text == "." and at(tokens, end).glued and len(tokens[index].text) <= ABBREVIATION:
            end += 1  # "Mrd.", "Mio."
    if end == amount.last:
        return amount
    value = amount.value * scale / amount.scale
    if language == "es" and last >= MILLION and at(tokens, end).fold == "y" and at(tokens, end + 1).fold in HALF["es"]:
        return Amount(value + last / 2, amount.first, end + 2, scale, amount.spelled)  # "un millón y medio"
    rest = _counted(tokens, end, language) if scale == THOUSAND and amount.spelled else None
    if rest and not rest.article and rest.value % 1 == 0:
        value, end = value + rest.value, rest.last  # "mil quinientas", "three thousand two hundred"
    return Amount(value, amount.first, end, scale, amount.spelled)


def _scale_word(tokens: list[Token], index: int, language: str) -> float | None:
    token: Token = at(tokens, index)
    scales: Mapping[str, float] = SCALES[language]
    if token.fold in scales:
        return scales[token.fold]
    other = SCALES["en"].get(token.fold) if token.fold in {"bn", "mn", "bln", "mln"} else None
    return other if other is not None else (SUFFIXES[token.text] if token.text in {"B", "M"} and not token.glued else None)
