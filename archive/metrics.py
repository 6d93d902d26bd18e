"""The archive's state as Prometheus metrics, in its text format: https://prometheus.io/docs/instrumenting/exposition_formats/"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive import db, outbox


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with its samples: labels and a value each."""

    name: str
    kind: str  # gauge or counter
    help: str
    samples: tuple[tuple[Mapping[str, str], float], ...] = field(default=())


def text(metrics: Iterable[Metric]) -> str:
    """The page that Prometheus reads."""
    return "".join(line + "\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    name = f"presswatch_{metric.name}"
    yield f"# HELP {name} {metric.help}"
    yield f"# TYPE {name} {metric.kind}"
    for labels, value in metric.samples:
        inside = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
        yield f"{name}{{{inside}}} {value:.16g}" if inside else f"{name} {value:.16g}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


# name: help, SQL for (label, value) rows, the label's name
BY_LABEL = {
    "urls": ("Known addresses by what became of them.", "select outcome, count(*) from urls group by 1", "outcome"),
    "articles": ("Relevant articles.", "select language, count(*) from articles where relevant group by 1", "language"),
    "gate_samples": (
        "Pages turned away and read in full all the same, by what they turned out to be.",
        "select coalesce(result, 'waiting'), count(*) from gate_samples group by 1",
        "result",
    ),
    "fetches_total": (
        "Pages that were answered, or read from archives, by HTTP status.",
        "select status, count from fetches",
        "status",
    ),
    "revisions": (
        "Articles that changed, by the kind of change.",
        "select kind, count(distinct article_id) from revision_changes group by 1",
        "kind",
    ),
    "channels": (
        "Channels by how their last poll went.",
        """select case when not enabled then 'off' when error_streak then 'failing' when polls then 'well' else 'new' end,
             count(*) from channels group by 1""",
        "state",
    ),
}
# name: kind, help, SQL for one value; :now is the present
SINGLE = {
    "polls_total": ("counter", "Polls of channels.", "select coalesce(sum(polls), 0) from channels"),
    "events_total": (
        "counter",
        "Things that happened to addresses: fetches, waits, decisions.",
        "select coalesce(max(id), 0) from events",
    ),
    "sightings_total": ("counter", "Addresses shown by channels.", "select coalesce(max(id), 0) from sightings"),
    "stories": ("gauge", "Stories with relevant articles.", "select count(distinct story_id) from articles where relevant"),
    "urls_due": ("gauge", "Addresses whose fetch is due.", "select count(*) from urls where due_at <= :now"),
    "channels_due": (
        "gauge",
        "Enabled channels whose poll is due.",
        "select count(*) from channels where enabled and next_poll_at <= :now",
    ),
    "oldest_due_seconds": (
        "gauge",
        "How long the longest overdue poll or fetch has waited.",
        """select max(0, strftime('%s', :now) - strftime('%s', coalesce(min(at), :now))) from (
             select min(due_at) as at from urls where due_at is not null
             union all select min(next_poll_at) from channels where enabled)""",
    ),
    "last_stored_timestamp_seconds": (
        "gauge",
        "When the newest article was stored.",
        "select coalesce(strftime('%s', max(stored_at)), 0) from articles where relevant",
    ),
    "last_poll_timestamp_seconds": (
        "gauge",
        "When a channel was last polled.",
        "select coalesce(strftime('%s', max(last_polled_at)), 0) from channels",
    ),
    "recipients_stopped": ("gauge", "Recipients that a server refused for good.", "select count(*) from stops"),
}
DELAY = """
select count(*), coalesce(sum(max(0, strftime('%s', stored_at) - strftime('%s', published_at))), 0) from articles
where relevant and published_precision in ('second', 'minute') and published_at <= stored_at
  and not exists (select 1 from backfilled b where b.url_id = articles.url_id)
"""


def collect(conn: sqlite3.Connection, path: Path, now: datetime) -> list[Metric]:
    """Everything that can be read from the archive. Raises ArchiveError."""
    with db.driver_errors(path):
        return [*_by_label(conn), *_single(conn, now), *_delay(conn), _mails(conn), *_sizes(path)]


def _by_label(conn: sqlite3.Connection) -> Iterator[Metric]:
    for name, (told, sql, label) in BY_LABEL.items():
        kind = "counter" if name.endswith("_total") else "gauge"
        yield Metric(name, kind, told, tuple(({label: str(row[0])}, float(row[1])) for row in conn.execute(sql)))


def _single(conn: sqlite3.Connection, now: datetime) -> Iterator[Metric]:
    for name, (kind, told, sql) in SINGLE.items():
        value = conn.execute(sql, {"now": db.stamp(now)} if ":now" in sql else {}).fetchone()[0]
        yield Metric(name, kind, told, (({}, float(value)),))


def _delay(conn: sqlite3.Connection) -> Iterator[Metric]:
    count, seconds = conn.execute(DELAY).fetchone()
    told = "From publication to storage, for articles that say when to the minute"
    yield Metric("delay_seconds_sum", "counter", f"{told}: seconds in all.", (({}, float(seconds)),))
    yield Metric("delay_seconds_count", "counter", f"{told}: how many.", (({}, float(count)),))


def _mails(conn: sqlite3.Connection) -> Metric:
    counts = tuple(({"state": state}, float(n)) for state, n in outbox.counts(conn).items())
    return Metric("outbox", "gauge", "Mails by state, and alerts that wait for one.", counts)


def _sizes(path: Path) -> Iterator[Metric]:
    files = {"database": path, "wal": path.with_name(path.name + "-wal")}
    sizes = tuple(({"file": name}, float(file.stat().st_size)) for name, file in files.items() if file.exists())
    yield Metric("database_bytes", "gauge", "Size of the archive's files.", sizes)
