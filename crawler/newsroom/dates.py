"""Prints dates as the newspapers of a language do."""

from datetime import datetime

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_LONG = {"en": "{day} {month} {year}", "de": "{day}. {month} {year}", "es": "{day} de {month} de {year}"}
NOON = 12


def long_date(moment: datetime, language: str) -> str:
    """Print 4 September 2025, 4. September 2025 or 4 de septiembre de 2025."""
    month = _MONTHS[language].split()[moment.month - 1]
    return _LONG[language].format(day=moment.day, month=month, year=moment.year)


def us_date(moment: datetime) -> str:
    """Print Sept. 4, 2025, as American papers do."""
    month = _MONTHS["en"].split()[moment.month - 1]
    return f"{_american(month)} {moment.day}, {moment.year}"


def clock_time(moment: datetime) -> str:
    """Print 14:05."""
    return f"{moment:%H:%M}"


def us_time(moment: datetime) -> str:
    """Print 2:05 p.m."""
    half = "a.m." if moment.hour < NOON else "p.m."
    return f"{moment.hour % NOON or NOON}:{moment:%M} {half}"


def _american(month: str) -> str:
    # The Associated Press abbreviates the long months and no others.
    short = {"September": "Sept."}
    return short.get(month, f"{month[:3]}." if len(month) > len("April") else month)
