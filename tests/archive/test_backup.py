"""A backup is a consistent, verified copy; restoring keeps what was there."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import backup, db, reader
from archive.errors import ArchiveError, BackupError, ForeignArchiveError
from archive.snapshot import snapshot

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    with closing(db.create(path)) as conn:
        add_hosts(conn, 50)
    return path


@pytest.fixture
def readers(tmp_path: Path) -> Path:
    path = tmp_path / "r.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        reader.prepare(conn)
    return path


def add_hosts(conn: sqlite3.Connection, count: int, name: str = "h") -> None:
    conn.executemany(
        "insert into hosts (host, hold_until, reason) values (?, '', ?)",
        [(f"{name}{n}.example", "x" * 400) for n in range(count)],
    )


def hosts(path: Path) -> int:
    with closing(sqlite3.connect(path)) as conn:
        return int(conn.execute("select count(*) from hosts").fetchone()[0])


def test_a_backup_holds_everything(archive: Path, readers: Path, tmp_path: Path) -> None:
    made = backup.back_up(archive, readers, tmp_path / "safe" / "b.db")
    assert [copy.file.name for copy in made] == ["b.db", "b.reader.db"]
    assert made[0].rows["hosts"] == hosts(tmp_path / "safe" / "b.db") == 50
    assert sorted(p.name for p in (tmp_path / "safe").iterdir()) == ["b.db", "b.reader.db"]  # one file each, nothing left over


def test_nothing_is_overwritten_unasked(archive: Path, readers: Path, tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("precious", "utf-8")
    with pytest.raises(BackupError, match="--force"):
        backup.back_up(archive, readers, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_text("utf-8") == "precious"
    backup.back_up(archive, readers, tmp_path / "b.db", force=True)
    assert hosts(tmp_path / "b.db") == 50


def test_the_archive_itself_is_no_target(archive: Path, readers: Path) -> None:
    with pytest.raises(BackupError, match="the database itself"):
        backup.back_up(archive, readers, archive, force=True)


def test_a_backup_is_of_one_moment_while_the_archive_is_written(archive: Path, tmp_path: Path) -> None:
    """Each transaction adds two rows; a copy torn between two moments would show an odd number."""
    stop, wrote = threading.Event(), threading.Event()
    with closing(db.connect(archive)) as conn:
        add_hosts(conn, 5_000, "fill")

    def write() -> None:
        with closing(db.connect(archive)) as conn:
            n = 0
            while not stop.is_set():
                with db.transaction(conn):
                    add_hosts(conn, 1, f"first{n}-")
                    add_hosts(conn, 1, f"second{n}-")
                n += 1
                wrote.set()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for n in range(3):
            assert wrote.wait(30)
            wrote.clear()
            made = backup.back_up(archive, tmp_path / "none.db", tmp_path / f"{n}.db")
            assert made[0].rows["hosts"] == hosts(tmp_path / f"{n}.db")
            assert hosts(tmp_path / f"{n}.db") % 2 == 0
    finally:
        stop.set()
        writing.join()
    assert hosts(archive) >= 5_000 + 2 * 3


def test_restoring_keeps_the_old_archive(archive: Path, readers: Path, tmp_path: Path) -> None:
    backup.back_up(archive, readers, tmp_path / "b.db")
    with closing(db.connect(archive)) as conn:
        add_hosts(conn, 7, "later")
    done = backup.restore(tmp_path / "b.db", archive, readers, NOW)
    assert hosts(archive) == 50
    asides = [aside for _, aside in done if aside]
    assert [target for target, _ in done] == [archive, readers]
    assert hosts(asides[0]) == 57
    db.create(archive).close()  # it works on


def test_restoring_in_the_place_of_a_damaged_archive(archive: Path, readers: Path, tmp_path: Path) -> None:
    backup.back_up(archive, readers, tmp_path / "b.db")
    archive.write_bytes(b"\xff" * 10_000)
    backup.restore(tmp_path / "b.db", archive, readers, NOW)
    assert hosts(archive) == 50


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_is_no_backup_is_not_restored(archive: Path, readers: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.db").write_bytes(content)
    with pytest.raises(ForeignArchiveError):
        backup.restore(tmp_path / "b.db", archive, readers, NOW)
    assert hosts(archive) == 50


def test_a_damaged_backup_is_not_restored(archive: Path, readers: Path, tmp_path: Path) -> None:
    with closing(db.connect(archive)) as conn:
        add_hosts(conn, 500, "fill")
    backup.back_up(archive, readers, tmp_path / "b.db")
    content = bytearray((tmp_path / "b.db").read_bytes())
    half = len(content) // 2 // 4096 * 4096
    content[half : half + 40_000] = b"\xff" * 40_000
    (tmp_path / "b.db").write_bytes(content)
    with pytest.raises((BackupError, ArchiveError)):
        backup.restore(tmp_path / "b.db", archive, readers, NOW)
    assert hosts(archive) == 550


def test_a_copy_that_fails_leaves_nothing(archive: Path, tmp_path: Path) -> None:
    def fail(_done: int, _total: int) -> None:
        raise sqlite3.OperationalError("pulled the plug")

    with closing(sqlite3.connect(archive, isolation_level=None)) as conn, pytest.raises(sqlite3.OperationalError):
        snapshot(conn, tmp_path / "b.db", fail)
    assert not [p.name for p in tmp_path.iterdir() if "b.db" in p.name]
