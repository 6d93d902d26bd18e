"""Two ends of a disk: a limit on file sizes, and what can be saved of a damaged archive."""

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import articles, db, sources, urls
from archive.articles import NewArticle
from archive.errors import ArchiveCorruptError, ArchiveError, BackupError
from archive.inspection import inspect
from archive.model import Extract, Verdict
from archive.salvage import salvage

NOW = datetime(2026, 1, 1, tzinfo=UTC)

ROOT = Path(__file__).parents[2]
LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from archive.writer import Writer
from archive.errors import ArchiveUnavailableError

async def main():
    writer = Writer(Path(sys.argv[1]))
    writer.start()
    size = 3_000_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    stored = 0
    try:
        while True:
            name = f"{stored}.example"
            await writer.do(lambda conn: conn.execute("insert into hosts values (?, '', ?, 0)", (name, "x" * 100_000)).rowcount)
            stored += 1
    except ArchiveUnavailableError as error:
        print(stored, error, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    while writer.trouble is not None:
        await asyncio.sleep(0.1)
    await writer.do(lambda conn: conn.execute("insert into hosts values ('later.example', '', '', 0)").rowcount)
    writer.stop()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_a_limit_on_file_sizes_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    """What ulimit -f, a quota or an old file system do: not ENOSPC but EFBIG."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    archive = tmp_path / "a.db"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(archive)], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    stored, _, told = line.partition(" ")
    assert int(stored) > 5
    assert str(archive) in told
    with closing(sqlite3.connect(archive)) as conn:
        assert conn.execute("select count(*) from hosts").fetchone()[0] == int(stored) + 1
        assert conn.execute("pragma integrity_check").fetchone()[0] == "ok"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with articles, which refer to each other's tables."""
    path = tmp_path / "presswatch.db"
    with closing(db.create(path)) as conn:
        sources.ensure_unlisted(conn, "a.example", "A", "en")
        with db.transaction(conn):
            for number in range(300):
                due = urls.known_without_fetch(conn, f"http://a.example/{number}", "a.example", NOW)
                assert due
                extract = Extract(title=f"Harbour {number}", text=f"Ferry {number} stayed in port. " * 40, language="en")
                articles.insert(conn, NewArticle(due, extract, Verdict("t", 0.9, relevant=True), NOW))
        conn.execute("pragma wal_checkpoint(truncate)")
    return path


def hurt(archive: Path, table: str, share: float) -> None:
    """Overwrite one page of a table, that far into it."""
    with closing(sqlite3.connect(archive)) as conn:
        pages = [row[0] for row in conn.execute("select pageno from dbstat where name = ? and pagetype = 'leaf'", (table,))]
        size = conn.execute("pragma page_size").fetchone()[0]
    with archive.open("r+b") as file:
        file.seek((pages[int(len(pages) * share)] - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("table", ["articles", "bodies", "revisions", "urls"])
def test_a_damaged_page_costs_what_stood_on_it(archive: Path, tmp_path: Path, table: str) -> None:
    hurt(archive, table, 0.5)
    with pytest.raises(ArchiveCorruptError, match="presswatch salvage"):
        inspect(archive)
    told = {found.name: found for found in salvage(archive, tmp_path / "new.db")}
    assert [name for name, found in told.items() if not found.whole] == [table]
    assert inspect(tmp_path / "new.db").schema
    with closing(db.create(tmp_path / "new.db")) as conn:
        kept = conn.execute("select count(*) from articles join bodies on article_id = id").fetchone()[0]
        assert 200 < kept <= 300
        assert conn.execute("pragma foreign_key_check").fetchall() == []
        found = conn.execute("select count(*) from articles_fts where articles_fts match 'ferry'").fetchone()[0]
        assert found == kept
        assert conn.execute("pragma integrity_check").fetchone()[0] == "ok"


def test_salvage_has_limits_and_says_so(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="exists already"):
        salvage(archive, archive)
    with archive.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    with pytest.raises(ArchiveError):
        salvage(archive, tmp_path / "new.db")
    assert not list(tmp_path.glob("new.db*"))
