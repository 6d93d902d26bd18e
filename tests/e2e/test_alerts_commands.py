"""`presswatch alerts …` after a real crawl, with a mail server that is there and one that is not."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from harness import Installation, install, serving

from archive import db
from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom

PASSWORD = "hunter2-and-more"


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    box = Mailbox(tmp_path_factory.mktemp("mail"))
    with serving(box):
        yield box


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Installation]:
    """One outlet is crawled while no mail server answers: its alerts have become mails that are due."""
    newsroom = Newsroom.from_seeds(StoppedClock())
    port, mailbox.smtp_port = mailbox.smtp_port, 9
    with serving(newsroom):
        found = install(tmp_path_factory.mktemp("alerts"), newsroom, mailbox, mail={"username": "", "password": PASSWORD})
        assert found.run("crawl", "--source", "harbour-gazette").returncode == 0
        mailbox.smtp_port = port
        yield found


def test_a_crawl_of_one_source_polls_no_other(installation: Installation) -> None:
    with installation.reading() as conn:
        polled = conn.execute("select distinct source_id from channels where polls").fetchall()
        assert conn.execute("select count(*) from channels where enabled and not polls").fetchone()[0]
    assert [row[0] for row in polled] == ["harbour-gazette"]


def test_list_shows_subscriptions_and_the_outbox(installation: Installation) -> None:
    told = json.loads(installation.run("alerts", "list", "--json").stdout)
    assert {line["recipient"] for line in told["subscriptions"]} == {"desk@example.org", "second@example.org"}
    assert told["counts"]["due"] > 0
    assert "desk@example.org" in installation.run("alerts", "list").stdout


def test_preview_changes_nothing(installation: Installation) -> None:
    with closing(db.connect(installation.archive)) as conn:  # as before they became mails
        conn.execute("update queues set taken = 0, next_due_at = (select min(due_at) from alerts where queue_id = queues.id)")
    told = json.loads(installation.run("alerts", "preview", "--json").stdout)
    assert {mail["recipient"] for mail in told} == {"desk@example.org", "second@example.org"}
    assert all(mail["subject"] and mail["text"] for mail in told)
    with installation.reading() as conn:
        assert conn.execute("select count(*) from queues where taken").fetchone()[0] == 0


def test_a_test_mail_that_no_server_takes(installation: Installation) -> None:
    done = installation.run("alerts", "test", "ana@example.org")
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert PASSWORD not in done.stdout + done.stderr


def test_a_test_mail_that_arrives(installation: Installation, mailbox: Mailbox) -> None:
    text = installation.config.read_text("utf-8")
    installation.config.write_text(text.replace("port = 9\n", f"port = {mailbox.smtp_port}\n"), "utf-8")
    done = installation.run("alerts", "test", "ana@example.org", "--language", "de")
    assert done.returncode == 0, done.stderr
    assert [mail.recipient for mail in mailbox.messages()] == ["ana@example.org"]


def test_what_is_no_address(installation: Installation) -> None:
    done = installation.run("alerts", "test", "ana")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_retry_brings_back_what_was_given_up(installation: Installation) -> None:
    with closing(db.connect(installation.archive)) as conn:
        conn.execute("update messages set state = 'dead', last_error = '550 no' where recipient = 'desk@example.org'")
        conn.execute("insert into stops values ('desk@example.org', '2026-01-01T00:00:00Z', '550 no')")
    assert "550 no" in installation.run("alerts", "list").stdout
    assert "1 recipients are written to again" in installation.run("alerts", "retry").stderr
    with installation.reading() as conn:
        assert conn.execute("select count(*) from messages where state = 'dead'").fetchone()[0] == 0
    assert installation.run("alerts", "retry", "desk@example.org").returncode == 1


def test_without_a_mail_server(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text("", "utf-8")
    done = Installation(tmp_path).run("alerts", "test", "ana@example.org")
    assert done.returncode == 2
    assert "[mail] host" in done.stderr
