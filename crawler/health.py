"""When a channel has been silent too long, and what the operator is told of channels in trouble: pure."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from archive.health import Ailing

GAPS: Final = 2  # usual gaps without a new entry: at a steady rate that happens once in seven (e^-2), so a day is added
GRACE: Final = timedelta(days=1)
LONGEST_GAP: Final = timedelta(days=60)  # a source that speaks twice a year says nothing by its silence
STREAK: Final = 3  # errors in a row that are worth a mail: one may be a restart, and the gap doubles from there

_WHAT: Final = {
    "dns": "its name is not known any more",
    "connect": "no connection",
    "tls": "its certificate is not accepted",
    "time-out": "no answer in time",
    "address": "it leads to an address that is not public",
    "robots": "robots.txt forbids it",
    "robots unavailable": "robots.txt cannot be read",
    "http-4xx": "refused or not found",
    "http-5xx": "its server is in trouble",
    "empty": "empty answers",
    "html-instead-of-feed": "a web page comes instead of the feed: moved, a consent page or an error page",
    "no-entries": "a feed without entries",
    "silent": "nothing new although it should have spoken",
}


def speaks_by(last_new_at: datetime, per_day: float) -> datetime:
    """When a channel that has just shown something new should have done so again."""
    gap = timedelta(days=1 / per_day) if per_day > 1 / LONGEST_GAP.days else LONGEST_GAP
    return last_new_at + GAPS * gap + GRACE


def chance_of_silence(expected: float) -> float:
    """How likely it is that a channel shows nothing where `expected` entries are usual (Poisson)."""
    return math.exp(-max(expected, 0.0))


def digest(ailing: Sequence[Ailing]) -> tuple[str, str] | None:
    """Subject and text of the mail about what is new among channels in trouble; None when nothing is."""
    fresh = [channel for channel in ailing if not channel.known]
    if not fresh:
        return None
    subject = f"{len(fresh)} {'channel needs' if len(fresh) == 1 else 'channels need'} a look"
    older = len(ailing) - len(fresh)
    tail = [f"{older} more you were told of are still in trouble."] if older else []
    advice = "Nothing is deleted and all of them are asked again. `presswatch sources check ID` probes one now."
    return subject, "\n\n".join([*(line(channel) for channel in fresh), *tail, advice])


def line(channel: Ailing) -> str:
    """One channel's trouble in words."""
    since = f"{channel.last_ok_at:%Y-%m-%d %H:%M} UTC" if channel.last_ok_at else "never"
    text = f"{channel.outlet} ({channel.source_id}): {_WHAT.get(channel.kind, channel.kind)}\n{channel.url}\n"
    if channel.streak:
        return text + f"{channel.streak} errors in a row, last good answer: {since}. {channel.error}"
    spoke = f"{channel.last_new_at:%Y-%m-%d %H:%M} UTC" if channel.last_new_at else "never"
    chance = chance_of_silence(channel.expected)
    return text + f"last new entry: {spoke}; {channel.expected:.1f} were usual since (chance of none: {chance:.1%})."
