"""The whole way over 394 real pages, served under their own host names."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w
import yaml
from harness import Installation, serving

from crawler.seeds import SEEDS
from crawler.urls import canonical
from tests.replay import CORPORA, SHARED, Replay

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPORA.exists(), reason=f"the page corpora are not at {CORPORA}"),
]
PLAIN_TRAFILATURA = 0.9522  # text F1 there, corpora/README.md; `./run bench extract` prints both


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Replay, str]]:
    folder = tmp_path_factory.mktemp("replay")
    replay = Replay()
    with serving(replay):
        installation = configure(folder, replay)
        done = installation.run("crawl", "--all", "--json")
        assert done.returncode == 0, done.stderr
        yield installation, replay, done.stdout


def configure(folder: Path, replay: Replay) -> Installation:
    """Everything is extracted: the gate is off."""
    shutil.copytree(SEEDS / "topics", folder / "seeds" / "topics")
    (folder / "seeds" / "sources").mkdir()
    (folder / "seeds" / "sources" / "replay.yaml").write_text(yaml.safe_dump(replay.catalogue()), "utf-8")
    settings = {
        "archive": {"path": "presswatch.db", "reader": "reader.db"},
        "seeds": {"folder": "seeds"},
        "fetch": {"resolve": replay.resolve, "allow_private": ["127.0.0.0/8"], "spacing": 0.0, "per_host": 2},
        "schedule": {"patience_seconds": 1.0},
        "read": {"gate": False, "workers": 2},
    }
    (folder / "presswatch.toml").write_text(tomli_w.dumps(settings), "utf-8")
    return Installation(folder)


def test_each_page_ends_in_exactly_one_outcome(replayed: tuple[Installation, Replay, str]) -> None:
    installation, replay, output = replayed
    summary = json.loads(output)
    assert summary["candidates"] == len(replay.pages)
    assert sum(summary["outcomes"].values()) == len(replay.pages)
    with installation.reading() as conn:
        known = {row[0] for row in conn.execute("select url from urls where due_at is null")}
    assert known == {canonical(page.url) for page in replay.pages}
    assert not {"failed", "pending"} & summary["outcomes"].keys()


def test_what_was_extracted_is_at_least_as_good_as_plain_trafilatura(
    replayed: tuple[Installation, Replay, str], tmp_path: Path
) -> None:
    installation, replay, _ = replayed
    ids = {canonical(page.url): page.id for page in replay.pages}
    with installation.reading() as conn:
        rows = conn.execute("select a.url, a.title, b.text from articles a join bodies b on b.article_id = a.id").fetchall()
    lines = [json.dumps({"id": ids[row["url"]], "title": row["title"], "text": row["text"]}) for row in rows]
    (tmp_path / "out.jsonl").write_text("\n".join(lines), "utf-8")
    scorer = [
        sys.executable,
        str(SHARED / "tools" / "score_extract.py"),
        str(CORPORA / "pages.jsonl"),
        str(tmp_path / "out.jsonl"),
    ]
    printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
    everything = json.loads(printed.splitlines()[-1].removeprefix("all "))
    assert float(everything["text F1"].split()[0]) >= PLAIN_TRAFILATURA
