import feedparser
import pytest

from crawler.newsroom.channels.search import folded, matches, parsed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("microsoft openai", True),
        ("microsoft oracle", False),
        ("oracle OR openai", True),
        ('("mai 1" OR "grok 3") microsoft', False),
        ('("mai 1" OR openai) microsoft when:7d', True),
        ('"openai stake"', False),
        ("micro", False),
        ("ÓPENAI", True),
        ("", False),
    ],
)
def test_queries_read_as_google_news_reads_them(query, found):
    assert matches(parsed(query), folded("Microsoft to hold a stake in OpenAI")) is found


async def search(reader, query):
    answer = await reader.path("press-radar", f"/search.rss?{query}")
    return feedparser.parse(answer.body).entries


async def test_results_look_like_an_aggregators(reader):
    [*entries] = await search(reader, "q=Suleyman&lang=de")
    assert entries
    assert all(entry.title.endswith(f" - {entry.source.title}") for entry in entries)
    assert all(entry.link.startswith(entry.source.href) for entry in entries)
    assert {entry.source.title for entry in entries} <= {
        "Elbe-Kurier",
        "Alpenblick",
        "Rheintal-Anzeiger",
        "Technik-Bote",
        "Börsenlotse",
    }


async def test_nothing_of_the_future_is_found(reader, clock):
    clock.move_to(1, "00:30")
    assert await search(reader, "q=Microsoft") == []


async def test_one_story_is_listed_with_amp_pages_too(reader, articles):
    amp = [entry.link for entry in await search(reader, "q=OpenAI&lang=en") if "/amp/" in entry.link]
    told = [article for article in articles if article.outlet == "harbour-gazette" and article.truth.story == "s05"]
    assert sorted(amp) == sorted(reader.newsroom.directory.amp(article) for article in told)
    page = (await reader.get(amp[0])).text
    assert f'<link rel="canonical" href="{amp[0].replace("/amp/", "/")}">' in page
