"""Sources and their channels: how they do, and the choices that filters offer."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from archive.db import maybe_moment, moment, stamp
from archive.reading.rows import ChannelHealth, Choice, SourceHealth, Trouble, Vitals

T = TypeVar("T")

SOURCES = (
    "select id, name, homepage, language, country, kind, priority, enabled from sources order by priority, name collate nocase"
)
CHANNELS = "select * from source_health order by error_streak desc, url"
TROUBLE = """
select source_id, outlet, coalesce(nullif(last_error, ''), last_status) as error, max(error_streak) as streak
from source_health where enabled and error_streak > 0
group by source_id
order by priority, streak desc limit :limit
"""
VITALS = """
select (select coalesce(sum(articles), 0) from daily_counts) as articles,
       (select coalesce(sum(articles), 0) from daily_counts where day = :day) as today,
       (select stored_at from articles order by id desc limit 1) as last_stored_at,
       (select max(last_polled_at) from channels) as last_polled_at,
       (select count(*) from channels where enabled and error_streak > 0) as failing,
       (select count(*) from channels where enabled) as enabled
"""
LANGUAGES = "select language as value, language as name, sum(articles) as articles from daily_counts group by 1 order by 3 desc"
OUTLETS = """
select s.id as value, s.name as name, null as articles from sources s
where exists (select 1 from articles a where a.source_id = s.id and a.relevant)
order by s.name collate nocase
"""
# Loose index scan: jump from one subject to the next instead of reading every row of the index.
SUBJECTS = """
with recursive subject(value) as (
    select min(subject) from article_subjects
    union all
    select (select min(x.subject) from article_subjects x where x.subject > subject.value) from subject where value is not null
)
select value, value as name, null as articles from subject where value is not null
"""


def health(conn: sqlite3.Connection) -> list[SourceHealth]:
    """Every source with its channels: those in trouble first, then by priority and name."""
    channels = grouped((row["source_id"], channel_health(row)) for row in conn.execute(CHANNELS))
    found = [_source(row, channels[row["id"]]) for row in conn.execute(SOURCES)]
    return sorted(found, key=lambda source: not source.failing)


def trouble(conn: sqlite3.Connection, limit: int) -> list[Trouble]:
    """Sources with channels that fail now, the most important first."""
    rows = conn.execute(TROUBLE, {"limit": limit})
    return [Trouble(row["source_id"], row["outlet"], str(row["error"]), row["streak"]) for row in rows]


def vitals(conn: sqlite3.Connection, now: datetime) -> Vitals:
    """How fresh the archive is."""
    row = conn.execute(VITALS, {"day": stamp(now.astimezone(UTC))[:10]}).fetchone()
    return Vitals(
        articles=row["articles"],
        relevant_today=row["today"],
        last_stored_at=maybe_moment(row["last_stored_at"]),
        last_polled_at=maybe_moment(row["last_polled_at"]),
        channels_failing=row["failing"],
        channels_enabled=row["enabled"],
    )


def choices(conn: sqlite3.Connection) -> dict[str, list[Choice]]:
    """What the filters language, outlet and subject offer."""
    offered = {"language": LANGUAGES, "outlet": OUTLETS, "subject": SUBJECTS}
    return {
        key: [Choice(row["value"], row["name"], row["articles"]) for row in conn.execute(sql)] for key, sql in offered.items()
    }


def grouped(pairs: Iterable[tuple[str, T]]) -> defaultdict[str, list[T]]:
    """Values by key, in the order they came."""
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _source(row: sqlite3.Row, channels: list[ChannelHealth]) -> SourceHealth:
    return SourceHealth(
        id=row["id"],
        outlet=row["name"],
        homepage=row["homepage"],
        language=row["language"],
        country=row["country"],
        kind=row["kind"],
        priority=row["priority"],
        enabled=bool(row["enabled"]),
        channels=tuple(channels),
    )


def channel_health(row: sqlite3.Row) -> ChannelHealth:
    """A row of source_health."""
    return ChannelHealth(
        id=row["channel_id"],
        url=row["url"],
        format=row["format"],
        enabled=bool(row["enabled"]),
        disabled_reason=row["disabled_reason"],
        next_poll_at=moment(row["next_poll_at"]),
        last_polled_at=maybe_moment(row["last_polled_at"]),
        last_ok_at=maybe_moment(row["last_ok_at"]),
        last_new_at=maybe_moment(row["last_new_at"]),
        last_status=row["last_status"],
        last_error=row["last_error"],
        error_streak=row["error_streak"],
        polls=row["polls"],
    )
