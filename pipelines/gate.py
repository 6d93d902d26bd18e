"""Is a page worth reading at all? Pure: does it name anything that the topic looks for?

Reading a page costs 20-40 ms, this about 1. First the raw page is searched, whatever way it escapes its text; a page without a
hit is done with. Where there is one, it must stand in what the page says of itself (title, description, JSON-LD) or in its
visible text outside navigation, footer and asides. When in doubt the page passes.
Evidence: `python -m bench.extract --only gate`; why no finer reading of the main text: docs/decisions/gate.md.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html.entities import codepoint2name
from urllib.parse import quote

import re2
from resiliparse.extract.html2text import extract_plain_text

from pipelines.charset import decode

# Before a name: nothing, anything but a letter or digit, or the end of an escape as in "\nOpenAI", "%20OpenAI".
_BEFORE = r"(?:^|[^\pL\pN]|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2})"
# After it: no letter or digit, but a genitive s may stand between ("OpenAIs Modell").
_AFTER = r"(?:['’]?s)?(?:[^\pL\pN]|$)"
_SPACE = r"(?:\s|\x{a0}|&nbsp;|&#160;|\\u00a0|%20|\+|-)+"
_CLASS_OR_ESCAPE = re.compile(r"(\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|\[(?:\\.|[^\]])*\]|\(\?[a-zA-Z-]*[:)])")
_INVISIBLE = ("&shy;", "&#173;", "\u00ad", "\u200b", "\u2060")
_SELF = re.compile(
    r"<title[^>]*>[^<]{0,1000}|<meta\s[^>]{0,60}(?:title|description|keywords)[^>]{0,2000}>"
    r"|<script[^>]{1,200}ld\+json.*?</script>",
    re.IGNORECASE | re.DOTALL,
)
NAMES_NOTHING = "the page names nothing the topic looks for"
_FURNITURE = ("nav", "footer", "aside")


@dataclass(frozen=True, slots=True)
class GateDecision:
    """`passed`, and the name that was found or the reason why the page is not read."""

    passed: bool
    reason: str


class Gate:
    """Looks for names given as RE2 patterns; letter case does not matter, and names start and end at word edges.

    A name that must match exactly as written is given as `(?-i:MAI)`. Raises re2.error for a pattern RE2 cannot read.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        names = "|".join(f"(?:{_tolerant(pattern)})" for pattern in patterns)
        self._names = re2.compile(f"(?i){_BEFORE}({names}){_AFTER}") if names else None

    def find(self, text: str) -> str:
        """The first name in `text`, as it stands there; "" when there is none. `text` has no lone surrogates."""
        match = self._names.search(text) if self._names else None
        return str(match.group(1)) if match else ""

    def decide(self, body: bytes, content_type: str = "", hint: str = "") -> GateDecision:
        """Whether to read a page. `hint` is what its channel said of it (title, summary). Never raises for a page."""
        if self._names is None:
            return GateDecision(passed=True, reason="the topic has no gate")
        if name := self.find(hint.encode("utf-8", "replace").decode("utf-8")):
            return GateDecision(passed=True, reason=f"the channel's hint names {name}")
        raw = _plain(decode(body, content_type).text)
        name = self.find(raw)
        if not name:
            return GateDecision(passed=False, reason=NAMES_NOTHING)
        if found := self.find(" \n".join(_SELF.findall(raw))) or self.find(visible_text(raw)):
            return GateDecision(passed=True, reason=f"the page names {found}")
        return GateDecision(passed=False, reason=f"the page names {name} in navigation or code only")


def visible_text(raw: str) -> str:
    """What a reader sees outside navigation, footer and asides; 2 ms a page."""
    return str(extract_plain_text(raw, main_content=False, skip_elements=list(_FURNITURE)))


def _plain(text: str) -> str:
    """`text` composed (NFC) and without the invisible characters that sites put into long words."""
    for mark in _INVISIBLE:
        if mark in text:
            text = text.replace(mark, "")
    return unicodedata.normalize("NFC", text)


def _tolerant(pattern: str) -> str:
    """`pattern` that also finds its letters and spaces as entities, JSON or percent escapes; classes stay as they are."""
    parts = _CLASS_OR_ESCAPE.split(unicodedata.normalize("NFC", pattern))
    return "".join(part if at % 2 else "".join(map(_any_form, part)) for at, part in enumerate(parts))


def _any_form(character: str) -> str:
    if character == " ":
        return _SPACE
    if character.isascii():
        return character
    code = ord(character)
    forms = [character, f"&#{code};", f"&#x{code:x};", rf"\\u{code:04x}", quote(character)]
    if code in codepoint2name:
        forms.append(f"&{codepoint2name[code]};")
    return f"(?:{'|'.join(forms)})"
