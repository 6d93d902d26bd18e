"""An archive is looked over without being changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive import db
from archive.errors import ArchiveCorruptError, ForeignArchiveError
from archive.inspection import inspect


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    db.create(path).close()
    return path


def test_a_new_archive(archive: Path) -> None:
    found = inspect(archive)
    assert (found.articles, found.pending, found.latest) == (0, (), None)
    assert found.schema
    assert found.bytes == archive.stat().st_size


def test_the_newest_stamp_is_found(archive: Path) -> None:
    with sqlite3.connect(archive) as conn:
        conn.execute("insert into sources values ('s', 'S', 'h', '', 'en', 'outlet', 1, '', '', 1)")
        conn.execute("insert into urls (url, source_id, first_seen_at) values ('u', 's', '2026-03-04T05:06:07Z')")
    assert inspect(archive).latest == db.moment("2026-03-04T05:06:07Z")


def test_damage_is_found(archive: Path) -> None:
    with closing(sqlite3.connect(archive, isolation_level=None)) as conn:
        conn.executemany(
            "insert into hosts (host, hold_until, reason) values (?, '', ?)", [(f"{n}.example", "x" * 500) for n in range(400)]
        )
    content = bytearray(archive.read_bytes())
    half = len(content) // 2 // 4096 * 4096
    content[half : half + 40_000] = b"\xff" * 40_000
    archive.write_bytes(content)
    with pytest.raises(ArchiveCorruptError, match="restore a backup or save what can be read"):
        inspect(archive)


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as conn:
        conn.execute("create table t (x)")
    with pytest.raises(ForeignArchiveError):
        inspect(tmp_path / "other.db")
