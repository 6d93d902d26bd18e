"""All text that a reader of a page may see, main or not."""

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
