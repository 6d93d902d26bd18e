"""`presswatch up` as a process, in the trouble that months bring (rows 52–62 of the hostile inputs)."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import yaml
from harness import Installation, environment, install, serving

from archive import db
from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom

PATIENCE = 90.0  # seconds, on a machine that does other things too
NOBODY = {"resolve": {"*": "127.0.0.1:9"}, "allow_private": ["127.0.0.0/8"]}  # every name leads to a port where nobody listens


class Up:
    """A running service with what it logged so far."""

    def __init__(self, installation: Installation, *arguments: str, archive: Path | None = None) -> None:
        self.archive = archive or installation.archive
        self.log_file = installation.folder / "up.log"
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                installation.argv("up", *arguments), stdout=log, stderr=log, start_new_session=True, env=environment()
            )

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8")

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log
            with contextlib.suppress(Exception):  # the archive may not be there yet
                if condition():
                    return
            time.sleep(0.1)
        raise AssertionError(f"{what} did not happen; the log:\n{self.log}")

    def count(self, sql: str) -> int:
        with closing(db.connect(self.archive, readonly=True)) as conn:
            return int(conn.execute(sql).fetchone()[0])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def up(installation: Installation, *arguments: str, archive: Path | None = None) -> Iterator[Up]:
    service = Up(installation, *arguments, archive=archive)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            os.killpg(service.process.pid, signal.SIGKILL)
            service.process.wait()


OUTLETS = ("harbour-gazette", "ledger-wire", "circuit-post", "northfield-times")


OPEN = "select count(*) from urls where due_at is not null"
DECIDED = "select count(*) from urls where due_at is null and outcome <> 'pending'"
POLLED = "select count(*) > 0 and min(polls) > 0 from channels where enabled"
POLLS = "select sum(polls) from channels where enabled"
UNSENT = """select (select count(*) from waiting_alerts) + (select count(*) from messages where state <> 'sent')"""
TORN = "select count(*) from urls where due_at is null and outcome = 'pending' and url not like 'seed:%'"


def test_without_a_network_it_stays_up_and_says_so_once_a_channel(tmp_path: Path) -> None:
    newsroom = Newsroom.from_seeds(StoppedClock())
    with serving(newsroom):
        installation = install(tmp_path, newsroom, outlets=OUTLETS[:3], fetch=NOBODY)
    catalogue = yaml.safe_load((tmp_path / "seeds" / "sources" / "newsroom.yaml").read_text("utf-8"))
    channels = [channel["url"] for source in catalogue for channel in source["channels"]]
    with up(installation, "--no-web") as service:
        service.wait_for(lambda: service.count(POLLED), "a poll of each channel")
        lines = service.log.splitlines()
        assert all(line.startswith("time=") for line in lines)
        told = [line for line in lines if "level=warning" in line]
        for url in channels:
            assert len([line for line in told if f"{url.split('?')[0]}" in line]) >= 1, url
        assert len(told) <= len(channels) + 1
        assert "Traceback" not in service.log
        assert service.stop() == 0
    with installation.reading() as conn:
        assert conn.execute("select count(*) from channels where enabled and error_streak = 0").fetchone()[0] == 0


def test_sigterm_finishes_what_is_under_way(tmp_path: Path) -> None:
    newsroom = Newsroom.from_seeds(StoppedClock(), slow=1.0)
    with serving(newsroom):
        installation = install(tmp_path, newsroom)
        with up(installation, "--no-web") as service:
            service.wait_for(lambda: service.count(DECIDED) > 5, "a few articles")
            assert service.stop() == 0
        assert "Traceback" not in service.log
        assert service.count(OPEN) > 0  # it was stopped in the middle
        assert service.count(TORN) == 0  # each address is decided or still due


def test_after_a_suspension_late_jobs_run_once(tmp_path: Path) -> None:
    newsroom = Newsroom.from_seeds(StoppedClock())
    with serving(newsroom):
        installation = install(tmp_path, newsroom, outlets=OUTLETS[:2], schedule={"tick_seconds": 0.2})
        with up(installation, "--no-web") as service:
            service.wait_for(lambda: service.count(POLLED) and service.count(OPEN) == 0, "the first round")
            before = service.count(POLLS)
            os.kill(service.process.pid, signal.SIGSTOP)
            with sqlite3.connect(installation.archive) as conn:  # hours pass: everything comes due several times over
                channels = conn.execute("update channels set next_poll_at = '2026-01-01T00:00:00Z' where enabled").rowcount
            time.sleep(3)
            os.kill(service.process.pid, signal.SIGCONT)
            service.wait_for(lambda: service.count(POLLS) >= before + channels, "the late polls")
            time.sleep(2)
            assert service.count(POLLS) == before + channels
            assert "missed" not in service.log
            assert service.stop() == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs; tests/archive/test_writer.py tries a full disk without it")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_pauses_the_crawl_and_nothing_is_lost(tmp_path: Path, small_disk: Path) -> None:
    newsroom, mailbox = Newsroom.from_seeds(StoppedClock()), Mailbox(tmp_path / "mail")
    archive = {"path": str(small_disk / "presswatch.db"), "reader": str(small_disk / "reader.db")}
    with serving(newsroom, mailbox):
        installation = install(tmp_path, newsroom, mailbox, outlets=OUTLETS, archive=archive)
        with up(installation, "--no-web", archive=small_disk / "presswatch.db") as service:
            service.wait_for(lambda: service.count(DECIDED) > 3, "a few articles")
            with contextlib.suppress(OSError):
                (small_disk / "filler").write_bytes(b"x" * 16_000_000)
            service.wait_for(lambda: "the crawl pauses" in service.log, "the pause")
            asked = len(newsroom.request_log.hits)
            time.sleep(3)
            assert len(newsroom.request_log.hits) <= asked + 8  # what was under way; nothing is asked again and again
            (small_disk / "filler").unlink()
            service.wait_for(lambda: "the crawl goes on" in service.log, "the end of the pause")
            service.wait_for(lambda: service.count(OPEN) == 0 and service.count(POLLED), "all articles")
            service.wait_for(lambda: service.count(UNSENT) == 0, "all mails")
            assert service.stop() == 0
        assert len(re.findall("the crawl pauses.*disk is full", service.log)) == 1
        assert "Traceback" not in service.log
        assert service.count(TORN) == 0
        ids = [mail.header("Message-ID") for mail in mailbox.messages()]
        assert ids
        assert len(ids) - len(set(ids)) <= 1  # one may have been sent when its commit found the disk full


def test_the_web_server_comes_back_and_never_stays_behind(tmp_path: Path) -> None:
    newsroom = Newsroom.from_seeds(StoppedClock())
    with serving(newsroom):
        installation = install(tmp_path, newsroom, outlets=OUTLETS[:1])
        with up(installation) as service:
            service.wait_for(lambda: "read it at" in service.log, "the start")
            found = re.search(r"http://[\d.:]+", service.log)
            assert found
            (child,) = children(service.process.pid, "datasette")
            os.kill(child, signal.SIGKILL)
            service.wait_for(lambda: children(service.process.pid, "datasette") not in ([], [child]), "another web server")
            service.wait_for(lambda: answers(found[0]), "its answer")
            (child,) = children(service.process.pid, "datasette")
            service.process.kill()
            service.process.wait()
            until = time.monotonic() + PATIENCE
            while Path(f"/proc/{child}").exists() and "zombie" not in state(child) and time.monotonic() < until:
                time.sleep(0.1)
            assert not Path(f"/proc/{child}").exists() or "zombie" in state(child)


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return "zombie"


def children(parent: int, name: str) -> list[int]:
    """Processes of `parent` whose command line names `name`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            its_parent = int((entry / "stat").read_text("utf-8").rsplit(")", 1)[1].split()[1])
            if its_parent == parent and name in (entry / "cmdline").read_text("utf-8"):
                found.append(int(entry.name))
    return found


def answers(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/-/health/live", timeout=5) as response:
        return response.status == 200
