"""The article's text: trafilatura's reading of the page, repaired and cut."""

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from pipelines.scrub import tidy_lines


def read_body(tree: HtmlElement, url: str) -> str:
    """The main text, one paragraph a line; "" when the page has none. Leaves `tree` as it is."""
    document = bare_extraction(tree, url=url or None, include_comments=False)
    return tidy_lines(document.text or "") if isinstance(document, Document) else ""
