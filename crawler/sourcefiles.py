"""Writes sources into the catalogue's folder, and reads and writes OPML: pure but for the one file that is appended to."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

import yaml
from lxml import etree

from archive.errors import SeedError
from archive.model import Source
from crawler.seeds import load_sources, parse_sources
from crawler.urls import UrlError, canonical

ADDED: Final = "added.yaml"
FEEDS: Final = frozenset({"rss", "rdf", "atom", "jsonfeed"})


def source_id(url: str, taken: Iterable[str] = ()) -> str:
    """An id from a host name: https://www.daily.example/ → daily-example; numbered when it is taken."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("feeds.")
    base = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "source"
    known = set(taken)
    return base if base not in known else next(f"{base}-{n}" for n in range(2, len(known) + 3) if f"{base}-{n}" not in known)


def entry(identifier: str, name: str, homepage: str, language: str, channels: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A source as the catalogue's YAML has it. `channels` are (address, format)."""
    return {
        "id": identifier,
        "name": name,
        "homepage": homepage,
        "language": language,
        "kind": "press",
        "priority": 3,
        "channels": [{"url": url, "format": kind} for url, kind in channels],
    }


def add(folder: Path, entries: Sequence[dict[str, Any]]) -> Path:
    """Append sources to the folder's added.yaml. Raises SeedError (and writes nothing) when the catalogue would not be right."""
    file = folder / ADDED
    before = file.read_text("utf-8") if file.exists() else "# Sources that were added by `presswatch sources add` and `import`.\n"
    text = before.rstrip("\n") + "\n" + yaml.safe_dump(list(entries), allow_unicode=True, sort_keys=False)
    parse_sources(text, str(file))
    taken = {source.id for source in load_sources(folder)}
    if clash := taken & {item["id"] for item in entries}:
        raise SeedError(f"{file}: id: {min(clash)!r} is in the catalogue already; expected a new one")
    partial = file.with_suffix(".yaml.new")
    partial.write_text(text, "utf-8")
    partial.replace(file)
    return file


def read_opml(text: bytes) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(title, feed, homepage) of every feed in an OPML file, each feed once, and feeds' addresses that are none.

    Raises SeedError when it is no OPML or holds no feed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise SeedError(f"not an OPML file: {error}; expected <opml> with <outline xmlUrl=…>") from error
    found: dict[str, tuple[str, str, str]] = {}
    unreadable = []
    for outline in root.iter("outline") if root is not None else ():
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        try:
            feed = canonical(attributes.get("xmlurl", ""))
            home = canonical(attributes.get("htmlurl") or feed)
        except UrlError:
            if "xmlurl" in attributes:  # others are folders
                unreadable.append(attributes["xmlurl"])
            continue
        found.setdefault(feed, (attributes.get("title") or attributes.get("text") or feed, feed, home))
    if not found:
        raise SeedError("no feeds in this file; expected OPML with <outline xmlUrl=…>")
    return list(found.values()), unreadable


def as_opml(sources: Iterable[Source]) -> str:
    """The feeds of the catalogue that feed readers understand (OPML 2.0)."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">', "<head><title>presswatch</title></head>", "<body>"]
    for source in sources:
        for channel in source.channels:
            if channel.enabled and channel.format in FEEDS:
                name, feed, home = (quoteattr(text) for text in (source.name, channel.url, source.homepage))
                lines.append(f'<outline type="rss" text={name} title={name} xmlUrl={feed} htmlUrl={home}/>')
    return "\n".join([*lines, "</body>", "</opml>"]) + "\n"
