"""One undisturbed crawl of the whole newsroom, shared by the tests that look at what came of it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # harness.py

from harness import Installation, install, serving

from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom


@dataclass(frozen=True, slots=True)
class Crawled:
    """An installation after one `crawl --all`, with the servers still up."""

    installation: Installation
    newsroom: Newsroom
    mailbox: Mailbox
    output: str
    status: int


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    newsroom, mailbox = Newsroom.from_seeds(StoppedClock()), Mailbox(folder / "mail")
    with serving(newsroom, mailbox):
        installation = install(folder, newsroom, mailbox)
        done = installation.run("crawl", "--all", "--json")
        assert "Traceback" not in done.stderr, done.stderr
        yield Crawled(installation, newsroom, mailbox, done.stdout, done.returncode)
