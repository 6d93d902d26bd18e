"""seeds/topics/<topic>.yaml → a compiled Topic. The head of seeds/topics/microsoft-ai.yaml explains the rule language."""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import re2
from pydantic import Field, model_validator

from archive.errors import SeedError
from crawler import topicmodel
from crawler.seedfiles import Identifier, Strict, check, line_of, parse_yaml, read
from pipelines.folding import fold_pattern
from pipelines.topic import PLACES, Name, Pattern, Query, Rule, Subject, Topic

NameId = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Place = Literal["title", "teaser", "lead", "body"]
Words = Annotated[list[str], Field(default_factory=list)]
Terms = list[NameId | list[NameId]]
NameIds = Annotated[list[NameId], Field(default_factory=list)]
_WORD_START = re.compile(r"[A-Za-z0-9(\[]|\\[wd]")
_WORD_END = re.compile(r"[A-Za-z0-9)\]*+?}]$|\\[wd]$")


class NameEntry(Strict):
    """Patterns by language, or under `any`; all are tried on every text."""

    patterns: Annotated[dict[Literal["any"] | LanguageCode, list[str]], Field(min_length=1)]
    exact_case: bool = False
    but_not: Words
    note: str = ""


class ApartEntry(Strict):
    """Names that must keep their distance."""

    names: Annotated[list[NameId], Field(min_length=1)]
    words: Annotated[int, Field(ge=1)]


class RuleEntry(Strict):
    """Evidence for or against the topic."""

    id: Identifier
    find: Annotated[Terms, Field(min_length=1)]
    within: Literal["sentence", "paragraph"] | Annotated[int, Field(ge=1)] | None = None
    places: Annotated[list[Place], Field(alias="in", default=["title", "teaser", "lead", "body"])]
    beside: Annotated[Terms, Field(alias="with", default_factory=list)]
    without: NameIds
    apart_from: ApartEntry | None = None
    at_least: Annotated[int, Field(ge=1)] = 1
    topic: float = 0
    each: float = 0
    most: float = 0
    cap: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _fits_together(self) -> "RuleEntry":
        if (self.each == 0) != (self.most == 0):
            raise ValueError("expected each and most together")
        return self


class SubjectRuleEntry(RuleEntry):
    """Evidence for a subject, and for the topic when it says so."""

    subject: float = 0


class SubjectEntry(Strict):
    """A part of the story line."""

    label: dict[LanguageCode, str]
    rules: Annotated[list[SubjectRuleEntry], Field(min_length=1)]
    note: str = ""


class QueryEntry(Strict):
    """One question to search services."""

    any: Words
    all: Words

    @model_validator(mode="after")
    def _asks_something(self) -> "QueryEntry":
        if not (self.any or self.all):
            raise ValueError("expected words under any or all")
        return self


class ScaleEntry(Strict):
    """How weights become probabilities."""

    bias: float
    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    subject_bias: float
    subject_repeat: Annotated[float, Field(ge=0, le=1)] = 0
    subject_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    lead_words: Annotated[int, Field(ge=0)] = 150
    places: Annotated[dict[str, float], Field(default_factory=dict)]
    caps: Annotated[dict[str, float], Field(default_factory=dict)]


class TopicEntry(Strict):
    """A whole topic file."""

    id: Identifier
    title: dict[LanguageCode, str]
    languages: Annotated[list[LanguageCode], Field(min_length=1)]
    description: str
    is_not: list[str]
    gate: Annotated[list[str], Field(min_length=1)]
    names: dict[NameId, NameEntry]
    subjects: dict[Identifier, SubjectEntry]
    rules: list[RuleEntry]
    furniture: Words
    scale: ScaleEntry
    queries: dict[LanguageCode, list[QueryEntry]]


@dataclass(frozen=True, slots=True)
class _File:
    """What errors call the file, and its text."""

    name: str
    text: str

    def at(self, what: str, *location: str | int, word: str = "") -> str:
        """File, line and key of a place in it: where it begins, or where `word` first stands from there on."""
        first = line_of(self.text, location)
        rest = enumerate(self.text.splitlines()[first - 1 :], first)
        line = next((number for number, line in rest if word and word in line), first)
        return f"{self.name}: line {line}: {what}"


def load_topic(path: Path) -> Topic:
    """The topic of a file, with what its examples taught."""
    topic = parse_topic(read(path), str(path))
    return replace(topic, resemblance=topicmodel.load(path), correction=topicmodel.load_correction(path))


def parse_topic(text: str, file: str) -> Topic:
    """The topic of a YAML text; `file` is what errors call it."""
    entry = check(parse_yaml(text, file), TopicEntry, file, text)
    rules = tuple(_rules(entry))
    source = _File(file, text)
    _check_references(entry, rules, source)
    return Topic(
        id=entry.id,
        title=entry.title,
        description=entry.description,
        languages=tuple(entry.languages),
        names={name: _name(name, given, source) for name, given in entry.names.items()},
        subjects={subject: Subject(subject, given.label) for subject, given in entry.subjects.items()},
        rules=rules,
        caps=entry.scale.caps,
        furniture=_compiled(entry.furniture, partial(source.at, "furniture", "furniture"), exact_case=False)
        if entry.furniture
        else None,
        gate=tuple(entry.gate),
        queries=tuple(
            Query(language, tuple(query.any), tuple(query.all))
            for language, queries in entry.queries.items()
            for query in queries
        ),
        bias=entry.scale.bias,
        subject_bias=entry.scale.subject_bias,
        subject_repeat=entry.scale.subject_repeat,
        threshold=entry.scale.threshold,
        subject_threshold=entry.scale.subject_threshold,
        lead_words=entry.scale.lead_words,
        place_factors={place: entry.scale.places.get(place, 1.0) for place in PLACES},
    )


def _name(name: str, entry: NameEntry, file: _File) -> Name:
    where = partial(file.at, f"names.{name}", "names", name)
    but_not = partial(file.at, f"names.{name}.but_not", "names", name, "but_not")
    patterns = [pattern for given in entry.patterns.values() for pattern in given]
    return Name(
        name,
        _compiled(patterns, where, exact_case=entry.exact_case),
        _compiled(entry.but_not, but_not, exact_case=entry.exact_case) if entry.but_not else None,
    )


def _compiled(patterns: list[str], where: Callable[..., str], *, exact_case: bool) -> Pattern:
    """One alternation of all patterns, each checked by itself so that an error can name it; `where` gives a word's place."""
    options = re2.Options()
    options.case_sensitive, options.never_capture, options.log_errors = exact_case, True, False
    for pattern in patterns:
        try:
            if re2.compile(pattern, options).match("") is not None:
                raise SeedError(
                    f"{where(word=pattern)}: {pattern!r} matches nothing at all; expected a pattern that needs a character"
                )
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
            said = f"{where(word=pattern)}: {pattern!r}: {reason}"
            raise SeedError(f"{said}; expected a pattern in RE2 syntax, see docs/topics.md") from error
    return re2.compile("|".join(f"(?:{_whole_words(fold_pattern(pattern))})" for pattern in patterns), options)


def _whole_words(pattern: str) -> str:
    start = r"\b" if _WORD_START.match(pattern) else ""
    end = r"\b" if _WORD_END.search(pattern) else ""
    return f"{start}(?:{pattern}){end}"


def _rules(entry: TopicEntry) -> Iterator[Rule]:
    for rule in entry.rules:
        yield _rule(rule, None, 0.0)
    for subject, given in entry.subjects.items():
        for rule in given.rules:
            yield _rule(rule, subject, rule.subject)


def _rule(entry: RuleEntry, subject: str | None, subject_weight: float) -> Rule:
    return Rule(
        id=entry.id,
        find=_terms(entry.find),
        within=entry.within,
        places=frozenset(entry.places),
        beside=_terms(entry.beside),
        without=frozenset(entry.without),
        apart_from=frozenset(entry.apart_from.names if entry.apart_from else ()),
        apart_words=entry.apart_from.words if entry.apart_from else 0,
        at_least=entry.at_least,
        weight=entry.topic,
        each=entry.each,
        most=entry.most,
        cap=entry.cap,
        subject=subject,
        subject_weight=subject_weight,
    )


def _terms(given: Terms) -> tuple[tuple[str, ...], ...]:
    return tuple((term,) if isinstance(term, str) else tuple(term) for term in given)


def _check_references(entry: TopicEntry, rules: tuple[Rule, ...], file: _File) -> None:
    seen: set[str] = set()
    for rule in rules:
        where = partial(file.at, f"rule {rule.id}", *_location(entry, rule))
        if rule.id in seen:
            what = f"{where()}: the id {rule.id!r} stands here for the second time"
            raise SeedError(f"{what}; expected an id of its own for each rule")
        seen.add(rule.id)
        for name in sorted({name for term in (*rule.find, *rule.beside) for name in term} | rule.without | rule.apart_from):
            _expect(name, entry.names, where, "a key of names")
        if rule.cap is not None:
            cap = partial(file.at, f"rule {rule.id}: cap", *_location(entry, rule))
            _expect(rule.cap, entry.scale.caps, cap, "a key of scale.caps")
    for place in entry.scale.places:
        _expect(place, PLACES, partial(file.at, "scale.places", "scale", "places"), f"one of {', '.join(PLACES)}")
    for language in entry.languages:
        _expect(language, entry.title, partial(_missing, file, "title"), "a title in each of the topic's languages")
        _expect(language, entry.queries, partial(_missing, file, "queries"), "queries in each of the topic's languages")
        for subject, given in entry.subjects.items():
            labels = partial(_missing, file, f"subjects.{subject}.label", "subjects", subject, "label")
            _expect(language, given.label, labels, "a label in each of the topic's languages")


def _location(entry: TopicEntry, rule: Rule) -> tuple[str | int, ...]:
    """The way to the last rule of that id."""
    found: tuple[str | int, ...] = ()
    for number, given in enumerate(entry.rules):
        found = ("rules", number) if given.id == rule.id else found
    for subject, whole in entry.subjects.items():
        for number, given in enumerate(whole.rules):
            found = ("subjects", subject, "rules", number) if given.id == rule.id else found
    return found


def _missing(file: _File, what: str, *location: str, word: str = "") -> str:
    """The place of a mapping in which a key is wanted; the key stands nowhere."""
    del word
    return file.at(what, *(location or (what,)))


def _expect(key: str, known: Container[str], where: Callable[..., str], what: str) -> None:
    if key not in known:
        raise SeedError(f"{where(word=key)}: {key!r}; expected {what}")
