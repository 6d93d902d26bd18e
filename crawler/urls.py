"""Canonical URLs: one address, one spelling; and which addresses belong to the same site.

What is dropped is dropped because it names the reader's way to a page, never the page. Where a parameter is used for both
(`cid`, `sid`), it stays: two spellings of one article are found later as duplicates, two articles under one spelling never.
"""

import ipaddress
import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import idna
import tldextract
from courlan.clean import TRACKERS_RE

from archive.errors import PresswatchError

MAX_LENGTH: Final = 4096  # characters of a canonical URL; no known article address comes near, every hostile one passes it
MAX_HOST: Final = 253  # RFC 1035 §2.3.4, without the final dot
MAX_RAW: Final = 4 * MAX_LENGTH  # what is longer is not even looked at

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

# Tracking parameters by where they come from. Matched on the whole name, case ignored; a trailing * matches any rest.
TRACKING: Final[dict[str, tuple[str, ...]]] = {
    "Google Analytics, Ads, Merchant": ("utm_*", "utm", "_ga", "_gl", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid"),
    "Meta": ("fbclid", "fb_action_*", "fb_ref", "fb_source", "fbc_id", "igshid", "igsh"),
    "X": ("twclid", "__twitter_impression", "ref_src"),
    "TikTok, LinkedIn, Pinterest, Reddit": ("ttclid", "li_fat_id", "epik", "rdt_cid"),
    "Microsoft Ads, MSN": ("msclkid", "ocid", "cvid"),
    "Yandex, Yahoo and its consent pages": (
        "yclid", "ymclid", "_openstat", "guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk", ".tsrc", "ncid",
    ),
    "Matomo, Piwik": ("mtm_*", "matomo_*", "pk_*", "piwik_*"),
    "Piano, AT Internet (BBC, Spiegel, Zeit, El País)": ("at_*", "xtor", "xtref", "xts", "xtmc"),
    "Comscore (BBC, Financial Times)": ("ns_*",),
    "Mapp, Webtrekk (Zeit, heise, Spiegel, Welt)": ("wt_*", "wt.*", "wtmc", "wtrid"),
    "Adobe": ("s_cid", "s_kwcid", "ef_id", "sc_cid", "icid", "mboxsession"),
    "Mailchimp, Marketo, HubSpot, Vero, Omeda, Klaviyo, Salesforce": (
        "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "vero_*", "oly_*",
        "_kx", "sfmc_*", "et_rid", "ml_subscriber", "ml_subscriber_hash",
    ),
    "Outbrain, Taboola, Awin, Wicked Reports": ("dicbo", "oborigurl", "tblci", "awc", "wickedid", "rb_clickid"),
    "Bloomberg, CNBC, Condé Nast, WSJ, NYT, Guardian, Economist, Reuters, TechCrunch, ZDNet": (
        "cmpid", "cmp", "cmp_*", "srnd", "sref", "__source", "mbid", "reflink", "smid", "smtyp", "emc", "fsrc", "taid",
        "tpcc", "ftag", "ftcamp", "segmentid", "sharetype",
    ),
    "Spiegel, Handelsblatt, El País": ("sara_*", "ssm", "prm", "id_externo_rsoc"),
    "sessions in the address": ("phpsessid", "jsessionid", "sessionid", "aspsessionid*"),
    "share buttons": ("sharesource", "share_source", "xing_share", "spm"),
}  # fmt: skip

# Never dropped, whatever a list says: these name the page on sites that still run on query strings. courlan's pattern (AdGuard,
# ClearURLs and Firefox lists) takes cid, eid, uid and keyword for campaign marks.
IDENTIFYING: Final = frozenset({
    "accession", "adsh", "aid", "article", "article_id", "articleid", "artid", "cid", "cik", "doc", "docid", "eid", "gl", "id",
    "item", "keyword", "keywords", "news", "news_id", "newsid", "nid", "no", "number", "p", "page", "pageid", "pid", "post",
    "postid", "q", "s", "sid", "story", "story_id", "storyid", "tid", "uid", "v",
})  # fmt: skip

# Names too common to drop everywhere, and the registrable domains where they are tracking.
ON_SITES: Final[dict[str, frozenset[str]]] = {
    "mod": frozenset({"wsj.com", "marketwatch.com", "barrons.com"}),  # "mod=rss_..." in Dow Jones feeds; a page name elsewhere
    "ticket": frozenset({"handelsblatt.com", "wiwo.de"}),  # single sign-on
    "feature": frozenset({"youtube.com", "youtu.be"}),
    "share": frozenset({"spiegel.de", "reddit.com"}),
}

_NAMES = frozenset(n for names in TRACKING.values() for n in names if not n.endswith("*"))
_PREFIXES = tuple(n[:-1] for names in TRACKING.values() for n in names if n.endswith("*"))

_EDGES = "".join(map(chr, range(0x21)))  # C0 controls and space, stripped from both ends (WHATWG URL)
_INNER = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^;/?]*", re.IGNORECASE)
_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~-]", re.DOTALL)
_PLAIN_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset("?[]|")

_AMP_HOST = re.compile(r"^(?:www|m|mobile|amp)\.")
_AMP_PATH = re.compile(r"/amp(?=/|$)|(?<=[^/])\.amp(?=\.html?$|$)|(?<=[^/])-amp(?=\.html?$|/?$)|^/amphtml(?=/)")
_PRINT_PATH = re.compile(r"/(?:print|drucken|druckansicht|imprimir)(?=/|$)|(?<=[^/])[-_.](?:print|druck)(?=\.html?$)")
_INDEX = re.compile(r"/index\.(?:html?|php)$")
_VARIANT_PARAMETERS = frozenset({"amp", "outputtype", "print", "printversion", "view", "mobile"})

_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class UrlError(PresswatchError):
    """What was given is no http(s) URL; the text names it (shortened) and the reason."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"no usable http(s) address ({self.reason}): {self.url[:200]!r}"


def canonical(url: str, base: str | None = None) -> str:
    """The one spelling of `url`, resolved against `base` when relative. Idempotent; at most MAX_LENGTH characters, all ASCII.

    Scheme and host in lower case, names in IDNA, no user, default port, fragment (but #!), dot segments, session or tracking
    parameters; percent-encoding in upper case and only where needed; parameters sorted by name. Raises UrlError only.
    """
    parts = _split(url, base)
    scheme, host = parts.scheme.lower(), _host(url, parts)
    path = _dot_segments(_encode(_SESSION.sub("", parts.path), _PATH_SAFE)) or "/"
    query = _query(parts.query, host)
    fragment = _encode(parts.fragment, _QUERY_SAFE) if parts.fragment.startswith("!") else ""
    result = f"{scheme}://{host}{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"
    if len(result) > MAX_LENGTH:
        raise UrlError(url, f"longer than {MAX_LENGTH} characters")
    return result


def spelling(url: str) -> str:
    """As `canonical`; "" for what is no usable address."""
    try:
        return canonical(url)
    except UrlError:
        return ""


def host_of(url: str) -> str:
    """The host of a URL in its canonical spelling, without port. Raises UrlError."""
    return urlsplit(canonical(url)).hostname or ""


def site(url: str) -> str:
    """The registrable domain (example.co.uk) by the bundled public suffix list; the host itself for IPs and bare names."""
    return _site(host_of(url))


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one registrable domain. False when either is no http(s) URL."""
    try:
        return site(a) == site(b)
    except UrlError:
        return False


def variants_key(url: str) -> str:
    """A key that an article shares with its AMP, mobile and print pages and its spellings with http, www or a final slash.

    A hint that two addresses may be one page, not a proof; never fetched. Raises UrlError.
    """
    parts = urlsplit(canonical(url))
    name = _AMP_HOST.sub("", parts.netloc)
    path = _PRINT_PATH.sub("", _AMP_PATH.sub("", _INDEX.sub("/", re.sub("//+", "/", parts.path))))
    query = "&".join(p for p in parts.query.split("&") if p.split("=")[0].lower() not in _VARIANT_PARAMETERS)
    return f"{name}{path.rstrip('/')}{'?' if query else ''}{query}"


def is_tracking(name: str, host: str = "") -> bool:
    """Whether a query parameter of this name says how a reader came (to this host), not which page it is."""
    name = name.lower()
    if name in ON_SITES:
        return _site(host) in ON_SITES[name]
    if name in IDENTIFYING:
        return False
    return name in _NAMES or name.startswith(_PREFIXES) or _whole_match(name)


def _whole_match(name: str) -> bool:
    # courlan searches anywhere in the name ("reference", "sourcecode"); only a match up to the end or a separator counts here
    found = TRACKERS_RE.search(name)
    if found is None or found.group().endswith("_"):
        return found is not None
    return found.end() == len(name) or name[found.end()] in "_-."


def _split(url: str, base: str | None) -> SplitResult:
    if len(url) > MAX_RAW:
        raise UrlError(url, f"longer than {MAX_RAW} characters")
    text = _slashes(_INNER.sub("", url.strip(_EDGES)))
    try:
        parts = urlsplit(urljoin(_slashes(base), text) if base else text)
    except ValueError as error:
        raise UrlError(url, str(error)) from None
    if parts.scheme.lower() not in DEFAULT_PORTS:
        raise UrlError(url, "its scheme is not http or https" if _SCHEME.match(text) else "it is relative")
    return parts


def _slashes(text: str) -> str:
    """Backslashes before the query are slashes, as every browser reads them."""
    head, mark, tail = text.partition("?")
    return head.replace("\\", "/") + mark + tail


def _host(url: str, parts: SplitResult) -> str:
    try:
        name, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UrlError(url, str(error)) from None
    try:
        name = _ascii_host(name)
    except ValueError as error:  # idna's and ipaddress's errors are ValueErrors
        raise UrlError(url, f"host: {error}"[:120]) from None
    return name if port is None or port == DEFAULT_PORTS[parts.scheme.lower()] else f"{name}:{port}"


@lru_cache(maxsize=4096)
def _ascii_host(name: str) -> str:
    if ":" in name:
        address = ipaddress.IPv6Address(name)
        if address.scope_id:
            raise ValueError("an address with a zone")
        return f"[{address.compressed}]"
    name = name.rstrip(".").lower()
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode("ascii").lower().rstrip(".")
    if len(name) > MAX_HOST or ".." in name or not _PLAIN_HOST.fullmatch(name):
        raise ValueError("not a host name")
    return name


@lru_cache(maxsize=4096)
def _site(name: str) -> str:
    return _suffixes(name).top_domain_under_public_suffix or name


def _query(query: str, host: str) -> str:
    kept = [p for p in query.split("&") if p and not is_tracking(p.split("=", 1)[0], host)]
    encoded = (_encode(p, _QUERY_SAFE) for p in kept)
    return "&".join(sorted(encoded, key=lambda p: p.split("=", 1)[0]))


def _encode(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding as RFC 3986 §6.2.2 wants it; a lone % becomes %25, a lone surrogate U+FFFD."""

    def one(match: re.Match[str]) -> str:
        piece = match.group()
        if len(piece) > 1:  # %XX
            char = chr(int(piece[1:], 16))
            return char if char in _UNRESERVED else piece.upper()
        if piece in safe:
            return piece
        data = piece.encode("utf-8") if not "\ud800" <= piece <= "\udfff" else b"\xef\xbf\xbd"
        return "".join(f"%{byte:02X}" for byte in data)

    return _ODD.sub(one, text)


def _dot_segments(path: str) -> str:
    """RFC 3986 §5.2.4, after percent-decoding, so that %2e%2e is seen."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(out) > 1:
            out.pop()
        elif segment not in (".", ".."):
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/".join(out)
