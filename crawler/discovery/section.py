"""Section pages: which links of an HTML page lead to articles. Which of them are new is the caller's business."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml import html

from crawler.discovery.collect import Notes, collect, markup_text, plain, read_text
from crawler.discovery.model import MAX_BYTES, Discovery, DiscoveryError, RawItem
from crawler.urls import UrlError, canonical, same_site

# What speaks for an article and how much; a link needs THRESHOLD. A long headline over a slug passes, a menu entry never does.
THRESHOLD: Final = 4
_DATED = (re.compile(r"/(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?:[/-]|\b)"), 3)
_NUMBERED = (re.compile(r"(?:^|[/_.,-](?:id|art|a|s|c)?-?)\d{5,}(?=[/_.,-]|$)|[a-f0-9]{8}-[a-f0-9]{4}-|/\d{4,}(?=/|$)"), 3)
_DOCUMENT = (re.compile(r"\.(?:s?html?|php|aspx?|story|ece)$"), 1)
_ARTICLE_WORD = (
    re.compile(r"/(?:articles?|artikel|articulo|noticias?|news|story|stories|nachricht(?:en)?|p|posts?|blog)/[^/]{4,}"),
    1,
)
_SIGNS = (_DATED, _NUMBERED, _DOCUMENT, _ARTICLE_WORD)

_NEVER = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|pdf|zip|mp[34]|m4a|xml|rss|atom|json|epub|ics)$"
    r"|^/(?:amp/)?(?:tags?|topics?|themen?|temas?|schlagwort(?:e|er)?|etiquetas?|categor(?:y|ies|ia|ias)|kategorien?|section|ressort|"
    r"authors?|autor(?:en|es)?|profiles?|people|user|members?|search|suche|buscar|busqueda|archiv|login|logout|signin|signup|"
    r"register|registrier\w*|anmelde\w*|abo|abos|subscri\w+|suscri\w+|newsletters?|shop|jobs|careers|karriere|contact|kontakt|"
    r"contacto|about|impressum|imprint|datenschutz|privacy|privacidad|terms|agb|legal|cookies?|help|hilfe|ayuda|faq|rss|feeds?|"
    r"sitemap|wp-admin|wp-login|cart|account|konto)(?:[/.]|$)"
    r"|/(?:tags?|authors?|autor|category|kategorie|page|seite|pagina|feed|comments?|kommentare)/[^/]*/?$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\b(?:nav|navigation|menu|menue|menubar|footer|breadcrumbs?|sitemap|social|share|cookie|consent|banner)\b", re.IGNORECASE
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_CARD: Final = frozenset({"article", "li", "tr"})
_LONG_TEXT, _SHORT_TEXT = 25, 12  # characters of a link's text: headlines are longer, menu entries shorter
_HEADLINE_WORDS: Final = 4
_SLUG_WORDS: Final = 2
_MAX_LINKS: Final = 5_000  # of one page
_CARD_ELEMENTS: Final = 100  # elements of a card that are searched for its time
_MAX_DEPTH: Final = 40  # ancestors looked at


@dataclass(slots=True)
class _Link:
    """All links of a page to one address, taken together."""

    raw: str
    score: int = 0
    title: str = ""
    published: str = ""
    furniture: bool = True


def parse_section(body: bytes, url: str, content_type: str, now: datetime) -> Discovery:
    """The links of a page that look like articles of the same site, in the order of the page. Raises DiscoveryError."""
    if not body.strip():
        raise DiscoveryError("empty", url)
    notes = Notes()
    root = _tree(read_text(body[:MAX_BYTES], content_type, notes), url)
    base = _base(root, url, notes)
    links = _links(root, base, canonical(url))
    chosen = [link for link in links.values() if not link.furniture and link.score >= THRESHOLD]
    if not chosen:
        notes.add(f"no article links among {len(links)} links")
    items = [RawItem(url=link.raw, title=link.title, published=link.published) for link in chosen]
    title = root.findtext(".//title") or ""
    candidates = collect(items, base, now, notes)
    return Discovery(candidates=candidates, notes=notes.lines(), partial=len(body) > MAX_BYTES, title=plain(title))


def article_score(url: str, title: str, section_url: str) -> int:
    """How much an address and its link text look like an article; THRESHOLD is enough."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if path in ("", "/") and not parts.query:
        return 0
    if _NEVER.search(path) or url == section_url:
        return 0
    score = sum(weight for pattern, weight in _SIGNS if pattern.search(path))
    return (
        score
        + _slug_score(path)
        + _text_score(title)
        + _below(path, section_url)
        + (2 if re.search(r"\bid=\d", parts.query) else 0)
    )


def _slug_score(path: str) -> int:
    """Words of the longest of the last two path segments: articles are spelled out, sections are not."""
    words = max((len(re.findall(r"[^\W\d_]{2,}|\d+", segment)) for segment in path.rstrip("/").split("/")[-2:]), default=0)
    return min(3, max(0, words - _SLUG_WORDS + 1))


def _text_score(title: str) -> int:
    if len(title) < _SHORT_TEXT:
        return -1
    return (1 if len(title) >= _LONG_TEXT else 0) + (1 if len(title.split()) >= _HEADLINE_WORDS else 0)


def _below(path: str, section_url: str) -> int:
    own = urlsplit(section_url).path
    return 2 if len(own) > 1 and path.startswith(own.rstrip("/") + "/") else 0


def _tree(text: str, url: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        root = html.document_fromstring(markup_text(text).encode("utf-8", "replace"), parser=parser)
    except (ValueError, html.etree.LxmlError) as error:
        raise DiscoveryError("malformed", url, str(error)) from None
    return root


def _base(root: html.HtmlElement, url: str, notes: Notes) -> str:
    """<base href> counts on the page's own site only: elsewhere it would turn relative links into another site's."""
    href = next((element.get("href") or "" for element in root.iter("base")), "")
    if not href:
        return url
    try:
        base = canonical(href, url)
    except UrlError:
        return url
    if same_site(base, url):
        return base
    notes.add("base of another site ignored", href)
    return url


def _links(root: html.HtmlElement, base: str, own: str) -> dict[str, _Link]:
    links: dict[str, _Link] = {}
    for anchor in _anchors(root):
        raw = (anchor.get("href") or "").strip()
        try:
            address = canonical(raw, base)
        except UrlError:
            continue
        if address == own or not same_site(address, own):
            continue
        link = links.setdefault(address, _Link(raw))
        _add(link, anchor, address, own)
    return links


def _anchors(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for number, anchor in enumerate(root.iter("a")):
        if number == _MAX_LINKS:
            return
        yield anchor


def _add(link: _Link, anchor: html.HtmlElement, address: str, own: str) -> None:
    """One more link to the same address: the best title, the best score, furniture only when all of them are."""
    above = _ancestors(anchor)
    title = plain(anchor.text_content()[:1000]) or plain(anchor.get("title") or anchor.get("aria-label") or _alt(anchor))
    heading = next((plain(e.text_content()[:1000]) for e in anchor.iter(*_HEADINGS)), "")
    headed = bool(heading) or any(e.tag in _HEADINGS for e in above)
    card = next((e for e in above if e.tag in _CARD), None)
    score = article_score(address, heading or title, own)
    if score:
        score += (2 if headed else 0) + (1 if any(e.tag == "article" for e in above) else 0)
    if heading or len(title) > len(link.title):
        link.title = heading or title
    link.score = max(link.score, score)
    link.furniture = link.furniture and _is_furniture(above)
    link.published = link.published or (_time(card) if card is not None else "")


def _ancestors(anchor: html.HtmlElement) -> list[html.HtmlElement]:
    return [element for element, _ in zip(anchor.iterancestors(), range(_MAX_DEPTH), strict=False)]


def _is_furniture(above: list[html.HtmlElement]) -> bool:
    """Inside a menu, the page's head or foot. An article's own header is none of these."""
    tags = [element.tag for element in above]
    if "article" in tags:
        return False
    if "nav" in tags or "footer" in tags or ("header" in tags and "main" not in tags[tags.index("header") :]):
        return True
    return any(_marked(element) for element in above if element.tag not in ("body", "html", "main"))


def _marked(element: html.HtmlElement) -> bool:
    if element.get("role") in ("navigation", "contentinfo", "banner", "menu"):
        return True
    return bool(_FURNITURE.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:300]))


def _alt(anchor: html.HtmlElement) -> str:
    return next((image.get("alt") or "" for image in anchor.iter("img")), "")


def _time(card: html.HtmlElement) -> str:
    near = islice(card.iter(), _CARD_ELEMENTS)
    return next((element.get("datetime") or "" for element in near if element.tag == "time"), "")
