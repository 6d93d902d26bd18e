"""What recurs on an outlet's pages is learned, seen, taken out and given back."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner
from yarl import URL

from archive import articles, db, furniture, sources, urls
from archive.articles import NewArticle
from archive.model import Verdict
from crawler.cli import app
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom
from pipelines.extract import extract
from pipelines.outlet_knowledge import OutletKnowledge

OUTLET = "plain-courier"  # laid out by tables: nothing in its markup tells the footer from the text
NOW = datetime.now(UTC)


async def pages() -> dict[str, bytes]:
    room = Newsroom.from_seeds(StoppedClock())
    async with room, aiohttp.ClientSession() as session:
        found = {}
        for article in (a for a in room.articles if a.outlet == OUTLET):
            url = URL(room.url(article.id))
            async with session.get(url.with_host("127.0.0.1"), headers={"Host": f"{url.host}:{url.port}"}) as answer:
                found[str(url)] = await answer.read()
        return found


@pytest.fixture(scope="module")
def fetched() -> dict[str, bytes]:
    return asyncio.run(pages())


@pytest.fixture
def config(tmp_path: Path, fetched: dict[str, bytes]) -> Path:
    """Settings of an archive that holds the outlet's articles."""
    conn = db.create(tmp_path / "a.db")
    with db.transaction(conn):
        source = sources.ensure_unlisted(conn, OUTLET, "The Plain Courier", "en")
        for url, body in fetched.items():
            due = urls.known_without_fetch(conn, url, source, NOW)
            assert due is not None
            articles.insert(conn, NewArticle(due, extract(body, url), Verdict("t", 0.0, relevant=False), NOW))
    conn.close()
    file = tmp_path / "presswatch.toml"
    file.write_text('[archive]\npath = "a.db"\n', "utf-8")
    return file


def run(config: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["--config", str(config), "furniture", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def keys(config: Path) -> frozenset[str]:
    conn = db.connect(config.with_name("a.db"), readonly=True)
    try:
        return furniture.keys(conn, OUTLET)
    finally:
        conn.close()


def test_the_footer_of_pages_laid_out_by_tables(config: Path, fetched: dict[str, bytes]) -> None:
    run(config, "learn")
    listed = [json.loads(line) for line in run(config, "list", OUTLET, "--json").splitlines()]
    assert any("letters to the editor" in row["line"] for row in listed)
    for body in fetched.values():
        before, after = extract(body).text, extract(body, knowledge=OutletKnowledge(keys(config))).text
        assert "Market Street" in before
        assert not [words for words in ("Visitor no.", "Market Street", "letters to the editor") if words in after]
        assert set(before.split("\n")) - set(after.split("\n")) <= {line for line in before.split("\n") if len(line) < 140}


def test_a_line_is_taken_back_for_good(config: Path) -> None:
    run(config, "learn")
    listed = [json.loads(line) for line in run(config, "list", "--json").splitlines()]
    (letters,) = [row["id"] for row in listed if "letters to the editor" in row["line"]]
    run(config, "undo", str(letters))
    run(config, "learn")
    assert not any("letters" in key for key in keys(config))
    assert "taken back" in run(config, "list")
    run(config, "redo", str(letters))
    assert any("letters" in key for key in keys(config))
