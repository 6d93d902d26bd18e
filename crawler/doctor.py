"""What the doctor says of what was found: small pure functions, one for each thing that can be wrong.

`crawler.examination` looks; this module judges, in one line that says what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive.inspection import Inspection

MEGABYTE = 2**20
LOW_BYTES = 1024 * MEGABYTE  # below this, or below the archive's own size (a backup's), the disk is nearly full
FULL_BYTES = 100 * MEGABYTE
LARGE_WAL_BYTES = 512 * MEGABYTE  # checkpoints keep it at a few MB; a reader that never ends lets it grow
EARLIEST_YEAR = 2026  # no presswatch ran before
CLOCK_SKEW = timedelta(seconds=10)
FUTURE = timedelta(minutes=5)
GROUP_OR_OTHERS = 0o077
LATE_BACKUP = 2  # times the interval: one was missed
SEC_WANTS_AN_ADDRESS = (
    "a channel of SEC EDGAR is on, and the SEC asks robots for a mail address in the User-Agent; set [fetch] contact to one"
)


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    check: str
    level: Level
    text: str


def ok(check: str, text: str) -> Finding:
    """All is well."""
    return Finding(check, Level.OK, text)


def warning(check: str, text: str) -> Finding:
    """Works, but not for long or not as well as it could."""
    return Finding(check, Level.WARNING, text)


def error(check: str, text: str) -> Finding:
    """Does not work."""
    return Finding(check, Level.ERROR, text)


def identity(contact: str, user_agent: str, *, asks_sec: bool = False) -> Finding:
    """Whether outlets can reach whoever crawls them; what the SEC wants stands at sec.gov/os/accessing-edgar-data."""
    if asks_sec and "@" not in contact:
        return warning("identity", SEC_WANTS_AN_ADDRESS)
    if not contact:
        return warning("identity", "outlets cannot reach you; set [fetch] contact to a page or address that says who you are")
    return ok("identity", f"outlets see {user_agent}")


def secrets(modes: Mapping[str, int]) -> Finding:
    """`modes` of files that hold a password."""
    open_to_others = sorted(name for name, mode in modes.items() if mode & GROUP_OR_OTHERS)
    if open_to_others:
        return warning("secrets", f"others can read {open_to_others[0]}, which holds a password; chmod 600 {open_to_others[0]}")
    return ok("secrets", "no file with a password is open to others")


def folders(unwritable: Sequence[tuple[str, str]], checked: Sequence[str]) -> Finding:
    """Folders and files that must be writable, and why some are not."""
    if unwritable:
        name, reason = unwritable[0]
        return error("permissions", f"{name}: cannot be written ({reason}); check its owner, its mode and the mount")
    return ok("permissions", f"can write {', '.join(checked)}")


def archive(path: str, found: Inspection | None) -> Finding:
    """An archive that opened and passed SQLite's check; None when there is none yet."""
    if found is None:
        return ok("archive", f"{path}: none yet; `presswatch up` or `presswatch crawl` makes it")
    size = f"{path}: whole, {found.articles} articles, {megabytes(found.bytes)}, schema {found.schema or 'empty'}"
    if found.wal_bytes > LARGE_WAL_BYTES:
        return warning(
            "archive", f"{size}, but its WAL has {megabytes(found.wal_bytes)}; a reader never ends: restart `presswatch serve`"
        )
    if found.pending:
        return ok("archive", f"{size}; the next start backs it up and migrates it to {found.pending[-1]}")
    return ok("archive", size)


def gate(found: Inspection | None) -> Finding:
    """What the nightly sample of stopped pages found."""
    if found is not None and found.missed:
        told = f"it stopped {found.missed} pages that belong; `presswatch gate` lists them"
        return warning("gate", f"{told}: add what they name to the topic's gate")
    return ok("gate", "no sampled page was stopped wrongly in the last 30 days")


def disk(folder: str, free: int, archive_bytes: int) -> Finding:
    """Free bytes where the archive is."""
    told = f"{megabytes(free)} free in {folder}"
    if free < FULL_BYTES:
        return error("disk", f"{told}; make room, or the crawl pauses soon")
    if free < max(LOW_BYTES, archive_bytes):
        return warning("disk", f"{told}; make room: a backup or migration needs {megabytes(archive_bytes)} more")
    return ok("disk", told)


def backups(folder: str, newest: datetime | None, now: datetime, every: timedelta) -> Finding:
    """The newest of the backups that the service makes by rule; `folder` is empty when it makes none."""
    if not folder:
        return warning("backup", "the service makes none; set [backup] folder, on another disk")
    if newest is None:
        return warning("backup", f"{folder}: none yet; `presswatch up` makes them, `presswatch backup` makes one now")
    age = now - newest
    told = f"the newest in {folder} is of {newest:%Y-%m-%d %H:%M} UTC"
    if age > LATE_BACKUP * every:
        return warning(
            "backup", f"{told}, {age.days} days {age.seconds // 3600} hours old: is presswatch running? Its log says why"
        )
    return ok("backup", told)


def clock(now: datetime, file_system: datetime, latest: datetime | None) -> Finding:
    """The clock against the year, the file system's clock and the newest stamp in the archive."""
    if now.year < EARLIEST_YEAR:
        return error("clock", f"it says {now:%Y-%m-%d}; set it (timedatectl set-ntp true)")
    if latest is not None and latest - now > FUTURE:
        return error(
            "clock",
            f"the archive has stamps up to {latest:%Y-%m-%d %H:%M} UTC, in the future; set the clock, or what is due waits",
        )
    skew = abs(file_system - now)
    if skew > CLOCK_SKEW:
        return warning("clock", f"the archive's file system is {skew.total_seconds():.0f} s off; synchronise both clocks")
    return ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def names(asked: Sequence[str], unknown: Sequence[str]) -> Finding:
    """Hosts of the catalogue that were looked up, and those that nobody knew."""
    if not asked:
        return warning("dns", "no channel is enabled, so nothing was looked up")
    if len(unknown) == len(asked):
        return error("dns", f"no name could be looked up ({unknown[0]}, …); check the network and /etc/resolv.conf")
    if unknown:
        return warning("dns", f"{', '.join(unknown)}: not found; is the outlet gone, or the network half there?")
    return ok("dns", f"{', '.join(asked)} found")


def smtp(address: str, security: str, *, login: bool, trouble: str) -> Finding:
    """What became of connecting, encrypting and logging in; nothing was sent."""
    if trouble:
        return error("smtp", f"{trouble}; check [mail] host, port, security, username and password; alerts wait until it works")
    return ok("smtp", f"{address} answers ({security}{', logged in' if login else ', without login'})")


def no_smtp(subscriptions: int) -> Finding:
    """No server is configured."""
    if subscriptions:
        return warning("smtp", f"no server, so alerts of {subscriptions} subscriptions wait; set [mail] host")
    return ok("smtp", "no server and no subscriptions: nothing is mailed")


def instance(holder: str | None) -> Finding:
    """The process that holds the archive, None when nobody does."""
    return ok("instance", f"running as process {holder}" if holder else "none running")


def catalogue(enabled: int, disabled: int, topic: str) -> Finding:
    """Seeds that loaded: their channels."""
    if not enabled:
        return error("seeds", "no channel is enabled, so nothing would ever be found; see docs/sources.md")
    return ok("seeds", f"topic {topic}, {enabled} channels enabled, {disabled} off")


def megabytes(count: int) -> str:
    """Bytes for people."""
    return f"{count / MEGABYTE:,.0f} MB" if count >= MEGABYTE else f"{count / 1024:,.0f} KB"
