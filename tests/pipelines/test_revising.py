"""Looking at a page again: what the archive makes of it, from the bytes on, with the real stages and the real last hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from archive import articles, citations, claims, figures, revisions, urls
from archive.model import Access, Article, ChangeKind, Outcome, Page
from archive.writer import Writer
from crawler.seeds import SEEDS
from crawler.topicfile import load_topic
from pipelines.order import stages
from pipelines.revisiting import Revisits
from pipelines.save import Save
from pipelines.saved import Saved
from pipelines.stage import Work, run_stages
from pipelines.topics import Topics

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TITLE = "Microsoft trains its own model MAI-1-preview"
TEXT = (
    "Microsoft has trained its own large language model, MAI-1-preview, on about 150,000 H100 GPUs.",
    "Mustafa Suleyman, who leads Microsoft AI, said the model would come to Copilot within weeks.",
    "“We want to stand on our own feet, and we can,” Suleyman said in a conversation on Monday.",
    "According to The Verge, the company keeps its contract with OpenAI until 2030.",
    "The in-house model is meant to make the company less dependent on its partner.",
)
URL = "https://outlet.example/mai"
COPY_URL = "https://other.example/mai"
FOOTBALL = tuple(f"The striker scored in minute {n} and the crowd in the old stadium sang until dusk." for n in range(20, 30))


class HerePool:
    async def run(self, function, *args, **kwargs):
        return function(*args, **kwargs)


@pytest.fixture(scope="module")
def line():
    return stages(Topics(load_topic(SEEDS / "topics" / "microsoft-ai.yaml")), HerePool())


@dataclass
class Desk:
    """An archive with one URL, and the way of a page into it."""

    writer: Writer
    look: Callable[..., Awaitable[Saved]]
    told: list[int] = field(default_factory=list)

    async def read(self, function, *args):
        return await self.writer.do(lambda conn: function(conn, *args))

    async def article(self) -> Article:
        return await self.read(articles.load, 1)

    async def kinds(self, revision: int) -> set[ChangeKind]:
        return {change.kind for change in await self.read(revisions.changes, 1, revision)}

    async def versions(self) -> list[int]:
        return [r.number for r in await self.read(revisions.of_article, 1)]


def page(title: str = TITLE, text: tuple[str, ...] = TEXT, head: str = "") -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text)
    meta = '<meta property="article:published_time" content="2026-03-02T07:00:00Z">'
    article = f"<body><article><h1>{title}</h1>{body}</article></body>"
    return f"<html lang=en><head><title>{title}</title>{meta}{head}</head>{article}".encode()


@pytest.fixture
async def desk(tmp_path, line):
    writer = Writer(tmp_path / "archive.db")
    writer.start()
    await writer.do(
        lambda conn: conn.execute("insert into sources values ('o', 'O', 'https://o.example', 'GB', 'en', 'press', 1, '', '', 1)")
    )
    await writer.do(lambda conn: urls.known_without_fetch(conn, URL, "o", NOW))
    clock = iter(NOW + timedelta(hours=n) for n in range(100))
    told: list[int] = []
    save = Save(writer, lambda _conn, article, _now: told.append(article.revision), lambda: next(clock), revisits=Revisits())

    async def look(body: bytes, status: int = 200, url: str = URL) -> Saved:
        def due(conn):
            return urls._due_url(conn.execute("select * from urls where url = ?", (url,)).fetchone())

        fetched = Page(await writer.do(due), url, status, {"content-type": "text/html; charset=utf-8"}, body, NOW)
        return await save.finish(await run_stages(line, Work(fetched)))

    made = Desk(writer, look, told)
    assert (await look(page())).outcome is Outcome.STORED
    yield made
    writer.stop()


def changed(old: str, new: str) -> tuple[str, ...]:
    assert any(old in line for line in TEXT)
    return tuple(line.replace(old, new) for line in TEXT)


async def test_a_revision_knows_what_changed_and_figures_and_citations_follow(desk):
    text = changed("150,000", "15,000")
    text = tuple(line.replace("The Verge", "Bloomberg") for line in text)
    saved = await desk.look(page(text=text))
    assert (saved.outcome, saved.reason) == (Outcome.UPDATED, "changed: figure, attribution")
    assert await desk.kinds(2) == {ChangeKind.FIGURE, ChangeKind.ATTRIBUTION}
    assert {f.value for f in await desk.read(figures.of_article, 1) if f.unit == "GPU"} == {15000}
    story = (await desk.article()).story_id
    (report,) = await desk.read(citations.reports, story)
    assert [cited.outlet for cited in report.citations] == ["Bloomberg"]
    assert {row.value for row in await desk.read(claims.of_story, story) if row.unit == "GPU"} == {15000}
    assert desk.told == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        (*TEXT, "37 comments"),
        ("Updated: 2 March 2026, 14:32", *TEXT),
        tuple(line.replace("“", '"').replace("”", '"').replace(" ", "&nbsp;", 1) for line in TEXT),
        (*TEXT[:3], "Advertisement", *TEXT[3:], "Read also: Ten questions about chips"),
    ],
)
async def test_trifles_make_no_revision(desk, text):
    saved = await desk.look(page(text=text))
    assert (saved.outcome, saved.reason, await desk.versions()) == (Outcome.STORED, "unchanged", [1])


async def test_flapping_makes_one_revision_and_the_page_is_shown_as_it_is(desk):
    other = page("MAI-1-preview: Microsoft leaves OpenAI behind")
    await desk.look(other)
    back = await desk.look(page())
    assert (back.reason, (await desk.article()).title, (await desk.article()).revision) == ("shows version 1 again", TITLE, 1)
    assert (await desk.read(revisions.of_article, 1))[1].reverted_at
    again = await desk.look(other)
    assert (again.reason, (await desk.article()).revision, await desk.versions()) == ("shows version 2 again", 2, [1, 2])
    assert (await desk.read(revisions.of_article, 1))[1].reverted_at is None
    await desk.look(page())
    await desk.look(page(text=changed("150,000", "15,000")))
    assert await desk.versions() == [1, 2, 3]
    assert await desk.kinds(3) == {ChangeKind.FIGURE}


async def test_characters_are_mended_without_a_revision(desk):
    await desk.look(page(text=changed("a conversation on Monday", "a cafÃ© in ZÃ¼rich on Monday")))
    saved = await desk.look(page(text=changed("a conversation on Monday", "a café in Zürich on Monday")))
    assert saved.reason == "its characters are right now"
    assert "café in Zürich" in (await desk.article()).text
    assert await desk.versions() == [1, 2]


async def test_a_404_counts_when_seen_twice(desk):
    first = await desk.look(b"not here", 404)
    assert first.unsure
    assert not await desk.read(revisions.withdrawn_at, 1)
    second = await desk.look(b"not here", 404)
    assert second.reason == "withdrawn: status 404"
    assert await desk.kinds(2) == {ChangeKind.WITHDRAWN}
    article = await desk.article()
    assert (article.relevant, "150,000" in article.text) == (True, True)
    back = await desk.look(page())
    assert back.reason == "shows version 1 again"
    assert not await desk.read(revisions.withdrawn_at, 1)


async def test_a_410_counts_at_once(desk):
    assert (await desk.look(b"gone", 410)).reason == "withdrawn: status 410"
    assert (await desk.look(b"gone", 410)).reason == "still gone: status 410"
    assert await desk.versions() == [1, 2]


async def test_a_notice_of_withdrawal_is_one_whatever_the_gate_and_the_rules_say(desk):
    notice = "This article has been withdrawn because its central claim could not be confirmed. We apologise."
    saved = await desk.look(page("Article withdrawn", (notice,)))
    assert saved.reason == "withdrawn: the page says so"
    assert (await desk.read(revisions.changes, 1, 2))[0].latter == notice
    assert (await desk.article()).title == TITLE


async def test_an_article_that_no_longer_belongs_leaves_lists_and_story(desk):
    story = (await desk.article()).story_id
    saved = await desk.look(page("Late goal settles the derby", FOOTBALL))
    assert saved.outcome is Outcome.OFF_TOPIC
    article = await desk.article()
    assert (article.relevant, article.story_id, article.revision) == (False, None, 2)
    assert not await desk.read(figures.of_article, 1)
    assert not await desk.read(claims.of_story, story)
    counted = await desk.read(lambda conn: conn.execute("select sum(articles) from daily_counts").fetchone()[0])
    assert counted == 0
    back = await desk.look(page())
    assert (back.outcome, back.reason) == (Outcome.UPDATED, "belongs now")
    article = await desk.article()
    assert article.relevant
    assert article.story_id is not None
    assert {f.value for f in await desk.read(figures.of_article, 1) if f.unit == "GPU"} == {150000}


@pytest.mark.parametrize("end", [(b"gone", 410), (page("Late goal settles the derby", FOOTBALL), 200)])
async def test_a_copy_is_shown_when_its_original_is_withdrawn_or_leaves_the_topic(desk, end):
    await desk.read(urls.known_without_fetch, COPY_URL, "o", NOW)
    assert (await desk.look(page(TITLE + " too"), url=COPY_URL)).outcome is Outcome.DUPLICATE
    story = (await desk.article()).story_id
    await desk.look(*end)
    copy = await desk.read(articles.load, 2)
    assert (copy.duplicate_of, copy.story_id) == (None, story)
    outcome, reason = await desk.read(
        lambda conn: tuple(conn.execute("select outcome, reason from urls where id = 2").fetchone())
    )
    assert (outcome, reason[:38]) == (Outcome.STORED, f"stands for the text now: {URL}"[:38])
    signed = await desk.read(lambda conn: [row[0] for row in conn.execute("select article_id from signatures")])
    assert signed == [2]


async def test_the_next_look_is_due_and_says_why(desk):
    told = await desk.read(urls.life, URL)
    assert (told["due_at"], told["due_why"]) == ("2026-03-02T08:13:39Z", "60 min since publication: every 15 min until 3 hours")
    await desk.look(b"gone", 410)
    assert "withdrawn: once a day" in (await desk.read(urls.life, URL))["due_why"]


async def test_a_wall_later_on_takes_nothing_away(desk):
    free = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    saved = await desk.look(page(text=(TEXT[0], "Subscribe to continue reading"), head=free))
    assert saved.reason.startswith("kept; only a stub")
    assert (await desk.look(page(TITLE, ()))).reason.startswith("kept; looked again")
    assert (await desk.article()).text.count("\n") >= len(TEXT) - 1


async def test_a_stub_that_opens_becomes_the_article(desk):
    await desk.read(lambda conn: conn.execute("update articles set access = 'paywalled'"))
    await desk.read(lambda conn: conn.execute("update bodies set text = ?", (TEXT[0],)))
    saved = await desk.look(page())
    assert (saved.outcome, saved.reason) == (Outcome.UPDATED, "can be read in full now")
    assert replace(await desk.article(), reasons=()).access is Access.FULL
