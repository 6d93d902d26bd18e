"""Old news: which parts of archived files were read, what became of their records, and which addresses came from there."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive import urls
from archive.db import stamp
from archive.model import Candidate, DueUrl, Outcome

# What an archived page may still fill: no text was had from these so far. What robots.txt forbids stays forbidden.
OPEN = (Outcome.PENDING, Outcome.FAILED, Outcome.GONE, Outcome.WALLED, Outcome.UNPARSABLE, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page was archived: file and offset of its record, and when it was captured."""

    file_id: int
    name: str
    offset: int
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class StretchDone:
    """What became of the records of a part of a file: bytes `start` to `end`. `outcomes` add up to `records`."""

    file_id: int
    start: int
    end: int
    outcomes: Mapping[str, int]
    flaws: Sequence[str]


def file_id(conn: sqlite3.Connection, digest: str, name: str, size: int, now: datetime) -> int:
    """The row of an archived file, made when it is new; a file that was renamed is the same one."""
    conn.execute(
        """insert into backfill_files (digest, name, bytes, begun_at) values (?, ?, ?, ?)
           on conflict (digest) do update set name = excluded.name""",
        (digest, name, size, stamp(now)),
    )
    return int(conn.execute("select id from backfill_files where digest = ?", (digest,)).fetchone()[0])


def done(conn: sqlite3.Connection, file_id: int) -> dict[int, int]:
    """Start → end of the parts of a file that were read already."""
    rows = conn.execute("select start, end from backfill_stretches where file_id = ?", (file_id,))
    return {row["start"]: row["end"] for row in rows}


def record(conn: sqlite3.Connection, stretch: StretchDone, now: datetime) -> None:
    """Note that a part of a file is done."""
    conn.execute(
        "insert into backfill_stretches values (?, ?, ?, ?, ?, ?, ?)",
        (
            stretch.file_id,
            stretch.start,
            stretch.end,
            stamp(now),
            sum(stretch.outcomes.values()),
            json.dumps(dict(stretch.outcomes), sort_keys=True),
            json.dumps(list(stretch.flaws), ensure_ascii=False),
        ),
    )


def outcomes(conn: sqlite3.Connection, file_ids: Sequence[int]) -> Counter[str]:
    """What became of the records of files, over all runs."""
    total: Counter[str] = Counter()
    for file_id in file_ids:
        for row in conn.execute("select outcomes from backfill_stretches where file_id = ?", (file_id,)):
            total.update(json.loads(row["outcomes"]))
    return total


def flaws(conn: sqlite3.Connection, file_ids: Sequence[int]) -> list[str]:
    """Damage found in files, over all runs."""
    found: list[str] = []
    for file_id in file_ids:
        for row in conn.execute("select flaws from backfill_stretches where file_id = ? order by start", (file_id,)):
            found += json.loads(row["flaws"])
    return found


def adopt(conn: sqlite3.Connection, url: str, source_id: str, origin: Origin, now: datetime) -> DueUrl | None:
    """Make an archived address known. None when it is known and was read already.

    An address whose fetch is due or has failed is filled from the archive instead. What is handed on was first seen when it
    was captured; the row itself, which came now, says now: rows and their stamps grow together.
    """
    due = urls.known_without_fetch(conn, url, source_id, now)
    if due is None:
        due = urls.named(conn, url)
        if due is None or due.outcome not in OPEN:
            return None
    mark(conn, due.id, origin.captured_at, origin.file_id, origin.offset)
    reason = f"found in {origin.name} at {origin.offset}, captured {stamp(origin.captured_at)}"
    urls.add_event(conn, due.id, now, Outcome.PENDING, reason, None)
    return replace(due, first_seen_at=min(due.first_seen_at, origin.captured_at))


def announce(conn: sqlite3.Connection, candidate: Candidate, source_id: str, dated: datetime, now: datetime) -> bool:
    """Make an address from a sitemap's past known and due. False when it was known."""
    due = urls.known_without_fetch(conn, candidate.url, source_id, now)
    if due is None:
        return False
    published = stamp(candidate.published) if candidate.published else None
    conn.execute(
        "update urls set due_at = ?, hint_title = ?, hint_published_at = ? where id = ?",
        (stamp(now), candidate.title, published, due.id),
    )
    mark(conn, due.id, dated)
    return True


def mark(
    conn: sqlite3.Connection, url_id: int, captured_at: datetime, file_id: int | None = None, offset: int | None = None
) -> None:
    """Remember that an address is old news."""
    conn.execute(
        "insert into backfilled values (?, ?, ?, ?) on conflict do nothing", (url_id, file_id, offset, stamp(captured_at))
    )


def is_old_news(conn: sqlite3.Connection, article_id: int) -> bool:
    """Whether an article came from an archive or a sitemap's past."""
    found = conn.execute(
        "select 1 from articles a join backfilled b on b.url_id = a.url_id where a.id = ?", (article_id,)
    ).fetchone()
    return found is not None
