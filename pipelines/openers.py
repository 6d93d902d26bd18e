"""Which words can begin a figure. Most cannot; asking this first halves the time an article takes."""

import re
from collections.abc import Mapping
from functools import lru_cache

from pipelines.numbers_en_de_es import ARTICLES, FRACTIONS, HALF, HUNDREDS, LANGUAGES, ONE, ORDINALS, SCALES, SINGLE, SMALL, TENS
from pipelines.places import RANK_WORDS

_OTHERS = frozenset(
    "quarter cuarto jede jeder jedes jeden jedem top los las la die der ganze ganzen".split()  # noqa: SIM905 -- a word list
)
_TABLES: tuple[Mapping[str, Mapping[str, float] | frozenset[str]], ...] = (
    ARTICLES, FRACTIONS, HALF, HUNDREDS, ONE, ORDINALS, SCALES, SINGLE, SMALL, TENS, RANK_WORDS,
)  # fmt: skip
_WORDS = {language: _OTHERS.union(*(frozenset(table[language]) for table in _TABLES)) for language in LANGUAGES}
# German numerals, their ordinals and compounds hold one of these.
_GERMAN = re.compile(
    "zwei|zwo|drei|dritt|vier|fünf|sechs|sieb|acht|neun|zehn|elf|zwölf|zwanzig|ßig|hundert|tausend|erst|halb|billion|million"
)


@lru_cache(maxsize=16384)
def may_open(fold: str, language: str) -> bool:
    """May a word in lower case be the first of an amount, a rank or a fraction?"""
    return fold in _WORDS[language] or (language == "de" and _GERMAN.search(fold) is not None)
