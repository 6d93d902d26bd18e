"""The texts of the interface, in the languages of words.yaml, and how each writes dates and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path

import yaml

CATALOGUE = Path(__file__).with_name("words.yaml")
LANGUAGES = ("en", "de", "es")
THOUSANDS = {"en": ",", "de": ".", "es": "."}
RECENT = timedelta(days=7)  # "3 days ago" is understood; "23 days ago" has to be counted back
DECIMAL = {"en": ".", "de": ",", "es": ","}


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text for a key with its places filled. Raises KeyError for an unknown key: a template is wrong."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def count(self, key: str, number: int) -> str:
        """The text for so many: `key.one` or `key.many`, with the number written in."""
        return self(f"{key}.{'one' if number == 1 else 'many'}", n=self.number(number))

    def maybe(self, key: str, otherwise: str) -> str:
        """The text for a key that data names (a subject, an outcome); `otherwise` when the catalogue does not know it."""
        return self.texts.get(key, otherwise)

    def number(self, value: float, decimals: int = 0) -> str:
        """1,234.5 as this language writes it."""
        text = f"{value:,.{decimals}f}"
        return text.translate({ord(","): THOUSANDS[self.language], ord("."): DECIMAL[self.language]})

    def amount(self, value: float, unit: str) -> str:
        """A figure with its unit: 1.5 billion USD, 27 %, 2032, place 13."""
        if unit == "date":
            return f"{value:g}"
        for size, key in ((1e9, "number.billion"), (1e6, "number.million")):
            if abs(value) >= size:
                forms = self(key, n=self._short(value / size)).split("|")
                return self._counted(forms[0 if value == size else -1], unit, value, "number.large")
        return self._counted(self._short(value), unit, value)

    def unnamed(self, unit: str) -> str:
        """What a figure is called of which no text says what it measures."""
        return self("figures.some_year") if unit == "date" else self("figures.something", unit=self._unit(unit, 2))

    def _counted(self, number: str, unit: str, value: float, large: str = "") -> str:
        forms = self.texts.get(f"unit.{unit}", "")
        if "{n}" in forms:
            return forms.split("|")[value != 1].format(n=number)
        noun = self._unit(unit, value)
        return self(large, n=number, unit=noun) if forms and large else f"{number} {noun}"

    def _unit(self, unit: str, value: float) -> str:
        """In this language, where the catalogue has it; others are English nouns, codes or signs, with a plural in English."""
        if forms := self.texts.get(f"unit.{unit}"):
            return forms.split("|")[value != 1].replace("{n}", "").strip()
        plural = self.language == "en" and value != 1 and len(unit) > 3 and unit.isalpha() and unit.islower()  # noqa: PLR2004
        return f"{unit}s" if plural else unit

    def _short(self, value: float) -> str:
        """With at most two decimals, and none that say nothing."""
        decimals = next((n for n in (0, 1) if round(value, n) == round(value, 2)), 2)
        return self.number(value, decimals)

    def day(self, day: date, *, year: bool = True) -> str:
        """Sunday 22 November 2026, Sonntag, 22. November 2026, domingo 22 de noviembre de 2026."""
        names = {
            "weekday": self.texts["weekdays"].split()[day.weekday()],
            "month": self.texts["months"].split()[day.month - 1],
            "day": day.day,
            "year": day.year,
        }
        return self("date.long" if year else "date.short", **names)

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long before now: "3 h ago", or the day when that is longer than six days."""
        passed = now - moment
        if passed < timedelta(minutes=1):
            return self("ago.now") if passed > timedelta(minutes=-2) else self.until(moment, now)
        if passed < timedelta(hours=1):
            return self("ago.minutes", n=int(passed.total_seconds() // 60))
        if passed < timedelta(hours=36):
            return self("ago.hours", n=int(passed.total_seconds() // 3600))
        return (
            self("ago.days", n=max(2, round(passed / timedelta(days=1))))
            if passed < RECENT
            else self.day(moment.date(), year=moment.year != now.year)
        )

    def until(self, moment: datetime, now: datetime) -> str:
        """How long from now: "in 5 min"."""
        minutes = int((moment - now).total_seconds() // 60)
        if minutes < 1:
            return self("ago.now")
        return self("in.minutes", n=minutes) if minutes < 2 * 60 else self("in.hours", n=minutes // 60)

    def minutes(self, number: float) -> str:
        """A delay: "35 min", "4 h", "3 days"."""
        return self.span(timedelta(minutes=number))

    def span(self, length: timedelta) -> str:
        """A length of time, roughly: "35 min", "4 h", "3 days"."""
        minutes = max(0, int(length.total_seconds() // 60))
        if minutes < 2 * 60:
            return self("span.minutes", n=minutes)
        return self("span.hours", n=minutes // 60) if length < timedelta(days=2) else self("span.days", n=length.days)

    def at(self, moment: datetime, zone: tzinfo) -> str:
        """Date and time of day in the reader's zone."""
        local = moment.astimezone(zone)
        return f"{self.day(local.date())}, {local:%H:%M}"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Words]:
    """Every language's words."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a tenth of the time, where PyYAML was built with libyaml
    entries: dict[str, dict[str, str]] = yaml.load(CATALOGUE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- safe
    return {lang: Words(lang, {key: entry[lang] for key, entry in entries.items()}) for lang in LANGUAGES}


def choose(asked: str, remembered: str, accept: str) -> Words:
    """The reader's language: asked for in the address, remembered in a cookie, or the browser's best; else English."""
    for language in (asked, remembered, *_accepted(accept)):
        if language in LANGUAGES:
            return catalogue()[language]
    return catalogue()["en"]


def _accepted(header: str) -> list[str]:
    """Languages of an Accept-Language header, best first (RFC 9110, 12.5.4); what cannot be read counts as 0."""
    ranked = []
    for part in header.split(","):
        name, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        ranked.append((-weight, name.strip().lower().partition("-")[0]))
    return [name for weight, name in sorted(ranked, key=lambda item: item[0]) if weight < 0]
