import re
from itertools import combinations

import pytest
from newsroom_reader import Reader

from crawler.newsroom.filler import filler
from crawler.newsroom.server import Newsroom

FORBIDDEN = re.compile(r"microsoft|openai|copilot|\bMAI\b|\bKI\b|\bAI\b|[\[\]{}|]", re.IGNORECASE)


@pytest.fixture(scope="session")
def many(outlets):
    return filler(7, 900, outlets)


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + 4]) for start in range(len(words) - 3)}


def test_the_same_seed_gives_the_same_articles(outlets, many):
    assert filler(7, 900, outlets) == many
    assert filler(7, 10, outlets) == many[:10]
    assert filler(8, 10, outlets) != many[:10]


def test_ids_are_unique_and_languages_mixed(outlets, many):
    assert len({article.id for article in many}) == 900
    languages = {outlet.id: outlet.language for outlet in outlets}
    assert {languages[article.outlet] for article in many} == {"en", "de", "es"}


def test_nothing_touches_the_topic_and_no_pattern_stays_open(many):
    assert [article.id for article in many if FORBIDDEN.search(article.title + article.body)] == []


def test_no_two_texts_are_near_duplicates(many):
    sets = [shingles(article.body) for article in many[:240]]
    closest = max(len(one & other) / len(one | other) for one, other in combinations(sets, 2))
    assert closest < 0.35


async def test_filler_is_served_like_everything_else(outlets, many, clock):
    async with Newsroom(many, outlets, clock) as newsroom, Reader(newsroom) as reader:
        page = await reader.article(many[0].id)
        assert page.status == 200
        assert many[0].title in page.text
