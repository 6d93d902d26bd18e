"""Names of people in a byline: where they begin and end, and what is no person's name. Pure, in English, German and Spanish."""

import re
from collections.abc import Iterator

from pipelines.agencies import is_agency
from pipelines.byline_words import AFTER_NAME, DEGREES, NOBODY, PARTICLE, PREFIX, ROLE, SPLIT, STAMP, TITLES
from pipelines.furniture import fold
from pipelines.scrub import one_line

_NAME_WORD = r"(?:[^\W\d_][\w.'’‐-]*|\([^\W\d_]+\))"
_NAME = re.compile(rf"^{_NAME_WORD}(?: (?:{PARTICLE}|{_NAME_WORD})){{1,4}}$")
_PARTICLES = re.compile(rf"^{PARTICLE}$")
_PEN_NAME = re.compile(r"^[^\W\d_][\w.-]{1,24}$")


def people(text: str) -> Iterator[str]:
    """The names of people in a byline, without academic titles ("Dr. Allen" keeps its only one)."""
    parts = list(name_parts(text))
    for name in parts:
        bare = TITLES.sub("", name)
        if is_person(bare) and not (len(parts) > 1 and " " not in bare and bare.islower()):
            yield bare if " " in bare or bare == name else name


def names_somebody(text: str, *, pen_names: bool = False) -> bool:
    """Whether a printed byline holds a name: of two words, or one word and nothing else.

    That one word is capitalised, unless the markup says that it is a name (`pen_names`).
    """
    names = list(people(text))
    alone = len(names) == 1 == len(list(name_parts(text)))
    return any(" " in name for name in names) or (alone and (pen_names or not names[0].islower()))


def name_parts(text: str) -> Iterator[str]:
    """The names in a byline, people or not; roles ("Writer, Hardware") and degrees ("PhD") are none."""
    if "://" in text:
        return
    lines = [one_line(line) for line in text.split("\n")]
    whole = PREFIX.sub("", "\n".join(line for line in lines if line))
    for line in whole.split("\n"):
        for part in SPLIT.split(line):
            name = AFTER_NAME.sub("", PREFIX.sub("", part)).strip(" .:-–|·•")
            if STAMP.match(name):
                return  # the date: the byline ends before it
            if ROLE.search(name):
                break  # what follows in the line is what the role is for
            if name and not DEGREES.match(name):
                yield name


def is_person(name: str) -> bool:
    """Two to five words that begin like names, or one word that could be a pen name; no desk, agency or place."""
    words = name.split()
    if is_agency(name) or not NOBODY.isdisjoint(fold(name).split()):
        return False
    if len(words) == 1:
        return bool(_PEN_NAME.match(name))
    return bool(_NAME.match(name)) and all(not word[0].islower() or _PARTICLES.match(word) for word in words)
