from collections.abc import AsyncIterator

import pytest
from newsroom_reader import Reader

from crawler.newsroom.articles import load_articles
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.model import Article, Outlet
from crawler.newsroom.outlets import load_outlets
from crawler.newsroom.server import SEEDS, Newsroom


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    return load_articles(SEEDS / "articles")


@pytest.fixture(scope="session")
def outlets() -> tuple[Outlet, ...]:
    return load_outlets(SEEDS / "outlets.yaml")


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def newsroom(articles, outlets, clock) -> AsyncIterator[Newsroom]:
    async with Newsroom(articles, outlets, clock) as newsroom:
        yield newsroom


@pytest.fixture
async def reader(newsroom) -> AsyncIterator[Reader]:
    async with Reader(newsroom) as reader:
        yield reader
