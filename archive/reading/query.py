"""What people type into the search field, as a full-text query that is always valid.

Syntax: words (all must occur), "exact phrases", -without, begin*, title:word, and OR between two words. Whatever does not fit is
left out and named in `notes`, so that a broken query is explained and still answered. Pure.
"""

import re
from dataclasses import dataclass

# A quoted phrase (its closing quote may be missing) or a run of anything else, with an optional sign and field before it.
TOKEN = re.compile(r'(?P<sign>[-+]?)(?:(?P<field>\w+):)?(?:"(?P<phrase>[^"]*)(?P<close>"?)|(?P<word>[^\s"]+))')
FOLD = str.maketrans({"ß": "ss", "ẞ": "SS"})
QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
FIELDS = {"title", "text"}
MAX_TERMS = 24


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for. `spellings` are what counts as it (München, Muenchen)."""

    spellings: tuple[str, ...]
    field: str = ""
    prefix: bool = False
    without: bool = False

    def match(self) -> str:
        """As FTS5 writes it."""
        column = f"{self.field} : " if self.field else ""
        star = " *" if self.prefix else ""
        return "(" + " OR ".join(f'{column}"{spelling}"{star}' for spelling in self.spellings) + ")"


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: groups of which each must match, any term within a group. `notes` are keys of what was put right."""

    groups: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...]
    notes: tuple[tuple[str, str], ...]  # (key of the catalogue, the piece it is about)

    @property
    def match(self) -> str:
        """The FTS5 expression; empty when there is nothing to look for."""
        return self._expression(" AND ")

    @property
    def match_any(self) -> str:
        """The same with any of the words instead of all: for when all find nothing."""
        return self._expression(" OR ")

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must (or may) occur: what to highlight."""
        return tuple(term for group in self.groups for term in group)

    def _expression(self, joiner: str) -> str:
        groups = ["(" + " OR ".join(term.match() for term in group) + ")" for group in self.groups]
        if not groups:
            return ""
        nots = "".join(f" NOT {term.match()}" for term in self.without)
        return "(" + joiner.join(groups) + ")" + nots


def parse(text: str) -> Query:
    """Read a query. Never raises; the result is valid FTS5 whatever was typed."""
    groups: list[list[Term]] = []
    without: list[Term] = []
    notes: list[tuple[str, str]] = []
    either = False
    for found in list(TOKEN.finditer(text.translate(QUOTES)))[:MAX_TERMS]:
        if found["word"] in {"OR", "AND", "NOT", "|", "&"} and not found["sign"]:
            either = found["word"] in {"OR", "|"} and bool(groups)
            if found["word"] not in {"AND", "&"} and not groups:
                notes.append(("search.note.operator", found["word"]))
            continue
        term = _term(found, notes)
        if term is None:
            continue
        if term.without:
            without.append(term)
        elif either:
            groups[-1].append(term)
        else:
            groups.append([term])
        either = False
    if either:
        notes.append(("search.note.operator", "OR"))
    if without and not groups:
        notes.append(("search.note.only_without", without[0].spellings[0]))
    return Query(tuple(tuple(group) for group in groups), tuple(without), tuple(notes))


def _term(found: re.Match[str], notes: list[tuple[str, str]]) -> Term | None:
    field, raw = found["field"] or "", found["phrase"] if found["phrase"] is not None else found["word"]
    if found["phrase"] is not None and not found["close"]:
        notes.append(("search.note.quote", raw))
    if field and field.lower() not in FIELDS:
        notes.append(("search.note.field", field))
        field, raw = "", f"{field} {raw}"
    words = re.sub(r"[^\w\s]|_", " ", raw.translate(FOLD)).split()
    if not words:
        notes.append(("search.note.empty", found[0].strip()))
        return None
    return Term(_spellings(" ".join(words)), field.lower(), raw.endswith("*"), found["sign"] == "-")


def _spellings(text: str) -> tuple[str, ...]:
    """The index strips diacritics (ü → u); people also write ue for ü, so both are looked for."""
    longer = shorter = text = text.lower()
    for umlaut, pair in UMLAUTS:
        longer = longer.replace(umlaut, pair)
        shorter = shorter.replace(pair, umlaut)
    return tuple(dict.fromkeys((text, longer, shorter)))
