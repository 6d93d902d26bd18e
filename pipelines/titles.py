"""The headline as printed on the page, without the outlet's name behind it or the kicker before it.

The `<h1>` counts most, because readers saw it; what the page says in its head tells which of several it is, whether it is one
at all (some are the outlet's logo), and where a kicker glued to it ends.
"""

import re
import unicodedata
from collections.abc import Iterable

from lxml.html import HtmlElement

from pipelines.furniture import fold
from pipelines.jsonld import LinkedArticle
from pipelines.links import registrable_domain
from pipelines.pagehead import Head
from pipelines.scrub import one_line

_SUFFIX = re.compile(r"^(?P<title>.*\S)\s*(?:\s[|–—·•»«:~-]|[|–—·•»])\s+(?P<site>[^|–—·•»]{2,60})$")
_PREFIX = re.compile(r"^(?P<site>[^|–—·•»:]{2,60}?)\s*(?:\s[|–—·•»«~-]|[|–—·•»]|::)\s+(?P<title>\S.*)$")
_HEADLINE_MIN, _HEADLINE_MAX = 10, 200  # characters of a headline in large type
_LIKE = 6  # letters from which on a part of a name stands for it
_ALIKE = 0.34  # share of words that a heading has in common with the head's titles: below, it is no headline
_KICKER = 0.5  # of a heading may be kicker


def read_title(tree: HtmlElement, head: Head, linked: LinkedArticle, url: str = "") -> tuple[str, str]:
    """The title and where it came from; two empty strings when the page has none."""
    sites = outlet_names(head, linked, url)
    named = [
        ("json-ld", one_line(linked.headline)),
        ("meta", one_line(head.first("og:title"))),
        ("meta", one_line(head.first("twitter:title"))),
        ("title-element", one_line(head.title)),
    ]
    headings = [text for h1 in tree.iter("h1") if (text := _heading_text(h1))]
    bare = {fold(text) for _, text in named} | {fold(text) for text in headings}
    named = [(origin, without_site(text, sites, bare)) for origin, text in named if text]
    titles = [text for _, text in named]
    heading = _best_heading(headings, titles)
    if heading:
        return _without_kicker(without_site(heading, sites, bare), titles), "h1"
    named += [("large-type", text) for text in _large_type(tree)]
    return next(((text, origin) for origin, text in named if text and not is_outlet(text, sites)), ("", ""))


def _heading_text(element: HtmlElement) -> str:
    parts = (part for part in element.xpath(".//text()[not(ancestor::script or ancestor::style)]"))
    return one_line(" ".join(parts))


def title_forms(tree: HtmlElement, head: Head, linked: LinkedArticle) -> list[str]:
    """Every way the page prints its headline."""
    headings = (_heading_text(h1) for h1 in tree.iter("h1"))
    forms = (one_line(linked.headline), one_line(head.first("og:title")), one_line(head.title), *headings)
    return [form for form in dict.fromkeys(forms) if form]


def without_site(title: str, sites: Iterable[str], others: Iterable[str] = ()) -> str:
    """`title` without " | Outlet", where that is one of `sites` or what is left is one of `others` (folded)."""
    known, forms = list(sites), set(others)
    for _ in range(3):  # "Headline | Section | Outlet"
        tail, head = _SUFFIX.match(title), _PREFIX.match(title)
        if tail and (fold(tail["title"]) in forms or is_outlet(tail["site"], known)):
            title = tail["title"]
        elif head and is_outlet(head["site"], known):
            title = head["title"]
        else:
            break
    return title


def is_outlet(name: str, sites: Iterable[str]) -> bool:
    """Whether `name` is one of `sites`, or nearly: "The Plain Courier" of plain-courier.example."""
    key = outlet_key(name)
    return any(
        key == site or (min(len(key), len(site)) >= _LIKE and (key in site or site in key)) for site in map(outlet_key, sites)
    )


def outlet_key(name: str) -> str:
    """`name` without case, accents, spaces and an ending like ".com": "La República" and "LaRepublica.pe" are one."""
    letters = unicodedata.normalize("NFD", re.sub(r"\.[a-z]{2,9}$", "", name.casefold()))
    return "".join(letter for letter in letters if letter.isalnum())


def outlet_names(head: Head, linked: LinkedArticle, url: str) -> list[str]:
    """What the page calls its outlet; the host's name last."""
    names = (linked.publisher, head.first("og:site_name"), head.first("application-name"), head.first("publisher"))
    host = registrable_domain(url or head.canonical or head.first("og:url"))
    return [name for name in map(one_line, (*names, host)) if name]


def _large_type(tree: HtmlElement) -> list[str]:
    """What pages without headings set large: the oldest way to print a headline."""
    fonts = (font for font in tree.iter("font") if (font.get("size") or "").lstrip("+") in {"4", "5", "6", "7"})
    texts = (one_line(" ".join(font.itertext())) for font in fonts)
    return [text for text in texts if _HEADLINE_MIN < len(text) < _HEADLINE_MAX]


def _best_heading(headings: list[str], titles: list[str]) -> str:
    """The heading most like what the head says; any, when the head says nothing; "" when none is like it."""
    if not headings or not titles:
        return next(iter(headings), "")
    best = max(headings, key=lambda heading: max(_likeness(heading, title) for title in titles))
    return best if max(_likeness(best, title) for title in titles) >= _ALIKE else ""


def _likeness(one: str, other: str) -> float:
    """Share of common words, of the words of the longer one."""
    words, others = set(fold(one).split()), set(fold(other).split())
    return len(words & others) / max(len(words), len(others), 1)


def _without_kicker(heading: str, titles: list[str]) -> str:
    """The title that `heading` ends with, where something stands before it."""
    glued = fold(heading).replace(" ", "")
    for title in titles:
        end = fold(title).replace(" ", "")
        if end and end != glued and glued.endswith(end) and len(end) >= _KICKER * len(glued):
            return title
    return heading
