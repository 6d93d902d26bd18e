"""A version of an article cut into sentences that can be compared: without furniture, counters and damaged characters. Pure."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.furniture_words import ANYWHERE, READ_ALSO, STAMPS
from pipelines.revision_words import VOLATILE
from pipelines.sentences import Sentences
from pipelines.tokens import Token, tokenise

MOST = 3000  # sentences of a version; the longest live blog of the corpora has under 900
_FURNITURE_LINE = 200  # characters: a longer line is prose
_HEADING_WORDS = 18  # a line of its own without an end is a subheading, a link or a label
_ENDS = (".", "!", "?", "…", ":", "”", "“", '"', "»", "«", ")", "’")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
# UTF-8 read as Windows-1252: a lead byte and what follows it, as letters.
_MOJIBAKE = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")
# Within quotation marks of all three languages; a closing mark must stand in the same paragraph. Apostrophes are no quotes.
_QUOTED = re.compile(r"“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»|»[^«»]+«|\"[^\"]+\"|(?<!\w)‘[^‘]+’(?!\w)|‚[^‚‘]+‘")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: as printed, its tokens, for each of them whether it is quoted, and whether it stands alone as a heading."""

    text: str
    tokens: tuple[Token, ...]
    quoted: tuple[bool, ...]
    heading: bool

    @property
    def key(self) -> tuple[str, ...]:
        """What must differ for the sentence to be another one: words and numbers, a minus before a number, per cent."""
        return tuple(_keys(self.tokens))


def passages(lines: Iterable[str]) -> list[Passage]:
    """The sentences of a text's lines, without those that are furniture."""
    found: list[Passage] = []
    for line in map(clean, lines):
        if len(found) >= MOST:
            break
        if line.strip() and not _is_furniture(line.strip()):
            found += _sentences(line.strip())
    return found[:MOST]


def clean(text: str) -> str:
    """`text` as its readers see it: entities and wrongly decoded characters put right, nothing invisible, counters masked."""
    composed = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _redecoded(html.unescape(text))))
    return VOLATILE.sub(" ", composed)


def is_damaged(text: str) -> bool:
    """Did the charset go wrong?"""
    return "\ufffd" in text or bool(_MOJIBAKE.search(text))


def _redecoded(text: str) -> str:
    return _MOJIBAKE.sub(_right, text) if _MOJIBAKE.search(text) else text


def _right(match: re.Match[str]) -> str:
    try:
        return match.group().encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        try:
            return match.group().encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return match.group()


def _is_furniture(line: str) -> bool:
    bare = line.strip("-|•· \t")
    if len(bare) >= _FURNITURE_LINE:
        return False
    return not bare or bool(ANYWHERE.match(bare) or STAMPS.match(bare) or (READ_ALSO.match(bare) and not bare.endswith(".")))


def _sentences(line: str) -> Iterator[Passage]:
    quotes = [match.span() for match in _QUOTED.finditer(line)]
    heading = len(line.split()) <= _HEADING_WORDS and not line.endswith(_ENDS)
    for start, end in Sentences(line).spans():
        sentence = line[start:end]
        tokens = tuple(tokenise(sentence))
        if tokens:
            inside = tuple(any(first <= start + token.start < last for first, last in quotes) for token in tokens)
            yield Passage(sentence.strip(), tokens, inside, heading)


def _keys(tokens: tuple[Token, ...]) -> Iterator[str]:
    for index, token in enumerate(tokens):
        if token.kind != "sign":
            yield token.fold
        elif token.text in "-−–" and index + 1 < len(tokens) and tokens[index + 1].is_number and not token.glued:
            yield "-"
        elif token.text in "%‰":
            yield token.text
