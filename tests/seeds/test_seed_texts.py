"""The articles that the project was started from, printed on a page: advertising and stray stamps go, everything else stays."""

from html import escape
from pathlib import Path

import pytest

from pipelines.extract import extract


@pytest.mark.parametrize(
    ("number", "cut"), [("000", "Kaufen oder verkaufen"), ("001", ""), ("002", "date 2025-04"), ("003", ""), ("004", "")]
)
def test_a_seed_article_is_read_whole_and_alone(shared: Path, number: str, cut: str) -> None:
    (file,) = (shared / "seeds").glob(f"{number}_*.txt")
    lines = [line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()]
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = f"<html><head><title>A headline</title></head><body><article><h1>A headline</h1>{body}</article></body></html>"
    text = extract(page.encode(), "https://outlet.example/a").text
    assert not cut or (cut in " ".join(lines) and cut not in text)
    prose = [line for line in lines if len(line) > 200]
    assert all(line.removeprefix("date 2025-04 ")[:150] in text for line in prose[:-1])
