"""`presswatch backup` and `restore` as the operator runs them."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from harness import Installation
from typer.testing import CliRunner

from archive import db
from crawler import cli
from crawler.backups import Backups
from crawler.config import ArchiveSection, BackupSection
from crawler.lock import only_instance


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    (tmp_path / "presswatch.toml").write_text('[archive]\npath = "presswatch.db"\nreader = "reader.db"\n', "utf-8")
    found = Installation(tmp_path)
    with closing(db.create(found.archive)) as conn:
        conn.execute("insert into hosts (host, hold_until, reason) values ('a.example', '', '')")
    return found


def test_there_and_back(installation: Installation) -> None:
    copy = installation.folder / "safe.db"
    done = installation.run("backup", str(copy), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["rows"]["hosts"] == 1
    assert "verified" in done.stderr
    with closing(db.connect(installation.archive)) as conn:
        conn.execute("delete from hosts")
    back = installation.run("restore", str(copy))
    assert back.returncode == 0, back.stderr
    assert "the old one is" in back.stderr
    with installation.reading() as conn:
        assert conn.execute("select count(*) from hosts").fetchone()[0] == 1


def test_not_while_it_runs(installation: Installation) -> None:
    copy = installation.folder / "safe.db"
    assert installation.run("backup", str(copy)).returncode == 0
    with only_instance(installation.archive):
        refused = installation.run("restore", str(copy))
    assert refused.returncode == 1
    assert "in use by another presswatch" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_second_time_needs_force(installation: Installation) -> None:
    copy = installation.folder / "safe.db"
    assert installation.run("backup", str(copy)).returncode == 0
    refused = installation.run("backup", str(copy))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert installation.run("backup", str(copy), "--force").returncode == 0


def test_by_rule_into_its_folder_and_prune_shows_first(installation: Installation) -> None:
    run = CliRunner()
    config = ["--config", str(installation.config)]
    refused = run.invoke(cli.app, [*config, "backup"])
    assert "set [backup] folder" in str(refused.exception)
    with installation.config.open("a") as file:
        file.write("\n[backup]\nfolder = 'kept'\ndaily = 1\nweekly = 0\nmonthly = 0\n[retention]\noff_topic_days = 30\n")
    folder = installation.folder / "kept"
    folder.mkdir()
    (folder / "presswatch-20250101T000000Z.db").write_bytes(b"")
    done = run.invoke(cli.app, [*config, "backup", "--json"])
    assert done.exit_code == 0, done.exception
    (made,) = folder.glob("presswatch-*.db")  # and the old one is gone
    assert json.loads(done.stdout)[0]["file"] == str(made)
    shown = run.invoke(cli.app, [*config, "prune", "--json"])
    assert shown.exit_code == 0, shown.exception
    assert json.loads(shown.stdout) == {"deleted": False, "parts": [{"what": "texts judged off-topic", "rows": 0, "bytes": 0}]}
    assert json.loads(run.invoke(cli.app, [*config, "prune", "--apply", "--json"]).stdout)["deleted"] is True


async def test_the_service_makes_one_when_it_is_due_and_tries_again_after_trouble(tmp_path: Path, caplog) -> None:
    archive, folder = tmp_path / "a.db", tmp_path / "kept"
    backups = Backups(ArchiveSection(path=archive, reader=tmp_path / "r.db"), BackupSection(folder=folder))
    now = datetime(2026, 1, 1, 3, tzinfo=UTC)
    with caplog.at_level("INFO"):
        await backups.run_due(now)  # there is no archive to copy
        assert "no backup: " in caplog.text
        db.create(archive).close()
        await backups.run_due(now + timedelta(minutes=30))
        assert not list(folder.glob("*.db"))
        await backups.run_due(now + timedelta(hours=1))
        await backups.run_due(now + timedelta(hours=2))
    assert [path.name for path in folder.glob("*.db")] == ["presswatch-20260101T040000Z.db"]
    assert "made and verified" in caplog.text
