"""From a page's bytes to an Extract: pure, bounded by its caller's worker, and never trusting the page."""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.model import Access, Extract, Moment, Precision
from pipelines.access import LONG_TEXT, Evidence, judge_access
from pipelines.agencies import read_agency
from pipelines.authors import read_authors, read_credited
from pipelines.body import read_body, selected_body
from pipelines.charset import Decoded, decode
from pipelines.confidence import confidence
from pipelines.dates import read_dates
from pipelines.joining import join
from pipelines.jsonld import LinkedArticle, read_linked_article
from pipelines.language import identify_language
from pipelines.links import read_canonical
from pipelines.liveblog import read_entries, with_times
from pipelines.outlet_knowledge import NOTHING, OutletKnowledge
from pipelines.outlinks import of_text, read_anchors
from pipelines.overrides import GENERIC, OVERRIDE, chosen, drop, texts
from pipelines.pagehead import Head, read_head
from pipelines.pagetext import shown_text
from pipelines.pagination import next_page
from pipelines.pictures import read_picture
from pipelines.recurring import without
from pipelines.scrub import one_line
from pipelines.structure import heads, markdown, structure
from pipelines.titles import outlet_names, read_title, title_forms

MAX_BYTES = 16 << 20  # of a page; what the fetcher lets through
WORDS_A_MINUTE = 220  # adults read 238 (M. Brysbaert 2019, doi:10.1016/j.jml.2019.104047), foreign languages and names slower
_TEASERS = ("og:description", "description", "twitter:description")
_SECTIONS = ("article:section", "section", "parsely-section", "cxenseparse:section")
_MOST_TAGS = 30
_PARSER = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)


def extract(
    body: bytes,
    url: str = "",
    content_type: str = "",
    *,
    zone: tzinfo | None = None,
    now: datetime | None = None,
    knowledge: OutletKnowledge = NOTHING,
    further: Sequence[tuple[str, bytes]] = (),
) -> Extract:
    """Everything a page says about its article. `zone` is the outlet's, for times printed without one; `now` when it was fetched.

    `further` are address and body of the article's further pages, in order: their texts are joined to its own.

    Never raises for what a page holds; a page without text gives an Extract with an empty one.
    """
    if len(body) > MAX_BYTES:
        return Extract("", "", "", notes=(f"longer than {MAX_BYTES >> 20} MB, not read",))
    decoded = decode(body, content_type)
    tree = parse_html(decoded.text)
    if tree is None:
        return Extract("", "", "", encoding=decoded.encoding, notes=tuple(filter(None, (decoded.note, "no HTML"))))
    moment = now or datetime.now(UTC)
    first = _read(tree, decoded, url, zone, moment, knowledge)
    others = (extract(page, address, content_type, zone=zone, now=moment, knowledge=knowledge) for address, page in further)
    return join(first, list(others)) if further else first


def _read(
    tree: HtmlElement, decoded: Decoded, url: str, zone: tzinfo | None, now: datetime, knowledge: OutletKnowledge
) -> Extract:
    override = chosen(knowledge.overrides, now.date()) or GENERIC
    drop(tree, override.drop)
    elements = list(tree.iter())  # holds lxml's wrappers, which every walk would make anew: a tenth of the time
    head, linked = read_head(tree), read_linked_article(tree)
    canonical, note = read_canonical(head, url)
    home = url or canonical
    shown, anchors, next_url = shown_text(tree), read_anchors(tree, home), next_page(tree, url)
    given = texts(tree, override.published)
    dates = read_dates(tree, head, linked, home, now=now, zone=zone, given=next(iter(given), ""), founded=knowledge.founded)
    title, title_origin = _overridden(texts(tree, override.title)[:1]) or read_title(tree, head, linked, home)
    authors = tuple(texts(tree, override.authors))
    authors, authors_origin = (authors, OVERRIDE) if authors else read_authors(tree, head, linked, shown, home)
    credited = () if authors else read_credited(tree, head, linked)
    teasers = [found for raw in (linked.description, linked.alternative, *head.all(*_TEASERS)) if (found := one_line(raw))]
    section, section_origin = _first(("json-ld", linked.section), ("meta", head.first(*_SECTIONS)))
    picture, image_origin = read_picture(tree, head, linked, home)
    sure = confidence(tree, head, linked, title, authors, dates, home)
    tags = _tags(head, linked)
    free_body = linked.body if linked.free is not False else ""
    body = selected_body(tree, override.text) or read_body(
        tree, [title, *title_forms(tree, head, linked)], authors, free_body, (section, *outlet_names(head, linked, home), *tags)
    )  # changes the tree: last
    del elements
    own = without(body.text.split("\n"), knowledge.furniture)
    entries = read_entries(own, linked, dates.published)
    lines = with_times(own, entries)
    text = "\n".join(lines)
    agency, agency_origin = read_agency(body.lines, (*linked.people, *linked.organisations, *credited))
    access, reason = _access(decoded, shown, title, text, linked)
    origins = {
        "access": reason,
        "title": title_origin,
        "text": body.origin,
        "authors": authors_origin,
        "agency": agency_origin,
        "teaser": "json-ld" if linked.description else "meta" if teasers else "",
        "section": section_origin,
        "image": image_origin,
        "published": dates.published.origin if dates.published else "",
        "modified": dates.modified.origin if dates.modified else "",
    }
    return Extract(
        title=title,
        text=text,
        access=access,
        language=identify_language(text),
        teaser=next(iter(teasers), ""),
        authors=authors,
        credited=credited,
        agency=agency,
        section=section,
        tags=tags,
        published=dates.published,
        modified=dates.modified,
        image=picture.url if picture else "",
        picture=picture,
        captions=body.captions,
        structure=structure(lines, body.roles | heads(entries)) if text else "",
        entries=entries,
        next_url=next_url,
        canonical_url=canonical,
        encoding=decoded.encoding,
        links=of_text(anchors, text),
        origins={name: origin for name, origin in origins.items() if origin},
        confidence=sure,
        notes=tuple(filter(None, (decoded.note, *dates.notes, *linked.notes, note))),
    )


def _overridden(found: list[str]) -> tuple[str, str] | None:
    return (found[0], OVERRIDE) if found else None


def _access(decoded: Decoded, shown: str, title: str, text: str, linked: LinkedArticle) -> tuple[Access, str]:
    """The access status; only a short text needs the tree as it was before the text was read from it."""
    tree = parse_html(decoded.text) if len(text) < LONG_TEXT else None
    return judge_access(Evidence(tree, shown, title, text, linked)) if tree is not None else (Access.FULL, "")


def _tags(head: Head, linked: LinkedArticle) -> tuple[str, ...]:
    """Keywords that the page gives, without repeats."""
    lists = (linked.keywords, head.all("article:tag", "parsely-tags"), head.all("news_keywords"), head.all("keywords"))
    raw = next((words for words in lists if words), ())
    return tuple(dict.fromkeys(tag for text in raw for part in text.split(",") if (tag := one_line(part))))[:_MOST_TAGS]


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a page, or None for what is no HTML at all."""
    try:
        return document_fromstring(scrub_for_parser(text).encode(), parser=_PARSER)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def scrub_for_parser(text: str) -> str:
    """Without NUL, at which libxml2 stops, and lone surrogates, at which encoding stops."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _first(*candidates: tuple[str, str]) -> tuple[str, str]:
    return next(((text, origin) for origin, raw in candidates if (text := one_line(raw))), ("", ""))


def extract_file_record(path: Path, url: str | None = None) -> dict[str, Any]:
    """The JSON-ready fields of a page on disk (.html or .html.gz). `id` is the file's name without its extensions."""
    body = path.read_bytes()
    if path.suffix == ".gz":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, zlib.error) as error:
            return {"id": path.name.split(".")[0], "error": f"{path}: not a whole gzip file: {error}"}
    return {"id": path.name.split(".")[0], **record(extract(body, url or _own_url(body)))}


def _own_url(body: bytes) -> str:
    """The address a page without a known one gives itself."""
    tree = parse_html(decode(body).text)
    return read_canonical(read_head(tree), "")[0] if tree is not None else ""


def record(extracted: Extract) -> dict[str, Any]:
    """JSON-ready: moments as ISO 8601 on the clock of the page, days as days."""
    words = len(extracted.text.split())
    return asdict(extracted) | {
        "markdown": markdown(extracted.text, extracted.structure),
        "words": words,
        "reading_minutes": max(1, round(words / WORDS_A_MINUTE)) if words else 0,
        "confidence": {name: str(level) for name, level in extracted.confidence.items()},
        "entries": [asdict(entry) | {"at": entry.at.isoformat() if entry.at else None} for entry in extracted.entries],
        "origins": dict(extracted.origins),
        "access": str(extracted.access),
        "published": _iso(extracted.published),
        "modified": _iso(extracted.modified),
    }


def _iso(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    local = moment.at.astimezone(timezone(timedelta(minutes=moment.offset_minutes)))
    return local.date().isoformat() if moment.precision is Precision.DAY else local.isoformat()
