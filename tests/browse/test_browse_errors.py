"""What readers see when something fails, and what a server says that cannot start."""

import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from datasette.utils.asgi import Forbidden, NotFound

from archive import db
from archive.errors import ArchiveLockedError
from archive.reading.limits import ReadTookTooLongError
from browse.pages.errors import explain
from browse.server import command
from browse.words import catalogue


@pytest.mark.parametrize(
    ("exception", "status", "text"),
    [
        (NotFound("x"), 404, "no page"),
        (Forbidden("view"), 403, "Not allowed: view"),
        (ReadTookTooLongError("x"), 503, "Narrow the search"),
        (ArchiveLockedError("locked by another"), 503, "locked by another"),
        (sqlite3.OperationalError("disk I/O error"), 503, "disk I/O error"),
        (ZeroDivisionError("secret"), 500, "An error of ours"),
    ],
)
def test_errors_are_explained(exception: Exception, status: int, text: str) -> None:
    found = explain(exception, catalogue()["en"])
    assert found[0] == status
    assert text in found[1]
    assert "secret" not in found[1]


def old(archive: Path) -> None:
    """An archive whose last step was not carried out yet."""
    conn = db.create(archive)
    conn.execute("delete from _sqlite_migrations where name = (select max(name) from _sqlite_migrations)")
    conn.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _archive: None, "cannot be opened"),
        (lambda archive: archive.write_bytes(b"not a database at all" * 99), "not a SQLite database"),
        (old, "has an older schema (lacks "),
    ],
)
def test_a_server_that_cannot_read_the_archive_says_what_to_do(tmp_path: Path, make: Callable[[Path], object], says: str) -> None:
    archive = tmp_path / "presswatch.db"
    make(archive)
    ended = subprocess.run(command(archive, tmp_path / "reader.db", 0), capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 1
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
