"""Ordinary news by the thousand, so that benchmarks have something to crawl: seeded, and no two texts alike.

The patterns are data, one file a language in seeds/newsroom/filler. Nothing in them touches the default topic.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from crawler.newsroom.clock import MINUTES_PER_DAY, WeekTime
from crawler.newsroom.errors import SeedError
from crawler.newsroom.model import Article, Outlet, Truth
from crawler.newsroom.press import path_name

PATTERNS = Path(__file__).parents[2] / "seeds" / "newsroom" / "filler"
SENTENCES = (5, 6)
GENERAL_SENTENCES = (3, 5)
PARAGRAPH = 2
SLUG_LENGTH = 48
DAYS = 7

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBERS = {"few": (3, 19), "some": (20, 480), "many": (1_200, 94_000), "gust": (55, 140)}
_SEPARATORS = {"en": (",", "."), "de": (".", ","), "es": (".", ",")}
"""What stands between thousands and before decimals."""
_CONTRACTIONS: dict[str, dict[str, str]] = {
    "en": {},
    "de": {"an dem ": "am ", "An dem ": "Am "},
    "es": {" de el ": " del ", " a el ": " al "},
}
"""What a preposition and an article become when a slot brings them together."""


class _Edge(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Pools(_Edge):
    given: tuple[str, ...]
    family: tuple[str, ...]
    place: tuple[str, ...]
    street: tuple[str, ...]
    body: tuple[str, ...]
    season: tuple[str, ...]
    weather: tuple[str, ...]


class _Subject(_Edge):
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]


class _Grammar(_Edge):
    pools: _Pools
    general: tuple[str, ...]
    subjects: dict[str, _Subject]


def filler(seed: int, n: int, outlets: Iterable[Outlet], patterns: Path = PATTERNS) -> tuple[Article, ...]:
    """Write ``n`` articles, spread over the outlets in turn and over the week by chance.

    The same seed gives the same articles, and fewer of them are the first of more. Their ``truth`` says "not relevant" and
    lists no figures, although the texts have numbers. Raises SeedError when the patterns break their format.
    """
    papers = [outlet for outlet in outlets if outlet.kind != "aggregator"]
    grammars = {language: _load(patterns / f"{language}.yaml") for language in {paper.language for paper in papers}}
    return tuple(
        _article(papers[number % len(papers)], grammars, Random(f"{seed}/{number}"), number)  # noqa: S311 - no secret
        for number in range(n)
    )


def _load(path: Path) -> _Grammar:
    try:
        return _Grammar.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise SeedError.from_validation(path, error) from error


def _article(outlet: Outlet, grammars: dict[str, _Grammar], dice: Random, number: int) -> Article:
    writer = _Writer(grammars[outlet.language], outlet.language, dice)
    title = writer.title()
    return Article(
        outlet=outlet.id,
        slug=f"{path_name(title)[:SLUG_LENGTH].strip('-')}-{number}",
        title=title,
        teaser=None,
        authors=(writer.byline,),
        agency=None,
        section=dice.choice(_open_sections(outlet)),
        tags=(writer.place,),
        published=WeekTime(dice.randint(1, DAYS), dice.randrange(MINUTES_PER_DAY)),
        updated=None,
        kind="report",
        access="full",
        image=None,
        links=(),
        aside=(),
        correction=None,
        truth=Truth(relevant=False, subjects=(), story=None, duplicate_of=None, figures=(), attributions=(), note="filler"),
        body=writer.text(),
    )


def _open_sections(outlet: Outlet) -> list[str]:
    """The sections that robots.txt lets a crawler read."""
    return [label for label in outlet.sections if f"/{path_name(label)}/" not in outlet.robots.disallow]


class _Writer:
    """Writes one article: its people and places are drawn once and return throughout the text."""

    def __init__(self, grammar: _Grammar, language: str, dice: Random) -> None:
        self._grammar = grammar
        self._dice = dice
        self._separators = _SEPARATORS[language]
        self._contractions = _CONTRACTIONS[language]
        self._subject = grammar.subjects[dice.choice(sorted(grammar.subjects))]
        names = [f"{given} {family}" for given, family in self._names(3)]
        pools = grammar.pools
        self.byline, person, person2 = names
        self.place, place2 = dice.sample(pools.place, 2)
        drawn = {name: dice.choice(getattr(pools, name)) for name in ("street", "body", "season", "weather")}
        self._words: dict[str, str] = drawn | {"person": person, "person2": person2, "place": self.place, "place2": place2}

    def title(self) -> str:
        return self._expand(self._dice.choice(self._subject.titles))

    def text(self) -> str:
        """Begin with a lead, shuffle sentences of the subject and general ones, put a quotation among them."""
        own = self._dice.sample(self._subject.sentences, self._dice.randint(*SENTENCES))
        general = self._dice.sample(self._grammar.general, self._dice.randint(*GENERAL_SENTENCES))
        sentences = own + general
        self._dice.shuffle(sentences)
        sentences.insert(self._dice.randint(2, len(sentences)), self._dice.choice(self._subject.quotes))
        lead = self._expand(self._dice.choice(self._subject.leads))
        expanded = [self._expand(sentence) for sentence in sentences]
        pairs = [expanded[start : start + PARAGRAPH] for start in range(0, len(expanded), PARAGRAPH)]
        return "\n\n".join((lead, *(" ".join(pair) for pair in pairs))) + "\n"

    def _names(self, count: int) -> Iterable[tuple[str, str]]:
        pools = self._grammar.pools
        return zip(self._dice.sample(pools.given, count), self._dice.sample(pools.family, count), strict=True)

    def _expand(self, pattern: str) -> str:
        chosen = _CHOICE.sub(lambda match: self._dice.choice(match[1].split("|")), pattern)
        filled = _SLOT.sub(lambda match: self._word(match[1]), chosen)
        for apart, joined in self._contractions.items():
            filled = filled.replace(apart, joined)
        return filled[0].upper() + filled[1:]

    def _word(self, slot: str) -> str:
        thousands, decimal = self._separators
        if slot in _NUMBERS:
            return f"{self._dice.randint(*_NUMBERS[slot]):,}".replace(",", thousands)
        if slot == "percent":
            return f"{self._dice.randint(11, 389) / 10}".replace(".", decimal)
        word = self._words[slot.lower()]
        return word if slot.islower() else word[0].upper() + word[1:]
