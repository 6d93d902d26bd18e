"""What the aggregator's search endpoint finds."""

import re
from unicodedata import category, normalize

TOKEN = re.compile(r'"([^"]+)"|([^\s()"]+)')
OPERATOR = re.compile(r"(when|after|before):\S+")
"""Limits of time, which aggregators know and which the newsroom's one week does not need."""

Query = tuple[tuple[str, ...], ...]
"""Groups that must all be found; a group is found when one of its folded words or phrases is."""


def folded(text: str) -> str:
    """Fold case and diacritics, so that "politica" finds "Política"."""
    decomposed = normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if category(letter) != "Mn")


def parsed(query: str) -> Query:
    """Read a query as Google News does: ``("mai 1" OR openai) microsoft`` wants one of the first two and the third."""
    groups: list[tuple[str, ...]] = []
    joined = False
    for phrase, word in TOKEN.findall(query):
        if word == "OR":
            joined = bool(groups)
        elif not OPERATOR.fullmatch(word):
            term = folded(phrase or word)
            groups[-1:] = [(*groups[-1], term)] if joined else [*groups[-1:], (term,)]
            joined = False
    return tuple(groups)


def matches(query: Query, text: str) -> bool:
    """Tell whether a folded text has every group of the query; an empty query finds nothing."""
    return bool(query) and all(any(_occurs(term, text) for term in group) for group in query)


def _occurs(term: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None
