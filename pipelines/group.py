"""Copies and stories of a file of texts: the decisions of the pipeline without an archive of articles."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from archive import shingles as table
from archive.migrations import migrations
from archive.model import Precision
from archive.shingles import StoredText
from pipelines.duplicates import CopyPlan, Match, NewText, plan
from pipelines.language import identify_language
from pipelines.overlap import kin, overlap
from pipelines.shingles import Shingled, shingle, sketch
from pipelines.signature import Signature, sign
from pipelines.stories import NEW, Group, Member, regroup

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class _Record:
    id: Any
    language: str
    title: str
    text: str
    published_at: datetime
    precision: Precision


def group(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """For each record {id, lang?, title, text, published?} one {id, duplicate_of, story}, in the order of the input.

    They are judged in the order they were published (ISO 8601), those without a date first, in the order of the input.
    `duplicate_of` is the id of the earliest record of the same text, or None. `story` counts from 1.
    Raises ValueError for a record without id or with a `published` that is no date.
    """
    read = [_read(number, record) for number, record in enumerate(records, 1)]
    desk = _Desk(read)
    for number in sorted(range(len(read)), key=lambda at: (read[at].published_at, at)):
        desk.take(number + 1)
    stories = desk.stories()
    for number, record in enumerate(read, 1):
        original = desk.original_of.get(number)
        yield {"id": record.id, "duplicate_of": read[original - 1].id if original else None, "story": stories[original or number]}


def _read(number: int, record: Mapping[str, Any]) -> _Record:
    if "id" not in record:
        raise ValueError(f"record {number}: no id; expected id, title and text")
    title, text = str(record.get("title") or ""), str(record.get("text") or "")
    at, precision = _published(number, record.get("published"))
    language = str(record.get("lang") or identify_language(text))
    return _Record(record["id"], language, title, text, at, precision)


def _published(number: int, written: object) -> tuple[datetime, Precision]:
    if not written:
        return EPOCH, Precision.FIRST_SEEN
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError:
        raise ValueError(f"record {number}: published is {written!r}; expected a date such as 2026-01-31T08:00:00Z") from None
    day = len(str(written)) <= len("2026-01-31")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)), Precision.DAY if day else Precision.MINUTE


class _Desk:
    """What has been read so far. Records are numbered from 1, as articles are."""

    def __init__(self, records: list[_Record]) -> None:
        self._records = records
        self._conn = sqlite3.connect(":memory:")
        migrations.apply(Database(self._conn))
        self._shingled: dict[int, Shingled] = {}
        self._signatures: dict[int, Signature] = {}
        self._story_of: dict[int, int] = {}
        self._last_story = 0
        self.original_of: dict[int, int] = {}

    def take(self, number: int) -> None:
        """Read one record: a copy follows its original, anything else finds its story."""
        record = self._records[number - 1]
        shingled = shingle(record.text)
        hashes = sketch(shingled)
        decided = self._decide(record, shingled, hashes)
        self._shingled[number] = shingled
        table.store(self._conn, number, hashes)
        if decided.duplicate is not None:
            self.original_of[number] = decided.duplicate.article_id
            return
        if decided.is_roundup:
            self._place(number, Group(None, (NEW,), NEW))
            return
        self._signatures[number] = sign(record.title, record.text, record.language)
        for group_ in regroup(self._signatures[number], record.published_at, self._members()):
            self._place(number, group_)

    def stories(self) -> dict[int, int]:
        """The story of each original, numbered anew in the order of their first records."""
        numbers: dict[int, int] = {}
        return {number: numbers.setdefault(story, len(numbers) + 1) for number, story in sorted(self._story_of.items())}

    def _decide(self, record: _Record, shingled: Shingled, hashes: tuple[int, ...]) -> CopyPlan:
        near = [(number, overlap(shingled, self._shingled[number])) for number in table.sharing(self._conn, hashes, CANDIDATES)]
        matches = [Match(self._stored(number), kin(shared), shared) for number, shared in near]
        known = {m.stored.root_id: self._stored(m.stored.root_id) for m in matches}
        return plan(NewText(str(record.id), "press", "", record.published_at, record.precision), matches, known)

    def _stored(self, number: int) -> StoredText:
        record = self._records[number - 1]
        root = self.original_of.get(number, number)
        url = str(record.id)
        return StoredText(number, root, url, url, url, "press", "", record.text, record.published_at, record.precision)

    def _members(self) -> list[Member]:
        return [
            Member(number, story, self._records[number - 1].published_at, self._signatures[number])
            for number, story in self._story_of.items()
            if number in self._signatures
        ]

    def _place(self, number: int, group_: Group) -> None:
        story = group_.story_id
        if story is None:
            self._last_story += 1
            story = self._last_story
        for member in group_.members:
            self._story_of[number if member == NEW else member] = story
