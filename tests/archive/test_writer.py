"""The writer when the disk is full, the archive locked, read-only or damaged: what was reported is there, and it goes on."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from archive import db, writer
from archive.errors import (
    ArchiveCorruptError,
    ArchiveError,
    ArchiveFullError,
    ArchiveLockedError,
    ArchiveReadOnlyError,
    ArchiveUnavailableError,
)
from archive.writer import Writer

HOLD_LOCK = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("begin immediate")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "FIRST_REHEARSAL", 0.05)
    monkeypatch.setattr(writer, "LONGEST_WAIT", 0.2)
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)


@asynccontextmanager
async def writing(path: Path) -> AsyncIterator[Writer]:
    found = Writer(path)
    found.start()
    try:
        yield found
    finally:
        await asyncio.to_thread(found.stop)


def add(name: str, size: int = 20_000):
    return lambda conn: conn.execute("insert into hosts (host, hold_until, reason) values (?, '', ?)", (name, "x" * size))


async def add_until(found: Writer, error: type[ArchiveError]) -> list[str]:
    """Hosts whose storing was reported, until one fails."""
    stored: list[str] = []
    while True:
        try:
            await found.do(add(f"{len(stored)}.example"))
        except error:
            return stored
        stored.append(f"{len(stored)}.example")


async def well_again(found: Writer) -> None:
    for _ in range(500):
        if found.trouble is None:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"still in trouble: {found.trouble}")


def hosts(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [row[0] for row in conn.execute("select host from hosts")]


async def test_full_and_room_again(tmp_path: Path) -> None:
    async with writing(tmp_path / "a.db") as found:
        await set_pages(found, 100 + await found.do(pages))
        stored = await add_until(found, ArchiveFullError)
        assert isinstance(found.trouble, ArchiveFullError)
        await asyncio.sleep(0.5)
        assert found.trouble is not None  # rehearsals fail too
        await set_pages(found, 100_000)
        await well_again(found)
        await found.do(add("later.example"))
    assert set(hosts(tmp_path / "a.db")) == {*stored, "later.example"}


def pages(conn: sqlite3.Connection) -> int:
    return int(conn.execute("pragma page_count").fetchone()[0])


async def set_pages(found: Writer, count: int) -> None:
    await found.do(lambda conn: conn.execute(f"pragma max_page_count = {count}").fetchone())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs; test_full_and_room_again tries the same with a limit of SQLite's own")
    yield folder
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=False)
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    filler = small_disk / "filler"
    async with writing(small_disk / "a.db") as found:
        filler.write_bytes(b"x" * 1_500_000)
        stored = await add_until(found, ArchiveFullError)
        filler.unlink()
        await well_again(found)
        await found.do(add("later.example"))
    assert set(hosts(small_disk / "a.db")) == {*stored, "later.example"}


def test_no_room_for_a_new_archive(small_disk: Path) -> None:
    with contextlib.suppress(OSError):
        (small_disk / "filler").write_bytes(b"x" * 5_000_000)
    with pytest.raises(ArchiveUnavailableError):
        db.create(small_disk / "a.db")


def test_a_read_only_file_system(small_disk: Path) -> None:
    db.create(small_disk / "a.db").close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for path in (small_disk / "a.db", small_disk / "new.db", small_disk / "new" / "a.db"):
        with pytest.raises(ArchiveReadOnlyError, match="cannot be opened"):
            db.create(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; test_a_read_only_file_system covers it")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ArchiveReadOnlyError):
        db.create(tmp_path / "a.db")


async def test_locked_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with writing(path) as found:
        await found.do(add("before.example"))
        with subprocess.Popen(  # noqa: ASYNC220 -- it prints a line at once
            [sys.executable, "-c", HOLD_LOCK, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other:
            assert other.stdout
            assert await asyncio.to_thread(other.stdout.readline) == b"held\n"
            with pytest.raises(ArchiveLockedError, match="another process"):
                await found.do(add("lost.example"))
            assert isinstance(found.trouble, ArchiveLockedError)
            other.communicate(b"\n")
        await well_again(found)
        await found.do(add("after.example"))
    assert set(hosts(path)) == {"before.example", "after.example"}


async def test_damage_is_told_and_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    db.create(path).close()
    schema_pages = path.stat().st_size // 4096
    async with writing(path) as found:
        for n in range(40):
            await found.do(add(f"{n}.example"))
    content = bytearray(path.read_bytes())
    for page in range(schema_pages + 1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    async with writing(path) as found:
        with pytest.raises(ArchiveCorruptError, match="restore a backup or save what can be read"):
            await found.do(lambda conn: conn.execute("select sum(length(reason)) from hosts").fetchone())
        await asyncio.sleep(0.3)
        assert isinstance(found.trouble, ArchiveCorruptError)  # it does not heal by itself


async def test_work_that_is_wrong_harms_nobody_else(tmp_path: Path) -> None:
    def wrong(conn: sqlite3.Connection) -> None:
        conn.execute("rollback")
        raise ValueError("wrong")

    async with writing(tmp_path / "a.db") as found:
        with pytest.raises(ValueError, match="wrong"):
            await found.do(wrong)
        await found.do(add("after.example"))
        assert found.trouble is None
    assert hosts(tmp_path / "a.db") == ["after.example"]
