"""Exact duplicates: the same article under another address, or the same text word for word. Pure."""

from collections.abc import Sequence

from archive.articles import Twin
from archive.model import Duplicate


def find(twins: Sequence[Twin]) -> Duplicate | None:
    """Which stored article this one repeats; the same address counts before the same text, then the oldest."""
    for twin in twins:
        if twin.same_url:
            return Duplicate(twin.article_id, f"same article as {twin.url} (canonical address)")
    if twins:
        return Duplicate(twins[0].article_id, f"same text word for word as {twins[0].url}")
    return None


def is_same_address(duplicate: Duplicate) -> bool:
    """Whether the page is another address of a stored article (nothing to store) and not a copy elsewhere."""
    return duplicate.reason.endswith("(canonical address)")
