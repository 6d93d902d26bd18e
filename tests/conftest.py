"""Under xdist the tests of one folder stay in one process, so that what they share (a crawl, a browser) is made once."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        apart = folder == "e2e" and "crawled" not in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group(f"{folder}-{item.path.stem}" if apart else folder))
