"""Outlets as data: names, aliases, domains, and where a text names one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.model import Source
from pipelines.citing_words import ARTICLES
from pipelines.outlet_names import ALIASES, PRESS
from pipelines.tokens import Token, at, tokenise

WORDS_WITHOUT_ARTICLE = 2  # "Wall Street Journal" will do, "Information" needs its "The"
PRIMARY = "primary"  # kind of a source that speaks for itself
INFLECTED = frozenset({"s", "n"})
ENDINGS = frozenset({"de", "es", "com", "net", "org", "at", "ch"})
APPENDED = frozenset({"online", "news"})  # "heise online" is called heise, "BBC News" BBC
NO_NAMES = frozenset({("zeit",), ("yahoo",), ("microsoft",), ("openai",), ("sky",), ("the",)})


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet that may be cited."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    by_name: bool = True  # False: a company or a person, cited by links only


@dataclass(frozen=True, slots=True)
class Mention:
    """An outlet's name in `tokens[first:last]`. `guessed`: it only looks like one."""

    outlet: Outlet
    first: int
    last: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Names of outlets, made ready for finding them: the first word leads to whole names, the longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Outlet], ...]]
    by_domain: Mapping[str, Outlet] = field(default_factory=dict)


def outlets_of(sources: Iterable[Source]) -> tuple[Outlet, ...]:
    """The catalogue's sources as outlets; aggregators report nothing themselves."""
    return tuple(_outlet(source) for source in sources if source.kind != "aggregator")


def _outlet(source: Source) -> Outlet:
    host = _host(source.homepage)
    domain = max((known for known in ALIASES if host == known or host.endswith(f".{known}")), key=len, default="")
    return Outlet(source.id, _plain(source.name), ALIASES.get(domain, ()), (host,), source.kind != PRIMARY)


def others(known: Iterable[Outlet]) -> tuple[Outlet, ...]:
    """The press at large without the outlets given: cited by their names, in no catalogue."""
    taken = {words for outlet in known for name in (outlet.name, *outlet.aliases) for words in _spellings(name)}
    return tuple(Outlet("", name) for name in PRESS if not taken & _spellings(name))


def prepare(outlets: Iterable[Outlet]) -> Names:
    """Names and domains of outlets, indexed."""
    index: dict[str, list[tuple[tuple[str, ...], Outlet]]] = {}
    domains: dict[str, Outlet] = {}
    outlets = tuple(outlets)
    for outlet in (*outlets, *others(outlets)):
        for name in (outlet.name, *outlet.aliases) if outlet.by_name else ():
            for words in _spellings(name):
                index.setdefault(words[0], []).append((words, outlet))
        domains.update((domain.removeprefix("www."), outlet) for domain in outlet.domains)
    ordered = {first: tuple(sorted(names, key=lambda item: -len(item[0]))) for first, names in index.items()}
    return Names(ordered, domains)


def mentions(tokens: list[Token], names: Names) -> Iterator[Mention]:
    """Every known name in order; of names that begin at one word the longest."""
    index = 0
    while index < len(tokens):
        hit = next((item for item in _known(tokens[index], names) if _matches(tokens, index, item[0])), None)
        if hit is None:
            index += 1
            continue
        yield Mention(hit[1], index, index + len(hit[0]))
        index += len(hit[0])


def _known(token: Token, names: Names) -> tuple[tuple[tuple[str, ...], Outlet], ...]:
    """Names that may begin with a word: "Süddeutschen" begins "Süddeutsche Zeitung"."""
    found = names.by_first.get(token.fold, ())
    return found or names.by_first.get(token.fold[:-1], ()) if token.fold[-1:] in INFLECTED else found


def by_url(names: Names, url: str) -> Outlet | None:
    """The outlet whose domain an address belongs to."""
    host = _host(url)
    while host:
        if host in names.by_domain:
            return names.by_domain[host]
        host = host.partition(".")[2]
    return None


def _plain(name: str) -> str:
    """A catalogue's name without what it adds: "EL PAÍS (Tecnología)", "wallstreet:online", "Golem.de"."""
    return re.sub(r"\s*\(.*?\)", "", name).strip()


def _spellings(name: str) -> set[tuple[str, ...]]:
    """Token by token in lower case: as given, without a domain's ending, and without the article where enough is left."""
    words = tuple(token.fold for token in tokenise(name))
    if not words:
        return set()
    spellings = {words}
    if len(words) > WORDS_WITHOUT_ARTICLE and words[-2] == "." and words[-1] in ENDINGS:
        spellings.add(words[:-2])
    if words[0] in ARTICLES and len(words) > WORDS_WITHOUT_ARTICLE:
        spellings.add(words[1:])
    if words[-1] in APPENDED and len(words) > 1 and words[:-1] not in NO_NAMES:
        spellings.add(words[:-1])
    return spellings


def _matches(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    """Do these words stand here, printed as a name: with a capital after the article, or as small as the outlet writes itself?"""
    if any(not _is_form(at(tokens, index + step).fold, word) for step, word in enumerate(words)):
        return False
    printed = [at(tokens, index + step).text for step in range(len(words))]
    name = printed[1:] if words[0] in ARTICLES and len(words) > 1 else printed
    return (
        name[0][:1].isupper()
        or name[0][:1].isdigit()
        or any(character in "".join(printed) for character in ".-")
        or any(character.isupper() or character.isdigit() for character in "".join(printed[:1])[1:])
    )


def _is_form(printed: str, word: str) -> bool:
    """The word or one of its endings: "Frankfurter Allgemeinen Zeitung", "des Elbe-Kuriers"."""
    return printed == word or (printed[-1:] in INFLECTED and printed[:-1] == word)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
