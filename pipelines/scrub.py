"""Text as it may be stored: no control characters, no lone surrogates, one Unicode form."""

import html
import re
import unicodedata

_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters: SQLite's length() stops at NUL
    "\ud800-\udfff"  # lone surrogates cannot be encoded
    "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # soft hyphen, zero width, direction overrides
    "\ufdd0-\ufdef\ufffe\uffff]"  # not characters
)
_SPACES = re.compile(r"[^\S\n]+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def scrub(text: str) -> str:
    """`text` in NFC without characters that break storing, searching or mailing; every line break becomes LF."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").translate(_BREAKS))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """`text` scrubbed, on one line, with single spaces and without HTML entities (escaped twice by many sites)."""
    if "&" in text:
        for _ in range(2):
            text = _ENTITY.sub(lambda m: html.unescape(m.group()), text)
    return " ".join(scrub(text).split())


def tidy_lines(text: str) -> str:
    """`text` scrubbed, each line with single spaces, and without empty lines."""
    lines = (_SPACES.sub(" ", line).strip() for line in scrub(text).split("\n"))
    return "\n".join(line for line in lines if line)
