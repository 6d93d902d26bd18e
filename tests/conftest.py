"""How xdist shares the tests out: a file to a process, what needs the common crawl to one, and the longest first.

Tests of a file share its fixtures and may build on each other, so a file is never split. pytest-xdist's own groups no longer
see to that: it writes them into the node ids, which pytest ≥ 9.2 ignores.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
LONG = ("test_crawl_killed", "crawled", "test_replay", "e2e", "browse", "hostile")  # the rest is short

# The same examples in each run, and none failed for taking long; `./run test --hypothesis-profile default` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@cache
def group_of(path: str) -> str:
    """What runs in one process: a test file (its path in the project), or all that use the common crawl."""
    file = Path(path)
    common = file.parent.name == "e2e" and "crawled:" in (ROOT / file).read_text("utf-8")
    return "crawled" if common and file.stem != "test_crawl_killed" else path


class FileScheduling(LoadScopeScheduling):
    """Gives each process whole groups, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.split("::", 1)[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileScheduling:
    """Name the scheduler; see pytest-xdist's documentation of this hook."""
    return FileScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the groups that last longest first, so that no process is left with one at the end."""

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT).as_posix()
        names = (item.path.stem, group_of(path), item.path.parent.name)
        return min((LONG.index(name) for name in names if name in LONG), default=len(LONG))

    items.sort(key=rank)
