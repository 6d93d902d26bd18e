"""What a figure is said of: the name that stands nearest in its sentence. A hint, not a parse."""

from collections import Counter
from collections.abc import Iterable

from pipelines.citing_words import OUTLET_WORDS
from pipelines.numbers_en_de_es import QUALIFIERS
from pipelines.phrase_words import OPENERS
from pipelines.tokens import END, Token, at

REACH = 30  # tokens on either side
TITLE_CASE = 0.5  # share of capitals above which a headline writes every word large
PARTS = 12  # tokens of a name on either side of its first word
SHORTEST, NOUN = 3, 5  # letters
OFTEN = 2  # times a German name stands without an article
LONGEST = 80  # characters of a name
_SEPARATORS = frozenset({"-", "‑", "–", "."})
_NEVER = frozenset(
    {"i", "us", "eu", "gpu", "gpus", "ki", "ai", "ia", "ceo", "api", "mr", "usd", "eur", "llm", "cpu", "dollar", "euro"}
)
_QUALIFYING = {phrase for table in QUALIFIERS.values() for phrases in table.values() for phrase in phrases.split()}
_NO_NAMES = {"platz", "rang", "top", "number", "puesto", "usd", "eur", "gbp", "chf", "plus", "minus"}
_BEFORE_NUMBERS = OPENERS | _QUALIFYING | _NO_NAMES
_CHIPS = ("gpu", "h100", "h200", "a100", "gb200", "gb300", "b200")


def names(tokens: list[Token], language: str) -> frozenset[str]:
    """Words that are names in this text. German writes every noun large; a name never follows an article or a number."""
    words = [token for token in tokens if token.is_word]
    if language != "de" and sum(token.text[:1].isupper() for token in words) > TITLE_CASE * len(words):
        return frozenset()
    seen: Counter[str] = Counter()
    common: set[str] = set()
    for index, token in enumerate(tokens):
        if not token.is_word or not token.text[:1].isupper() or len(token.text) < SHORTEST:
            continue
        before = at(tokens, index - 1)
        if language == "de":
            seen[token.text] += 1
            if before.fold in OPENERS or before.is_number or before.text[:1].isupper():
                common.add(token.text)
        elif before.is_word or before.is_number:
            seen[token.text] += 1
    least = OFTEN if language == "de" else 1
    return frozenset(
        word for word, count in seen.items() if count >= least and word not in common and word.lower() not in OPENERS
    )


def numbered_names(parts: Iterable[list[Token]]) -> frozenset[tuple[str, str]]:
    """Names that end in a bare number: "Ariane 6". The same capitalised word and number stand before different words."""
    behind: dict[tuple[str, str], set[str]] = {}
    for tokens in parts:
        for word, number, after in zip(tokens, tokens[1:], [*tokens[2:], END], strict=False):
            if number.is_number and number.text.isdigit() and not number.glued and _may_be_name(word):
                behind.setdefault((word.text, number.text), set()).add(after.fold if after.is_word else "")
    return frozenset(pair for pair, followers in behind.items() if len(followers) >= OFTEN)


def _may_be_name(word: Token) -> bool:
    return word.is_word and word.text[:1].isupper() and len(word.text) >= SHORTEST and word.fold not in _BEFORE_NUMBERS


def subject_near(tokens: list[Token], first: int, last: int, span: tuple[int, int], known: frozenset[str]) -> str:
    """The nearest name before the figure in its sentence, else the nearest behind it, else ""."""
    before = range(first - 1, max(-1, first - REACH), -1)
    behind = range(last, min(len(tokens), last + REACH))
    for index in (*before, *behind):
        inside = span[0] <= tokens[index].start < span[1]
        if inside and _is_name(tokens[index], known) and at(tokens, index + 1).fold not in OUTLET_WORDS:
            return _whole(tokens, index)
    return ""


def _is_name(token: Token, known: frozenset[str]) -> bool:
    if not token.is_word or token.fold in _NEVER or token.fold.startswith(_CHIPS):
        return False
    inner = any(character.isupper() for character in token.text[1:]) or (token.text[:1].isupper() and token.text[-1:].isdigit())
    return (inner or token.text in known) and token.fold not in OUTLET_WORDS


def _whole(tokens: list[Token], index: int) -> str:
    """The name with what is tied to it: "MAI-1-preview", "GPT-4.1"; without a German noun at its end ("Microsoft-Analyse")."""
    first, last = index, index
    while (
        last + 2 < len(tokens)
        and last - index < PARTS
        and tokens[last + 1].text in _SEPARATORS
        and tokens[last + 1].glued
        and tokens[last + 2].glued
    ):
        last += 2
    while (
        first > 1
        and index - first < PARTS
        and tokens[first].glued
        and tokens[first - 1].text in _SEPARATORS
        and tokens[first - 1].glued
    ):
        first -= 2
    trailing = tokens[last].text.istitle() and len(tokens[last].text) >= NOUN and len(tokens[last - 2].text) >= SHORTEST
    if last > first and trailing and not tokens[last - 2].text.isupper():
        last -= 2
    return "".join(token.text for token in tokens[first : last + 1])[:LONGEST]
