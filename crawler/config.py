"""One frozen Config: defaults, then presswatch.toml, then the environment.

The environment names a setting as PRESSWATCH_<SECTION>__<KEY>, for example PRESSWATCH_MAIL__PASSWORD. An unknown or wrong key is
an error that names where it stands.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from archive.errors import ConfigError

TIME_OF_DAY = r"^([01]\d|2[0-3]):[0-5]\d$"
ENVIRONMENT_PREFIX = "PRESSWATCH_"
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def _network(text: str) -> str:
    ipaddress.ip_network(text)  # raises ValueError, which pydantic reports with the key
    return text


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def _address(text: str) -> str:
    if text.count("@") != 1 or text.startswith("@") or text.endswith("@") or any(c.isspace() for c in text):
        raise ValueError("not an e-mail address")
    return text


Network = Annotated[str, AfterValidator(_network)]
Recipient = Annotated[str, AfterValidator(lambda text: text if text.startswith("channel:") else _address(text))]
EmailAddress = Annotated[str, AfterValidator(_address)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ArchiveSection(_Section):
    """Where things are kept. `reader` holds what readers write: marks, labels, saved searches; `pages` the raw pages."""

    path: Path = Path("var/presswatch.db")
    reader: Path = Path("var/reader.db")
    pages: Path | None = None  # a folder; "pages" beside the archive when not set

    @property
    def pages_folder(self) -> Path:
        """Where the WARC files are."""
        return self.pages or self.path.with_name("pages")


class SeedsSection(_Section):
    """What is watched: a folder of data."""

    folder: Path = SEEDS
    topic: str = "microsoft-ai"


class FetchSection(_Section):
    """How we ask. Times in seconds, sizes in bytes."""

    contact: str = ""  # a URL or address for outlets, put into the User-Agent
    timeout: float = Field(30.0, gt=0, le=300)
    max_bytes: int = Field(16 * 2**20, ge=2**10)
    concurrency: int = Field(32, ge=1, le=512)  # requests under way in all
    per_host: int = Field(1, ge=1, le=16)  # requests under way at one host
    spacing: float = Field(1.0, ge=0)  # between two requests to one host
    reservations: Literal["obey", "record"] = "obey"  # of text and data mining: obeyed ones are not shown in full
    requests_per_host: float = Field(2000.0, ge=0)  # a day, over all channels and pages; 0 is no limit
    tries: int = Field(3, ge=1)
    retry_after: tuple[float, ...] = (60.0, 600.0)  # wait before the second, third … try
    resolve: Mapping[str, str] = Field(default_factory=dict)  # host, *.suffix or * → address[:port], like curl's --resolve
    allow_private: tuple[Network, ...] = ()  # private networks that may be connected to
    ca_file: Path | None = None  # further certificate authorities


class ScheduleSection(_Section):
    """When we ask; docs/polling.md explains it. Lists of four are by priority of the source, 1 first."""

    tick_seconds: float = Field(1.0, gt=0)
    polls_per_source: float = Field(96.0, gt=0)  # a day, averaged over all sources
    shortest_minutes: float = Field(1.0, gt=0)  # between two polls of a channel
    longest_hours: tuple[float, float, float, float] = (2.0, 6.0, 12.0, 24.0)
    poll_minutes: tuple[float, float, float, float] | None = None  # polls at fixed intervals instead
    # between two looks at an article, up to an age of 3 hours, a day, a week, 30 and 360 days; 0 ends them
    revisit_minutes: tuple[float, float, float, float, float] = (15.0, 60.0, 180.0, 4320.0, 43200.0)
    patience_seconds: float = Field(5.0, ge=0)  # how long `crawl` waits for what was asked to come back


class ReadSection(_Section):
    """How pages are read."""

    gate: bool = True
    gate_sample: int = Field(20, ge=0, le=1000)  # pages a night of each kind that are read although they were turned away
    workers: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 2) - 1), ge=1)
    timeout: float = Field(20.0, gt=0)  # seconds a page
    memory_mb: int = Field(1024, ge=256)  # a worker


class WebSection(_Section):
    """Where Datasette listens, and the address readers reach it at (for links in mails)."""

    host: str = "127.0.0.1"
    port: int = Field(8001, ge=0, le=65535)
    url: str = ""
    open: bool = False  # whoever reaches an address that is not loopback is the one reader; otherwise accounts are needed
    sql: bool = False  # the one reader of an open room may write SQL

    @property
    def shared(self) -> bool:
        """Does this address need accounts?"""
        return not self.open and not _is_loopback(self.host)

    @property
    def base_url(self) -> str:
        """The address for links, without a slash at the end."""
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}"


def _callback(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("expected the public http(s) address that hubs reach, or nothing")
    return text


class WebsubSection(_Section):
    """Hubs push what feeds publish, when they can reach us. Without `callback` nothing is subscribed."""

    callback: Annotated[str, AfterValidator(_callback)] = ""  # the public address, handed on to host and port by a proxy
    host: str = "127.0.0.1"
    port: int = Field(8002, ge=0, le=65535)
    lease_days: float = Field(10.0, gt=0, le=90)  # asked for; renewed before it ends


class MailSection(_Section):
    """The SMTP server that carries alerts. Without `host` nothing is sent and alerts wait."""

    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = Field("", repr=False)
    password_file: Path | None = None
    sender: EmailAddress = "presswatch@localhost"
    operator: EmailAddress | None = None  # is told of trouble
    timeout: float = Field(30.0, gt=0)
    ca_file: Path | None = None  # a certificate authority of one's own

    def secret(self) -> str:
        """The password, from the file when one is named. Raises ConfigError when it cannot be read."""
        if self.password_file is None:
            return self.password
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"[mail] password_file = {str(self.password_file)!r}: {error.strerror}") from error


class SubscriptionSection(_Section):
    """Who is told what. Empty lists mean no restriction; archive.model.Subscription explains each key."""

    id: str = Field(min_length=1)
    to: tuple[Recipient, ...] = Field(min_length=1)
    language: Literal["en", "de", "es"] = "en"
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    min_score: float = Field(0.0, ge=0, le=1)
    cadence: Literal["immediate", "hourly", "daily", "weekly"] = "immediate"
    at: str = Field("07:00", pattern=TIME_OF_DAY)
    weekday: int = Field(0, ge=0, le=6)
    timezone: str = "UTC"
    group_seconds: float = Field(120.0, ge=0)
    follow_up_seconds: float = Field(1800.0, ge=0)
    max_per_hour: int = Field(12, ge=0)
    max_age_days: float = Field(14.0, ge=0)
    quiet: tuple[str, str] | None = None
    first_only: bool = False
    again_after_hours: float = Field(6.0, ge=0)
    spikes: bool = False
    saved_search: int = Field(0, ge=0)
    paused: bool = False


class ChannelSection(_Section):
    """A way out other than mail, for `to = ["channel:NAME"]`: a URL of apprise's, or https:// for signed JSON."""

    name: str = Field(pattern=r"^[\w.-]{1,60}$")
    url: str = Field("", repr=False)  # may hold a token; or in a file
    url_file: Path | None = None
    secret: str = Field("", repr=False)  # signs the JSON
    secret_file: Path | None = None
    timeout: float = Field(15.0, gt=0, le=300)

    def address(self) -> str:
        """The URL, from the file when one is named. Raises ConfigError."""
        found = self._kept("url", self.url, self.url_file)
        if not found:
            raise ConfigError(f"[[alerts.channels]] name = {self.name!r}: set url or url_file")
        return found

    def key(self) -> str:
        """What signs the JSON, from the file when one is named. Raises ConfigError."""
        return self._kept("secret", self.secret, self.secret_file)

    def _kept(self, what: str, value: str, file: Path | None) -> str:
        if file is None:
            return value
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"[[alerts.channels]] {what}_file = {str(file)!r}: {error.strerror}") from error


class AlertsSection(_Section):
    """Alert mails and other channels."""

    channels: tuple[ChannelSection, ...] = ()
    subscriptions: tuple[SubscriptionSection, ...] = ()


class LogSection(_Section):
    """What `up` writes to stderr: an event a line. "auto" is text for a terminal, keyvalue otherwise."""

    format: Literal["auto", "text", "keyvalue", "json"] = "auto"


class BackupSection(_Section):
    """Backups that the service makes by itself, and how many it keeps. Without `folder` it makes none."""

    folder: Path | None = None
    every_hours: float = Field(24.0, gt=0)
    daily: int = Field(7, ge=0)  # the last one of each of so many days
    weekly: int = Field(4, ge=0)
    monthly: int = Field(6, ge=0)


class RetentionSection(_Section):
    """What `presswatch prune` may delete, by age in days; 0 keeps it for ever."""

    off_topic_days: int = Field(0, ge=0)  # texts that were judged off-topic
    traces_days: int = Field(0, ge=0)  # events and sightings of addresses that became no article
    raw_days: int = Field(0, ge=0)  # WARC files of raw pages; the articles stay


class ClusterSection(_Section):
    """How a Dask scheduler named by --cluster is reached; the files are for tls:// addresses."""

    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    patience: float = Field(60.0, gt=0)  # seconds to wait for a scheduler that does not answer


class Config(_Section):
    """All settings. Paths in a file are relative to that file."""

    archive: ArchiveSection = ArchiveSection()
    seeds: SeedsSection = SeedsSection()
    fetch: FetchSection = FetchSection()
    schedule: ScheduleSection = ScheduleSection()
    read: ReadSection = ReadSection()
    web: WebSection = WebSection()
    websub: WebsubSection = WebsubSection()
    mail: MailSection = MailSection()
    alerts: AlertsSection = AlertsSection()
    log: LogSection = LogSection()
    backup: BackupSection = BackupSection()
    retention: RetentionSection = RetentionSection()
    cluster: ClusterSection = ClusterSection()


_PATHS = (
    ("archive", "path"),
    ("archive", "reader"),
    ("archive", "pages"),
    ("seeds", "folder"),
    ("fetch", "ca_file"),
    ("mail", "password_file"),
    ("mail", "ca_file"),
    ("backup", "folder"),
    ("cluster", "ca_file"),
    ("cluster", "cert_file"),
    ("cluster", "key_file"),
)


def load(path: Path | None, environment: Mapping[str, str]) -> Config:
    """Read the settings. Raises ConfigError naming file (or variable) and key.

    Without a path, presswatch.toml in the current folder is read when it exists.
    """
    file = path or Path("presswatch.toml")
    values: dict[str, Any] = _read(file) if path is not None or file.exists() else {}
    _resolve_paths(values, file.parent)
    _apply_environment(values, environment)
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        # What was given is shown, but not where it may be a secret: a password, or the value of a misspelt key.
        secret = "pass" in key.lower() or "channels" in key or first["type"] == "extra_forbidden"
        got = "" if secret else f" (got {first['input']!r})"
        raise ConfigError(f"{file}: {key}: {first['msg']}{got}; see docs/configuration.md") from error


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}); name another file with --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from error


def _resolve_paths(values: dict[str, Any], folder: Path) -> None:
    for section, key in _PATHS:
        inside = values.get(section)
        if isinstance(inside, dict) and isinstance(inside.get(key), str):
            inside[key] = str(folder / inside[key])
    alerts = values.get("alerts")
    channels = alerts.get("channels") if isinstance(alerts, dict) else None
    for channel in channels if isinstance(channels, list) else ():
        for key in ("url_file", "secret_file"):
            if isinstance(channel, dict) and isinstance(channel.get(key), str):
                channel[key] = str(folder / channel[key])


def _apply_environment(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        if not name.startswith(ENVIRONMENT_PREFIX) or "__" not in name:
            continue
        section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        inside = values.setdefault(section, {})
        if not isinstance(inside, dict):
            raise ConfigError(f"{name}: [{section}] is not a table in presswatch.toml")
        inside[key] = value
