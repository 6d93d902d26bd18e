"""Subheads that the reader of main text leaves out: put back before the paragraph or list they head."""

from lxml.html import HtmlElement

from pipelines.furniture import fold

_TAGS = ("h2", "h3", "h4", "h5")
_LONGEST = 150  # characters of a subhead
_START = 40  # folded characters by which a paragraph is known again


def restore_subheads(lines: list[str], tree: HtmlElement) -> list[str]:
    """`lines` with the subheads of `tree` whose next paragraph is among them."""
    at = {fold(line)[:_START]: index for index, line in reversed(list(enumerate(lines)))}
    present = set(at)
    missing: dict[int, str] = {}
    for heading in tree.iter(*_TAGS):
        text = " ".join(heading.text_content().split())
        if not 0 < len(text) <= _LONGEST or fold(text)[:_START] in present:
            continue
        index = at.get(_next_words(heading))
        if index is not None and index > 0:
            missing[index] = text
    return [part for index, line in enumerate(lines) for part in ((missing[index], line) if index in missing else (line,))]


def _next_words(heading: HtmlElement) -> str:
    """The folded beginning of the block after `heading`: of its first paragraph or item."""
    block = heading.getnext()
    if block is None or not isinstance(block.tag, str):
        return ""
    first = next(block.iter("p", "li"), block)
    return fold(first.text_content()[: 4 * _START])[:_START]
