"""From the templates of search services and the topic's queries to the addresses that are polled: pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, urlsplit

from archive.model import Channel, Source
from pipelines.topic import Query, Topic


def with_searches(sources: Iterable[Source], topic: Topic) -> tuple[Source, ...]:
    """The sources, each search template replaced by one channel for each query that the topic asks in its language."""
    return tuple(replace(source, channels=tuple(_expanded(source.channels, topic))) for source in sources)


def documented_spacings(sources: Iterable[Source]) -> dict[str, float]:
    """Seconds between requests to a host by what services document; the widest of a host's channels counts."""
    found: dict[str, float] = {}
    for channel in (channel for source in sources for channel in source.channels if channel.enabled):
        host = urlsplit(channel.url).hostname or ""
        if spacing := _spacing(channel.options):
            found[host] = max(found.get(host, 0.0), spacing)
    return found


def asks_sec(sources: Iterable[Source]) -> bool:
    """Whether a channel of SEC EDGAR is on."""
    channels = (channel for source in sources if source.enabled for channel in source.channels if channel.enabled)
    return any((urlsplit(channel.url).hostname or "").endswith("sec.gov") for channel in channels)


def _spacing(options: Mapping[str, str]) -> float:
    spacings = [float(options.get("seconds_between_requests", 0))]
    for key, seconds in (("requests_per_second", 1.0), ("requests_per_hour", 3600.0)):
        if float(options.get(key, 0)) > 0:
            spacings.append(seconds / float(options[key]))
    return max(spacings)


def _expanded(channels: Iterable[Channel], topic: Topic) -> Iterator[Channel]:
    for channel in channels:
        if "{query}" not in channel.url:
            yield channel
            continue
        for query in topic.queries:
            if query.language == channel.options["language"]:
                for words in _DIALECTS[channel.options["dialect"]](query):
                    yield replace(
                        channel,
                        url=channel.url.replace("{query}", quote(words, safe="")),
                        options={**channel.options, "query": words},
                    )


def _with_or(query: Query) -> list[str]:
    """One query with OR in parentheses: Google News, Bing News and GDELT read it alike."""
    alternatives = " OR ".join(_phrase(term) for term in query.any)
    group = f"({alternatives})" if len(query.any) > 1 else alternatives
    return [" ".join([*([group] if group else []), *(_phrase(term) for term in query.all)])]


def _without_or(query: Query) -> list[str]:
    """Hacker News Search knows no OR: one query for each alternative."""
    needed = [_phrase(term) for term in query.all]
    return [" ".join([_phrase(term), *needed]) for term in query.any] or [" ".join(needed)]


def _phrase(term: str) -> str:
    return term if term.isalnum() else f'"{term}"'


_DIALECTS: dict[str, Callable[[Query], list[str]]] = {
    "google-news": _with_or,
    "bing-news": _with_or,
    "gdelt": _with_or,
    "hn-algolia": _without_or,
}
