"""How the sources do: everything the page of the sources shows, from daily counts, so that it is fast at any size."""

import math
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from archive import rates
from archive.coverage import Missed, latest
from archive.db import maybe_moment
from archive.model import Outcome
from archive.reading.rows import ChannelHealth
from archive.reading.sources import CHANNELS, channel_health, grouped

DAYS: Final = 14  # of the small multiples, and of seen against usual entries
QUALITY_DAYS: Final = 30  # of the shares
OUTCOME_URLS: Final = 20_000  # of the latest addresses: what became of a source's is counted among them


@dataclass(frozen=True, slots=True)
class Activity:
    """New entries of the last DAYS days, oldest first, against what is usual: `usual` a day, over `observed` whole days."""

    days: tuple[int, ...]
    usual: float
    observed: int

    @property
    def seen(self) -> int:
        """All of them."""
        return sum(self.days)

    @property
    def expected(self) -> float:
        """How many were usual in the time that was observed."""
        return self.usual * self.observed

    @property
    def chance(self) -> float:
        """How likely so few (or fewer) are where `expected` are usual (Poisson)."""
        return poisson(self.seen, self.expected)


@dataclass(frozen=True, slots=True)
class Quality:
    """Articles of QUALITY_DAYS days and the shares among them that came whole, dated, and as copies."""

    articles: int
    full: float
    dated: float
    copies: float


@dataclass(frozen=True, slots=True)
class Punctual:
    """Of `seen` stories (or articles), how many were here first; `late`: median minutes behind the first otherwise."""

    seen: int
    first: int
    late: float | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source on one line. `kind_of_trouble` and `error` are of the channel with the longest streak."""

    id: str
    outlet: str
    language: str
    country: str
    kind: str
    priority: int
    enabled: bool
    channels: int  # that are polled
    failing: int
    silent: int
    streak: int
    kind_of_trouble: str
    error: str
    next_poll_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    activity: Activity
    quality: Quality | None
    punctual: Punctual | None

    @property
    def troubled(self) -> bool:
        """Whether somebody should look: a channel fails, or is silent though it should have spoken."""
        return self.enabled and bool(self.failing or self.silent)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel, why it is polled when it is (as `sources why` says it), and how punctual it was."""

    health: ChannelHealth
    kind: str
    told: str
    activity: Activity
    punctual: Punctual | None


SOURCES = """
select s.*, count(case when c.enabled then 1 end) as channels,
       count(case when c.enabled and c.error_streak > 0 then 1 end) as failing,
       count(case when c.enabled and c.speaks_by < :now then 1 end) as silent,
       min(case when c.enabled then c.next_poll_at end) as next, max(c.last_ok_at) as ok, max(c.last_new_at) as new,
       sum(case when c.enabled then c.per_day end) as per_day
from sources s left join channels c on c.source_id = s.id
where s.kind <> 'unlisted' and (:source = '' or s.id = :source) group by s.id order by s.priority, s.name collate nocase
"""
# SQLite takes the other columns from the row that holds the maximum.
WORST = """
select source_id, max(error_streak) as streak, kind, last_error from channels where enabled and error_streak > 0
group by source_id
"""
NEW = """
select c.source_id, d.channel_id, d.day, d.new from channel_days d join channels c on c.id = d.channel_id where d.day >= :since
"""
BEGAN = (
    "select c.source_id, d.channel_id, min(d.day) as day from channel_days d join channels c on c.id = d.channel_id group by 2"
)
QUALITY = """
select source_id, sum(articles) as articles, sum(full_texts) as full_texts, sum(dated) as dated, sum(copies) as copies
from source_days where day >= :since group by source_id
"""
OUTCOMES = """
select outcome, count(*) as urls from urls not indexed where id > (select max(id) from urls) - :latest and source_id = :source
group by outcome order by urls desc
"""


def overview(conn: sqlite3.Connection, now: datetime, source_id: str = "") -> list[SourceRow]:
    """Every source of the catalogue (or one), the most important first."""
    new, began = _new_entries(conn, now, "source_id")
    quality = _quality(conn, now)
    punctual = _punctual(conn, "outlet")
    worst = {row["source_id"]: row for row in conn.execute(WORST)}
    found = []
    for row in conn.execute(SOURCES, {"source": source_id, "now": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}):
        bad = worst.get(row["id"])
        found.append(
            SourceRow(
                **{
                    name: row[name] for name in ("id", "language", "country", "kind", "priority", "channels", "failing", "silent")
                },
                outlet=row["name"],
                enabled=bool(row["enabled"] and row["channels"]),
                streak=bad["streak"] if bad else 0,
                kind_of_trouble=bad["kind"] if bad else "silent" if row["silent"] else "",
                error=bad["last_error"] if bad else "",
                next_poll_at=maybe_moment(row["next"]),
                last_ok_at=maybe_moment(row["ok"]),
                last_new_at=maybe_moment(row["new"]),
                activity=_activity(new.get(row["id"], {}), began.get(row["id"]), row["per_day"] or 0.0, now),
                quality=quality.get(row["id"]),
                punctual=punctual.get(row["name"]),
            )
        )
    return found


def channels(conn: sqlite3.Connection, source_id: str, now: datetime) -> list[ChannelRow]:
    """The channels of a source, those in trouble first."""
    reasons = {reason.url: reason for reason in rates.reasons(conn, source_id)}
    new, began = _new_entries(conn, now, "channel_id")
    punctual = _punctual(conn, "channel")
    rows = conn.execute(f"select * from ({CHANNELS}) where source_id = ?", (source_id,))
    return [
        ChannelRow(
            channel_health(row),
            row["kind"] if row["error_streak"] or row["kind"] else "silent" if row["silent"] else "",
            reasons[row["url"]].told() if row["url"] in reasons else "",
            _activity(new.get(str(row["channel_id"]), {}), began.get(str(row["channel_id"])), row["per_day"] or 0.0, now),
            punctual.get(row["url"]),
        )
        for row in rows
    ]


def outcomes(conn: sqlite3.Connection, source_id: str) -> list[tuple[Outcome, int]]:
    """What became of a source's addresses among the latest ones."""
    rows = conn.execute(OUTCOMES, {"latest": OUTCOME_URLS, "source": source_id})
    return [(Outcome(row["outcome"]), row["urls"]) for row in rows]


def missed(conn: sqlite3.Connection) -> Missed | None:
    """The newest estimate of what no channel showed."""
    return latest(conn)


def poisson(seen: int, expected: float) -> float:
    """P(X <= seen) for a Poisson variable with this mean; a normal approximation where the sum would be long."""
    if expected <= 0:
        return 1.0
    if expected > 200:  # noqa: PLR2004 -- there the two agree to two digits
        return 0.5 * math.erfc(-(seen + 0.5 - expected) / math.sqrt(2 * expected))
    term = total = math.exp(-expected)
    for n in range(1, seen + 1):
        term *= expected / n
        total += term
    return min(total, 1.0)


def _new_entries(conn: sqlite3.Connection, now: datetime, key: str) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """New entries by day, and the first day that was observed, by source or channel."""
    new: dict[str, dict[str, int]] = {}
    for row in conn.execute(NEW, {"since": _first_day(now, DAYS)}):
        days = new.setdefault(str(row[key]), {})
        days[row["day"]] = days.get(row["day"], 0) + row["new"]
    began = grouped((str(row[key]), row["day"]) for row in conn.execute(BEGAN))
    return new, {name: min(days) for name, days in began.items()}


def _activity(new: dict[str, int], began: str | None, per_day: float, now: datetime) -> Activity:
    first = datetime.fromisoformat(_first_day(now, DAYS)).date()
    names = [(first + timedelta(days=n)).isoformat() for n in range(DAYS)]
    # Whole days only: a source that is watched since an hour owes nothing yet.
    observed = sum(began < name < names[-1] for name in names) if began else 0
    return Activity(tuple(new.get(name, 0) for name in names), per_day, observed)


def _quality(conn: sqlite3.Connection, now: datetime) -> dict[str, Quality]:
    rows = conn.execute(QUALITY, {"since": _first_day(now, QUALITY_DAYS)})
    return {
        row["source_id"]: Quality(
            row["articles"],
            row["full_texts"] / row["articles"],
            row["dated"] / row["articles"],
            row["copies"] / row["articles"],
        )
        for row in rows
        if row["articles"]
    }


def _punctual(conn: sqlite3.Connection, kind: str) -> dict[str, Punctual]:
    rows = conn.execute("select * from punctuality where kind = ?", (kind,))
    return {row["name"]: Punctual(row["seen"], row["first"], row["late_minutes"]) for row in rows}


def _first_day(now: datetime, days: int) -> str:
    return (now.astimezone(UTC).date() - timedelta(days=days - 1)).isoformat()
