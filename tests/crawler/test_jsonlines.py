"""What is wrong in a file of JSON lines is told with file and line."""

from pathlib import Path

import pytest

from archive.errors import SeedError
from crawler import jsonlines
from crawler.jsonlines import JsonLines

GOOD = b'{"id": 1, "title": "a", "text": "b"}\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"nonsense\n", "not a JSON object"),
        (b'{"id": 1, "title": "cut of', "not a JSON object"),
        (b'["id", "title", "text"]\n', "expected an object with id, title and text"),
        (b'{"id": 1}\n', "expected an object with id, title and text"),
        (b'{"id": 1, "title": 5, "text": "b"}\n', "title is 5; expected a string"),
        (b'{"id": 1, "title": "\xe4", "text": ""}\n', "not UTF-8"),
        (b"[" * 100_000 + b"\n", "not a JSON object"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: bytes, said: str) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(GOOD + b"\n" + line + GOOD)
    lines = JsonLines(file)
    with pytest.raises(SeedError, match=rf"in\.jsonl:3: {said}"):
        list(lines)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LONGEST", 1000)
    (tmp_path / "in.jsonl").write_bytes(GOOD + b"x" * 5000)
    with pytest.raises(SeedError, match=r"in\.jsonl:2: longer than"):
        list(JsonLines(tmp_path / "in.jsonl"))


def test_a_file_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="cannot be read"):
        list(JsonLines(tmp_path / "none.jsonl"))
