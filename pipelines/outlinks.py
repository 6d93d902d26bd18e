"""Links that an article's own text makes to other sites: evidence of whose report it read. Pure.

Menus, teasers and share buttons link too; only links inside paragraphs that became part of the text count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.model import Link
from pipelines.links import absolute_link, registrable_domain
from pipelines.scrub import one_line

MOST: Final = 40  # links kept of one article; real ones have a dozen, link farms hundreds
LONGEST: Final = 2000  # characters of an address
OPENING: Final = 60  # characters of a paragraph by which it is found again in the text
_BLOCKS: Final = frozenset({"p", "li", "blockquote", "td", "dd", "h2", "h3", "figcaption"})

# Sites that carry everybody's words, sell, shorten or count: a link to them names no outlet. Registrable domains.
PLATFORMS: Final = frozenset({
    # social networks and messengers
    "facebook.com", "fb.com", "fb.me", "instagram.com", "threads.net", "threads.com", "x.com", "twitter.com", "t.co",
    "linkedin.com", "lnkd.in", "reddit.com", "redd.it", "tiktok.com", "pinterest.com", "tumblr.com", "bsky.app", "t.me",
    "telegram.me", "whatsapp.com", "wa.me", "snapchat.com", "discord.gg", "discord.com", "xing.com", "vk.com", "mastodon.social",
    "ycombinator.com", "quora.com", "flipboard.com", "feedly.com", "disqus.com",
    # video, sound, pictures
    "youtube.com", "youtu.be", "vimeo.com", "dailymotion.com", "twitch.tv", "spotify.com", "soundcloud.com", "flickr.com",
    "imgur.com", "giphy.com", "unsplash.com", "gettyimages.com", "shutterstock.com",
    # encyclopedias, archives, papers, code
    "wikipedia.org", "wikimedia.org", "wikidata.org", "archive.org", "archive.today", "archive.ph", "doi.org", "arxiv.org",
    "github.com", "github.io", "gitlab.com", "huggingface.co", "stackoverflow.com", "kaggle.com",
    # shops, stores, donations
    "amazon.com", "amazon.de", "amazon.es", "amazon.co.uk", "amzn.to", "ebay.com", "ebay.de", "etsy.com", "patreon.com",
    "paypal.com", "paypal.me", "kickstarter.com", "awin1.com", "idealo.de", "geizhals.de",
    # search, mail, documents, shorteners, forms
    "google.com", "google.de", "google.es", "goo.gl", "g.co", "bing.com", "duckduckgo.com", "gmail.com", "outlook.com", "bit.ly",
    "buff.ly", "ow.ly", "tinyurl.com", "trib.al", "is.gd", "documentcloud.org", "scribd.com", "dropbox.com", "typeform.com",
    "surveymonkey.com", "eventbrite.com", "mailchi.mp", "list-manage.com", "feedburner.com",
    # everybody's blogs: the outlet is one of millions of sub-domains, which links alone do not tell apart
    "medium.com", "blogspot.com", "wordpress.com", "linktr.ee", "notion.site",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as the page prints it, and how its paragraph begins."""

    url: str
    text: str
    opening: str


def read_anchors(tree: HtmlElement, url: str) -> list[Anchor]:
    """The page's links to other sites that stand in paragraphs, in page order; before the tree is changed."""
    own, found = registrable_domain(url), []
    for anchor in tree.iter("a"):
        block = next((parent for parent in anchor.iterancestors() if parent.tag in _BLOCKS), None)
        if block is None or not anchor.get("href"):
            continue  # first: most links of a page are menus and teasers, and reading an address is dear
        address = absolute_link((anchor.get("href") or "")[:LONGEST], url)
        if not address or registrable_domain(address) == own or _is_platform(address):
            continue
        text = one_line(anchor.text_content())[:200]
        found.append(Anchor(address, text, _fold(block.text_content()[: 20 * OPENING])[:OPENING]))
    return found


def of_text(anchors: list[Anchor], text: str) -> tuple[Link, ...]:
    """The links whose paragraph is part of the article's text, each address once."""
    folded = _fold(text) if anchors else ""
    return tuple({a.url: Link(a.url, a.text) for a in _inside(anchors, folded)}.values())[:MOST]


def outlet_host(url: str) -> str:
    """The host as outlets are called by: "edition.daily.example" of "https://edition.daily.example/x"; without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _inside(anchors: list[Anchor], folded: str) -> Iterator[Anchor]:
    return (anchor for anchor in anchors if anchor.opening and anchor.opening in folded)


def _is_platform(url: str) -> bool:
    return registrable_domain(url) in PLATFORMS


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
