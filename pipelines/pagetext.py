"""All text that a reader of a page may see, main or not."""

import re

from lxml.html import HtmlElement

_UNSEEN = frozenset({"script", "style", "title", "noscript", "template"})


def shown_text(tree: HtmlElement) -> str:
    """The text of `tree` outside scripts and the like, teasers and footer included, as it stands there."""
    parts: list[str] = []
    for element in tree.iter():
        if isinstance(element.tag, str):
            if element.text and element.tag not in _UNSEEN:
                parts.append(element.text)
            if element.tail:
                parts.append(element.tail)
    return " ".join(parts)


def stands_elsewhere(element: HtmlElement, labels: re.Pattern[str]) -> bool:
    """Whether `element` stands in an aside, footer or navigation, or in a block whose class or id matches `labels`."""
    return any(
        parent.tag in {"aside", "footer", "nav"} or labels.search(f"{parent.get('class') or ''} {parent.get('id') or ''}")
        for parent in (element, *element.iterancestors())
        if parent.tag not in {"body", "html", "main", "article"}
    )
