"""The headline as printed, without the outlet's name behind it."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.jsonld import LinkedArticle
from pipelines.pagehead import Head
from pipelines.scrub import one_line

_SEPARATOR = re.compile(r"\s+[|–—·•»«:\-]\s+|\s*\|\s*")


def read_title(tree: HtmlElement, head: Head, linked: LinkedArticle) -> tuple[str, str]:
    """The title and where it came from; two empty strings when the page has none."""
    for origin, text in _candidates(tree, head, linked):
        if text:
            return text, origin
    return "", ""


def _candidates(tree: HtmlElement, head: Head, linked: LinkedArticle) -> Iterator[tuple[str, str]]:
    headings = [text for h in tree.iter("h1") if (text := one_line(h.text_content()))]
    if len(headings) == 1:
        yield "h1", headings[0]
    yield "json-ld", one_line(linked.headline)
    yield "meta", one_line(head.first("og:title", "twitter:title"))
    yield "h1", next(iter(headings), "")
    yield "title-element", _SEPARATOR.split(one_line(head.title))[0]
