"""The extractors that ours is measured beside; None where one is not installed."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

Extractor = Callable[[bytes, str], dict[str, Any]]


def _trafilatura(body: bytes, url: str) -> dict[str, Any]:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(body, url=url, with_metadata=True)
    if not found:
        return {}
    authors = (found.author or "").split("; ")
    return {"title": found.title, "text": found.text, "authors": authors, "published": found.date}


def _readability(body: bytes, _url: str) -> dict[str, Any]:
    from lxml.html import fromstring
    from readability import Document

    document = Document(body.decode("utf-8", "replace"))
    return {"title": document.short_title(), "text": fromstring(document.summary()).text_content()}


def _resiliparse(body: bytes, _url: str) -> dict[str, Any]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    html = bytes_to_str(body, detect_encoding(body, from_html_meta=True))
    return {"text": extract_plain_text(html, main_content=True, comments=False)}


def _newspaper(body: bytes, url: str) -> dict[str, Any]:
    from newspaper import Article

    # Without fetch_images it asks the outlets for every picture of the page.
    article = Article(url if url.startswith("http") else "https://example.org/", fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    published = article.publish_date.isoformat() if article.publish_date else None
    return {"title": article.title, "text": article.text, "authors": article.authors, "published": published}


_MODULES = {
    "trafilatura": ("trafilatura", _trafilatura),
    "resiliparse": ("resiliparse", _resiliparse),
    "readability-lxml": ("readability", _readability),
    "newspaper4k": ("newspaper", _newspaper),
}


def _bravely(run: Extractor) -> Extractor:
    """An extractor that raises on a page has read nothing of it: it counts as empty."""

    def extract(body: bytes, url: str) -> dict[str, Any]:
        try:
            return run(body, url)
        except Exception:  # noqa: BLE001 -- whatever another project raises
            return {}

    return extract


RIVALS: dict[str, Extractor | None] = {
    name: _bravely(run) if find_spec(module) else None for name, (module, run) in _MODULES.items()
}
