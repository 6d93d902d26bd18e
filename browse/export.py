"""Articles as Atom, JSON and CSV, sources as OPML. Pure: values in, text out."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from archive.db import stamp
from archive.reading.rows import Card, SourceHealth

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


def as_csv(cards: Iterable[Card]) -> str:
    """CSV with a header (RFC 4180). Texts that a spreadsheet would run as a formula get an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for card in cards:
        row = as_dict(card) | {"subjects": " ".join(subject.subject for subject in card.subjects)}
        writer.writerow([harmless(row[column]) for column in COLUMNS])
    return out.getvalue()


def harmless(value: object) -> object:
    """Texts never begin with what makes a formula (OWASP, CSV injection); numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff").startswith(FORMULA):
        return f"'{value}"
    return value


def as_atom(cards: Sequence[Card], *, title: str, base: str, self_url: str, now: datetime) -> str:
    """An Atom feed (RFC 4287). Entries keep their id when an article is corrected; `updated` moves."""
    feed = ET.Element("feed", {"xmlns": ATOM})
    latest = max((card.updated_at or card.stored_at for card in cards), default=now)
    _add(feed, "id", self_url)
    _add(feed, "title", title)
    _add(feed, "updated", stamp(latest))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": self_url})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": base})
    for card in cards:
        _entry(feed, card, base)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode")


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
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(opml, encoding="unicode")


def xml_text(text: str) -> str:
    """Without the characters that make a document not XML."""
    return NOT_XML.sub("", text)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = xml_text(text)
