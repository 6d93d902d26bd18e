"""The newsroom, a mailbox and the program on a folder of its own, as the end-to-end tests use them."""

import asyncio
import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import util
from pathlib import Path

import tomli_w
import yaml

from archive import db
from crawler import cli
from crawler.commands import COMMANDS
from crawler.mailbox.box import Mailbox
from crawler.newsroom.server import Newsroom
from crawler.seeds import SEEDS

AT_ONCE = {"group_seconds": 0, "follow_up_seconds": 0, "max_per_hour": 0, "max_age_days": 0}
ROOT = Path(__file__).resolve().parents[2]

# Commands begin in a fork server that has loaded the program: importing it takes longer than most of them do.
os.environ["COLUMNS"] = "200"  # seen when it is loaded: no line of the output is broken
forkserver = multiprocessing.get_context("forkserver")
forkserver.set_forkserver_preload(
    ["pipelines.warm_vectors", *sorted({f"crawler.{entry.place.partition(':')[0]}" for entry in COMMANDS.values()})]
)


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation of presswatch: a folder with its settings, seeds and archive."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "presswatch.db"

    @property
    def config(self) -> Path:
        return self.folder / "presswatch.toml"

    def run(self, *arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, in a process of its own that need not load the program first."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            process = forkserver.Process(target=_command, args=(self.argv(*arguments)[3:], environment(), out, err))
            process.start()
            process.join(timeout)
            if process.exitcode is None:
                process.kill()
                raise subprocess.TimeoutExpired(self.argv(*arguments), timeout, out.read_bytes(), err.read_bytes())
            told = [file.read_text("utf-8") for file in (out, err)]
        return subprocess.CompletedProcess(self.argv(*arguments), process.exitcode, *told)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command."""
        return subprocess.Popen(
            self.argv(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            start_new_session=True,
        )

    def argv(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "crawler", "--config", str(self.config), *arguments]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        conn = db.connect(self.archive, readonly=True)
        try:
            yield conn
        finally:
            conn.close()


@dataclass(frozen=True, slots=True)
class Crawled:
    """An installation after one `crawl --all`, with the servers still up."""

    installation: Installation
    newsroom: Newsroom
    mailbox: Mailbox
    output: str
    status: int


@contextmanager
def serving(*servers: Newsroom | Mailbox) -> Iterator[None]:
    """Run servers on an event loop of their own, in a thread, so that tests and their children can use them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def wait(start: Callable[[], Awaitable[None]]) -> None:
        async def call() -> None:
            await start()

        asyncio.run_coroutine_threadsafe(call(), loop).result(30)

    for server in servers:
        wait(server.start)
    try:
        yield
    finally:
        for server in servers:
            wait(server.stop)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def environment() -> dict[str, str]:
    """The environment of a child: ours, with the checkout importable and no settings of the developer's.

    Children keep what they compile: without, compiling is half of the CPU time of every short command.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PRESSWATCH_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONPATH": str(ROOT)}


def _command(arguments: list[str], variables: dict[str, str], out: Path, err: Path) -> None:
    """Be `python -m crawler ARGUMENTS`."""
    for number, file in ((1, out), (2, err)):
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(variables)
    workers_are_copies()
    sys.argv = ["presswatch", *arguments]
    cli.main()


def workers_are_copies() -> None:
    """Start the fork server of this process's workers, before there are threads, as a copy of what has loaded all they need."""
    spawn, util.spawnv_passfds = util.spawnv_passfds, _fork
    multiprocessing.forkserver.ensure_running()
    util.spawnv_passfds = spawn


def _fork(_executable: str, arguments: Sequence[str], kept: Sequence[int]) -> int:
    """In the place of spawnv_passfds."""
    pid = os.fork()
    if pid:
        return pid
    try:
        for descriptor in {int(entry.name) for entry in Path("/proc/self/fd").iterdir()} - {0, 1, 2, *kept}:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        exec(arguments[-1], {})  # what `python -c` would run
    finally:
        os._exit(0)


def install(
    folder: Path,
    newsroom: Newsroom,
    mailbox: Mailbox | None = None,
    *,
    outlets: Collection[str] = (),
    **sections: dict[str, object],
) -> Installation:
    """Write settings and seeds for the newsroom's outlets, or some of them, into `folder`. `sections` override settings."""
    sources = [source for source in newsroom.catalogue() if not outlets or source["id"] in outlets]
    shutil.copytree(SEEDS / "topics", folder / "seeds" / "topics")
    (folder / "seeds" / "sources").mkdir()
    (folder / "seeds" / "sources" / "newsroom.yaml").write_text(yaml.safe_dump(sources, allow_unicode=True), "utf-8")
    settings: dict[str, dict[str, object]] = {
        "archive": {"path": "presswatch.db", "reader": "reader.db"},
        "seeds": {"folder": "seeds"},
        "fetch": {
            "resolve": dict(newsroom.resolve),
            "allow_private": ["127.0.0.0/8"],
            "spacing": 0.0,
            "per_host": 2,
            "retry_after": [0.5, 1.0],
        },
        "schedule": {"tick_seconds": 0.1, "patience_seconds": 4.0},
        "read": {"workers": 1},
        "web": {"port": 0},
    }
    if mailbox is not None:
        settings["mail"] = {
            "host": "127.0.0.1",
            "port": mailbox.smtp_port,
            "security": "none",
            "sender": "presswatch@example.org",
        }
        settings["alerts"] = {"subscriptions": [{"id": "desk", "to": ["desk@example.org", "second@example.org"], **AT_ONCE}]}
    for name, values in sections.items():
        settings[name] = settings.get(name, {}) | values
    (folder / "presswatch.toml").write_text(tomli_w.dumps(settings), "utf-8")
    return Installation(folder)
