"""Figures: every number with a unit that an article prints, what it counts, and how sure the article is of it. Pure.

A number alone is no figure; neither are versions (GPT-4, Windows 11, H100), times of day, or dates taken for quantities. Dates
are kept apart (`kind="date"`), because "until 2030" is a claim too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.figures import Figure
from pipelines.amounts import Amount, amount_at
from pipelines.calendar_words import Day, dates
from pipelines.ellipsis import Named, lent_unit
from pipelines.numbers_en_de_es import HALF, HEDGES, LANGUAGES, RANGE
from pipelines.openers import may_open
from pipelines.phrase_words import NAMED
from pipelines.places import place_at
from pipelines.qualifiers import qualifier
from pipelines.sentences import Sentences
from pipelines.shares import share_at
from pipelines.subjects import names, numbered_names, subject_near
from pipelines.tokens import Token, at, tokenise
from pipelines.units import Unit, unit_after, unit_before
from pipelines.units_en_de_es import CODES

HALF_OF_IT = 0.5  # "medio año": six months
WINDOW = 50  # figures to either side that may lend their unit
LARGE = 1e6  # from here on a number without a unit takes that of its neighbour: "invested 13 billion dollars, not 14 billion"
NEARBY = 60  # tokens back to the figure whose unit a long bare number may take: "1.900 modelos … otra cifra, 11.000"
LONGEST_GAP = 3  # "20 to just about 8 percent"
OF_THEM = frozenset({("of", "them"), ("of", "these"), ("of", "those"), ("de", "ellos"), ("de", "ellas")})
GROUPED = 1000  # from here on digits come in groups
NEAR_VALUE = 10.0  # and it is of that size
MONEY_UNITS = frozenset({"USD", "EUR", "GBP", "CHF"})  # "sums of 21 million euros, the largest of 420,000"
OLDEST = 120  # years
RANKS = 100  # nobody counts that many places
RESULTS = frozenset({"victory", "defeat", "draw", "loss"})
SHORT_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())  # noqa: SIM905 -- a word list
AGO = frozenset({"ago", "earlier", "before", "later"})  # "more than a year ago" says when
GPU_TYPES = frozenset({"h100", "h200", "a100", "b200", "b300", "gb200", "gb300", "mi300", "mi300x", "mi350"})
TYPE_REACH = 3  # tokens from "Chips" to the type
ONE_OF_IT = frozenset({"second", "minute", "hour", "week", "month"})  # "eine Minute" counts, "ein Tag" hardly ever does


@dataclass(frozen=True, slots=True)
class _Found:
    """An amount and its unit, still in tokens."""

    amount: Amount
    unit: str
    first: int
    last: int
    value: float


def figures(title: str, text: str, language: str) -> tuple[Figure, ...]:
    """All figures of an article, title first, in the order they stand in. A language without tables gives none."""
    if language not in LANGUAGES:
        return ()
    read = {"title": (title, tokenise(title)), "text": (text, tokenise(text))}
    series = numbered_names(tokens for _, tokens in read.values())
    return tuple(figure for where, (words, tokens) in read.items() for figure in _read(words, tokens, where, language, series))


def _read(text: str, tokens: list[Token], where: str, language: str, series: frozenset[tuple[str, str]]) -> Iterator[Figure]:
    days = dates(tokens, language)
    taken = {index for day in days for index in range(day.first, day.last)}
    taken |= {at_ for at_ in range(1, len(tokens)) if (tokens[at_ - 1].text, tokens[at_].text) in series}
    found: list[_Found | Day] = [*_quantities(tokens, taken, language), *days]
    found.sort(key=lambda item: item.first)
    sentences, known = Sentences(text), names(tokens, language)
    for item in found:
        start, end = tokens[item.first].start, tokens[item.last - 1].end
        sentence = sentences.around(start)
        figure = Figure(0.0, "date", "none", "", sentence.text, where, start, end, "date")
        near = subject_near(tokens, item.first, item.last, sentence.span, known)
        if isinstance(item, _Found):
            said = qualifier(tokens, (item.first, item.last), item.unit, sentence.span[0], language)
            yield replace(figure, value=item.value, unit=item.unit, qualifier=said, subject=near, kind="quantity")
        else:
            yield replace(figure, value=item.value, qualifier=item.qualifier, subject=near, date=item.iso)


def _quantities(tokens: list[Token], taken: set[int], language: str) -> list[_Found]:
    """Every amount with a unit of its own, or with its neighbour's."""
    found: list[_Found] = []
    orphans: list[tuple[int, Amount]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        silent = index in taken or not (token.is_number or may_open(token.fold, language))
        step = None if silent else _figure_at(tokens, index, language)
        if isinstance(step, _Found):
            found.append(step)
        elif step is not None:
            orphans.append((len(found), step))
        index = max(index + 1, step.last if step else 0)
    return _reconciled([*found, *_adopted(tokens, orphans, found, language)])


def _reconciled(found: list[_Found]) -> list[_Found]:
    """Reads "15,000 H100 GPUs … the 15,000 chips": the same number of chips is the same GPUs."""
    cards = {item.value for item in found if item.unit == "GPU"}
    return [replace(item, unit="GPU") if item.unit == "chip" and item.value in cards else item for item in found]


def _figure_at(tokens: list[Token], index: int, language: str) -> _Found | Amount | None:
    """What begins here: a figure, an amount that lacks a unit, or nothing."""
    ranked = place_at(tokens, index, language)
    if ranked is not None:
        return _Found(ranked, "place", ranked.first, ranked.last, ranked.value)
    share = share_at(tokens, index, language)
    if share is not None:
        return _Found(share, "%", share.first, share.last, share.value)
    amount = amount_at(tokens, index, language)
    if amount is None or _is_name(tokens, amount):
        return None
    return _with_unit(tokens, amount, language)


def _with_unit(tokens: list[Token], amount: Amount, language: str) -> _Found | Amount | None:
    before = unit_before(tokens, amount)
    if before is not None:
        return _Found(amount, before[0], before[1], amount.last, amount.value)
    if at(tokens, amount.first - 1).fold == "aged" and amount.value < OLDEST:
        return _Found(amount, "year", amount.first, amount.last, amount.value)
    unit = unit_after(tokens, amount, language)
    if unit is None:
        return amount if not amount.ordinal and not amount.article and amount.value != 1 else None
    if amount.ordinal or not _counts(tokens, amount, unit, language):
        return None
    unit = _named_rightly(tokens, amount, unit, language)
    if unit.name == "year" and amount.value == HALF_OF_IT:
        return _Found(amount, "month", amount.first, unit.last, 6.0)
    more, step = _and_more(tokens, unit.last, language)
    return _Found(amount, unit.name, amount.first, unit.last + step, amount.value * unit.factor + more)


def _named_rightly(tokens: list[Token], amount: Amount, unit: Unit, language: str) -> Unit:
    """What the words alone do not tell: "60.000 Chips vom Typ GB200" are GPUs, "1.900 puestos" are jobs."""
    if unit.name == "chip" and any(at(tokens, unit.last + step).fold in GPU_TYPES for step in range(TYPE_REACH)):
        return replace(unit, name="GPU")
    return replace(unit, name="job") if unit.name == "place" and language == "es" and amount.value > RANKS else unit


def _and_more(tokens: list[Token], index: int, language: str) -> tuple[float, int]:
    """Reads what follows in "dos veces y media", "dos horas y cuarto", "an hour and a half": how much, and in how many words."""
    words = tuple(at(tokens, index + step).fold for step in range(3))
    if language == "es" and words[0] == "y" and (words[1] in HALF["es"] or words[1] == "cuarto"):
        return (0.25 if words[1] == "cuarto" else 0.5), 2
    if language == "en" and words[:2] == ("and", "a") and words[2] in {"half", "quarter"}:
        return (0.25 if words[2] == "quarter" else 0.5), 3
    return 0.0, 0


def _counts(tokens: list[Token], amount: Amount, unit: Unit, language: str) -> bool:
    """One of something is a figure only where it is measured ("one minute"); "ein Tag" and "un día" hardly ever are.

    Nor are "a 4-1 win", "more than a year ago" and "Oct. 7 protesters".
    """
    scored = unit.name in RESULTS and at(tokens, amount.first - 1).is_hyphen and at(tokens, amount.first - 2).is_number
    dated = at(tokens, amount.first - 1).text == "." and at(tokens, amount.first - 2).fold in SHORT_MONTHS
    if scored or dated or (amount.value == 1 and at(tokens, unit.last).fold in AGO):
        return False
    if amount.value != 1 or amount.scale != 1:
        return unit.measured or amount.value != HALF_OF_IT  # "a half-finished job"
    if not amount.spelled:
        return True
    if amount.article:
        return unit.name in ONE_OF_IT or (unit.name == "GPU" and tokens[unit.last - 1].fold.startswith("gpu"))
    return unit.measured and not (unit.name in {"day", "time"} and language == "en")


def _is_name(tokens: list[Token], amount: Amount) -> bool:
    """Is the number part of a name or of something that is no quantity: GPT-4, Windows 11, 20:45, 1.2.3?"""
    if not tokens[amount.first].is_number:
        return False
    before, after = at(tokens, amount.first - 1), at(tokens, amount.first + 1)
    if _is_tied(tokens, amount.first) or (after.text in {":", "/"} and _is_tied_number(tokens, amount.first + 1)):
        return True
    if amount.scale > 1 or after.text == "%":
        return False
    named = before.fold in NAMED and not before.text.islower()
    return named or (after.is_hyphen and after.glued and at(tokens, amount.first + 2).fold == "preview")


def _is_tied(tokens: list[Token], index: int) -> bool:
    """Does a number hang on a word or a sign: "GPT-4", "v2", "#12", "10:30"? Not on a currency, nor on a range's dash."""
    before, inner = at(tokens, index - 1), at(tokens, index - 2)
    if not tokens[index].glued:
        return False
    if before.is_word or before.is_number:
        return before.fold not in CODES
    joins = before.is_hyphen or before.text in {".", "/", "_", "#", "@", ":"}
    return joins and before.glued and (inner.is_word or inner.text == ":" or not (before.is_hyphen or before.text == "."))


def _is_tied_number(tokens: list[Token], sign: int) -> bool:
    return at(tokens, sign).glued and at(tokens, sign + 1).glued and at(tokens, sign + 1).is_number


def _adopted(tokens: list[Token], orphans: list[tuple[int, Amount]], found: list[_Found], language: str) -> Iterator[_Found]:
    """Amounts that share a neighbour's unit: "13 or 14 billion dollars", "13 billion dollars and not 14 billion"."""
    named = [Named(item.first, item.last, item.unit, item.value) for item in found]
    for position, amount in orphans:
        following = found[position] if position < len(found) else None
        linked = following is not None and _linked(tokens, amount, following, language)
        if following is not None and linked:
            scale = following.amount.scale if amount.scale == 1 and amount.value < GROUPED else 1.0
            factor = following.value / following.amount.value if following.amount.value else 1.0
            unit_factor = factor if scale == 1 else 1.0
            yield _Found(amount, following.unit, amount.first, amount.last, amount.value * scale * unit_factor)
        else:
            unit = lent_unit(tokens, amount, named, language) or (
                _large_unit(amount, found, position)
                if amount.scale >= LARGE
                else _unit_of_its_like(tokens, amount, found[max(0, position - 1) : position])
            )
            if unit:
                yield _Found(amount, unit, amount.first, amount.last, amount.value)


def _large_unit(amount: Amount, found: list[_Found], position: int) -> str | None:
    """The unit of the nearest figure in millions and more, looking back first; of large counts just before, even smaller ones."""
    if position and found[position - 1].unit == "%":
        last = next((item for item in reversed(found[:position]) if item.unit != "%"), None)
        if last is not None and last.value >= GROUPED and amount.first - last.last <= NEARBY // 3:
            return last.unit
    candidates = [*reversed(found[max(0, position - WINDOW) : position]), *found[position : position + WINDOW]]
    return next((item.unit for item in candidates if item.amount.scale >= LARGE), None)


def _unit_of_its_like(tokens: list[Token], amount: Amount, before: list[_Found]) -> str | None:
    """The unit of the last figure: for "26 of them", and for a number in thousands when that is near and of the same size."""
    if not before:
        return None
    last = before[-1]
    if amount.first - last.last > NEARBY:
        return None
    behind = (at(tokens, amount.last).fold, at(tokens, amount.last + 1).fold)
    if behind[0] == "davon" or behind in OF_THEM:
        return last.unit
    grouped = tokens[amount.first].is_number and not tokens[amount.first].text.isdigit()
    like = last.unit in MONEY_UNITS or amount.value / NEAR_VALUE <= last.value <= amount.value * NEAR_VALUE
    return last.unit if grouped and like and amount.value >= GROUPED and amount.value % 1 == 0 else None


def _linked(tokens: list[Token], amount: Amount, following: _Found, language: str) -> bool:
    """Does only "or", "to", "–" or "and" stand between the two, qualifiers aside?"""
    gap = tokens[amount.last : following.first]
    if not 1 <= len(gap) <= LONGEST_GAP or not (gap[0].fold in RANGE[language] or gap[0].is_hyphen):
        return False
    return all(token.fold in HEDGES[language] for token in gap[1:])
