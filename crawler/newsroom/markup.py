"""Turns an article's Markdown into blocks, which every page template lays out in its own markup."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from crawler.newsroom.model import Link

ENTRY = re.compile(r"^(?P<time>\d\d:\d\d)\b\s*(?P<headline>.*)$")
"""The subhead of a live blog's entry: a time of the day and a headline."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Block:
    """One block of an article: its inline HTML, its plain text and, for a list, its items."""

    kind: Literal["paragraph", "heading", "list", "quote"]
    html: Markup
    text: str
    items: tuple[Markup, ...] = ()

    @property
    def time(self) -> str | None:
        """The "HH:MM" of a live blog's entry, if the block is the head of one."""
        found = ENTRY.match(self.text) if self.kind == "heading" else None
        return found["time"] if found else None

    @property
    def headline(self) -> str:
        """The text of a subhead without the time of a live blog's entry."""
        found = ENTRY.match(self.text)
        return found["headline"] if found else self.text


def with_links(body: str, links: Iterable[Link]) -> str:
    """Mark the first occurrence of each link's words as a Markdown link to the article's id."""
    for link in links:
        body = body.replace(link.text, f"[{link.text}]({link.to})", 1)
    return body


def blocks(body: str, address_of: Callable[[str], str | None]) -> tuple[Block, ...]:
    """Parse Markdown; a link to an article is kept when ``address_of`` its id knows an address, else only its words."""
    tokens = _MARKDOWN.parse(body)
    parsed: list[Block] = []
    start = 0
    for end, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:
            parsed.append(_block(tokens[start : end + 1], address_of))
            start = end + 1
    return tuple(block for block in parsed if block.text)


def _block(tokens: Sequence[Token], address_of: Callable[[str], str | None]) -> Block:
    inline = [token for token in tokens if token.type == "inline"]
    pieces = tuple(_inline(token, address_of) for token in inline)
    text = " ".join(piece.striptags() for piece in pieces)
    html = Markup(" ").join(pieces)
    match tokens[0].type:
        case "heading_open":
            return Block("heading", html, text)
        case "bullet_list_open" | "ordered_list_open":
            return Block("list", html, text, pieces)
        case "blockquote_open":
            return Block("quote", html, text)
        case _:
            return Block("paragraph", html, text)


def _inline(token: Token, address_of: Callable[[str], str | None]) -> Markup:
    kept: list[Token] = []
    dropped = 0
    for child in token.children or ():
        if child.type == "link_open":
            address = address_of(str(child.attrs["href"]))
            dropped += address is None
            child.attrs["href"] = address or ""
        if not (dropped and child.type in {"link_open", "link_close"}):
            kept.append(child)
        dropped -= bool(dropped and child.type == "link_close")
    # The seeds are ours and markdown-it escapes the text, so the result is safe to mark.
    return Markup(_MARKDOWN.renderer.render(kept, _MARKDOWN.options, {}))  # noqa: S704
