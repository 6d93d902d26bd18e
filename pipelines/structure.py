"""What each line of a text is: paragraph, subhead, list item, quote or caption. The text itself stays plain.

Offsets, hashes and diffs are over the plain text; `markdown` gives the light Markdown that keeps the structure.
"""

from collections.abc import Sequence

from lxml.html import HtmlElement

from archive.model import LiveEntry
from pipelines.byline_words import ELSEWHERE
from pipelines.furniture import fold
from pipelines.pagetext import stands_elsewhere
from pipelines.scrub import one_line

PARAGRAPH, SUBHEAD, ITEM, QUOTE, CAPTION = "p", "h", "l", "q", "c"
_HEADS = ("h2", "h3", "h4", "h5", "h6")
_START = 60  # folded characters by which a line is known again
_CAPTION = 600  # characters
_MOST_CAPTIONS = 60
_BULLET = "- "
_MARKS = {SUBHEAD: "## ", QUOTE: "> ", CAPTION: "[caption] ", PARAGRAPH: "", ITEM: ""}

Roles = dict[str, str]  # folded beginning of a line → what it is


def read_roles(tree: HtmlElement) -> Roles:
    """What the blocks of `tree` are that are no plain paragraphs."""
    roles: Roles = {}
    for kind, tags in ((QUOTE, ("blockquote", "q")), (CAPTION, ("figcaption",)), (ITEM, ("li",)), (SUBHEAD, _HEADS)):
        for element in tree.iter(*tags):
            inner = [element] if kind != QUOTE else [element, *element.iter("p")]
            roles.update({start: kind for part in inner if (start := _start(part.text_content()))})
    return roles


def heads(entries: Sequence[LiveEntry]) -> Roles:
    """The lines that head the entries of a live blog."""
    return {_start(f"{entry.clock} {entry.headline}"): SUBHEAD for entry in entries if entry.headline}


def captions(tree: HtmlElement) -> tuple[str, ...]:
    """Captions of the pictures in the article, as they stand there."""
    found = (one_line(element.text_content()) for element in tree.iter("figcaption") if not stands_elsewhere(element, ELSEWHERE))
    return tuple(dict.fromkeys(text for text in found if text and len(text) <= _CAPTION))[:_MOST_CAPTIONS]


def structure(lines: Sequence[str], roles: Roles) -> str:
    """One letter a line."""
    return "".join(ITEM if line.startswith(_BULLET) else roles.get(_start(line), PARAGRAPH) for line in lines)


def markdown(text: str, letters: str) -> str:
    """`text` with "## " before subheads, "> " before quotes, "- " before items, and captions named; blocks apart."""
    parts: list[str] = []
    for line, kind in zip(text.split("\n"), letters.ljust(text.count("\n") + 1, PARAGRAPH), strict=False):
        mark = _BULLET if kind == ITEM and not line.startswith(_BULLET) else _MARKS[kind]
        parts.append(("\n" if parts and not (kind == ITEM and parts[-1].lstrip().startswith(_BULLET)) else "") + mark + line)
    return "\n".join(parts)


def _start(text: str) -> str:
    return fold(text[: 4 * _START])[:_START].strip()
