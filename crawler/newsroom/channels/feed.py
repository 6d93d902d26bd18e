"""What every feed says, whatever its format, and how XML is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from crawler.newsroom.model import Outlet


@dataclass(frozen=True)
class Entry:
    """One line of a feed; ``changed`` equals ``published`` until the article changes."""

    guid: str
    url: str
    title: str
    summary: str
    authors: tuple[str, ...]
    section: str
    published: datetime
    changed: datetime
    language: str
    image: str | None = None
    source: tuple[str, str] | None = None
    """Name and homepage of the outlet an aggregator took the entry from."""


@dataclass(frozen=True)
class Feed:
    """A feed before it has a format: where it is, whose it is and its entries, newest first."""

    url: str
    home: str
    title: str
    outlet: Outlet
    entries: Sequence[Entry]

    @property
    def changed(self) -> datetime | None:
        """When the newest change among the entries happened; None for an empty feed."""
        return max((entry.changed for entry in self.entries), default=None)


def child(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Append an element; prefixes are written as they stand and declared on the root."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def document(root: ET.Element, encoding: str) -> str:
    """Write an XML document that declares ``encoding``; the caller encodes it so."""
    ET.indent(root)
    return f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def rfc822(moment: datetime) -> str:
    """Write a date as RSS 2.0 asks, in GMT."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def rfc3339(moment: datetime) -> str:
    """Write a date as Atom, JSON Feed, sitemaps and JSON-LD ask, with the outlet's offset."""
    return moment.isoformat(timespec="seconds")
