"""Dates as feeds, sitemaps and search services print them → aware UTC, or nothing and the reason."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)  # before the web: 1970 is an empty field, years 1 to 1900 are damage
LEEWAY: Final = timedelta(days=1)  # clocks and time zones of publishers differ

_LONGEST = 80
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")  # seconds or milliseconds, 2001 to 2033
_FRACTION = re.compile(r"(?<=\d)[.,](\d+)")
_YEAR_ONLY = re.compile(r"\d{4}(?:-\d{2})?")
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s*")
_WORD = re.compile(r"[^\W\d_]+\.?")
# Month names of German and Spanish feeds, and zones that RFC 822 does not know.
_WORDS: Final = {
    "jän": "Jan", "januar": "Jan", "februar": "Feb", "mär": "Mar", "mrz": "Mar", "märz": "Mar", "mai": "May", "juni": "Jun",
    "juli": "Jul", "okt": "Oct", "oktober": "Oct", "dez": "Dec", "dezember": "Dec",
    "ene": "Jan", "enero": "Jan", "febrero": "Feb", "marzo": "Mar", "abr": "Apr", "abril": "Apr", "mayo": "May", "junio": "Jun",
    "julio": "Jul", "ago": "Aug", "agosto": "Aug", "sept": "Sep", "septiembre": "Sep", "octubre": "Oct", "noviembre": "Nov",
    "dic": "Dec", "diciembre": "Dec",
    "cet": "+0100", "mez": "+0100", "cest": "+0200", "mesz": "+0200", "wet": "+0000", "west": "+0100", "bst": "+0100",
    "eet": "+0200", "eest": "+0300", "z": "+0000",
}  # fmt: skip


def read_date(raw: str, now: datetime) -> tuple[datetime | None, str]:
    """The moment `raw` names, in UTC, and a note ("" when all is well). Without a zone it is taken as UTC and noted.

    None with the note "refused" for what cannot be read or lies outside 1990 … now + 1 day. Never raises.
    """
    text = " ".join(raw[: _LONGEST + 1].split())
    if not text:
        return None, ""
    moment = _read(text) if len(text) <= _LONGEST else None
    if moment is None:
        return None, "date refused"
    naive = moment.tzinfo is None
    try:
        utc = moment.replace(tzinfo=UTC) if naive else moment.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 moved over the edge by its zone
        return None, "date refused"
    if not EARLIEST <= utc <= now + LEEWAY:
        return None, "date refused"
    return utc, "date without zone taken as UTC" if naive else ""


def _read(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if _YEAR_ONLY.fullmatch(text):  # a sitemap's 2026 or 2026-11: too vague to be a moment
        return None
    return _iso(text) or _rfc822(text)


def _iso(text: str) -> datetime | None:
    """W3C-DTF and its relatives; a bare day is midnight without a zone."""
    text = _FRACTION.sub(lambda m: f".{m.group(1)[:6]:0<6}", text.replace(" UTC", "Z").replace(" GMT", "Z"), count=1)
    try:
        return datetime.fromisoformat(text.replace(" +", "+").replace("z", "Z"))
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    english = _WORD.sub(lambda m: _WORDS.get((word := m.group().rstrip(".")).lower(), word), _WEEKDAY.sub("", text))
    try:
        return parsedate_to_datetime(english)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
