"""Bad input: one clear line that says what to do, the right exit code, nothing lost, no traceback."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import time
from pathlib import Path

import pytest
from harness import Installation, install, serving

from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom
from crawler.seeds import SEEDS

WRONG_USE, FAILED = 2, 1


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    shutil.copytree(SEEDS / "topics", tmp_path / "seeds" / "topics")
    shutil.copytree(SEEDS / "sources", tmp_path / "seeds" / "sources")
    (tmp_path / "presswatch.toml").write_text('[archive]\npath = "a.db"\nreader = "r.db"\n[seeds]\nfolder = "seeds"\n', "utf-8")
    return Installation(tmp_path)


def one_line(installation: Installation, *arguments: str, code: int) -> str:
    done = installation.run(*arguments)
    assert done.returncode == code, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_unknown_key(installation: Installation) -> None:
    installation.config.write_text("[fetch]\nspeed = 3\n", "utf-8")
    told = one_line(installation, "sources", "list", code=WRONG_USE)
    assert "presswatch.toml" in told
    assert "fetch.speed" in told


def test_wrong_address(installation: Installation) -> None:
    installation.config.write_text('[mail]\nsender = "nobody"\n', "utf-8")
    assert "mail.sender" in one_line(installation, "sources", "list", code=WRONG_USE)


def test_broken_toml(installation: Installation) -> None:
    installation.config.write_text("[fetch\n", "utf-8")
    assert "not valid TOML" in one_line(installation, "sources", "list", code=WRONG_USE)


def test_settings_file_that_is_not_there(installation: Installation) -> None:
    installation.config.unlink()
    assert "cannot be read" in one_line(installation, "sources", "list", code=WRONG_USE)


def test_broken_yaml(installation: Installation) -> None:
    broken = next((installation.folder / "seeds" / "sources").glob("*.yaml"))
    broken.write_text("- id: [\n", "utf-8")
    assert broken.name in one_line(installation, "sources", "list", code=WRONG_USE)


def test_unknown_source(installation: Installation) -> None:
    assert "sources list" in one_line(installation, "crawl", "--source", "nobody", code=WRONG_USE)


def test_archive_of_another_program(installation: Installation) -> None:
    with sqlite3.connect(installation.folder / "a.db") as other:
        other.execute("create table t (x)")
    assert "another program" in one_line(installation, "crawl", code=FAILED)


def test_archive_that_is_no_database(installation: Installation) -> None:
    (installation.folder / "a.db").write_text("this is a text file, not a database\n" * 100, "utf-8")
    assert "not a SQLite database" in one_line(installation, "crawl", code=FAILED)
    assert (installation.folder / "a.db").read_text("utf-8").startswith("this is a text")


def test_no_archive_yet(installation: Installation) -> None:
    assert "no archive yet" in one_line(installation, "serve", code=WRONG_USE)


def test_port_in_use(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        installation.config.write_text(f'[archive]\npath = "a.db"\n[seeds]\nfolder = "seeds"\n[web]\nport = {port}\n', "utf-8")
        assert "choose another" in one_line(installation, "up", code=FAILED)


def test_score_says_which_line_is_wrong(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "title": "a", "text": "b"}\nnonsense\n', "utf-8")
    assert "in.jsonl:2" in one_line(installation, "score", str(tmp_path / "in.jsonl"), code=WRONG_USE)


def test_a_second_instance_is_refused(tmp_path: Path) -> None:
    newsroom = Newsroom.from_seeds(StoppedClock(), slow=3.0)
    with serving(newsroom):
        installation = install(tmp_path, newsroom, outlets=["valley-dispatch"])
        first = installation.start("crawl", "--all")
        wait_for(installation.archive.with_suffix(".db.lock"))
        told = installation.run("crawl")
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate()
    assert told.returncode == FAILED
    assert "in use by another presswatch" in told.stderr


def test_smtp_refused_keeps_the_alerts(tmp_path: Path) -> None:
    newsroom, mailbox = Newsroom.from_seeds(StoppedClock()), Mailbox(tmp_path / "mail")
    with serving(newsroom):
        mailbox.smtp_port = 9  # discard: nothing listens there
        installation = install(tmp_path, newsroom, mailbox, outlets=["harbour-gazette"])
        done = installation.run("crawl", "--source", "harbour-gazette", "--json")
        assert done.returncode == 0, done.stderr
        assert "nothing is lost" in done.stderr.replace("\n", " ")
        assert json.loads(done.stdout)["mails"] == 0
        with installation.reading() as conn:
            assert conn.execute("select count(*) from messages where state = 'due'").fetchone()[0] > 0


def wait_for(path: Path) -> None:
    until = time.monotonic() + 30
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.2)
