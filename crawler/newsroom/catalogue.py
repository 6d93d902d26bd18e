"""The newsroom's outlets in the shape of seeds/sources/*.yaml, so that a crawler treats them like any other source."""

from collections.abc import Iterable

from crawler.newsroom.model import Channel, Outlet
from crawler.newsroom.press import Directory

SEARCH_DIALECT = "google-news"
"""The query syntax that the aggregator's search reads."""
MANY_LANGUAGES = "mul"


def catalogue(outlets: Iterable[Outlet], directory: Directory) -> list[dict[str, object]]:
    """Describe each outlet and its channels."""
    return [_source(outlet, directory.home(outlet.id)) for outlet in outlets]


def _source(outlet: Outlet, home: str) -> dict[str, object]:
    return {
        "id": outlet.id,
        "name": outlet.name,
        "homepage": home,
        "country": outlet.country,
        "timezone": outlet.timezone,
        "language": MANY_LANGUAGES if outlet.language == "mixed" else outlet.language,
        "kind": outlet.kind,
        "priority": outlet.priority,
        "paywall": outlet.paywall,
        "confidence": "high",
        "channels": [_channel(channel, home) for channel in outlet.channels],
    }


def _channel(channel: Channel, home: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "url": home + channel.path.removeprefix("/"),
        "format": channel.format,
        "status": "ok",
    }
    if channel.language:
        entry |= {"dialect": SEARCH_DIALECT, "language": channel.language}
    return entry
