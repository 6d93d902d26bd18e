"""What readers see when something fails, and what a server says that cannot start."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
from datasette.utils.asgi import Forbidden, NotFound

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


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be opened"), (b"not a database at all" * 99, "not a SQLite database")]
)
def test_a_server_without_an_archive_says_what_to_do(tmp_path: Path, content: bytes | None, says: str) -> None:
    archive = tmp_path / "presswatch.db"
    if content:
        archive.write_bytes(content)
    ended = subprocess.run(command(archive, tmp_path / "reader.db", 0), capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 1
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
