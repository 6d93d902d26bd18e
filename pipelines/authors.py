"""The people who wrote an article. Editorial desks, agencies and outlets are not people; nobody is made up.

A name in JSON-LD or a meta element counts only when readers see it on the page too: content systems fill those fields with
whoever pressed the button (measured: it takes the invented authors from 0.37 to the figure in docs/decisions/extraction.md).
"""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.agencies import is_agency
from pipelines.byline_words import AFTER_NAME, ELSEWHERE, LABEL, NOBODY, PARTICLE, PREFIX, SPLIT, TEXT_BYLINE, TITLES
from pipelines.furniture import fold
from pipelines.jsonld import LinkedArticle
from pipelines.pagehead import Head
from pipelines.pagetext import stands_elsewhere
from pipelines.scrub import one_line
from pipelines.titles import is_outlet, outlet_names

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
_LONGEST = 120  # characters of a byline element
_NAME_WORD = r"(?:[^\W\d_][\w.'’‐-]*)"
_NAME = re.compile(rf"^{_NAME_WORD}(?: (?:{PARTICLE}|{_NAME_WORD})){{1,4}}$")
_PARTICLES = re.compile(rf"^{PARTICLE}$")
_PEN_NAME = re.compile(r"^[^\W\d_][\w.-]{1,24}$")
_WALK = 200  # elements after the headline within which a byline stands


def read_authors(tree: HtmlElement, head: Head, linked: LinkedArticle, shown: str, url: str = "") -> tuple[tuple[str, ...], str]:
    """Names in printed order and where they came from; empty when the page names nobody. `shown` is all text of the page."""
    outlets = [*outlet_names(head, linked, url), *linked.organisations]
    visible = f" {fold(shown)} "
    for origin, texts in _sources(tree, head, linked):
        names = tuple(
            dict.fromkeys(
                name
                for text in texts
                for name in people(text)
                if f" {fold(name)} " in visible and not (is_outlet(name, outlets) and (origin != "byline" or " " not in name))
            )
        )  # a blog may be called like its author; a byline says who wrote
        if names:
            return names, origin
    return (), ""


def read_credited(tree: HtmlElement, head: Head, linked: LinkedArticle) -> tuple[str, ...]:
    """Organisations given as author: those that a printed byline names ("By Euronews", "Von dpa"), else those of JSON-LD."""
    bylines = {
        part for text in (*_byline_elements(tree, anyone=True), *_text_bylines(tree, anyone=True)) for part in _parts(text)
    }
    folded = {fold(part) for part in bylines}
    named = (one_line(name) for name in (*linked.people, *linked.organisations, *head.all(*_METAS)))
    printed = tuple(dict.fromkeys(name for name in named if name and fold(name) in folded))
    return printed or tuple(dict.fromkeys(map(one_line, linked.organisations)))


def people(text: str) -> Iterator[str]:
    """The names of people in a byline, without academic titles."""
    for name in _parts(text):
        bare = TITLES.sub("", name)
        if _is_person(bare):
            yield bare


def _names_somebody(text: str) -> bool:
    """Whether a printed byline holds a name: of two words, or one capitalised word and nothing else."""
    names = list(people(text))
    return any(" " in name for name in names) or (len(names) == 1 == len(list(_parts(text))) and not names[0].islower())


def _parts(text: str) -> Iterator[str]:
    """The names in a byline, people or not."""
    if "://" in text:
        return
    lines = [one_line(line) for line in text.split("\n")]
    for part in SPLIT.split(PREFIX.sub("", "\n".join(line for line in lines if line))):
        name = AFTER_NAME.sub("", PREFIX.sub("", part)).strip(" .:-–|")
        if name:
            yield name


def _is_person(name: str) -> bool:
    """Two to five words that begin like names, or one word that could be a pen name; no desk, agency or place."""
    words = name.split()
    if is_agency(name) or not NOBODY.isdisjoint(fold(name).split()):
        return False
    if len(words) == 1:
        return bool(_PEN_NAME.match(name))
    return bool(_NAME.match(name)) and all(not word[0].islower() or _PARTICLES.match(word) for word in words)


def _sources(tree: HtmlElement, head: Head, linked: LinkedArticle) -> Iterator[tuple[str, Sequence[str]]]:
    yield "json-ld", linked.people
    yield "byline", list(_byline_elements(tree))
    yield "meta", head.all(*_METAS)
    yield "byline", list(_text_bylines(tree))[:1]


def _byline_elements(tree: HtmlElement, *, anyone: bool = False) -> Iterator[str]:
    """Texts of elements that say they hold the author, all of the first such kind. `anyone`: also those without a person."""
    kind = None
    for element in tree.iter("a", "span", "div", "p", "li", "td", "em", "strong", "b", "h3", "h4", "cite", "section", "small"):
        rel, prop, label = element.get("rel") or "", element.get("itemprop") or "", element.get("class") or ""
        says = "author" in rel or "author" in prop or LABEL.search(label) or LABEL.search(element.get("id") or "")
        if not says or (kind is not None and kind != (element.tag, label, rel, prop)) or stands_elsewhere(element, ELSEWHERE):
            continue
        text = "\n".join(part.strip() for part in element.itertext()).strip()
        if 1 < len(text) <= _LONGEST and (anyone or _names_somebody(text)):
            kind = None if anyone else (element.tag, label, rel, prop)
            yield text


def _text_bylines(tree: HtmlElement, *, anyone: bool = False) -> Iterator[str]:
    """What follows "By" in short elements after the headline."""
    heading = next(tree.iter("h1"), None)
    seen = heading is None
    steps = 0
    for element in tree.iter():
        seen = seen or element is heading
        if not seen or not isinstance(element.tag, str) or element.tag in {"script", "style", "a", "figcaption"}:
            continue
        steps += 1
        if steps > _WALK:
            return
        if element.text and TEXT_BYLINE.search(element.text):
            text = "\n".join(part.strip() for part in element.itertext())
            match = TEXT_BYLINE.search(text)
            if (
                match
                and len(text) <= _LONGEST
                and (anyone or any(not name.islower() for name in people(text[match.start("by") :])))
            ):
                yield text[match.start("by") :]
