"""Articles and stories as Atom, rows as CSV, sources as OPML. Pure: values in, text out."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from archive.db import stamp
from archive.reading.rows import Card, SourceHealth, StoryRow

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 (2.2) does not allow, lone surrogates included.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "id", "published_at", "precision", "first_seen_at", "language", "outlet", "source_id", "title", "lead", "url", "access",
    "score", "subjects", "words", "revision", "duplicate_of", "story_id",
)  # fmt: skip


def as_dict(card: Card) -> dict[str, object]:
    """An article as the JSON and CSV exports show it."""
    return {
        "id": card.id,
        "published_at": stamp(card.published_at),
        "precision": card.precision.value,
        "first_seen_at": stamp(card.first_seen_at),
        "language": card.language,
        "outlet": card.outlet,
        "source_id": card.source_id,
        "title": card.title,
        "lead": card.lead,
        "url": card.url,
        "access": card.access.value,
        "score": card.score,
        "subjects": [subject.subject for subject in card.subjects],
        "words": card.words,
        "revision": card.revision,
        "duplicate_of": card.duplicate_of,
        "story_id": card.story_id,
    }


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """CSV with a header (RFC 4180). Texts that a spreadsheet would run as a formula get an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(_cell(row[column])) for column in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    """Lists as words, truth as 1 and 0."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return int(value) if isinstance(value, bool) else value


def harmless(value: object) -> object:
    """Texts never begin with what makes a formula (OWASP, CSV injection); numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff").startswith(FORMULA):
        return f"'{value}"
    return value


def as_atom(cards: Sequence[Card], *, title: str, base: str, self_url: str, now: datetime) -> str:
    """An Atom feed (RFC 4287). Entries keep their id when an article is corrected; `updated` moves."""
    feed = _feed(title, base, self_url, max((card.updated_at or card.stored_at for card in cards), default=now))
    for card in cards:
        _entry(feed, card, base)
    return _document(feed)


def stories_as_atom(stories: Sequence[tuple[StoryRow, str]], *, title: str, base: str, self_url: str, now: datetime) -> str:
    """Stories, each with what is said of it. An entry keeps its id when its story moves on; `updated` moves."""
    feed = _feed(title, f"{base}stories", self_url, max((story.last_at for story, _ in stories), default=now))
    _add(ET.SubElement(feed, "author"), "name", "presswatch")
    for story, summary in stories:
        entry = ET.SubElement(feed, "entry")
        page = f"{base}story/{story.id}"
        _add(entry, "id", page)
        _add(entry, "title", story.headline)
        _add(entry, "updated", stamp(story.last_at))
        _add(entry, "published", stamp(story.first_at))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
        _add(entry, "summary", summary)
    return _document(feed)


def _feed(title: str, page: str, self_url: str, updated: datetime) -> ET.Element:
    feed = ET.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", self_url)
    _add(feed, "title", title)
    _add(feed, "updated", stamp(updated))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": self_url})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    return feed


def _document(root: ET.Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _entry(feed: ET.Element, card: Card, base: str) -> None:
    entry = ET.SubElement(feed, "entry", {"xml:lang": card.language or "und"})
    page = f"{base}article/{card.id}"
    _add(entry, "id", page)
    _add(entry, "title", card.title)
    _add(entry, "updated", stamp(card.updated_at or card.stored_at))
    _add(entry, "published", stamp(card.published_at))
    _add(ET.SubElement(entry, "author"), "name", card.outlet)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    if card.url.startswith(("http://", "https://")):
        ET.SubElement(entry, "link", {"rel": "via", "href": xml_text(card.url)})
    for subject in card.subjects:
        ET.SubElement(entry, "category", {"term": xml_text(subject.subject)})
    _add(entry, "summary", card.lead)


def as_opml(sources: Iterable[SourceHealth], *, title: str) -> str:
    """The channels of the catalogue that feed readers understand (OPML 2.0)."""
    opml = ET.Element("opml", {"version": "2.0"})
    _add(ET.SubElement(opml, "head"), "title", title)
    body = ET.SubElement(opml, "body")
    for source in sources:
        for channel in source.channels:
            if channel.format in {"rss", "atom", "rdf", "json-feed", "jsonfeed"}:
                outline = {"type": "rss", "text": source.outlet, "title": source.outlet, "xmlUrl": channel.url}
                outline |= {"htmlUrl": source.homepage, "language": source.language}
                ET.SubElement(body, "outline", {name: xml_text(value) for name, value in outline.items()})
    return _document(opml)


def xml_text(text: str) -> str:
    """Without the characters that make a document not XML."""
    return NOT_XML.sub("", text)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = xml_text(text)
