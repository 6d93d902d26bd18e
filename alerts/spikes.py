"""Days that bring far more or far fewer reports than such a weekday usually has by this time. Pure but for the errand.

Poisson, with the mean of the same weekdays before: news comes in weekly rhythms. A chance of 1 in 10,000 and an hourly look make
about one false alarm a subject in a year or two, as the hours of one day say much the same.
"""

import math
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import phrases
from alerts.errands import Errand
from alerts.links import Links
from alerts.rules import Labels, label
from alerts.ways import way_of
from archive import outbox, pace, subjects
from archive.model import Subscription
from archive.pace import Pace

CHANCE = 1e-4
LEAST_WEEKS = 4  # of the same weekday: fewer do not tell what is usual
LEAST_REPORTS = 5  # a spike of fewer is none, however rare
LOOK_EVERY = timedelta(hours=1)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Oddity:
    """An unusual day of a subject ("" for all of them)."""

    subject: str
    count: int
    usual: float
    chance: float
    weeks: int

    @property
    def silent(self) -> bool:
        """Fewer than usual."""
        return self.count < self.usual


def judge(seen: Pace) -> Oddity | None:
    """Whether a day is odd so far."""
    weeks = len(seen.before)
    if weeks < LEAST_WEEKS:
        return None
    usual = (sum(seen.before) + 0.5) / weeks  # half a report more: four empty weeks do not make one report a wonder
    above = seen.today >= usual
    chance = at_least(seen.today, usual) if above else at_most(seen.today, usual)
    if chance >= CHANCE or (above and seen.today < LEAST_REPORTS):
        return None
    return Oddity(seen.subject, seen.today, usual, chance, weeks)


def at_most(count: int, mean: float) -> float:
    """The chance of so few, by Poisson."""
    return math.fsum(_chance_of(k, mean) for k in range(count + 1))


def at_least(count: int, mean: float) -> float:
    """The chance of so many, by Poisson; summed upwards, so that a tiny one is not lost in rounding."""
    if count <= mean:
        return 1.0 - (at_most(count - 1, mean) if count else 0.0)
    total, k = 0.0, count
    while (part := _chance_of(k, mean)) > total * 1e-12:
        total, k = total + part, k + 1
    return total


def _chance_of(count: int, mean: float) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def odd(found: Sequence[Pace]) -> list[Oddity]:
    """All odd ones: the whole topic alone where it is odd itself, as its subjects then follow it."""
    judged = [oddity for oddity in map(judge, found) if oddity is not None]
    return [oddity for oddity in judged if not oddity.subject] or judged


def watch(subscriptions: Callable[[], Sequence[Subscription]], operator: str, links: Links, domain: str) -> Errand:
    """An errand that looks every hour and tells each oddity once a day: the operator, and who subscribed to it."""
    looked: datetime | None = None

    def look(conn: sqlite3.Connection, now: datetime) -> None:
        nonlocal looked
        if looked is not None and looked <= now < looked + LOOK_EVERY:
            return
        looked = now
        for oddity in odd(pace.paces(conn, now)):
            if outbox.once(conn, f"{'silence' if oddity.silent else 'spike'} {oddity.subject} {now:%Y-%m-%d}", now):
                reports, labels = pace.latest(conn, oddity.subject, now, SHOWN), subjects.labels(conn)
                for recipient, language in _readers(oddity, subscriptions(), operator):
                    subject, text = told(oddity, language, reports, labels, links, now)
                    notice = outbox.Notice(recipient, subject, text, language, way_of(recipient))
                    outbox.make_notice(conn, notice, domain, now)

    return look


def _readers(oddity: Oddity, subscriptions: Sequence[Subscription], operator: str) -> list[tuple[str, str]]:
    """Recipients with the language of their mail, each once."""
    found = {operator: "en"} if operator else {}
    for subscription in subscriptions:
        if not subscription.spikes or subscription.paused:
            continue
        if not oddity.subject or not subscription.subjects or oddity.subject in subscription.subjects:
            found.update((recipient, subscription.language) for recipient in subscription.recipients)
    return list(found.items())


def told(
    oddity: Oddity, language: str, reports: Sequence[tuple[int, str, str]], labels: Labels, links: Links, now: datetime
) -> tuple[str, str]:
    """Subject and text of a mail about an oddity."""
    words = phrases.of(language)
    about = label(oddity.subject, words.code, labels) if oddity.subject else words.all_subjects
    usual = f"{oddity.usual:.1f}".replace(".", "." if words.code == "en" else ",")
    values = {"about": about, "count": oddity.count, "usual": usual, "weeks": oddity.weeks, "time": f"{now:%H:%M}"}
    subject = (words.silence_subject if oddity.silent else words.spike_subject).format(**values)
    text = [words.spike_text.format(**values, odds=f"{round(1 / max(oddity.chance, 1e-12)):,}".replace(",", "\u202f"))]
    text += [f"{title}\n{outlet}: {links.article(id_)}" for id_, title, outlet in reports]
    return subject, "\n\n".join([*text, *([words.silence_advice] if oddity.silent else [])])
