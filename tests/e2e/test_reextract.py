"""Reading kept pages again: reported first, changed when asked, gone on with after a kill."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tomli_w
from harness import Installation

from archive import rereading, urls
from archive.model import Page
from archive.warc import PageStore
from archive.writer import Writer
from crawler.reextract.reading import Means
from crawler.reextract.run import Reextraction, notes_file
from crawler.seeds import SEEDS
from crawler.topicfile import load_topic
from pipelines.extractor import extractor
from pipelines.order import stages
from pipelines.outlet_knowledge import NOTHING
from pipelines.save import Save
from pipelines.stage import Work, run_stages
from pipelines.topics import Topics
from tests.pipelines.test_revising import TEXT, TITLE, HerePool, page

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PAGES = 5
EXTRA = ("He spoke of {n} engineers in {n} rooms.", "The {n}th of them had built voice models before, colleagues said.")


LAST = "What it costs to run them, Microsoft does not say; analysts reckon with a fifth of what OpenAI asks for its own."


async def fill(folder: Path) -> None:
    """An archive of PAGES articles, the first of which has a second version, the second two pages."""
    writer = Writer(folder / "presswatch.db")
    writer.start()
    add = "insert into sources values ('o', 'O', 'https://o.example', 'GB', 'en', 'press', 1, '', '', 1)"
    await writer.do(lambda conn: conn.execute(add))
    line = stages(Topics(load_topic(SEEDS / "topics" / "microsoft-ai.yaml")), HerePool())
    save = Save(writer, lambda *_: None, lambda: NOW, PageStore(folder / "pages"))
    for n in (*range(PAGES), 0):
        url = f"https://o.example/{n}"
        due = await writer.do(lambda conn, url=url: urls.known_without_fetch(conn, url, "o", NOW))
        later = due is None
        if due is None:
            due = await writer.do(lambda conn: urls.one(conn, 1))
        own = tuple(line.format(n=n * 7 + 3) for line in EXTRA)
        text = (*TEXT, *own) if not later else (*(line.replace("150,000", "15,000") for line in TEXT), *own)
        body = page(f"{TITLE} ({n})", text)
        headers = {"content-type": "text/html; charset=utf-8"}
        further = ((f"{url}/2", page(TITLE, (LAST,))),) if n == 1 else ()
        fetched = Page(due, url, 200, headers, body, NOW + timedelta(hours=later), further=further)
        await save.finish(await run_stages(line, Work(fetched)))
    await asyncio.to_thread(writer.stop)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    asyncio.run(fill(tmp_path))
    (tmp_path / "presswatch.toml").write_text(tomli_w.dumps({"archive": {"path": "presswatch.db", "reader": "reader.db"}}))
    return Installation(tmp_path)


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
