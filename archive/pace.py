"""How many reports a day has brought so far, and the same weekday's days before it had brought by then."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.db import stamp

WEEKS = 8  # looked back


@dataclass(frozen=True, slots=True)
class Pace:
    """Independent reports on a subject ("" for all): today, and on the same weekday in each week looked back, by this time."""

    subject: str
    today: int
    before: tuple[int, ...]


COUNTS = """
with reports as (
    select id, date(published_at) as day from articles
    where relevant and duplicate_of is null and published_at >= :since and published_at <= :now
      and strftime('%w', published_at) = strftime('%w', :now) and time(published_at) <= time(:now)
)
select '' as subject, day, count(*) from reports group by day
union all
select x.subject, r.day, count(*) from reports r join article_subjects x on x.article_id = r.id group by x.subject, r.day
"""
LATEST = """
select a.id, a.title, s.name as outlet from articles a join sources s on s.id = a.source_id
where a.relevant and a.duplicate_of is null and a.published_at >= date(:now) and a.published_at <= :now
  and (:subject = '' or exists (select 1 from article_subjects x where x.article_id = a.id and x.subject = :subject))
order by a.published_at desc limit :limit
"""


def paces(conn: sqlite3.Connection, now: datetime) -> list[Pace]:
    """All subjects that had a report on such a weekday. Empty while the archive is younger than a week."""
    weeks = min(WEEKS, _age(conn, now).days // 7)
    if weeks < 1:
        return []
    days = [f"{now - timedelta(weeks=week):%Y-%m-%d}" for week in range(weeks + 1)]
    since = f"{days[-1]}T00:00:00Z"
    counts: dict[str, dict[str, int]] = {}
    for subject, day, count in conn.execute(COUNTS, {"now": stamp(now), "since": since}):
        counts.setdefault(subject, {})[day] = count
    return [_pace(subject, found, days) for subject, found in sorted(counts.items())]


def latest(conn: sqlite3.Connection, subject: str, now: datetime, limit: int) -> list[tuple[int, str, str]]:
    """Today's latest reports on a subject: id, headline, outlet."""
    rows = conn.execute(LATEST, {"subject": subject, "now": stamp(now), "limit": limit})
    return [(row["id"], row["title"], row["outlet"]) for row in rows]


def _pace(subject: str, counts: Mapping[str, int], days: list[str]) -> Pace:
    return Pace(subject, counts.get(days[0], 0), tuple(counts.get(day, 0) for day in days[1:]))


def _age(conn: sqlite3.Connection, now: datetime) -> timedelta:
    """How long the archive has been kept: what feeds held when it began says nothing about how much was usual."""
    first = conn.execute("select min(stored_at) from articles").fetchone()[0]
    return now - datetime.fromisoformat(first) if first else timedelta()
