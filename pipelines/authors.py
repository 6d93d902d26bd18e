"""The people who wrote an article. Editorial desks, agencies and outlets are not people; nobody is made up.

A name in JSON-LD or a meta element counts only when readers see it, or one beside it, on the page too: content systems fill those
fields with whoever pressed the button (docs/decisions/extraction.md has the figures).
"""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.bylines import author_links, byline_elements, labelled_bylines, text_bylines
from pipelines.furniture import fold
from pipelines.jsonld import LinkedArticle
from pipelines.pagehead import Head
from pipelines.person_names import name_parts, people
from pipelines.scrub import one_line
from pipelines.titles import is_outlet, outlet_key, outlet_names

_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "cxenseparse:author",
)
_ARTICLE = re.compile(r"(?:the|der|die|das|el|la|los|las) ", re.IGNORECASE)  # papers are called so, people hardly ever
_SHORT_KEY = 3  # letters of an outlet's name that may begin the name of a desk of it ("MDR THÜRINGEN")


def read_authors(tree: HtmlElement, head: Head, linked: LinkedArticle, shown: str, url: str = "") -> tuple[tuple[str, ...], str]:
    """Names in printed order and where they came from; empty when the page names nobody. `shown` is all text of the page."""
    outlets = [*outlet_names(head, linked, url), *linked.organisations]
    visible = f" {fold(shown)} "
    agreed = {fold(n) for t in linked.people for n in people(t)} & {fold(n) for t in head.all(*_METAS) for n in people(t)}
    for origin, texts in _sources(tree, head, linked):
        names = [name for text in texts for name in people(text) if not _is_outlet(name, outlets, origin)]
        seen = [name for name in names if f" {fold(name)} " in visible or (" " in name and fold(name) in agreed)]
        if seen:
            return tuple(dict.fromkeys(names if origin == "json-ld" else seen)), origin
    return (), ""


def _is_outlet(name: str, outlets: Sequence[str], origin: str) -> bool:
    """Whether `name` is the outlet's or a desk's of it. A blog may be called like its author, and a byline says who wrote."""
    keys = {outlet_key(outlet) for outlet in outlets}
    if origin == "byline":
        called_so = " " not in name or _ARTICLE.match(name)
        return bool(called_so and outlet_key(name) in keys) or _begins_like(name, keys)
    return is_outlet(name, outlets)


def _begins_like(name: str, keys: set[str]) -> bool:
    first, *rest = name.split()
    return bool(rest) and len(first) >= _SHORT_KEY and first.isupper() and outlet_key(first) in keys


def _sources(tree: HtmlElement, head: Head, linked: LinkedArticle) -> Iterator[tuple[str, Sequence[str]]]:
    yield "json-ld", linked.people
    yield "byline", _agreed(list(byline_elements(tree)), [*linked.people, *head.all(*_METAS)])
    yield "meta", head.all(*_METAS)
    yield "byline", list(text_bylines(tree))[:1]
    yield "byline", list(labelled_bylines(tree))[:1]
    yield "byline", list(author_links(tree))


def _agreed(bylines: list[str], named: Sequence[str]) -> list[str]:
    """The names among `bylines` that the page's head gives too, if any: what else stands there are roles and buttons."""
    heads = {fold(name) for text in named for name in people(text)}
    agreed = [name for text in bylines for name in people(text) if fold(name) in heads]
    return agreed or bylines


def read_credited(tree: HtmlElement, head: Head, linked: LinkedArticle) -> tuple[str, ...]:
    """Organisations given as author: those that a printed byline names ("By Euronews", "Von dpa"), else those of JSON-LD."""
    bylines = {
        part for text in (*byline_elements(tree, anyone=True), *text_bylines(tree, anyone=True)) for part in name_parts(text)
    }
    folded = {fold(part) for part in bylines}
    named = (one_line(name) for name in (*linked.people, *linked.organisations, *head.all(*_METAS)))
    printed = tuple(dict.fromkeys(name for name in named if name and fold(name) in folded))
    return printed or tuple(dict.fromkeys(map(one_line, linked.organisations)))
