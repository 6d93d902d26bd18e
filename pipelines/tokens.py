"""Text → words, numbers and signs with their offsets. One linear pass."""

import re
import unicodedata
from dataclasses import dataclass

# Groups of three may be set apart by a (narrow, no-break) space or an apostrophe; signs come one by one.
_TOKEN = re.compile(
    r"(?P<number>(?<![\w.,\-‐‑–])\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d{1,9})?|\d{1,40}(?:[.,]\d{1,40})*)"
    r"|(?P<word>[^\W\d_][\w\u0300-\u036f]*)"
    r"|(?P<sign>[^\w\s])"
)
HYPHENS = frozenset("-‐‑–")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign. `fold` is the word in lower case, composed; `glued` when no space stands before it."""

    text: str
    fold: str
    kind: str  # number, word or sign
    start: int
    end: int
    glued: bool

    @property
    def is_word(self) -> bool:
        """Letters, perhaps digits after them."""
        return self.kind == "word"

    @property
    def is_number(self) -> bool:
        """Digits, perhaps with separators."""
        return self.kind == "number"

    @property
    def is_hyphen(self) -> bool:
        """Any sign that joins words."""
        return self.text in HYPHENS


END = Token("", "", "end", -1, -1, False)


def tokenise(text: str) -> list[Token]:
    """All tokens in order; offsets point into `text` as given."""
    tokens: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        raw = match.group()
        fold = raw.lower() if raw.isascii() else unicodedata.normalize("NFC", raw).lower()
        tokens.append(Token(raw, fold, str(match.lastgroup), match.start(), match.end(), match.start() == before > 0))
        before = match.end()
    return tokens


def at(tokens: list[Token], index: int) -> Token:
    """The token there, or END outside the text."""
    return tokens[index] if 0 <= index < len(tokens) else END


def joined(tokens: list[Token], index: int) -> int:
    """The index behind a hyphen that ties the token at `index - 1` to the next one; `index` when there is none."""
    if at(tokens, index).is_hyphen and at(tokens, index).glued and at(tokens, index + 1).glued:
        return index + 1
    return index
