"""Schema.org data that a page carries as JSON-LD, read without trusting its syntax.

Own reader, because trafilatura's unescapes before parsing, which breaks valid JSON on 1-2 % of pages and costs up to 1.1 s on
one. https://schema.org/Article, https://developers.google.com/search/docs/appearance/structured-data/article
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

_LIMIT = 2_000_000  # characters of one script: the longest of 394 pages has 190,000
_DEPTH = 12
_MOST_UPDATES = 500
_WRAPPER = re.compile(r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r"([}\]])(\s*)([{\[])")
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|LiveBlog)$", re.IGNORECASE)
_LESSER = frozenset({"webpage", "itempage", "creativework", "videoobject", "claimreview", "newsmediaorganization"})
_NOT_THE_ARTICLE = frozenset({"comment", "itemListElement", "potentialAction", "liveBlogUpdate"})  # other things, in full
_DECODER = json.JSONDecoder(strict=False)

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """What JSON-LD says of the page's article; strings as printed, "" or empty where it says nothing."""

    kind: str = ""
    headline: str = ""
    alternative: str = ""
    description: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    people: tuple[str, ...] = ()  # authors that are persons, or names that do not say what they are
    organisations: tuple[str, ...] = ()  # authors that are organisations
    publisher: str = ""
    section: str = ""
    keywords: tuple[str, ...] = ()
    image: str = ""
    image_width: str = ""
    image_height: str = ""
    image_caption: str = ""
    updates: tuple[tuple[str, str, str], ...] = ()  # of a live blog: date, headline, text
    language: str = ""
    free: bool | None = None  # isAccessibleForFree
    walled_selectors: tuple[str, ...] = ()  # CSS selectors of the parts that are not free
    notes: tuple[str, ...] = field(default=())


def read_linked_article(tree: HtmlElement) -> LinkedArticle:
    """The article node of a page's JSON-LD, or an empty one. Never raises."""
    notes: list[str] = []
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for value in _parse(script.text, notes):
            nodes.extend(_walk(value, _DEPTH))
    best = max(nodes, key=_weight, default=None)
    if best is None or _weight(best) <= 0:
        return LinkedArticle(notes=tuple(notes))
    return _linked_article(best, {str(n["@id"]): n for n in nodes if "@id" in n and len(n) > 1}, tuple(notes))


def _parse(raw: str, notes: list[str]) -> list[Any]:
    """All JSON values of one script; repairs the commonest faults one after the other."""
    if len(raw) > _LIMIT:
        notes.append("json-ld: too long, not read")
        return []
    for repair in (str.strip, _unwrap, _add_commas, html.unescape):
        raw = repair(raw)
        try:
            return _all_values(raw)
        except (ValueError, RecursionError):
            continue
    if raw.strip():
        notes.append("json-ld: broken, not read")
    return []


def _unwrap(raw: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _WRAPPER.sub("", _WRAPPER.sub("", raw))).strip().rstrip(";")


def _add_commas(raw: str) -> str:
    return _MISSING_COMMA.sub(r"\1,\2\3", raw)


def _all_values(raw: str) -> list[Any]:
    """JSON values that stand one after the other (some sites print several objects in a script)."""
    values, at = [], 0
    while at < len(raw):
        value, at = _DECODER.raw_decode(raw, at)
        values.append(value)
        while at < len(raw) and (raw[at].isspace() or raw[at] in ",;"):
            at += 1
    return values


def _walk(value: Any, depth: int) -> Iterator[Node]:
    """Every object in `value`, outer ones first."""
    if depth == 0:
        return
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and key not in _NOT_THE_ARTICLE:
                yield from _walk(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, depth - 1)


def _types(node: Node) -> list[str]:
    return [str(kind).rsplit("/", 1)[-1] for kind in _list(node.get("@type"))]


def _weight(node: Node) -> int:
    """How much a node looks like the page's own article; 0 when not at all."""
    types = _types(node)
    article = any(_ARTICLE.search(kind) for kind in types)
    if not article and not any(kind.lower() in _LESSER for kind in types):
        return 0
    weight = 10 * article + 3 * bool(node.get("headline")) + 3 * bool(node.get("datePublished"))
    weight += 2 * bool(node.get("articleBody")) + bool(node.get("author")) + bool(node.get("mainEntityOfPage"))
    return weight if weight > 1 or article else 0


def _linked_article(node: Node, by_id: Mapping[str, Node], notes: tuple[str, ...]) -> LinkedArticle:
    people, organisations = _authors(node.get("author") or node.get("creator"), by_id)
    return LinkedArticle(
        kind=next(iter(_types(node)), ""),
        headline=_text(node.get("headline")) or _text(node.get("name")),
        alternative=_text(node.get("alternativeHeadline")),
        description=_text(node.get("description")),
        body=_text(node.get("articleBody")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        people=people,
        organisations=organisations,
        publisher=_publisher(node.get("publisher"), by_id),
        section=_text(node.get("articleSection")),
        keywords=_keywords(node.get("keywords")),
        image=_image(node.get("image"), by_id),
        image_width=_of_image(node.get("image"), by_id, "width"),
        image_height=_of_image(node.get("image"), by_id, "height"),
        image_caption=_of_image(node.get("image"), by_id, "caption"),
        updates=tuple(_updates(node)),
        language=_text(node.get("inLanguage")),
        free=_boolean(node.get("isAccessibleForFree")),
        walled_selectors=tuple(_walled_selectors(node)),
        notes=notes,
    )


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """The first usable string in `value`."""
    for item in _list(value):
        if isinstance(item, str) and item.strip():
            return item
        if isinstance(item, dict) and isinstance(item.get("@value"), str):
            return str(item["@value"])
    return ""


def _resolve(value: Any, by_id: Mapping[str, Node]) -> Any:
    """The node that a bare `{"@id": …}` refers to."""
    if isinstance(value, dict) and "name" not in value and "@id" in value:
        return by_id.get(str(value["@id"]), value)
    return value


def _name(value: Any, by_id: Mapping[str, Node]) -> str:
    for item in _list(value):
        node = _resolve(item, by_id)
        found = _text(node.get("name")) if isinstance(node, dict) else _text(node)
        if found:
            return found
    return ""


def _publisher(value: Any, by_id: Mapping[str, Node]) -> str:
    """The publisher's name; a person who publishes a site of their own is no outlet whose name could not be an author's."""
    node = _resolve(value, by_id)
    person = isinstance(node, dict) and any(kind.lower() == "person" for kind in _types(node))
    return "" if person else _name(value, by_id)


def _authors(value: Any, by_id: Mapping[str, Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    people: list[str] = []
    organisations: list[str] = []
    for item in _list(value):
        node = _resolve(item, by_id)
        kinds = [kind.lower() for kind in _types(node)] if isinstance(node, dict) else []
        target = organisations if any("organi" in kind for kind in kinds) and "person" not in kinds else people
        names = _list(node.get("name")) if isinstance(node, dict) else [node]
        target.extend(name for name in names if isinstance(name, str) and name.strip())
    return tuple(people), tuple(organisations)


def _keywords(value: Any) -> tuple[str, ...]:
    words: list[str] = []
    for item in _list(value):
        if isinstance(item, str):
            words.extend(item.split(","))
        elif isinstance(item, dict):
            words.append(_text(item.get("name")))
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _image(value: Any, by_id: Mapping[str, Node]) -> str:
    for item in _list(value):
        node = _resolve(item, by_id)
        found = (_text(node.get("url")) or _text(node.get("contentUrl"))) if isinstance(node, dict) else _text(node)
        if found:
            return found
    return ""


def _of_image(value: Any, by_id: Mapping[str, Node], key: str) -> str:
    """A property of the first image."""
    node = _resolve(next(iter(_list(value)), None), by_id)
    if not isinstance(node, dict):
        return ""
    found = node.get(key)
    found = found.get("value") if isinstance(found, dict) else found  # a QuantitativeValue
    return str(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else _text(found)


def _updates(node: Node) -> Iterator[tuple[str, str, str]]:
    for update in _list(node.get("liveBlogUpdate"))[:_MOST_UPDATES]:
        if isinstance(update, dict):
            body = _text(update.get("articleBody")) or _text(update.get("text")) or _text(update.get("description"))
            yield _text(update.get("datePublished")), _text(update.get("headline")) or _text(update.get("name")), body


def _boolean(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).strip().lower().rsplit("/", 1)[-1])


def _walled_selectors(node: Node) -> Iterator[str]:
    for part in _list(node.get("hasPart")):
        if isinstance(part, dict) and _boolean(part.get("isAccessibleForFree")) is False:
            yield from (selector for selector in _list(part.get("cssSelector")) if isinstance(selector, str))
