"""When an article is looked at again, and why then. Pure.

News changes most in its first hours: the steps are those of NewsDiffs (github.com/ecprice/newsdiffs), 15 minutes until an age
of 3 hours, an hour until a day, 3 hours until a week, 3 days until a month, a month until 360 days. The age counts from
publication or from the last change, whichever is later; the end from publication alone. What asks more of an outlet than its
share is stretched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.model import Access, Outcome

AGES = (timedelta(hours=3), timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=360))
DEFAULT_MINUTES = (15.0, 60.0, 180.0, 3 * 1440.0, 30 * 1440.0)  # between two looks, up to each of these ages
SHARE = 0.25  # of a host's daily budget is for revisits: new pages come first
COPY = 4.0  # times as seldom: a copy repeats its original, which is looked at itself
SPREAD = 10  # per cent by which looks of different articles are set apart
RARELY = timedelta(days=1)  # the least time between looks at stubs and withdrawn articles
WALLS = ((timedelta(days=1), timedelta(hours=6)), (timedelta(days=7), timedelta(days=1)), (timedelta(days=30), timedelta(days=7)))
ARTICLES = frozenset({Outcome.STORED, Outcome.UPDATED, Outcome.DUPLICATE, Outcome.PAYWALLED})
_NAMES = ("3 hours", "a day", "a week", "30 days", "360 days")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the plan is made from. `asked`: looks a day that all articles of its source ask for; `refused`: by an HTTP status."""

    url_id: int
    outcome: Outcome
    first_seen_at: datetime
    relevant: bool = False
    access: Access = Access.FULL
    published_at: datetime | None = None
    changed_at: datetime | None = None
    copy: bool = False
    withdrawn: bool = False
    refused: bool = False
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Visit:
    """The next look and its reason in words."""

    at: datetime
    why: str


def plan(facts: Facts, now: datetime, minutes: Sequence[float] = DEFAULT_MINUTES, most: float = 0.0) -> Visit | None:
    """The next look at a URL, None when there is none. `most` looks a day may go to its source; 0 is no limit."""
    if facts.outcome is Outcome.WALLED and not facts.refused:
        return _wall(facts, now)
    if facts.outcome not in ARTICLES or not facts.relevant:
        return None
    published = min(facts.published_at or facts.first_seen_at, now)
    if now - published >= AGES[-1]:
        return None
    age = now - max(published, facts.changed_at or published)
    step = next(number for number, until in enumerate(AGES) if age < until)
    if not minutes[step]:
        return None
    wait = timedelta(minutes=minutes[step])
    told = [
        f"{_span(age)} since {'its last change' if facts.changed_at else 'publication'}: every {_span(wait)} until {_NAMES[step]}"
    ]
    wait = _slower(facts, wait, told, most)
    return Visit(now + wait * (1 + (facts.url_id % (2 * SPREAD + 1) - SPREAD) / 100), "; ".join(told))


def _slower(facts: Facts, wait: timedelta, told: list[str], most: float) -> timedelta:
    """What makes the looks rarer, each told."""
    if facts.access in {Access.PAYWALLED, Access.TEASER} and wait < RARELY:
        wait = RARELY
        told.append("only a stub so far: once a day, it may open")
    if facts.withdrawn and wait < RARELY:
        wait = RARELY
        told.append("withdrawn: once a day, it may come back")
    if facts.copy:
        wait *= COPY
        told.append(f"a copy: {COPY:g} times as seldom")
    if most and facts.asked > most:
        wait *= facts.asked / most
        told.append(
            f"its outlet's articles ask for {facts.asked:.0f} looks a day of {most:.0f}: {facts.asked / most:.1f} times as seldom"
        )
    return wait


def _wall(facts: Facts, now: datetime) -> Visit | None:
    age = now - facts.first_seen_at
    wait = next((wait for until, wait in WALLS if age < until), None)
    return Visit(now + wait, f"behind a wall that may open: again in {_span(wait)}") if wait else None


def asked_by(counts: Mapping[int, int], minutes: Sequence[float] = DEFAULT_MINUTES) -> float:
    """The looks a day that articles ask for; `counts` has their number for each step of age."""
    return sum(number * 1440 / minutes[step] for step, number in counts.items() if minutes[step])


def _span(length: timedelta) -> str:
    """A length in the unit that people would use."""
    hours = length / timedelta(hours=1)
    if hours < 2:  # noqa: PLR2004
        return f"{length / timedelta(minutes=1):.0f} min"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004
