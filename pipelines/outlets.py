"""Outlets as data: names, aliases, domains, and where a text names one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.model import Source
from pipelines.citing_words import ARTICLES
from pipelines.tokens import Token, at, tokenise

WORDS_WITHOUT_ARTICLE = 2  # "Wall Street Journal" will do, "Information" needs its "The"


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet that may be cited."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A known outlet's name in `tokens[first:last]`."""

    outlet: Outlet
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names of outlets, made ready for finding them: the first word leads to whole names, the longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Outlet], ...]]
    by_domain: Mapping[str, Outlet] = field(default_factory=dict)


def outlets_of(sources: Iterable[Source]) -> tuple[Outlet, ...]:
    """The catalogue's sources as outlets; aggregators report nothing themselves."""
    chosen = (source for source in sources if source.kind != "aggregator")
    return tuple(Outlet(source.id, source.name, (), (_host(source.homepage),)) for source in chosen)


def prepare(outlets: Iterable[Outlet]) -> Names:
    """Names and domains of outlets, indexed."""
    index: dict[str, list[tuple[tuple[str, ...], Outlet]]] = {}
    domains: dict[str, Outlet] = {}
    for outlet in outlets:
        for name in (outlet.name, *outlet.aliases):
            for words in _spellings(name):
                index.setdefault(words[0], []).append((words, outlet))
        domains.update((domain.removeprefix("www."), outlet) for domain in outlet.domains)
    ordered = {first: tuple(sorted(names, key=lambda item: -len(item[0]))) for first, names in index.items()}
    return Names(ordered, domains)


def mentions(tokens: list[Token], names: Names) -> Iterator[Mention]:
    """Every known name in order; of names that begin at one word the longest."""
    index = 0
    while index < len(tokens):
        known = names.by_first.get(tokens[index].text, ())
        hit = next((item for item in known if _matches(tokens, index, item[0])), None)
        if hit is None:
            index += 1
            continue
        yield Mention(hit[1], index, index + len(hit[0]))
        index += len(hit[0])


def by_url(names: Names, url: str) -> Outlet | None:
    """The outlet whose domain an address belongs to."""
    host = _host(url)
    while host:
        if host in names.by_domain:
            return names.by_domain[host]
        host = host.partition(".")[2]
    return None


def _spellings(name: str) -> set[tuple[str, ...]]:
    """Token by token: as given, with a small article ("the Harbour Gazette"), and without one where enough is left."""
    words = tuple(token.text for token in tokenise(name))
    if not words:
        return set()
    spellings = {words}
    if words[0].lower() in ARTICLES and len(words) > 1:
        spellings.add((words[0].lower(), *words[1:]))
        if len(words) > WORDS_WITHOUT_ARTICLE:
            spellings.add(words[1:])
    return spellings


def _matches(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    *head, tail = words
    if any(at(tokens, index + step).text != word for step, word in enumerate(head)):
        return False
    last = at(tokens, index + len(head)).text
    return last in (tail, f"{tail}s")  # genitive: "des Elbe-Kuriers"


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
