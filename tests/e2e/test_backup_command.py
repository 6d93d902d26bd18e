"""`presswatch backup` and `restore` as the operator runs them."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from harness import Installation

from archive import db
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
