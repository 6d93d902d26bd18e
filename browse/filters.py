"""Filters in the address, both ways: what a query string asks for, and the address that asks for it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Self
from urllib.parse import urlencode

from archive.db import moment, stamp
from archive.model import Access
from archive.reading.lists import Cursor, Filter

ORDERS = ("newest", "best")
PAGE = 40
MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """The query string of a list or search, checked: what makes no sense is dropped, never an error."""

    q: str = ""
    language: str = ""
    outlet: str = ""
    subject: str = ""
    access: str = ""
    day: str = ""
    until: str = ""
    score: str = ""
    story: str = ""
    copies: str = ""
    unread: str = ""
    order: str = ""
    after: str = ""  # where the page begins: time and id of the article before it, or (searching) how many to skip

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the query string."""
        given = {field.name: (args.get(field.name) or "").strip()[:300] for field in fields(cls)}
        for name, allowed in (("access", [a.value for a in Access]), ("order", list(ORDERS))):
            if given[name] not in allowed:
                given[name] = ""
        for name in ("day", "until"):
            given[name] = given[name] if _day(given[name]) else ""
        for name in ("copies", "unread"):
            given[name] = "1" if given[name] else ""
        given["score"] = given["score"] if _score(given["score"]) else ""
        given["story"] = given["story"] if _number(given["story"]) else ""
        return cls(**given)

    @property
    def best(self) -> bool:
        """Best matches first?"""
        return self.order == "best"

    @property
    def narrowed(self) -> bool:
        """Is any filter set?"""
        return self != replace(type(self)(), q=self.q, order=self.order, after=self.after)

    @property
    def cursor(self) -> Cursor | None:
        """Where a list begins."""
        at, _, id_ = self.after.partition(",")
        try:
            return Cursor(moment(at), _number(id_))
        except ValueError:
            return None

    @property
    def offset(self) -> int:
        """How many hits a search skips; pages beyond the 50th are not asked for by people."""
        return min(_number(self.after), 50 * PAGE)

    def filter(self, without: tuple[int, ...] = (), only: tuple[int, ...] | None = None) -> Filter:
        """As the archive takes it."""
        return Filter(
            language=self.language,
            source_id=self.outlet,
            subject=self.subject,
            access=self.access,
            story_id=int(self.story or 0),
            day=_day(self.day),
            until=_day(self.until),
            min_score=_score(self.score),
            copies=bool(self.copies),
            only=only,
            without=without,
        )

    def query(self, **changed: str) -> str:
        """The query string with some values changed, "?" in front; empty ones are left out. Begins at the first page."""
        values = {field.name: getattr(self, field.name) for field in fields(self)} | {"after": ""} | changed
        text = urlencode({name: value for name, value in values.items() if value})
        return f"?{text}" if text else "?"


def cursor_of(published_at: datetime, id_: int) -> str:
    """The value of `after` that continues behind this article."""
    return f"{stamp(published_at.astimezone(UTC))},{id_}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    """A whole number that fits SQLite; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else 0


def _score(text: str) -> float:
    """A number from 0 to 1; 0 for anything else."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 < value <= 1 else 0.0
