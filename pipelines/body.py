"""The article's text: trafilatura's reading of the prepared page, tried again where it looks too short, repaired and cut.

Each step was kept for what it brought on 394 real pages (docs/decisions/extraction.md holds the figures).
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from pipelines.furniture import cut_furniture, fold
from pipelines.headings import restore_subheads
from pipelines.overrides import OVERRIDE, article_lines
from pipelines.prepare import prepare, prose_length
from pipelines.scrub import tidy_lines
from pipelines.structure import Roles, captions, read_roles

_SHORT = 0.3  # of the page's prose: a shorter text has missed the article, and the next, dearer way is tried
_LONGER = 1.2  # how much longer the dearer text must be to be taken
_WAYS: tuple[dict[str, Any], ...] = ({"fast": True, "favor_recall": True}, {})
_TEASER = 500  # characters a teaser may have
_MUCH_LONGER = 1.5  # JSON-LD's articleBody is often a teaser; this much longer than the page's text it is the article
_COVERED = 0.6  # of the text stands in articleBody: then that is the article, and what it lacks is furniture
_LABEL = 40  # characters: shorter lines (subheads, list items) are often left out of articleBody
_TAG = re.compile(r"<(/?)(br|p|div|h\d|li|ul)?[^>]{0,300}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The text, one paragraph a line, where it came from, and its lines before furniture was cut (agency credits).

    `roles` tells what its lines are (`pipelines.structure`); `captions` are those of the pictures in the page's article.
    """

    text: str = ""
    origin: str = ""
    lines: tuple[str, ...] = ()
    roles: Roles = field(default_factory=dict)
    captions: tuple[str, ...] = ()


def read_body(
    tree: HtmlElement,
    titles: Sequence[str] = (),
    names: Sequence[str] = (),
    article_body: str = "",
    labels: Sequence[str] = (),
) -> Body:
    """The main text; an empty one when the page has none. Changes `tree`.

    `titles` and `names` (authors) tell which of the first lines are headline and byline. `article_body` is what
    JSON-LD gives, free of charge, or "". `labels` (section, outlet) stand alone above many a text.
    """
    roles, pictured = read_roles(tree), captions(tree)
    prepare(tree)
    text, origin = _read(tree), "trafilatura"
    linked = tidy_lines(without_tags(article_body))
    if len(linked) > _MUCH_LONGER * len(text) and len(linked) > _TEASER:
        text, origin = linked, "json-ld"
    if not text:
        return Body()
    raw = text.split("\n")
    if origin == "trafilatura":
        raw = restore_subheads(raw, tree)
    lines = cut_furniture(raw, titles, names, labels)
    if linked and origin == "trafilatura":
        lines = _only_covered(lines, linked)
    return Body("\n".join(lines), origin, tuple(raw), roles, pictured)


def selected_body(tree: HtmlElement, selectors: Sequence[str]) -> Body | None:
    """The text of the elements that an override selects; None where it selects nothing."""
    lines = article_lines(tree, selectors)
    return Body("\n".join(lines), OVERRIDE, tuple(lines), read_roles(tree), captions(tree)) if lines else None


def _read(tree: HtmlElement) -> str:
    enough = _SHORT * prose_length(tree)
    best = ""
    for way in _WAYS:
        document = bare_extraction(tree, include_comments=False, **way)
        text = tidy_lines(document.text or "") if isinstance(document, Document) else ""
        if len(text) > _LONGER * len(best):
            best = text
        if best and len(best) >= enough:
            break
    return best


def _only_covered(lines: list[str], article_body: str) -> list[str]:
    """Lines that stand in `article_body`, short ones among them, and what comes before them; all lines where it holds few."""
    folded = fold(article_body)
    covered = [fold(line)[:100] in folded for line in lines]
    if sum(len(line) for line, there in zip(lines, covered, strict=True) if there) < _COVERED * sum(map(len, lines)):
        return lines
    first, last = covered.index(True), len(covered) - covered[::-1].index(True)
    return [
        line
        for at, (line, there) in enumerate(zip(lines, covered, strict=True))
        if there or at < first or (at < last and len(line) < _LABEL)
    ]


def without_tags(text: str) -> str:
    """`text` of an articleBody: some sites put HTML into it, escaped or not."""
    text = html.unescape(text)
    return html.unescape(_TAG.sub(lambda tag: "\n" if tag[2] else "", text)) if "<" in text else text
