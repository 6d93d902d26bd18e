"""An archive with kept pages, as the tests of reading them again use it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tomli_w
from harness import Installation

from archive import urls
from archive.model import Page
from archive.warc import PageStore
from archive.writer import Writer
from crawler.seeds import SEEDS
from crawler.topicfile import load_topic
from pipelines.order import stages
from pipelines.save import Save
from pipelines.stage import Work, run_stages
from pipelines.topics import Topics
from tests.pipelines.test_revising import TEXT, TITLE, HerePool, page

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PAGES = 5
EXTRA = ("He spoke of {n} engineers in {n} rooms.", "The {n}th of them had built voice models before, colleagues said.")
LAST = "What it costs to run them, Microsoft does not say; analysts reckon with a fifth of what OpenAI asks for its own."


async def _fill(folder: Path) -> None:
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


def fill(folder: Path, **sections: dict[str, object]) -> Installation:
    """An installation with such an archive. `sections` are more settings."""
    asyncio.run(_fill(folder))
    settings = {"archive": {"path": "presswatch.db", "reader": "reader.db"}, **sections}
    (folder / "presswatch.toml").write_text(tomli_w.dumps(settings), "utf-8")
    return Installation(folder)
