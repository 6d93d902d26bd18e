"""A page's tree made ready for the reader of main text: split articles joined, read-also boxes and link paragraphs taken out."""

import re
from collections import defaultdict

from lxml.html import HtmlElement

from pipelines.furniture_words import READ_ALSO

_LONG = 80  # characters of a paragraph that is prose, not a label
_LABEL = 15  # characters of a link that could be a label ("Mehr", "Source") and no headline
_LOOSE = 2  # characters a link paragraph may hold beside each link: a bullet, a full stop
_INTRO = 40  # characters before the link in "Lesen Sie auch: ..."
_LINKED = 0.9  # share of a list item's text that is link
_BOX = 400  # characters of a read-also box
_BOX_PROSE = 0.15  # of the page's prose may stand in a box that goes: "has-newsletter" can be the class of a whole article
_BOX_TEXT = 0.3  # and so much of any text, compared with that prose
_BOX_NAMES = re.compile(
    r"(?:^|[-_ ])(?:teaser|related|recirc|recirculation|recommend(?:ed|ations?)?|newsletter|promo|outbrain|taboola|trending"
    r"|mostread|readmore|subscribe|subscription|signup|donat(?:e|ion)|sponsored|infobox|factbox|bio|popup|rollover|tooltip"
    r"|caption|figcaption|credits?|copyright|sr-only|visually-hidden|screen-reader-text)(?:$|[-_ ]|s\b)"
    r"|read-?more|most-?read|more-?(?:stories|news)|author-?(?:bio|box|info)",
    re.IGNORECASE,
)
_MOSTLY = 0.7  # of a list's items
_CELL_BREAKS = 3  # paragraphs or line breaks in a cell
_CELL_TEXT = 500  # and characters: such a cell holds an article, no figure
_MOST_PARTS = 30
_BODY = re.compile(r"body|content|text|article|paragraph|story|entry|post|prose|copy", re.IGNORECASE)
_NOT_BODY = re.compile(r"comment|related|teaser|promo|footer|newsletter|sidebar|bio\b|card|recirc", re.IGNORECASE)


def prepare(tree: HtmlElement) -> None:
    """Change `tree` in place. Everything else that needs the page as it was reads it before."""
    unwrap_layout_tables(tree)
    join_split_body(tree)
    drop_link_paragraphs(tree)
    drop_link_lists(tree)
    drop_boxes(tree)


def prose_length(tree: HtmlElement) -> int:
    """Characters of all prose paragraphs outside navigation, asides and footers: what a full text could reach."""
    total = 0
    for paragraph in tree.iter("p"):
        size = len(squeeze(paragraph.text_content()))
        if size > _LONG and next(paragraph.iterancestors("nav", "aside", "footer"), None) is None:
            total += size
    return total


def unwrap_layout_tables(tree: HtmlElement) -> None:
    """Turn tables that lay out a page into blocks: those that hold a table or a cell of several paragraphs."""
    for table in list(tree.iter("table")):
        if next(table.iterdescendants("table"), None) is not None or any(_is_prose(cell) for cell in table.iter("td")):
            for part in [table, *_own_parts(table)]:
                part.tag = "div"


def _own_parts(table: HtmlElement) -> list[HtmlElement]:
    return [part for part in table.iter("tbody", "tr", "td", "th") if next(part.iterancestors("table", "div"), None) is not None]


def _is_prose(cell: HtmlElement) -> bool:
    return (
        len(cell.findall(".//p")) + len(cell.findall(".//br")) > _CELL_BREAKS and len(squeeze(cell.text_content())) > _CELL_TEXT
    )


def join_split_body(tree: HtmlElement) -> None:
    """Move the parts of an article that stands in several like containers (advertising between them) into the first.

    A part holds at least two paragraphs of prose; parts are of one tag and class, say that they are body text, and stand in
    the same article.
    """
    groups: dict[tuple[str, str, HtmlElement], list[HtmlElement]] = defaultdict(list)
    for part in tree.xpath('.//*[self::div or self::section][@itemprop="articleBody"]'):
        groups["", "itemprop", _root(part)].append(part)
    for parent in _parents_of_prose(tree):
        label = parent.get("class", "")
        if _BODY.search(label) and not _NOT_BODY.search(label):
            groups[parent.tag, label, _root(parent)].append(parent)
    for parts in groups.values():
        first, *others = parts
        others = [part for part in others if first not in part.iterancestors()]
        if len(others) < _MOST_PARTS:
            for part in others:
                first.extend(list(part))


def _parents_of_prose(tree: HtmlElement) -> list[HtmlElement]:
    counts: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.tag in {"div", "section"} and len(paragraph.text_content()) > _LONG:
            counts[parent] += 1
    return [parent for parent, count in counts.items() if count > 1]


def _root(element: HtmlElement) -> HtmlElement:
    """The article, main or body that holds `element`: parts of different articles stay apart."""
    return next(element.iterancestors("article", "main", "body", "html"), element)


def drop_link_paragraphs(tree: HtmlElement) -> None:
    """Take out paragraphs that are one link and nothing else, and those that say "Read more: ..."."""
    for paragraph in list(tree.iter("p", "h2", "h3", "h4", "h5", "div", "section")):
        links = list(paragraph.iter("a"))
        if not links:
            continue
        box = paragraph.tag in {"div", "section"}
        if box and not READ_ALSO.match(_first_words(paragraph)):
            continue
        text = squeeze(paragraph.text_content())
        if box and len(text) > _BOX:
            continue
        rest = len(text) - sum(len(squeeze(link.text_content())) for link in links)
        only_link = paragraph.tag == "p" and len(text) > _LABEL and rest <= _LOOSE * len(links)
        if (only_link or (rest < _INTRO and READ_ALSO.match(text))) and paragraph.getparent() is not None:
            paragraph.drop_tree()


def drop_boxes(tree: HtmlElement) -> None:
    """Take out blocks whose class or id says that they are no article text, unless much of the page's prose is in them."""
    prose = prose_length(tree)
    for block in list(tree.iter("div", "section", "ul", "ol", "aside", "p", "span", "header", "figure")):
        label = f"{block.get('class') or ''} {block.get('id') or ''}"
        if len(label) > 1 and _BOX_NAMES.search(label) and block.getparent() is not None and _is_small(block, prose):
            block.drop_tree()


def _is_small(block: HtmlElement, prose: int) -> bool:
    return prose_length(block) <= _BOX_PROSE * prose and len(block.text_content()) < _BOX_TEXT * max(prose, 1)


def _first_words(element: HtmlElement) -> str:
    return next((text for text in element.itertext(with_tail=False) if not text.isspace()), "")


def drop_link_lists(tree: HtmlElement) -> None:
    """Take out lists of links: related articles, topics, tables of contents."""
    for block in list(tree.iter("ul", "ol")):
        items = [_link_share(item) for item in block if item.tag == "li"]
        if len(items) > 1 and sum(share >= _LINKED for share in items) >= _MOSTLY * len(items) and block.getparent() is not None:
            block.drop_tree()


def _link_share(item: HtmlElement) -> float:
    """How much of an item's text is link; 1 for one without text."""
    linked = sum(len(squeeze(link.text_content())) for link in item.iter("a"))
    return linked / (len(squeeze(item.text_content())) or linked or 1) if linked else float(not item.text_content().strip())


def squeeze(text: str) -> str:
    """`text` with single spaces."""
    return " ".join(text.split())
