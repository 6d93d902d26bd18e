"""What an article is grouped by: its words, its figures and its vector, as arrays. Pure.

Words are hashed into SLOTS (of two thousand words of a window thirty meet another in a slot), cut to their first letters, so
that inflections and the many words that English, German and Spanish share (names above all) fall together.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipelines.embedding import Vector, embed
from pipelines.words import words

SLOTS = 1 << 17
WORDS = 600  # of a text
STEM = 6  # letters
_NUMBER = r"(\d+(?:[.,]\d+)*)"
# 10^9 is Milliarde and mil millones, 10^12 Billion and billón; an English billion is 10^9. The longest names come first.
_SCALES = tuple(
    (re.compile(rf"{_NUMBER}[ \u00a0]?(?:{names})", re.IGNORECASE), scale)
    for names, scale in (
        (r"trillion\b|billionen\b|billones\b|bill[oó]n\b(?! d[eo]ll)", 1e12),
        (r"billion\b|bn\b|milliarden?\b|mrd\b|mil millones|thousand million", 1e9),
        (r"million(?:en)?\b|mio\b|mill[oó]n(?:es)?\b", 1e6),
    )
)
_PLAIN = re.compile(_NUMBER)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """Distinct slots and how much each counts (1 + log of how often)."""

    slots: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """An article as grouping sees it. `vector` is None without the embedding."""

    language: str
    terms: Bag
    figures: Bag
    vector: Vector | None


def sign(title: str, text: str, language: str, vector: Vector | None = None) -> Signature:
    """Read an article's signature: 26 ms of CPU, nearly all for the vector where none is given."""
    whole = f"{title}.\n{text}"
    stems = (word[:STEM] for word in words(whole)[:WORDS])
    return Signature(language, _bag(stems), _bag(figures(whole)), embed(title, text) if vector is None else vector)


def figures(text: str) -> list[str]:
    """The numbers of a text with their scales worked out: "13 Milliarden", "13 mil millones" and "13 billion" are one."""
    found: list[str] = []
    for pattern, scale in _SCALES:
        found += [f"{value * scale:g}" for value in map(_value, pattern.findall(text)) if value is not None]
        text = pattern.sub(" ", text)
    return found + [f"{value:g}" for value in map(_value, _PLAIN.findall(text)) if value is not None]


def _value(digits: str) -> float | None:
    if len(digits) > 18:  # noqa: PLR2004 -- digits: more is an identifier
        return None
    if _GROUPED.fullmatch(digits):
        return float(re.sub("[.,]", "", digits))
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None


def _bag(items: Iterable[str]) -> Bag:
    counted = Counter(crc32(item.encode()) % SLOTS for item in items)
    slots = np.array(sorted(counted), np.uint32)
    return Bag(slots, np.array([1 + math.log(counted[int(slot)]) for slot in slots], np.float32))


def pack(signature: Signature) -> tuple[bytes, bytes, bytes]:
    """Terms, figures and vector as bytes, for the archive: about 2.5 kB."""
    vector = b"" if signature.vector is None else signature.vector.astype("<f2").tobytes()
    return _pack_bag(signature.terms), _pack_bag(signature.figures), vector


def unpack(language: str, terms: bytes, figures_: bytes, vector: bytes) -> Signature:
    """The opposite of `pack`."""
    unpacked = np.frombuffer(vector, "<f2").astype(np.float32) if vector else None
    return Signature(language, _unpack_bag(terms), _unpack_bag(figures_), unpacked)


def _pack_bag(bag: Bag) -> bytes:
    return bag.slots.astype("<u4").tobytes() + bag.counts.astype("<f4").tobytes()


def _unpack_bag(packed: bytes) -> Bag:
    half = len(packed) // 2
    return Bag(np.frombuffer(packed[:half], "<u4"), np.frombuffer(packed[half:], "<f4"))
