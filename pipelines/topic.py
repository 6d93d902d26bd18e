"""A topic, compiled: what relevance, the gate and the search channels know about a story line.

Everything that is particular to a topic stands in seeds/topics/<topic>.yaml, whose head explains the rule language;
`crawler.topicfile` compiles it into these values. Patterns are RE2 (linear time) and meet folded text, see `pipelines.folding`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.correction import NO_CORRECTION, Correction
from pipelines.resemblance import Resemblance

TITLE, TEASER, LEAD, BODY = "title", "teaser", "lead", "body"
PLACES = (TITLE, TEASER, LEAD, BODY)
SENTENCE, PARAGRAPH = "sentence", "paragraph"

Pattern = Any  # a compiled re2 pattern; the library ships no types


@dataclass(frozen=True, slots=True)
class Name:
    """Something the texts call by several names. A hit that lies inside a match of `exceptions` does not count."""

    id: str
    pattern: Pattern
    exceptions: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of evidence: what must stand together, how near, where, and what it is worth in log-odds."""

    id: str
    find: tuple[tuple[str, ...], ...]  # all of these, each by any of its names
    within: str | int | None = None  # sentence, paragraph, or that many words; None: anywhere in the article
    places: frozenset[str] = frozenset(PLACES)
    beside: tuple[tuple[str, ...], ...] = ()  # what else the article must name, wherever: all of these, by any of their names
    without: frozenset[str] = frozenset()  # names that must not occur in the article
    apart_from: frozenset[str] = frozenset()  # names that must not stand within `apart_words` of the evidence
    apart_words: int = 0
    at_least: int = 1  # so many occurrences
    weight: float = 0.0  # for the topic
    each: float = 0.0  # for every further occurrence …
    most: float = 0.0  # … up to this much
    cap: str | None = None  # the group of rules with which it shares a limit
    subject: str | None = None
    subject_weight: float = 0.0  # for that subject


@dataclass(frozen=True, slots=True)
class Subject:
    """A part of the story line that readers can follow by itself; `label` by language."""

    id: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """What a search service is asked: all of `all`, and at least one of `any` when there are any."""

    language: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A whole story line."""

    id: str
    title: Mapping[str, str]
    description: str
    languages: tuple[str, ...]
    names: Mapping[str, Name]
    subjects: Mapping[str, Subject]
    rules: tuple[Rule, ...]
    caps: Mapping[str, float]
    furniture: Pattern | None  # what follows a match, to the end of its line, is not the article's text
    gate: tuple[str, ...]  # a page that holds none of these words cannot be on topic
    queries: tuple[Query, ...]
    bias: float  # log-odds of an article with no evidence at all
    subject_bias: float
    subject_repeat: float  # how much a further occurrence counts for a subject, beside the first
    threshold: float  # the probability from which an article is relevant
    subject_threshold: float
    lead_words: int
    place_factors: Mapping[str, float]
    resemblance: Resemblance | None = None  # learnt from the topic's examples, asked where the rules leave a doubt
    correction: Correction = NO_CORRECTION  # learnt from readers, when somebody has applied one
