"""One undisturbed crawl of the whole newsroom, shared by the tests that look at what came of it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # harness.py

from harness import Crawled, install, serving

from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    newsroom, mailbox = Newsroom.from_seeds(StoppedClock()), Mailbox(folder / "mail")
    with serving(newsroom, mailbox):
        installation = install(folder, newsroom, mailbox)
        done = installation.run("crawl", "--all", "--json")
        assert "Traceback" not in done.stderr, done.stderr
        yield Crawled(installation, newsroom, mailbox, done.stdout, done.returncode)
