"""Copies and stories of a file of texts: the decisions of the pipeline without an archive of articles.

Texts wait in a temporary database on disk, ordered by their dates, and only the reports of live stories are held in memory: a
file may be larger than memory.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import shingles as table
from archive.migrations import migrations
from archive.model import Precision
from archive.shingles import NewText, StoredText
from pipelines.agencies import read_agency
from pipelines.duplicates import CopyPlan, Match, plan
from pipelines.language import identify_language
from pipelines.overlap import kin, overlap
from pipelines.shingles import Shingled, shingle, sketch
from pipelines.signature import sign
from pipelines.stories import LIVE, NEW, WINDOW, Group, Member, regroup

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CANDIDATES = 6
RECORDS = """
create table records (
    number integer primary key, id text not null, language text not null, title text not null, text text not null,
    published_at text not null, precision text not null, url text not null, outlet text not null, agency text not null,
    original integer, story integer, told text not null default '{}'
)
"""
ORDERED = "create index records_published on records(published_at, number)"


@dataclass(frozen=True, slots=True)
class _Record:
    number: int
    id: Any
    language: str
    title: str
    text: str
    published_at: datetime
    precision: Precision
    url: str
    outlet: str
    agency: str


def group(records: Iterable[Mapping[str, Any]], progress: Callable[[int, int], None] | None = None) -> Iterator[dict[str, Any]]:
    """For each record {id, lang?, title, text, published?, url?, outlet?, agency?} one {id, duplicate_of, story}, in that order.

    They are judged in the order they were published (ISO 8601), those without a date first, in the order of the input.
    `duplicate_of` is the id of the record that represents its text, or None; a copy also tells `copy` (see CopyKind) and the
    `agency` behind it, where one is known, a roundup what it `contains`. `story` counts from 1. `progress` is told how many of
    how many are judged. Raises ValueError, while it reads, for a record that is not as expected.
    """
    with tempfile.TemporaryDirectory(prefix="presswatch-group-") as folder:
        conn = sqlite3.connect(Path(folder) / "group.db", isolation_level=None)
        conn.row_factory = sqlite3.Row
        for setting in ("journal_mode = off", "synchronous = off", "cache_size = -65536"):
            conn.execute(f"pragma {setting}")
        migrations.apply(Database(conn))
        try:
            yield from _grouped(conn, records, progress)
        finally:
            conn.close()


def _grouped(
    conn: sqlite3.Connection, records: Iterable[Mapping[str, Any]], progress: Callable[[int, int], None] | None
) -> Iterator[dict[str, Any]]:
    conn.execute(RECORDS)
    conn.execute("begin")
    count = 0
    for count, record in enumerate(records, 1):
        _keep(conn, _read(count, record))
    conn.execute(ORDERED)
    desk = _Desk(conn)
    waiting = [row["number"] for row in conn.execute("select number from records order by published_at, number")]
    for done, number in enumerate(waiting, 1):
        desk.take(_load(conn, number))
        if progress is not None:
            progress(done, count)
    stories: dict[int, int] = {}
    query = """select r.id, r.told, o.id as original, coalesce(r.story, o.story) as story from records r
               left join records o on o.number = r.original order by r.number"""
    for row in conn.execute(query):
        original = json.loads(row["original"]) if row["original"] else None
        story = stories.setdefault(row["story"], len(stories) + 1)
        yield {"id": json.loads(row["id"]), "duplicate_of": original, "story": story, **json.loads(row["told"])}


def _read(number: int, record: Mapping[str, Any]) -> _Record:
    if "id" not in record:
        raise ValueError("no id; expected id, title and text")
    for key in ("title", "text", "lang", "url", "outlet", "agency"):
        if not isinstance(record.get(key) or "", str):
            raise ValueError(f"{key} is {_shown(record[key])}; expected a string")  # noqa: TRY004 -- what is wrong is a file, not a call
    title, text = record.get("title") or "", record.get("text") or ""
    at, precision = _published(record.get("published"))
    language = record.get("lang") or identify_language(text)
    lines = [line for line in text.splitlines() if line.strip()]
    agency = record.get("agency") or read_agency(lines, ())[0]
    address = record.get("url") or ""
    return _Record(number, record["id"], language, title, text, at, precision, address, record.get("outlet") or "", agency)


def _published(written: object) -> tuple[datetime, Precision]:
    if not written:
        return EPOCH, Precision.FIRST_SEEN
    try:
        at = datetime.fromisoformat(str(written))
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"published is {_shown(written)}; expected a date such as 2026-01-31T08:00:00Z") from None
    return at, Precision.DAY if len(str(written)) <= len("2026-01-31") else Precision.MINUTE


def _shown(value: object) -> str:
    return repr(value)[:60]


def _keep(conn: sqlite3.Connection, record: _Record) -> None:
    conn.execute(
        """insert into records (number, id, language, title, text, published_at, precision, url, outlet, agency)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (record.number, json.dumps(record.id), record.language, _clean(record.title), _clean(record.text),
         record.published_at.isoformat(timespec="microseconds"), record.precision, _clean(record.url), _clean(record.outlet),
         _clean(record.agency)),
    )  # fmt: skip


def _clean(text: str) -> str:
    """Without the halves of surrogate pairs that JSON can write and SQLite cannot."""
    return text.encode(errors="replace").decode()


def _load(conn: sqlite3.Connection, number: int) -> _Record:
    row = conn.execute("select * from records where number = ?", (number,)).fetchone()
    at, precision = datetime.fromisoformat(row["published_at"]), Precision(row["precision"])
    told = (row["language"], row["title"], row["text"], at, precision, row["url"], row["outlet"], row["agency"])
    return _Record(number, json.loads(row["id"]), *told)


class _Desk:
    """What has been judged so far. Records are numbered from 1, as articles are; the reports of live stories stay in memory."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._members: dict[int, Member] = {}
        self._last_story = 0

    def take(self, record: _Record) -> None:
        """Read one record: a copy follows its original, anything else finds its story."""
        shingled = shingle(record.text)
        hashes = sketch(shingled)
        decided = self._decide(record, shingled, hashes)
        table.store(self._conn, record.number, hashes)
        if decided.duplicate is not None:
            told = {"copy": decided.duplicate.kind, "agency": decided.duplicate.agency}
            self._follow(record.number, decided.duplicate.article_id, told)
            return
        if decided.contains:
            self._tell(record.number, {"contains": [self._id(held.article_id) for held in decided.contains]})
        if decided.is_roundup:
            self._place(record, Group(None, (NEW,), NEW))
            return
        signature = sign(record.title, record.text, record.language)
        self._forget_old(record.published_at)
        for group_ in regroup(signature, record.published_at, list(self._members.values())):
            self._place(record, group_)
        story = self._conn.execute("select story from records where number = ?", (record.number,)).fetchone()["story"]
        self._members[record.number] = Member(record.number, story, record.published_at, signature)
        for taken in decided.takes_over:
            told = {"copy": taken.kind, "agency": taken.agency}
            self._conn.execute("update records set original = ? where original = ?", (record.number, taken.article_id))
            self._follow(taken.article_id, record.number, told)

    def _follow(self, copy: int, original: int, told: Mapping[str, str]) -> None:
        self._conn.execute("update records set original = ?, story = null where number = ?", (original, copy))
        self._members.pop(copy, None)
        self._tell(copy, {key: str(value) for key, value in told.items() if value})

    def _tell(self, number: int, told: Mapping[str, Any]) -> None:
        self._conn.execute("update records set told = ? where number = ?", (json.dumps(told, ensure_ascii=False), number))

    def _id(self, number: int) -> Any:
        return json.loads(self._conn.execute("select id from records where number = ?", (number,)).fetchone()["id"])

    def _decide(self, record: _Record, shingled: Shingled, hashes: tuple[int, ...]) -> CopyPlan:
        near = [_load(self._conn, number) for number in table.sharing(self._conn, hashes, CANDIDATES)]
        found = [(self._stored(other), overlap(shingled, shingle(other.text))) for other in near]
        matches = [Match(stored, kin(shared), shared) for stored, shared in found]
        known = {m.stored.root_id: self._stored(_load(self._conn, m.stored.root_id)) for m in matches}
        return plan(_as_new(record), matches, known)

    def _stored(self, record: _Record) -> StoredText:
        original = self._conn.execute("select original from records where number = ?", (record.number,)).fetchone()["original"]
        new = _as_new(record)
        return StoredText(
            article_id=record.number, root_id=original or record.number, url=new.url, source_id=new.source_id, outlet=new.outlet,
            outlet_kind=new.outlet_kind, agency=new.agency, text=record.text, published_at=new.published_at,
            published_precision=new.published_precision, title=new.title,
        )  # fmt: skip

    def _forget_old(self, now: datetime) -> None:
        """Records come in the order of their dates: a story without a report in the window is over."""
        if len(self._members) <= LIVE // 10:
            return
        live = {member.story_id for member in self._members.values() if member.published_at >= now - WINDOW}
        kept = [number for number, member in self._members.items() if member.story_id in live][-LIVE:]
        self._members = {number: self._members[number] for number in kept}

    def _place(self, record: _Record, group_: Group) -> None:
        story = group_.story_id
        if story is None:
            self._last_story += 1
            story = self._last_story
        for member in group_.members:
            number = record.number if member == NEW else member
            self._conn.execute("update records set story = ? where number = ?", (story, number))
            if number in self._members:
                self._members[number] = replace(self._members[number], story_id=story)


def _as_new(record: _Record) -> NewText:
    """A record without an outlet stands for an outlet of its own."""
    outlet = record.outlet or str(record.id)
    url = record.url or str(record.id)
    return NewText(
        outlet, "press", record.agency, record.published_at, record.precision, outlet=outlet, url=url, title=record.title
    )
