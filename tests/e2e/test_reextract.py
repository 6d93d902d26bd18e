"""Reading kept pages again: reported first, changed when asked, gone on with after a kill."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from harness import Installation
from kept import LAST, PAGES, fill

from archive import rereading
from crawler.reextract.reading import Means
from crawler.reextract.run import Reextraction, notes_file
from crawler.seeds import SEEDS
from crawler.topicfile import load_topic
from pipelines.extractor import extractor
from pipelines.outlet_knowledge import NOTHING


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return fill(tmp_path)


def as_if_read_by_an_older_extractor(installation: Installation) -> dict[int, str]:
    """Every text loses its last line, two titles change, and no page is this extractor's. Returns the right texts."""
    with sqlite3.connect(installation.archive) as conn:
        right = dict(conn.execute("select article_id, text from bodies").fetchall())
        conn.execute("update captures set extractor = 'older'")
        for article_id, text in right.items():
            short = text.rsplit("\n", 1)[0]
            conn.execute("update bodies set text = ? where article_id = ?", (short, article_id))
        for article_id, revision, text in conn.execute("select article_id, revision, text from revisions").fetchall():
            short = (text.rsplit("\n", 1)[0], article_id, revision)
            conn.execute("update revisions set text = ? where article_id = ? and revision = ?", short)
    return right


def state(installation: Installation) -> tuple[dict[int, str], list[tuple[object, ...]]]:
    with sqlite3.connect(installation.archive) as conn:
        texts = dict(conn.execute("select article_id, text from bodies").fetchall())
        told = conn.execute("select article_id, revision, kind from revision_changes order by 1, 2, position").fetchall()
        assert not conn.execute("select 1 from alerts").fetchone()
    return texts, told


class Killed(BaseException):
    """As a kill: nobody catches it."""


class Dying:
    """A pool that reads here, and dies at the third page."""

    pages = 0

    async def run(self, function, *args):
        self.pages += 1
        if self.pages > 2:
            raise Killed
        return function(*args)


async def compare_until_killed(installation: Installation, notes: Path) -> None:
    with installation.reading() as conn:
        means = Means(installation.folder / "pages", load_topic(SEEDS / "topics" / "microsoft-ai.yaml"), ())
        await Reextraction(conn, means, Dying(), 1, lambda _source_id: NOTHING).compare(notes, lambda: None)


def test_it_changes_only_when_asked_and_goes_on_after_a_kill(installation: Installation) -> None:
    before = state(installation)
    right = as_if_read_by_an_older_extractor(installation)
    damaged = state(installation)
    notes = notes_file(installation.archive)
    with pytest.raises(Killed):
        asyncio.run(compare_until_killed(installation, notes))
    assert notes.read_text().count("\n") == 2
    assert state(installation) == damaged
    with notes.open("a") as file:
        file.write('{"capture": 9, "torn')

    done = installation.run("reextract", "--apply", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["pages"], told["results"], told["applied"]) == (PAGES + 1, {"changed": PAGES + 1}, PAGES + 1)
    assert told["fields"]["text"] == PAGES + 1
    assert all("+ " in difference["note"] for difference in told["biggest"])
    assert state(installation) == (right, before[1])
    assert not notes.exists()
    assert right[2].endswith(LAST)  # of two pages
    with installation.reading() as conn:
        assert rereading.count(conn, extractor()) == 0
