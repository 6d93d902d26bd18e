"""Trouble with a channel is classed, seen and told; repeats make no new articles."""

from datetime import UTC, datetime, timedelta

import pytest
from hostile_site import Answer, Lab, article, laboratory, raw, rss, status  # noqa: F401 -- a fixture

from archive import db, health, sources
from archive.health import Ailing
from crawler.health import STREAK, chance_of_silence, digest, speaks_by

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
AILING = Ailing(
    1, "s1", "The Daily", "http://d.example/feed", "silent", "", 0, NOW, NOW - timedelta(days=9), 4.0, "", known=False
)
KINDS: list[tuple[Answer, str]] = [
    (status(200, b"<!doctype html><html><body>We moved</body></html>"), "html-instead-of-feed"),
    (status(200, b"", "application/rss+xml"), "empty"),
    (rss(), "no-entries"),
    (status(404), "http-4xx"),
    (status(500), "http-5xx"),
    (raw(b""), "protocol"),
]


@pytest.mark.parametrize(("answer", "kind"), KINDS, ids=[kind for _, kind in KINDS])
async def test_each_trouble_has_its_class(lab: Lab, answer: Answer, kind: str) -> None:
    url = lab.site.on("a.example", "/feed", answer)
    lab.watch(url)
    await lab.crawl()
    assert lab.channel(url)["kind"] == kind


async def test_a_dead_host_is_said_once_and_as_what_it_is(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    """Its robots.txt is asked for first, but the trouble is the connection."""
    lab.fetch["resolve"] = {"*": "127.0.0.1:1"}
    lab.watch("http://dead.example/feed")
    with caplog.at_level("INFO"):
        await lab.crawl()
    assert lab.channel("http://dead.example/feed")["kind"] == "connect"
    (line,) = [record.getMessage() for record in caplog.records if "dead.example" in record.getMessage()]
    assert "asking for robots.txt" in line
    assert "ssl:" not in line


def test_a_channel_is_silent_after_twice_its_gap_and_a_day() -> None:
    assert speaks_by(NOW, 1.0) == NOW + timedelta(days=3)
    assert speaks_by(NOW, 24.0) == NOW + timedelta(days=1, hours=2)
    assert speaks_by(NOW, 0.0) == NOW + timedelta(days=121)
    assert chance_of_silence(0) == 1
    assert chance_of_silence(3) == pytest.approx(0.0498, abs=1e-4)


async def test_silence_shows_in_the_health_view(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", rss("http://a.example/2026/11/x"))
    lab.watch(url)
    await lab.crawl()
    before = lab.rows("select silent, per_day, expected_since from source_health")[0]
    assert not before["silent"]
    assert before["per_day"] > 0
    conn = db.connect(lab.archive)
    conn.execute("update channels set speaks_by = '2020-01-01T00:00:00Z', last_new_at = '2020-01-01T00:00:00Z'")
    found = health.ailing(conn, STREAK)
    conn.close()
    assert [channel.kind for channel in found] == ["silent"]
    assert found[0].expected > 100


def test_the_digest_tells_what_is_new_only() -> None:
    assert digest([]) is None
    subject, text = digest([AILING]) or ("", "")
    assert subject == "1 channel needs a look"
    assert "nothing new although it should have spoken" in text
    assert "chance of none: 1.8%" in text


async def test_a_health_digest_goes_to_the_operator_once(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", status(500))
    lab.watch(url)
    for _ in range(STREAK):
        await lab.crawl(again=True)
    for _ in range(2):
        conn = db.connect(lab.archive)
        conn.execute("update polling set learnt_at = '2020-01-01T00:00:00Z'")
        conn.close()
        await lab.learn()
    (notice,) = lab.rows("select subject, notice from messages where kind = 'notice'")
    assert "needs a look" in notice["subject"]
    assert "its server is in trouble" in notice["notice"]


async def test_old_entries_new_guids_and_titles_make_no_new_articles(lab: Lab) -> None:
    page = lab.site.on("a.example", "/2026/11/x", article())
    first, second = (
        f'<rss version="2.0"><channel><title>F</title><item><title>{title}</title><link>{page}{tail}</link>'
        f"<guid isPermaLink='false'>{guid}</guid></item></channel></rss>"
        for title, tail, guid in (("One title", "", "1"), ("Another title", "?utm_source=rss", "slug-of-another-title"))
    )
    for text in (first, second, "", first):
        lab.site.on("a.example", "/feed", status(200, text.encode() or rss_without_entries(), "application/rss+xml"))
        lab.feeds = []
        lab.watch("http://a.example/feed")
        await lab.crawl(again=True)
    assert len(lab.rows("select 1 from urls where url not like 'seed:%'")) == 1
    assert len(lab.rows("select 1 from articles")) == 1
    assert lab.site.hits("a.example")["/2026/11/x"] == 1
    assert {row["title"] for row in lab.rows("select title from sightings")} == {"One title", "Another title"}


def rss_without_entries() -> bytes:
    return b'<rss version="2.0"><channel><title>F</title></channel></rss>'


async def test_failures_never_delete(lab: Lab) -> None:
    url = lab.site.on("a.example", "/feed", rss("http://a.example/2026/11/x"))
    lab.watch(url)
    await lab.crawl()
    lab.site.on("a.example", "/feed", status(404))
    await lab.crawl(again=True)
    conn = db.connect(lab.archive)
    with db.transaction(conn):
        sources.sync(conn, [], NOW)
    conn.close()
    assert lab.rows("select 1 from sightings")
    assert not lab.channel(url)["enabled"]
