"""The form of a subscription: what it sends, as settings, or what is wrong with it. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.model import Access

CADENCES = ("immediate", "hourly", "daily", "weekly")
CHANNEL = "channel:"
TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")
MAIL = re.compile(r"^[^\s@<>,;:\\\"()\[\]]{1,64}@[^\s@<>,;:\\\"()\[\]]{1,255}$")
LONGEST = 300
WEEK = 7


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: ids of outlets, subjects, languages, the operator's channels and one's saved searches."""

    outlets: Collection[str]
    subjects: Collection[str]
    languages: Collection[str]
    channels: Collection[str]
    searches: Collection[int]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent. `wrong` are keys of the catalogue, none when all is well."""

    recipient: str
    settings: Mapping[str, Any]
    wrong: tuple[str, ...] = field(default=())


def read(form: Mapping[str, Sequence[str]], choices: Choices, language: str) -> Sent:
    """What the form asks for; `language` is that of the mails where it does not say."""
    one = {name: values[-1].strip()[:LONGEST] for name, values in form.items() if values}
    wrong: list[str] = []
    recipient = _recipient(one, choices, wrong)
    settings: dict[str, Any] = {
        "language": one.get("language") if one.get("language") in ("en", "de", "es") else language,
        "languages": _chosen(form, "languages", choices.languages),
        "subjects": _chosen(form, "subjects", choices.subjects),
        "sources": _chosen(form, "sources", choices.outlets),
        "access": _chosen(form, "access", [access.value for access in Access]),
        "min_score": _score(one.get("min_score", ""), wrong),
        "cadence": one.get("cadence", "immediate"),
        "at": one.get("at") or "07:00",
        "weekday": _digit(one.get("weekday", "0")),
        "timezone": one.get("timezone") or "UTC",
        "quiet": _quiet(one, wrong),
        "first_only": bool(one.get("first_only")),
        "spikes": bool(one.get("spikes")),
        "saved_search": _search(one.get("saved_search", ""), choices, wrong),
    }
    if settings["cadence"] not in CADENCES:
        wrong.append("subscriptions.wrong.cadence")
    if not TIME.match(settings["at"]):
        wrong.append("subscriptions.wrong.at")
    if not _is_zone(settings["timezone"]):
        wrong.append("subscriptions.wrong.timezone")
    return Sent(recipient, settings, tuple(wrong))


def blank(language: str, zone: str) -> Mapping[str, Any]:
    """The settings of an empty form."""
    nothing = Choices((), (), (), (), ())
    return {**read({}, nothing, language).settings, "timezone": zone}


def is_hook(recipient: str) -> bool:
    """Is it the address of a web hook?"""
    return recipient.startswith("https://")


def _recipient(one: Mapping[str, str], choices: Choices, wrong: list[str]) -> str:
    """An address, one of the operator's channels, or a web hook by https."""
    given = one.get("recipient", "")
    if given.startswith(CHANNEL):
        if given.removeprefix(CHANNEL) not in choices.channels:
            wrong.append("subscriptions.wrong.channel")
    elif "://" in given:
        parts = urlsplit(given) if given.isprintable() else urlsplit("")
        if parts.scheme != "https" or not parts.hostname or parts.username is not None or any(c.isspace() for c in given):
            wrong.append("subscriptions.wrong.hook")
    elif not MAIL.match(given):
        wrong.append("subscriptions.wrong.address")
    return given


def _chosen(form: Mapping[str, Sequence[str]], name: str, known: Collection[str]) -> list[str]:
    return [value for value in dict.fromkeys(form.get(name, ())) if value in known]


def _score(text: str, wrong: list[str]) -> float:
    try:
        value = float(text.replace(",", ".") or 0)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        wrong.append("subscriptions.wrong.min_score")
        return 0.0
    return value


def _quiet(one: Mapping[str, str], wrong: list[str]) -> list[str] | None:
    ends = [one.get("quiet_from", ""), one.get("quiet_until", "")]
    if not any(ends):
        return None
    if not all(TIME.match(end) for end in ends):
        wrong.append("subscriptions.wrong.quiet")
        return None
    return ends


def _search(text: str, choices: Choices, wrong: list[str]) -> int:
    if not text or text == "0":
        return 0
    if not (text.isascii() and text.isdigit() and int(text) in choices.searches):
        wrong.append("subscriptions.wrong.search")
        return 0
    return int(text)


def _digit(text: str) -> int:
    return int(text) if text in {str(day) for day in range(WEEK)} else 0


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
