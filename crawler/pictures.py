"""A picture of an article, for the reading room: fetched when a reader asks, by the crawler's own guarded way, within limits."""

from collections.abc import Mapping
from typing import Any

from crawler.config import FetchSection
from crawler.fetching.single import Fetcher, FetchError

MAX_BYTES = 3 * 2**20
SECONDS = 10.0


async def fetch(settings: Mapping[str, Any], url: str) -> bytes:
    """The bytes at the address, whatever they are. `settings` are those of [fetch]. Raises FetchError: the text says why."""
    section = FetchSection.model_validate(settings)
    limits = {"max_bytes": min(MAX_BYTES, section.max_bytes), "timeout": min(SECONDS, section.timeout)}
    async with Fetcher(section.model_copy(update=limits)) as fetcher:
        answer = await fetcher.get(url)
    if answer.status != 200 or answer.partial:  # noqa: PLR2004
        raise FetchError(f"{url}: HTTP {answer.status}")
    return answer.body
