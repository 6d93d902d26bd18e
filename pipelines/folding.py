"""Folds text for matching and remembers where every folded character came from.

Writings that mean the same become the same: composed and decomposed letters, ligatures and full-width forms (NFKD), letters
with and without accents, ß and ss, all hyphens and dashes, typographic and straight quotes, every kind of space. Soft hyphens
and zero-width characters vanish. Case stays, since names such as MAI and Mai differ in nothing else.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_OTHER_WRITINGS = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‘’‚‛‹›´", "'"),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    "ß": "ss",
    "ẞ": "SS",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
}
_VANISH = {"Mn", "Me", "Cf"}  # combining marks; format characters such as soft hyphen, zero-width space, BOM


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` in UTF-8, and for the places where it left step with the original, the pairs (folded, original)."""

    text: bytes
    folded_at: tuple[int, ...]
    original_at: tuple[int, ...]

    def original(self, offset: int) -> int:
        """The character of the original that begins at a byte of the folded text (or the end of the original)."""
        at = bisect_right(self.folded_at, offset) - 1
        place = self.original_at[at] + offset - self.folded_at[at]
        return min(place, self.original_at[at + 1]) if at + 1 < len(self.original_at) else place


def fold(text: str) -> Folded:
    """The folded form of a text; never raises, whatever the characters."""
    pieces: list[bytes] = []
    folded_at, original_at = [0], [0]
    length = done = 0
    for found in _NOT_ASCII.finditer(text):
        at = found.start()
        plain, special = text[done:at].encode(), _fold_character(found.group())
        pieces += (plain, special)
        length += len(plain) + len(special)
        done = at + 1
        folded_at.append(length)
        original_at.append(done)
    pieces.append(text[done:].encode())
    return Folded(b"".join(pieces), tuple(folded_at), tuple(original_at))


def fold_pattern(pattern: str) -> str:
    """A pattern in the writing that folded text has, so that an analyst writes Künstliche and means every form of it."""
    return fold(pattern).text.decode()


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> bytes:
    if character in _OTHER_WRITINGS:
        return _OTHER_WRITINGS[character].encode()
    plain = "".join(_OTHER_WRITINGS.get(c, c) for c in unicodedata.normalize("NFKD", character))
    return "".join(c for c in plain if unicodedata.category(c) not in _VANISH).encode(errors="replace")
