"""What all commands share: the options before the command, where talk goes, the settings, and the archive to read from."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.logging import RichHandler

from archive import db
from archive.errors import ConfigError
from crawler import config as configuration
from crawler.config import Config

talk = Console(stderr=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")]
NOISY = ("scrapy", "trafilatura", "asyncio", "mail.log", "apscheduler")


@dataclass(slots=True)
class Options:
    """What stands before the command."""

    config: Path | None = None
    debug: bool = False


options = Options()


def settings() -> Config:
    """The configuration that the options name. Raises ConfigError."""
    return configuration.load(options.config, os.environ)


@contextmanager
def reading(config: Config) -> Iterator[sqlite3.Connection]:
    """The archive, to read from. Raises ConfigError when there is none yet, ArchiveError."""
    if not config.archive.path.exists():
        raise ConfigError(f"{config.archive.path}: no archive yet; `presswatch crawl` or `presswatch up` makes one")
    conn = db.connect(config.archive.path, readonly=True)
    try:
        yield conn
    finally:
        conn.close()


def tell_wait(url: str, seconds: float) -> None:
    """Why nothing happens for a while: a host wants its requests so far apart."""
    host = urlsplit(url).hostname
    talk.print(f"{host} asks for a pause between two requests: {seconds:.0f} s until {url}", highlight=False, soft_wrap=True)


def log_to_terminal(*, debug: bool) -> None:
    """Lines for a person who looks on."""
    level = logging.DEBUG if debug else logging.WARNING
    logging.basicConfig(level=level, format="%(message)s", handlers=[RichHandler(console=talk, show_path=False, show_time=False)])
    logging.getLogger("crawler").setLevel(logging.DEBUG if debug else logging.INFO)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.INFO if debug else logging.ERROR)
