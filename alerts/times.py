"""When a mail is due, on the recipient's clock. Pure; moments are aware UTC.

A local time that a clock change skips counts as the first moment after the gap; one that comes twice counts the first time. So
there is exactly one digest for each local date (hostile input 56).
"""

import functools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@functools.lru_cache
def zone(name: str) -> ZoneInfo:
    """The time zone, UTC when there is none of that name (`rules.check` has told the user)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def clock(text: str) -> time:
    """The time of day "HH:MM". Raises ValueError."""
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))


def moment_of(day: date, at: time, tz: ZoneInfo) -> datetime:
    """When the clocks of a zone first show `at` or later on that day."""
    wall = datetime.combine(day, at)
    found = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == wall:
        return found
    return _end_of_gap(wall, tz)


def _end_of_gap(wall: datetime, tz: ZoneInfo) -> datetime:
    """The moment a clock change jumps to, for a wall time that it skips; found by bisection, exact to a second."""
    early, late = (wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (1, 0))
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early).total_seconds() // 2)
        if middle.astimezone(tz).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late


def next_daily(after: datetime, at: str, zone_name: str, weekday: int | None = None) -> datetime:
    """The next moment later than `after` at which a local date (of that weekday, 0 is Monday) reaches `at`."""
    tz, time_of_day = zone(zone_name), clock(at)
    day = after.astimezone(tz).date() - DAY
    while True:
        if weekday in (None, day.weekday()):
            moment = moment_of(day, time_of_day, tz)
            if moment > after and moment.astimezone(tz).date() == day:
                return moment
        day += DAY


def next_hourly(after: datetime, at: str, zone_name: str) -> datetime:
    """The next moment later than `after` at which the minutes of `at` stand on the local clock."""
    tz = zone(zone_name)
    local = after.astimezone(tz)
    wait = (clock(at).minute - local.minute) % 60
    moment = after.replace(second=0, microsecond=0) + timedelta(minutes=wait)
    return moment if moment > after else moment + HOUR


def after_quiet(moment: datetime, quiet: tuple[str, str] | None, zone_name: str) -> datetime:
    """The same moment, or the end of the quiet hours it falls into. Equal ends mean no quiet hours."""
    if quiet is None or quiet[0] == quiet[1]:
        return moment
    tz, (start, end) = zone(zone_name), map(clock, quiet)
    day = moment.astimezone(tz).date()
    for first in (day - DAY, day):
        begins = moment_of(first, start, tz)
        ends = moment_of(first if end > start else first + DAY, end, tz)
        if begins <= moment < ends:
            return ends
    return moment


def period(moment: datetime, cadence: str, zone_name: str) -> str:
    """What a digest due at `moment` stands for: its local date, and for hourly ones the hour in UTC."""
    if cadence == "hourly":
        return moment.strftime("%Y-%m-%dT%HZ")
    return moment.astimezone(zone(zone_name)).date().isoformat()
