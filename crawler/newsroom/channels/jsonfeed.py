"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json

from crawler.newsroom.channels.feed import Entry, Feed, rfc3339


def jsonfeed(feed: Feed) -> str:
    """Write the feed as JSON Feed."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "language": feed.outlet.language,
            "items": [_item(entry) for entry in feed.entries],
        },
        ensure_ascii=False,
        indent=1,
    )


def _item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.summary,
        "summary": entry.summary,
        "date_published": rfc3339(entry.published),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [entry.section],
    }
    if entry.changed != entry.published:
        item["date_modified"] = rfc3339(entry.changed)
    if entry.image:
        item["image"] = entry.image
    return item
