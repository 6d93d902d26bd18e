"""From a page's bytes to an Extract: pure, bounded by its caller's worker, and never trusting the page."""

import gzip
import zlib
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.model import Extract, Moment, Precision
from pipelines.authors import read_authors
from pipelines.body import read_body
from pipelines.charset import decode
from pipelines.dates import read_dates
from pipelines.jsonld import read_linked_article
from pipelines.language import identify_language
from pipelines.links import absolute_link, read_canonical
from pipelines.pagehead import read_head
from pipelines.scrub import one_line
from pipelines.titles import read_title

MAX_BYTES = 16 << 20  # of a page; what the fetcher lets through
_PARSER = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)


def extract(
    body: bytes, url: str = "", content_type: str = "", *, zone: tzinfo | None = None, now: datetime | None = None
) -> Extract:
    """Everything a page says about its article. `zone` is the outlet's, for times printed without one.

    Never raises for what a page holds; a page without text gives an Extract with an empty one.
    """
    decoded = decode(body, content_type)
    notes = [decoded.note] if decoded.note else []
    tree = parse_html(decoded.text)
    if tree is None:
        return Extract("", "", "", encoding=decoded.encoding, notes=(*notes, "no HTML"))
    head, linked = read_head(tree), read_linked_article(tree)
    canonical, note = read_canonical(head, url)
    dates = read_dates(tree, head, linked, url, now=now or datetime.now(UTC), zone=zone)
    title, title_origin = read_title(tree, head, linked)
    authors, authors_origin = read_authors(tree, head, linked)
    text = read_body(tree, url)
    teaser, teaser_origin = _first(("json-ld", linked.description), ("meta", head.first("description", "og:description")))
    section, section_origin = _first(("json-ld", linked.section), ("meta", head.first("article:section", "section")))
    image, image_origin = _first(("meta", head.first("og:image", "twitter:image")), ("json-ld", linked.image))
    tags = linked.keywords or tuple(one_line(tag) for tag in head.all("article:tag", "keywords", "news_keywords"))
    origins = {
        "title": title_origin,
        "text": "trafilatura" if text else "",
        "authors": authors_origin,
        "teaser": teaser_origin,
        "section": section_origin,
        "image": image_origin,
        "published": dates.published.origin if dates.published else "",
        "modified": dates.modified.origin if dates.modified else "",
    }
    return Extract(
        title=title,
        text=text,
        language=identify_language(text),
        teaser=teaser,
        authors=authors,
        section=section,
        tags=tags,
        published=dates.published,
        modified=dates.modified,
        image=absolute_link(image, url),
        canonical_url=canonical,
        encoding=decoded.encoding,
        origins={name: origin for name, origin in origins.items() if origin},
        notes=tuple(notes + list(dates.notes) + list(linked.notes) + ([note] if note else [])),
    )


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
    return asdict(extracted) | {
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
