"""Reading an outlet's pages by selectors that somebody wrote, where the generic way fails: data of its catalogue entry."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement, HtmlMixin

from archive.model import Override
from pipelines.scrub import one_line

OVERRIDE = "override"  # the origin of fields that were selected
GENERIC = Override(date.min)  # selects nothing
_BREAK = "\ue000"  # of the private use area: no text has it
_BLOCKS = "p, h2, h3, h4, h5, li, blockquote"


def chosen(overrides: Iterable[Override], day: date) -> Override | None:
    """The latest that was in force on `day`: a page of an archive is read as pages were then."""
    return max((o for o in overrides if o.since <= day), key=lambda o: o.since, default=None)


def check(selector: str) -> None:
    """Raises ValueError for what is no CSS selector."""
    try:
        CSSSelector(selector, translator="html")
    except (SelectorError, ValueError) as error:
        raise ValueError(f"expected a CSS selector: {error}") from error


def select(tree: HtmlElement, selectors: Sequence[str]) -> list[HtmlElement]:
    """The elements of the first selector that finds any."""
    return next((found for selector in selectors if (found := _find(tree, selector))), [])


def drop(tree: HtmlElement, selectors: Sequence[str]) -> None:
    """Take out all elements of all selectors."""
    for selector in selectors:
        for element in _find(tree, selector):
            if element.getparent() is not None:
                element.drop_tree()


def texts(tree: HtmlElement, selectors: Sequence[str]) -> list[str]:
    """The text of each selected element, or its `datetime` or `content`."""
    found = (e.get("datetime") or e.get("content") or e.text_content() for e in select(tree, selectors))
    return [text for raw in found if (text := one_line(raw))]


def article_lines(tree: HtmlElement, selectors: Sequence[str]) -> list[str]:
    """The blocks of the selected elements as lines; of an element without blocks what stands between its line breaks."""
    lines: list[str] = []
    for element in select(tree, selectors):
        inner = [element] if element.tag in {"p", "li"} else _find(element, _BLOCKS)
        outer = [block for block in inner if not any(parent in inner for parent in block.iterancestors())]
        lines += [one_line(part) for block in outer or [element] for part in _broken(block).split(_BREAK)]
    return [line for line in lines if line]


def _broken(element: HtmlElement) -> str:
    """The text of an element with a mark at each `<br>`; old pages have no other paragraphs."""
    for br in element.iter("br"):
        if not (br.tail or "").startswith(_BREAK):
            br.tail = _BREAK + (br.tail or "")
    return str(element.text_content())


def _find(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    found: Any = _compiled(selector)(tree)
    return [element for element in found if isinstance(element, HtmlMixin)]


@lru_cache(maxsize=256)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
