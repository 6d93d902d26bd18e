"""Finds a topic's names in an article, and where the names that a rule asks for stand together."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pipelines.folding import Folded, fold
from pipelines.topic import BODY, LEAD, SENTENCE, TEASER, TITLE, Rule, Topic

_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]+")
_SENTENCE_END = re.compile(rb"""\n+|[.!?]["')\]]*[ \t]+(?=[A-Z0-9"'(\-\x80-\xff])""")
_LINE_END = re.compile(rb"\n+")
_NOT_AN_END = re.compile(
    rb"(?:^|[ (])(?:[A-Za-z]|[A-Z]\.[A-Z]|EE|UU|Mrd|Mio|Dr|Mr|Mrs|Ms|Prof|Inc|Corp|Co|Ltd|vs|St|No|Nr|bzw|ca)$"
)
_HEADLINES = re.compile(rb"(?:\s*\n[^\n]{0,160}[^\n.!?:;\"'](?=\n|$)){1,12}")  # lines that end without a stop
_GAP = b"\n\n"
_READ = 100_000  # characters; whoever writes more has said what it is about by then


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A stretch of the folded article, in bytes."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the article as it was given: offsets into the title, the teaser or the text."""

    where: str
    start: int
    end: int
    words: str


Occurrence = tuple[Hit, ...]  # one stretch when the names stand together, one for each of them when they stand apart


class Article:
    """One article, folded once, its furniture blanked out. Offsets run over title, teaser and text in this order."""

    def __init__(self, topic: Topic, title: str, teaser: str, text: str) -> None:
        self._topic = topic
        self._given = {TITLE: title[:_READ], TEASER: teaser[:_READ], BODY: text[:_READ]}
        self._folded: dict[str, Folded] = {part: fold(given) for part, given in self._given.items()}
        body = b"".join((self._folded[TEASER].text, _GAP, self._folded[BODY].text))
        self._teaser_at = len(self._folded[TITLE].text) + len(_GAP)
        self._text_at = self._teaser_at + len(self._folded[TEASER].text) + len(_GAP)
        self._bytes = self._folded[TITLE].text + _GAP + _without_furniture(topic, body)
        self._hits: dict[str, list[Hit]] = {}

    def occurrences(self, rule: Rule) -> list[Occurrence]:
        """Where the rule's names stand as it asks, the weightiest place first."""
        if any(self.hits(name) for name in rule.without) or not all(any(map(self.hits, term)) for term in rule.beside):
            return []
        terms = []
        for term in rule.find:
            hits = sorted({hit for name in term for hit in self.hits(name) if self.place(hit) in rule.places})
            if not hits:
                return []
            terms.append(hits)
        found = [one for one in self._together(terms, rule.within) if not self._too_near(one, rule)]
        return sorted(found, key=lambda one: (-self.factor(one), one[0])) if len(found) >= rule.at_least else []

    def hits(self, name: str) -> list[Hit]:
        """Where a name stands, except inside something that only looks like it."""
        if name not in self._hits:
            wanted = self._topic.names[name]
            hits = [Hit(*found.span()) for found in wanted.pattern.finditer(self._bytes)]
            if hits and wanted.exceptions is not None:
                others = [Hit(*found.span()) for found in wanted.exceptions.finditer(self._bytes)]
                hits = [hit for hit in hits if not _inside_one(hit, others)]
            self._hits[name] = hits
        return self._hits[name]

    def place(self, hit: Hit) -> str:
        """Title, teaser, lead or body."""
        if hit.start < self._teaser_at:
            return TITLE
        if hit.start < self._text_at:
            return TEASER
        return LEAD if hit.start < self._lead_end else BODY

    def factor(self, occurrence: Occurrence) -> float:
        """How much a place counts; the mean when the names stand apart."""
        return sum(self._topic.place_factors[self.place(hit)] for hit in occurrence) / len(occurrence)

    def passage(self, hit: Hit) -> Passage:
        """The stretch of the article as it was given that a hit stands for."""
        where = self.place(hit)
        part, begins = {TITLE: (TITLE, 0), TEASER: (TEASER, self._teaser_at)}.get(where, (BODY, self._text_at))
        start, end = (self._folded[part].original(offset - begins) for offset in (hit.start, hit.end))
        return Passage(where, start, end, self._given[part][start:end])

    def _together(self, terms: list[list[Hit]], within: str | int | None) -> Iterator[Occurrence]:
        if len(terms) == 1:
            yield from ((hit,) for hit in terms[0])
        elif within is None:
            yield tuple(min(hits, key=lambda hit: (-self.factor((hit,)), hit)) for hits in terms)
        elif isinstance(within, int):
            yield from self._near(terms, within)
        else:
            yield from _in_one_unit(terms, self._sentences if within == SENTENCE else self._paragraphs)

    def _near(self, terms: list[list[Hit]], words: int) -> Iterator[Occurrence]:
        for hit in terms[0]:
            nearest = [_nearest(hit, hits) for hits in terms[1:]]
            if all(self._distance(hit, other) <= words for other in nearest):
                yield (_span((hit, *nearest)),)

    def _too_near(self, occurrence: Occurrence, rule: Rule) -> bool:
        others = [self.hits(name) for name in rule.apart_from if self.hits(name)]
        return any(self._distance(hit, _nearest(hit, hits)) <= rule.apart_words for hit in occurrence for hits in others)

    def _distance(self, one: Hit, other: Hit) -> int:
        """In words; never near across title, teaser and text."""
        if self._part(one) != self._part(other):
            return len(self._bytes)
        first, last = min(one, other), max(one, other)
        return max(0, bisect_right(self._words, last.start) - bisect_right(self._words, first.end - 1))

    def _part(self, hit: Hit) -> int:
        return (hit.start >= self._teaser_at) + (hit.start >= self._text_at)

    @cached_property
    def _lead_end(self) -> int:
        words = islice(_WORD.finditer(self._bytes, self._text_at), self._topic.lead_words, None)
        return next((word.start() for word in words), len(self._bytes))

    @cached_property
    def _words(self) -> list[int]:
        return [word.start() for word in _WORD.finditer(self._bytes)]

    @cached_property
    def _sentences(self) -> list[int]:
        ends = _SENTENCE_END.finditer(self._bytes)
        return [0, *(end.end() for end in ends if not _NOT_AN_END.search(self._bytes, max(0, end.start() - 6), end.start()))]

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self._bytes))]


def _without_furniture(topic: Topic, text: bytes) -> bytes:
    """The text with everything from a furniture marker to the end of its line blanked out, offsets unchanged.

    A marker that has a line to itself takes the headlines below it along.
    """
    if topic.furniture is None:
        return text
    pieces: list[bytes] = []
    done = 0
    for marker in topic.furniture.finditer(text):
        if marker.start() < done:
            continue
        end = text.find(b"\n", marker.end())
        end = len(text) if end < 0 else end
        below = _HEADLINES.match(text, end) if not _WORD.search(text, marker.end(), end) else None
        end = below.end() if below else end
        pieces += (text[done : marker.start()], b" " * (end - marker.start()))
        done = end
    return b"".join((*pieces, text[done:]))


def _in_one_unit(terms: list[list[Hit]], starts: list[int]) -> Iterator[Occurrence]:
    """For each sentence (or paragraph) that holds all terms, the stretch from the first to the last of them."""
    units: list[dict[int, list[Hit]]] = []
    for hits in terms:
        by_unit: dict[int, list[Hit]] = {}
        for hit in hits:
            by_unit.setdefault(bisect_right(starts, hit.start), []).append(hit)
        units.append(by_unit)
    for unit in sorted(set(units[0]).intersection(*units[1:])):
        first = units[0][unit][0]
        yield (_span([first, *(_nearest(first, by_unit[unit]) for by_unit in units[1:])]),)


def _nearest(hit: Hit, others: list[Hit]) -> Hit:
    """The one of `others`, which stand in order, that begins nearest to a hit."""
    at = bisect_left(others, hit)
    return min(others[max(0, at - 1) : at + 1], key=lambda other: abs(other.start - hit.start))


def _inside_one(hit: Hit, others: list[Hit]) -> bool:
    at = bisect_right(others, hit.start, key=lambda other: other.start) - 1
    return at >= 0 and hit.end <= others[at].end


def _span(hits: Iterable[Hit]) -> Hit:
    hits = list(hits)
    return Hit(min(hit.start for hit in hits), max(hit.end for hit in hits))
