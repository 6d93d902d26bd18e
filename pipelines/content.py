"""Is this a page at all? Pure: what the server sent must be HTML, and be there."""

from archive.model import Outcome, Page
from pipelines.stage import Drop, Work

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""})
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP or Office file"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"RIFF", "RIFF media"),
    (b"\x1f\x8b", "gzip file"),
    (b"\xd0\xcf\x11\xe0", "Office file"),
    (b"ID3", "MP3 audio"),
)  # https://www.garykessler.net/library/file_sigs.html
_HEAD = 4096  # bytes in which HTML shows itself
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex")


def not_html(page: Page) -> str:
    """Why `page` is no HTML page; "" when it is one. What the bytes say counts more than the header (PDF sent as text)."""
    start = page.body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return f"a {name}"
    kind = page.headers.get("content-type", "").split(";")[0].strip().lower()
    lower = start.lower()
    looks_like_html = b"<html" in lower or lower.startswith(b"<!doctype html")
    if kind not in _HTML_TYPES and not looks_like_html:
        return f"content type {kind}"
    if not looks_like_html and (lower.startswith((b"{", b"[")) or any(mark in lower for mark in _FEEDS)):
        return "a feed, sitemap or JSON document"
    return ""


class ContentStage:
    """Lets HTML pages through."""

    name = "content"

    async def run(self, work: Work) -> Work | Drop:
        """Drop as gone or unsupported, or hand on unchanged."""
        if work.page.status in {404, 410}:
            return Drop(Outcome.GONE, f"status {work.page.status}", work)
        if reason := not_html(work.page):
            return Drop(Outcome.UNSUPPORTED, f"not an HTML page: {reason}", work)
        return work
