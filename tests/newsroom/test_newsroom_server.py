import asyncio

from crawler.newsroom.server import Newsroom


async def test_an_unknown_host_is_404(reader):
    answer = await reader.path("morning-ghost", "/")
    assert answer.status == 404
    assert "no outlet lives at" in answer.text


async def test_an_unknown_path_is_404(reader):
    assert (await reader.path("harbour-gazette", "/nowhere")).status == 404


async def test_head_sends_no_body(reader):
    answer = await reader.get(reader.newsroom.directory.home("technik-bote") + "feed/", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["ETag"]


async def test_the_catalogue_leads_to_channels_that_answer(reader):
    entries = reader.newsroom.catalogue()
    assert len(entries) == 16
    for entry in entries:
        for channel in entry["channels"]:
            answer = await reader.get(channel["url"].replace("{query}", "OpenAI"))
            assert answer.status == 200
            assert answer.headers["ETag"]


async def test_the_log_counts_by_host_and_path(reader):
    log = reader.newsroom.request_log
    for _ in range(3):
        await reader.path("alpenblick", "/robots.txt", User_Agent="presswatch")
    await reader.path("alpenblick", "/")
    assert log.count("alpenblick", "/robots.txt") == 3
    assert log.count("alpenblick") == 4
    assert log.paths("alpenblick") == {"/robots.txt": 3, "/": 1}
    assert log.hits[0].user_agent == "presswatch"
    assert len(log.gaps("alpenblick")) == 3


async def test_the_log_knows_how_many_requests_were_open_at_once(reader):
    await asyncio.gather(*(reader.path("valley-dispatch", "/") for _ in range(4)))
    assert reader.newsroom.request_log.peak("valley-dispatch") == 4


async def test_it_stops_and_starts_again(articles, outlets, clock):
    newsroom = Newsroom(articles, outlets, clock)
    await newsroom.start()
    await newsroom.stop()
    await newsroom.start()
    assert newsroom.port
    await newsroom.stop()
