"""Where a page prints its byline: elements that say they hold the author, and short lines that begin with "By"."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.byline_words import AUTHOR_ADDRESS, ELSEWHERE, LABEL, OWN_FOOTER, TEXT_BYLINE
from pipelines.pagetext import stands_elsewhere
from pipelines.person_names import names_somebody, people

_LONGEST = 120  # characters of a byline element
_WALK = 200  # elements after the headline within which a byline stands
_TAGS = ("a", "span", "div", "p", "li", "td", "em", "strong", "b", "h3", "h4", "cite", "section", "small")
_META = re.compile(r"(?:^|[\s_-])(?:meta|info|details|posted|publish|date)(?:$|[\s_-])", re.IGNORECASE)
_SAYS_NAME = re.compile(r"(?:^|\s)(?:vcard|fn|n|p-author|p-name)(?:\s|$)")  # the hCard and h-card microformats


def byline_elements(tree: HtmlElement, *, anyone: bool = False) -> Iterator[str]:
    """Texts of elements that say they hold the author, all of the first such kind. `anyone`: also those without a person."""
    kind = None
    for element in tree.iter(*_TAGS):
        rel, prop, label = element.get("rel") or "", element.get("itemprop") or "", element.get("class") or ""
        says = "author" in rel or "author" in prop or LABEL.search(label) or LABEL.search(element.get("id") or "")
        if not says or (kind is not None and kind != (element.tag, label, rel, prop)) or _elsewhere(element):
            continue
        text = _text(element)
        sure = "author" in rel or bool(_SAYS_NAME.search(label))
        if 1 < len(text) <= _LONGEST and (anyone or names_somebody(text, pen_names=sure)):
            kind = None if anyone else (element.tag, label, rel, prop)
            yield text


def _elsewhere(element: HtmlElement) -> bool:
    """Whether `element` is about another article; the footer of the article itself is not elsewhere."""
    footer = next(element.iterancestors("footer"), None)
    if footer is not None and OWN_FOOTER.search(footer.get("class") or "") and not _in_box(element, footer):
        return False
    return stands_elsewhere(element, ELSEWHERE)


def _in_box(element: HtmlElement, footer: HtmlElement) -> bool:
    between = (parent for parent in (element, *element.iterancestors()) if footer in parent.iterancestors())
    return any(ELSEWHERE.search(f"{parent.get('class') or ''} {parent.get('id') or ''}") for parent in between)


def text_bylines(tree: HtmlElement, *, anyone: bool = False) -> Iterator[str]:
    """What follows "By" in short elements after the headline."""
    for element in _after_headline(tree):
        if element.tag not in {"a", "figcaption"} and element.text and TEXT_BYLINE.search(element.text):
            text = _text(element)
            if len(text) > _LONGEST:  # a sentence that goes on: "by" and the link after it
                text = f"{element.text.strip()} {_first_link(element)}"
            match = TEXT_BYLINE.search(text)
            if match and len(text) <= _LONGEST:
                byline = text[match.start("by") :]
                if anyone or any(not name.islower() for name in people(byline)):
                    yield byline


def _first_link(element: HtmlElement) -> str:
    """The text of the link that `element` begins with, behind a "by" or nothing."""
    first = next(iter(element), None)
    return _text(first) if first is not None and first.tag == "a" and TEXT_BYLINE.fullmatch(element.text or "") else ""


def author_links(tree: HtmlElement) -> Iterator[str]:
    """Texts of links after the headline that lead to a page about an author."""
    for element in _after_headline(tree):
        if element.tag == "a" and AUTHOR_ADDRESS.search(element.get("href") or "") and not _elsewhere(element):
            text = _text(element)
            if 1 < len(text) <= _LONGEST and any(" " in name for name in people(text)):
                yield text


def labelled_bylines(tree: HtmlElement) -> Iterator[str]:
    """Short texts that begin with "By" in elements that hold what is said about the article."""
    for element in tree.iter("span", "div", "p", "li", "small"):
        label = element.get("class") or ""
        if _META.search(label) or _META.search(
            (element.getparent().get("class") or "") if element.getparent() is not None else ""
        ):
            text = _text(element)
            if 1 < len(text) <= _LONGEST and (match := TEXT_BYLINE.search(text)) and not _elsewhere(element):
                byline = text[match.start("by") :]
                if names_somebody(byline, pen_names=True):
                    yield byline


def _after_headline(tree: HtmlElement) -> Iterator[HtmlElement]:
    heading = next(tree.iter("h1"), None)
    seen, steps = heading is None, 0
    for element in tree.iter():
        seen = seen or element is heading
        if not seen or not isinstance(element.tag, str) or element.tag in {"script", "style"}:
            continue
        steps += element.tag != "a"
        if steps > _WALK:
            return
        yield element


def _text(element: HtmlElement) -> str:
    return "\n".join(part.strip() for part in element.itertext()).strip()
