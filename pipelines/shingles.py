"""Texts as sets of hashed 4-word shingles, and the few of them by which copies are looked up. Pure.

A. Broder, "On the resemblance and containment of documents" (1997). The sketch is his bottom-k with a floor on the rate: hashes
are uniform, so the smallest of a text are a random sample, the same one in every text that holds them. A fixed k would starve
long roundups (an article inside shares k/10 of them); a fixed rate would store 60 rows for a long report.

`python -m bench.duplicates --sketch`: of 4,256 related texts k = 16 loses 233, 24 loses 140, 32 loses 106; a rate of 1/16 instead
of 1/32 loses 11 and stores half as many rows again (47 a text of 600 words, 670 MB at a million).
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from pipelines.words import words

WORDS = 4  # in a shingle
SKETCH = 24  # hashes of a text, or one in 32 of them when that is more; short texts keep all
RATE = 1 / 32

_HALF = 1 << 31  # the table keeps the low 32 bits as a signed number, which SQLite writes in 4 bytes
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Fibonacci hashing, Knuth vol. 3, 6.4
_MIX = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Shingled:
    """A text as numbers: one for each word, and a 64-bit hash for every run of four words, in order."""

    words: tuple[int, ...]
    runs: tuple[int, ...]

    def pairs(self) -> frozenset[tuple[int, int]]:
        """All runs of two words."""
        return frozenset(zip(self.words, self.words[1:], strict=False))


def shingle(text: str) -> Shingled:
    """Texts of fewer than four words have one run of all there is, empty ones none."""
    numbers = [crc32(word.encode()) for word in words(text)]
    if not numbers:
        return Shingled((), ())
    runs = np.zeros(max(1, len(numbers) - WORDS + 1), np.uint64)
    column = np.array(numbers, np.uint64) + np.uint64(1)
    for offset in range(min(WORDS, len(numbers))):  # array arithmetic wraps at 2^64, as a hash should
        runs = runs * _PRIME + column[offset : offset + len(runs)]
    runs = (runs ^ (runs >> np.uint64(32))) * _MIX
    return Shingled(tuple(numbers), tuple((runs ^ (runs >> np.uint64(32))).tolist()))


def sketch(text: Shingled) -> tuple[int, ...]:
    """The sample of a text's shingles that the archive is asked for, as signed 32-bit numbers; ascending."""
    distinct = sorted(set(text.runs))
    kept = max(SKETCH, int(len(distinct) * RATE))
    return tuple(sorted({(value & (2 * _HALF - 1)) - _HALF for value in distinct[:kept]}))
