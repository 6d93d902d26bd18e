"""An outlet that articles link to: suggested with its evidence, accepted by command or in the browser, read at once."""

import json
import sqlite3
from datetime import UTC, datetime

from hostile_site import Lab, laboratory, rss, status  # noqa: F401 -- a fixture
from test_sources_add import outlet, run

from archive import db, reader
from archive.wishes import note
from crawler.crawling import Crawling
from crawler.seeds import load_sources

WORDS = (
    "Microsoft said its model MAI-1 now answers part of what people ask Copilot, beside the models of its partner OpenAI.",
    "OpenAI wants to pay Microsoft a smaller share of its sales until 2030, people who saw the papers say; MAI-1 is a reason.",
)


def linking(lab: Lab, number: int) -> str:
    """An article that links to two outlets nobody knows."""
    links = "".join(
        f"<p>{WORDS[number]} Another house had it first, in <a href='http://{host}/2026/11/10/a'>a report of its own</a>.</p>"
        for host in ("d.example", "nothing.example")
    )
    title, body = WORDS[number][:40], f"<article>{links}<p>{WORDS[number]}</p></article>"
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return lab.site.on("a.example", f"/2026/11/page-{number}", status(200, page.encode()))


async def wish(lab: Lab, key: str, what: str) -> None:
    """What the reading room writes when a person presses a button."""
    conn = sqlite3.connect(lab.folder / "reader.db", isolation_level=None)
    conn.row_factory = sqlite3.Row
    reader.prepare(conn)
    note(conn, "ann", key, what, "", datetime.now(UTC))
    conn.close()


async def take_over(lab: Lab) -> None:
    """The crawler's own hand, with the settings that `run` wrote."""
    changed = lab.config().model_copy(
        update={
            "seeds": lab.config().seeds.model_copy(update={"folder": lab.folder / "seeds"}),
            "archive": lab.config().archive.model_copy(update={"reader": lab.folder / "reader.db"}),
        }
    )
    crawling = Crawling(changed, lab.seeds(), lambda *_: None)
    try:
        await crawling.start()
        await crawling.take_over()
        await crawling.take_over()
    finally:
        await crawling.stop()


async def test_links_become_a_suggestion_that_people_accept_or_decline(lab: Lab) -> None:
    outlet(lab)
    lab.watch(lab.site.on("a.example", "/feed", rss(linking(lab, 0), linking(lab, 1))))
    await lab.crawl()
    told = json.loads((await run(lab, "sources", "suggested", "--json")).stdout)
    assert [(row["key"], row["linked"]) for row in told] == [("d.example", 2), ("nothing.example", 2)]
    assert told[0]["examples"][0]["text"] == "a report of its own"

    await wish(lab, "nothing.example", "accept")
    await take_over(lab)
    (failed,) = lab.rows("select * from suggestion_decisions")
    assert (failed["key"], failed["decision"]) == ("nothing.example", "failed")
    assert "HTTP 404" in failed["note"]
    assert (await run(lab, "sources", "decline", "nothing.example")).returncode == 0

    lab.site.on("d.example", "/map.xml", status(404))
    await wish(lab, "d.example", "accept")
    await take_over(lab)
    (source,) = [source for source in load_sources(lab.folder / "seeds" / "sources") if source.id == "d-example"]
    assert [channel.url for channel in source.channels] == ["http://d.example/feed.xml"]
    assert lab.channel("http://d.example/feed.xml")["enabled"]
    (notice,) = lab.rows("select subject, notice from messages where subject like '%added%'")
    assert "accepted by ann" in notice["notice"]
    done = await run(lab, "sources", "suggested")
    assert "nothing is suggested" in done.stderr


async def test_accepting_by_command_asks_and_writes(lab: Lab) -> None:
    outlet(lab)
    db.create(lab.archive).close()
    conn = sqlite3.connect(lab.archive)
    conn.executescript(
        """insert into sources values ('known', 'Known', 'http://k.example/', '', 'en', 'press', 3, '', '', 1);
           insert into urls (id, url, source_id, first_seen_at) values (9, 'http://k.example/x', 'known', '2026-11-01T00:00:00Z');
           insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
             published_origin, first_seen_at, stored_at, topic, score, relevant, words, text_hash, lead)
             values (9, 9, 'http://k.example/x', 'known', 'T', 'en', 'full', '', 'day', '', '', '', '', 1, 1, 9, '', '');
           insert into citations (article_id, outlet, how, passage, place, start, end)
             values (9, 'The Daily', 'report', 'as The Daily says', 'text', 3, 12);"""
    )
    conn.close()
    done = await run(lab, "sources", "accept", "The Daily")
    assert (done.returncode, "--url" in done.stderr) == (2, True)
    done = await run(lab, "sources", "accept", "the daily", "--url", "http://d.example/", "--yes")
    assert done.returncode == 0, done.stderr
    (source,) = [source for source in load_sources(lab.folder / "seeds" / "sources") if source.id == "d-example"]
    assert (source.name, source.language) == ("The Daily", "en")
    done = await run(lab, "sources", "accept", "The Daily")
    assert "not suggested" in done.stderr
