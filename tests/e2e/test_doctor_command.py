"""`presswatch doctor` on real files and a real mail server."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from harness import Installation

from alerts.channels.smtp import SmtpSettings, SmtpTransport
from crawler.mailbox.box import Mailbox

PASSWORD = "hunter2-and-more"


SETTINGS = """
[archive]
path = "presswatch.db"
reader = "reader.db"
[fetch]
contact = "https://example.org/"
resolve = {"*" = "127.0.0.1:9"}
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    (tmp_path / "presswatch.toml").write_text(SETTINGS, "utf-8")
    return Installation(tmp_path)


def findings(installation: Installation, *, code: int) -> dict[str, tuple[str, str]]:
    done = installation.run("doctor", "--json")
    assert done.returncode == code, done.stdout + done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is (code == 0)
    return {found["check"]: (found["level"], found["text"]) for found in told["checks"]}


def test_a_new_installation_is_well(installation: Installation) -> None:
    found = findings(installation, code=0)
    assert {"config", "seeds", "permissions", "archive", "disk", "clock", "identity", "dns", "smtp"} <= found.keys()
    assert not installation.archive.exists()  # it looks, it makes nothing


def test_a_wrong_setting(installation: Installation) -> None:
    installation.config.write_text("[fetch]\nspeed = 3\n", "utf-8")
    level, text = findings(installation, code=1)["config"]
    assert level == "error"
    assert "fetch.speed" in text


def test_another_programs_archive_and_a_dead_mail_server(installation: Installation) -> None:
    with sqlite3.connect(installation.archive) as other:
        other.execute("create table t (x)")
    mail = f'[mail]\nhost = "127.0.0.1"\nport = 9\nusername = "ana"\npassword = "{PASSWORD}"\n'
    installation.config.write_text(installation.config.read_text("utf-8") + mail, "utf-8")
    found = findings(installation, code=1)
    assert "another program" in found["archive"][1]
    assert "127.0.0.1:9" in found["smtp"][1]
    assert found["secrets"][0] == "warning"


def test_for_people_one_line_each(installation: Installation) -> None:
    done = installation.run("doctor")
    lines = [line.split(maxsplit=2) for line in done.stderr.splitlines() if line.strip()]
    assert {line[0] for line in lines} <= {"ok", "warning", "error"}
    assert len(lines) == len(findings(installation, code=0))


def test_names_of_sections_are_printed(installation: Installation) -> None:
    installation.config.write_text(installation.config.read_text("utf-8").replace("contact", "#"), "utf-8")
    assert "set [fetch] contact" in installation.run("doctor").stderr


async def test_the_mail_server_is_reached_and_nothing_is_sent(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    await mailbox.start()
    settings = SmtpSettings("127.0.0.1", mailbox.smtp_port, "none")
    assert await asyncio.wait_for(SmtpTransport(settings).probe(), 5) == ""
    assert not mailbox.messages()
    await mailbox.stop()
    assert str(mailbox.smtp_port) in await SmtpTransport(settings).probe()
