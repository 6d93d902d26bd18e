"""The people who wrote an article. Editorial desks, agencies and outlets are not people; nobody is made up."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from pipelines.jsonld import LinkedArticle
from pipelines.pagehead import Head
from pipelines.scrub import one_line


def read_authors(tree: HtmlElement, head: Head, linked: LinkedArticle) -> tuple[tuple[str, ...], str]:
    """Names in printed order and where they came from; empty when the page names nobody."""
    del tree
    for origin, raw in (("json-ld", linked.people), ("meta", head.all("author", "article:author", "parsely-author"))):
        names = tuple(dict.fromkeys(name for text in raw for name in split_names(one_line(text)) if name))
        if names:
            return names, origin
    return (), ""


def split_names(text: str) -> Iterable[str]:
    """The single names in a byline."""
    text = re.sub(r"^(?:by|von|por)[ :]+", "", text, flags=re.IGNORECASE)
    return [] if "://" in text else [name.strip() for name in re.split(r",|;| and | und | y | & ", text)]
