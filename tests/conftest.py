"""How xdist shares the tests out: a file to a process, what needs the common crawl to one, and the longest first."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONG = ("test_crawl_killed", "test_replay", "crawled", "e2e", "browse", "hostile")  # the rest is short


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks: dict[pytest.Item, int] = {}
    for item in items:
        folder, stem = item.path.relative_to(TESTS).parts[0], item.path.stem
        common = "crawled" in getattr(item, "fixturenames", ()) and stem != "test_crawl_killed"
        group = "crawled" if common else f"{folder}-{stem}"
        item.add_marker(pytest.mark.xdist_group(group))
        ranks[item] = min((LONG.index(name) for name in (stem, group, folder) if name in LONG), default=len(LONG))
    items.sort(key=ranks.__getitem__)
