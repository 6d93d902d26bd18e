"""Bytes to text, whatever the server says the charset is."""

import codecs
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DAMAGE = 0.2  # UTF-8 with fewer bad than good sequences by this factor is damaged UTF-8, not another charset


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page and the charset it was read with. `note` is not empty when that differs from what was declared."""

    text: str
    encoding: str
    note: str = ""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode `body`. `content_type` is the header's value. Never raises; what cannot be read becomes U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(encoding, "replace"), encoding)
    declared = _declared(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, declared)
    if _is_ascii_multibyte(declared):
        return _decode_other(body, declared)
    wrong = declared not in ("", "utf-8", "ascii", "us-ascii") and not text.isascii()
    return Decoded(text, "utf-8", f"charset: declared {declared}, is utf-8" if wrong else "")


def _declared(body: bytes, content_type: str) -> str:
    """The charset named by the header, else by the first bytes of the page; in Python's spelling, "" when unknown."""
    named = http_content_type_encoding(content_type) or html_body_declared_encoding(body[:4096])
    return resolve_encoding(named) or "" if named else ""


def _is_ascii_multibyte(declared: str) -> bool:
    """Charsets whose bytes are valid UTF-8 by accident."""
    return declared.startswith(("utf-16", "utf-32", "iso2022", "hz", "utf-7"))


def _decode_other(body: bytes, declared: str) -> Decoded:
    text = body.decode("utf-8", "replace")
    bad, good = text.count("\ufffd"), sum(character > "\x7f" for character in text[:200_000])
    if bad < _DAMAGE * (good - bad):
        return Decoded(text, "utf-8", f"charset: utf-8 with {bad} damaged characters")
    for encoding in (declared, detect_encoding(body), "cp1252"):
        if encoding and encoding != "utf-8":
            try:
                text = body.decode(encoding)
            except (UnicodeError, LookupError):
                continue
            return Decoded(
                text, encoding, "" if encoding == declared else f"charset: declared {declared or 'none'}, read as {encoding}"
            )
    return Decoded(
        body.decode("cp1252", "replace"), "cp1252", f"charset: declared {declared or 'none'}, read as cp1252 with losses"
    )
