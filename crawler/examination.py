"""Looks at what the doctor judges: files, disk, clock, names, mail server. Changes nothing but a probe file that it removes."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from archive import rotation
from archive.errors import ArchiveError, ConfigError, PresswatchError
from archive.inspection import Inspection, inspect
from crawler import doctor
from crawler.config import Config
from crawler.doctor import Finding
from crawler.fetching.handler import TableResolver
from crawler.fetching.settings import user_agent
from crawler.lock import holder_of
from crawler.searches import asks_sec
from crawler.seeds import Seeds, load_seeds

NAMES_ASKED = 3
DNS_SECONDS = 5.0

Probe = Callable[[], Awaitable[str]]  # tries the mail server; returns what is wrong, empty when all is well


async def examine(config: Config, config_file: Path | None, probe: Probe | None, now: datetime) -> list[Finding]:
    """All checks but the configuration's own, which must have loaded. `probe` is None when no mail server is configured."""
    seeds, of_seeds = _seeds(config)
    found, of_archive = _archive(config)
    unwritable, writable, file_system = _folders(config, now)
    return [
        of_seeds,
        doctor.folders(unwritable, writable),
        _secrets(config, config_file),
        of_archive,
        doctor.instance(holder_of(config.archive.path)),
        doctor.gate(found),
        _disk(config, found),
        _backups(config, now),
        doctor.clock(now, file_system, found.latest if found else None),
        _identity(config, seeds),
        await _names(config, seeds),
        await _smtp(config, probe),
    ]


def _identity(config: Config, seeds: Seeds | None) -> Finding:
    contact = config.fetch.contact
    return doctor.identity(contact, user_agent(contact), asks_sec=seeds is not None and asks_sec(seeds.sources))


def _seeds(config: Config) -> tuple[Seeds | None, Finding]:
    try:
        seeds = load_seeds(config.seeds.folder, config.seeds.topic)
    except PresswatchError as error:
        return None, doctor.error("seeds", str(error))
    channels = [channel.enabled and source.enabled for source in seeds.sources for channel in source.channels]
    return seeds, doctor.catalogue(sum(channels), len(channels) - sum(channels), config.seeds.topic)


def _archive(config: Config) -> tuple[Inspection | None, Finding]:
    path = config.archive.path
    try:
        found = inspect(path) if path.exists() else None
    except (ArchiveError, OSError) as error:
        return None, doctor.error("archive", str(error))
    return found, doctor.archive(str(path), found)


def _folders(config: Config, now: datetime) -> tuple[list[tuple[str, str]], list[str], datetime]:
    """What cannot be written and why, what can, and the time that the archive's file system gives a new file."""
    unwritable: list[tuple[str, str]] = []
    writable: list[str] = []
    file_system = now
    for folder in dict.fromkeys(_existing(path) for path in _kept_in(config)):
        try:
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".presswatch-doctor-") as probe:
                written = datetime.fromtimestamp(os.fstat(probe.fileno()).st_mtime, UTC)
            file_system = written if folder == _existing(config.archive.path.parent) else file_system
            writable.append(str(folder))
        except OSError as error:
            unwritable.append((str(folder), error.strerror or "unknown"))
    files = (path for path in (config.archive.path, config.archive.reader) if path.exists())
    unwritable += [(str(path), "no write permission") for path in files if not os.access(path, os.W_OK)]
    return unwritable, writable, file_system


def _kept_in(config: Config) -> list[Path]:
    backups = [config.backup.folder] if config.backup.folder else []
    return [config.archive.path.parent, config.archive.reader.parent, config.archive.pages_folder, *backups]


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already: the rest would be made in it."""
    folder = folder.resolve()
    return next(path for path in (folder, *folder.parents) if path.exists())


def _secrets(config: Config, config_file: Path | None) -> Finding:
    holding = [config.mail.password_file] if config.mail.password_file else []
    if config.mail.password and config_file is not None and config.mail.password in _text(config_file):
        holding.append(config_file)
    try:
        return doctor.secrets({str(path): path.stat().st_mode for path in holding})
    except OSError as error:
        return doctor.error("secrets", f"{error.filename}: cannot be read ({error.strerror})")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _disk(config: Config, found: Inspection | None) -> Finding:
    folder = _existing(config.archive.path.parent)
    return doctor.disk(str(folder), shutil.disk_usage(folder).free, found.bytes if found else 0)


def _backups(config: Config, now: datetime) -> Finding:
    folder = config.backup.folder
    newest = max(rotation.backups(folder), default=None) if folder else None
    return doctor.backups(str(folder or ""), newest, now, timedelta(hours=config.backup.every_hours))


async def _names(config: Config, seeds: Seeds | None) -> Finding:
    asked = list(_hosts(seeds))[:NAMES_ASKED] if seeds else []
    resolver = TableResolver(config.fetch.resolve)
    known = await asyncio.gather(*(_known(resolver, host) for host in asked))
    return doctor.names(asked, [host for host, found in zip(asked, known, strict=True) if not found])


def _hosts(seeds: Seeds) -> Iterator[str]:
    """Hosts of enabled channels, the most important sources first."""
    urls = (c.url for s in sorted(seeds.sources, key=lambda s: s.priority) if s.enabled for c in s.channels if c.enabled)
    return iter(dict.fromkeys(host for url in urls if (host := urlsplit(url).hostname)))


async def _known(resolver: TableResolver, host: str) -> bool:
    try:
        return bool(await asyncio.wait_for(resolver.resolve(host, 443, socket.AF_UNSPEC), DNS_SECONDS))
    except (OSError, TimeoutError):
        return False


async def _smtp(config: Config, probe: Probe | None) -> Finding:
    mail = config.mail
    if probe is None:
        return doctor.no_smtp(len(config.alerts.subscriptions))
    try:
        trouble = await probe()
    except ConfigError as error:
        trouble = str(error)
    return doctor.smtp(f"{mail.host}:{mail.port}", mail.security, login=bool(mail.username), trouble=trouble)
