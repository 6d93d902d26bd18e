"""Dates that a text prints: "bis 2030", "March 2024", "29. August", "2024-03-01". Not quantities, but claims all the same."""

from dataclasses import dataclass

from pipelines.amounts import Amount
from pipelines.numbers_en_de_es import DATE_BOUNDS, MONTHS
from pipelines.tokens import Token, at
from pipelines.units import unit_after

FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR, DAY = 4, 2  # digits
DECEMBER, LAST_DAY, DAY_MONTH_YEAR = 12, 31, 3
_LONGEST_BOUND = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A date in `tokens[first:last]`. `value` is its year, or month · 100 + day where the year is not printed."""

    value: float
    iso: str
    qualifier: str
    first: int
    last: int


def dates(tokens: list[Token], language: str) -> list[Day]:
    """All dates in order; they do not overlap."""
    found: list[Day] = []
    index = 0
    while index < len(tokens):
        day = _date_at(tokens, index, language) if tokens[index].is_number or tokens[index].fold in MONTHS[language] else None
        if day is not None:
            found.append(day)
        index = day.last if day else index + 1
    return found


def _date_at(tokens: list[Token], index: int, language: str) -> Day | None:
    return _iso(tokens, index, language) or _with_month(tokens, index, language) or _year(tokens, index, language)


def _iso(tokens: list[Token], index: int, language: str) -> Day | None:
    """2024-03-01 and 01.03.2024."""
    parts = [at(tokens, index + step) for step in (0, 2, 4)]
    signs = [at(tokens, index + step).text for step in (1, 3)]
    if signs[0] == "-" and len(parts[0].text) == YEAR and len(parts[1].text) == DAY and parts[1].is_number:
        year, month = _number(parts[0]), _number(parts[1])
        day = _number(parts[2]) if signs[1] == "-" and len(parts[2].text) == DAY else 0
        return (
            _day(tokens, (year, month, day), (index, index + (5 if day else 3)), language) if year and month <= DECEMBER else None
        )
    printed = parts[0].text.split(".")
    if len(printed) == DAY_MONTH_YEAR and all(part.isdigit() and part.isascii() for part in printed) and len(printed[2]) == YEAR:
        day, month, year = (int(part) for part in printed)
        return _day(tokens, (year, month, day), (index, index + 1), language) if _is_date(year, month, day) else None
    return None


def _with_month(tokens: list[Token], index: int, language: str) -> Day | None:
    """Reads "29. August 2025", "August 29, 2025", "29 de agosto de 2025", "März 2024"."""
    months, first = MONTHS[language], index
    day = _number(tokens[index])
    if day:
        index += 1
        index += at(tokens, index).text in {".", "º"} or at(tokens, index).fold in {"st", "nd", "rd", "th"}
        index += language == "es" and at(tokens, index).fold == "de"
    month = months.get(at(tokens, index).fold, 0)
    if not month or (not at(tokens, index).text[:1].isupper() and language != "es"):
        return None
    index += 1
    if not day and language == "en":
        day, index = _english_day(tokens, index)
    behind = index + (at(tokens, index).text == "," or (language == "es" and at(tokens, index).fold in {"de", "del"}))
    year = _year_number(at(tokens, behind))
    end = behind + 1 if year else index
    return (
        _day(tokens, (year, month, day), (first, end), language)
        if (day or year) and _is_date(year or FIRST_YEAR, month, day)
        else None
    )


def _english_day(tokens: list[Token], index: int) -> tuple[int, int]:
    day = _number(at(tokens, index))
    if not 1 <= day <= LAST_DAY:
        return 0, index
    return day, index + 1 + (at(tokens, index + 1).fold in {"st", "nd", "rd", "th"})


def _year(tokens: list[Token], index: int, language: str) -> Day | None:
    """A year alone: four digits, nothing that it counts."""
    year = _year_number(tokens[index])
    before, after = at(tokens, index - 1), at(tokens, index + 1)
    tied = (tokens[index].glued and (before.is_word or before.is_number or before.text in "$€£.:,/_#")) or (
        after.glued and (after.is_word or after.text in {"%", "$", "€", "/", ":"})
    )
    if not year or tied or (before.is_hyphen and before.glued and at(tokens, index - 2).is_word):
        return None
    unit = unit_after(tokens, Amount(float(year), index, index + 1), language)
    if unit is not None and unit.last == index + 2:
        return None
    return _day(tokens, (year, 0, 0), (index, index + 1), language)


def _day(tokens: list[Token], date: tuple[int, int, int], span: tuple[int, int], language: str) -> Day:
    year, month, day = date
    iso = f"{year:04d}" if year else "-"
    iso += f"-{month:02d}" if month else ""
    iso += f"-{day:02d}" if day else ""
    return Day(float(year or month * 100 + day), iso, _bound(tokens, span[0], language), *span)


def _bound(tokens: list[Token], first: int, language: str) -> str:
    for name, phrases in DATE_BOUNDS[language].items():
        known = {tuple(phrase.split("·")) for phrase in phrases.split()}
        for length in range(1, _LONGEST_BOUND + 1):
            if tuple(token.fold for token in tokens[max(0, first - length) : first]) in known:
                return name
    return "none"


def _number(token: Token) -> int:
    return int(token.text) if token.is_number and token.text.isdecimal() and len(token.text) <= YEAR else 0


def _year_number(token: Token) -> int:
    number = _number(token)
    return number if FIRST_YEAR <= number <= LAST_YEAR and len(token.text) == YEAR else 0


def _is_date(year: int, month: int, day: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= DECEMBER and 0 <= day <= LAST_DAY
