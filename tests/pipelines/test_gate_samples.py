"""The sample that proves the gate: drawn, read in full, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest

from archive import articles, samples, urls
from archive.model import Outcome, Page
from archive.urls import Decision
from archive.writer import Writer
from crawler.seeds import SEEDS
from crawler.topicfile import load_topic
from pipelines.gate import Gate
from pipelines.order import stages
from pipelines.proof import upper_bound
from pipelines.save import Save
from pipelines.stage import Work, run_stages
from pipelines.topics import Topics
from tests.pipelines.test_revising import HerePool, page

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FOOTBALL = tuple(f"The striker scored in minute {n} and the crowd in the old stadium sang until dusk." for n in range(9))


@pytest.fixture(scope="module")
def line():
    topics = Topics(load_topic(SEEDS / "topics" / "microsoft-ai.yaml"))
    topics.gate = Gate(["Nobody"])  # stops what belongs
    return stages(topics, HerePool())


@pytest.fixture
async def writer(tmp_path):
    writer = Writer(tmp_path / "archive.db")
    writer.start()
    await writer.do(
        lambda conn: conn.execute("insert into sources values ('o', 'O', 'https://o.example', 'GB', 'en', 'press', 1, '', '', 1)")
    )
    yield writer
    writer.stop()


async def gated(writer, line, bodies):
    """Read these pages, all of which the gate stops; returns a function that reads what is due again."""
    save = Save(writer, lambda *_: None, lambda: NOW)

    async def read(due):
        fetched = Page(due, due.url, 200, {"content-type": "text/html; charset=utf-8"}, bodies[due.url], NOW)
        return await save.finish(await run_stages(line, Work(fetched)))

    for url in bodies:
        await read(await writer.do(lambda conn, url=url: urls.known_without_fetch(conn, url, "o", NOW)))

    async def night(number=10):
        drawn = await writer.do(lambda conn: samples.draw(conn, NOW, number))
        for due in await writer.do(lambda conn: urls.due(conn, NOW + timedelta(days=1), 50)):
            await read(due)
        return drawn

    return night


async def test_a_page_that_belongs_is_missed_and_stored(writer, line):
    night = await gated(writer, line, {"https://o.example/1": page(), "https://o.example/2": page("Late goal", FOOTBALL)})
    assert await night() == 2
    (found,) = await writer.do(lambda conn: samples.counts(conn, NOW))
    assert (found.was, found.asked, found.agreed, found.missed) == ("gated", 2, 1, 1)
    (miss,) = await writer.do(lambda conn: samples.misses(conn, NOW))
    assert (miss.url, miss.note) == ("https://o.example/1", "the page names nothing the topic looks for")
    told = await writer.do(lambda conn: urls.life(conn, "https://o.example/1"))
    assert told["outcome"] == Outcome.STORED
    other = await writer.do(lambda conn: urls.life(conn, "https://o.example/2"))
    assert (other["outcome"], other["article_id"], other["due_at"]) == (Outcome.GATED, None, None)
    assert "read all the same" in other["reason"]
    assert await writer.do(lambda conn: articles.load(conn, 1).relevant)
    assert await night() == 0  # nothing is sampled twice


async def test_a_page_that_changed_proves_nothing(writer, line):
    bodies = {"https://o.example/1": page("Late goal", FOOTBALL)}
    night = await gated(writer, line, bodies)
    text = ("Nobody at Microsoft AI and OpenAI expected MAI-1-preview, Mustafa Suleyman said on Monday.",) * 4
    bodies["https://o.example/1"] = page("Microsoft AI trains MAI-1-preview, nobody at OpenAI knew", text)
    await night()
    (found,) = await writer.do(lambda conn: samples.counts(conn, NOW))
    assert (found.changed, found.missed) == (1, 0)


async def test_what_was_decided_long_ago_is_not_drawn(writer):
    due = await writer.do(lambda conn: urls.known_without_fetch(conn, "https://o.example/old", "o", NOW))
    old = Decision(Outcome.GATED, "names nothing", NOW - timedelta(days=9))
    await writer.do(lambda conn: urls.decide(conn, due.id, old))
    assert await writer.do(lambda conn: samples.draw(conn, NOW, 5)) == 0


@pytest.mark.parametrize(("missed", "read", "bound"), [(0, 600, 0.00498), (0, 20, 0.1391), (1, 20, 0.2161), (20, 20, 1.0)])
def test_the_bound_is_clopper_and_pearsons(missed, read, bound):
    assert upper_bound(missed, read) == pytest.approx(bound, abs=1e-3)
