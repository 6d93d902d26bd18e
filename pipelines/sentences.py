"""The sentence around a place in a text."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# A full stop ends a sentence when a capital, a quotation mark or nothing follows; not after "Mrd.", "Mio.", "U.S.", "3.".
_END = re.compile(r"(?:[.!?…][\"'”“»’)]{0,3}[ \t]+(?=[\"'“„«¿¡(]?[^\W\d_a-zäöüßáéíóúñ])|\n+)")
_ABBREVIATIONS = ("Mrd.", "Mio.", "Bio.", "ca.", "Dr.", "Mr.", "Ms.", "Mrs.", "St.", "Inc.", "Corp.", "No.", "Nr.", "U.S.",
                  "z.B.", "bzw.", "EE.", "UU.", "Sr.", "Sra.", "approx.", "vs.")  # fmt: skip
LONGEST = 600  # characters kept of a sentence


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands."""

    text: str
    span: tuple[int, int]


class Sentences:
    """A text cut once, asked often."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        for match in _END.finditer(text):
            head = text[max(0, match.start() - 7) : match.start() + 1]
            if "\n" in match.group() or (not head.endswith(_ABBREVIATIONS) and not _is_ordinal(head)):
                self._starts.append(match.end())

    def spans(self) -> list[tuple[int, int]]:
        """Where each sentence begins and where the next one does."""
        return list(zip(self._starts, [*self._starts[1:], len(self._text)], strict=True))

    def around(self, offset: int) -> Sentence:
        """The sentence a character stands in; very long ones are cut to the neighbourhood."""
        number = bisect_right(self._starts, offset) - 1
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
        near = max(start, min(offset - LONGEST // 2, end - LONGEST))
        return Sentence(self._text[near : min(end, near + LONGEST)].strip(), (start, end))


def _is_ordinal(head: str) -> bool:
    """A date ("am 3. Mai") ends nothing."""
    return head[-1:] == "." and head[-2:-1].isdigit() and not head[-4:-1].isdigit()
