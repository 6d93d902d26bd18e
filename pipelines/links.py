"""Addresses that a page names for itself: trusted only within its own registrable domain."""

from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit

from tldextract import TLDExtract

from pipelines.pagehead import Head


@cache
def _suffixes() -> TLDExtract:
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable_domain(url: str) -> str:
    """`example.co.uk` of `https://www.example.co.uk/a`; the host itself for addresses and localhost; "" without a host."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _domain_of(host)


@lru_cache(maxsize=4096)
def _domain_of(host: str) -> str:
    return _suffixes()(host).top_domain_under_public_suffix or host


def read_canonical(head: Head, url: str) -> tuple[str, str]:
    """The page's canonical URL, and a note when it names another site. ("", "") when it names none."""
    for raw in (head.canonical, head.first("og:url")):
        absolute = absolute_link(raw, url)
        if not absolute:
            continue
        if not url or registrable_domain(absolute) == registrable_domain(url):
            return absolute, ""
        return "", f"canonical: names another site, not followed: {absolute[:200]}"
    return "", ""


def absolute_link(raw: str, base: str) -> str:
    """`raw` as an http(s) URL, or ""."""
    try:
        absolute = urljoin(base, raw.strip()) if raw.strip() else ""
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    return absolute if parts.scheme in {"http", "https"} and parts.hostname else ""
