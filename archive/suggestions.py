"""Outlets outside the catalogue that relevant articles lead to: the evidence, and what people decided about them.

Nothing is added here: a person accepts (then the crawler looks for channels, see crawler.acceptance) or declines.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from archive.db import moment, stamp

WINDOW: Final = 50_000  # the latest articles count as evidence: a suggestion is about now, and the reading stays short
EXAMPLES: Final = 3
FEWEST_LINKS: Final = 2  # articles that must link to a site about which nothing else speaks: one link may lead anywhere
WEIGHTS: Final[Mapping[str, int]] = {"cited": 3, "hit": 2, "linked": 1}


@dataclass(frozen=True, slots=True)
class Example:
    """One piece of evidence. `kind` is cited (named as a source), hit (an aggregator showed it) or linked."""

    kind: str
    article_id: int
    title: str  # of the article
    text: str  # the sentence, or the words of the link
    url: str  # of the suggested outlet, "" where an article only names it


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An outlet and what speaks for it, counted in articles. `key` is its host, or its name where no address is known."""

    key: str
    name: str
    host: str
    cited: int = 0
    hits: int = 0
    linked: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def address(self) -> str:
        """Its front page, by the scheme that others link to; "" where only a name is known."""
        plain = any(example.url.startswith("http://") for example in self.examples)
        return f"http{'' if plain else 's'}://{self.host}/" if self.host else ""

    @property
    def weight(self) -> int:
        """How strongly it is suggested."""
        return WEIGHTS["cited"] * self.cited + WEIGHTS["hit"] * self.hits + WEIGHTS["linked"] * self.linked


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a suggestion: accepted (`source_id` was added), declined, or failed (`note` says why)."""

    key: str
    decision: str
    at: datetime
    source_id: str = ""
    note: str = ""


# Bound by the article's id, which grows with time. A copy repeats its original's evidence and adds none.
EVIDENCE = """
select 'cited' as kind, '' as host, c.outlet as name, c.article_id, a.title, c.passage as text, '' as url
from citations c join articles a on a.id = c.article_id
where c.article_id > :after and c.outlet_id = '' and a.relevant and a.duplicate_of is null
union all
select 'hit', s.id, s.name, a.id, a.title, a.title, a.url
from articles a join sources s on s.id = a.source_id
where a.id > :after and s.kind = 'unlisted' and a.relevant and a.url like 'http%'
union all
select 'linked', o.host, '', o.article_id, a.title, o.text, o.url
from outlinks o join articles a on a.id = o.article_id
where o.article_id > :after and a.relevant and a.duplicate_of is null
order by article_id desc
"""
KNOWN = "select name, homepage from sources where kind <> 'unlisted'"


def save_outlinks(conn: sqlite3.Connection, article_id: int, links: Iterable[tuple[str, str, str]]) -> None:
    """Put an article's links to unknown sites (host, address, words) in the place of its former ones."""
    conn.execute("delete from outlinks where article_id = ?", (article_id,))
    conn.executemany(
        "insert or ignore into outlinks (article_id, host, url, text) values (?, ?, ?, ?)",
        [(article_id, *link) for link in links],
    )


def suggested(conn: sqlite3.Connection, limit: int = 50) -> list[Suggestion]:
    """Outlets worth adding, the strongest evidence first; those decided upon and those of the catalogue are left out."""
    names, hosts = _known(conn)
    after = (conn.execute("select max(id) from articles").fetchone()[0] or 0) - WINDOW
    found = _Gathering(hosts)
    for row in conn.execute(EVIDENCE, {"after": after}):
        if row["host"] or _folded(row["name"]) not in names:
            found.add(row)
    settled = {row["key"] for row in conn.execute("select key from suggestion_decisions where decision <> 'failed'")}
    kept = [s for s in found.suggestions() if s.key not in settled and s.name not in settled and _is_enough(s)]
    return sorted(kept, key=lambda s: (-s.weight, s.key))[:limit]


def find(conn: sqlite3.Connection, key: str) -> Suggestion | None:
    """The suggestion of this host or name, None when there is none."""
    wanted = key.casefold().removeprefix("www.")
    return next((s for s in suggested(conn, 10_000) if wanted in {s.key.casefold(), s.name.casefold()}), None)


def decide(conn: sqlite3.Connection, decision: Decision) -> None:
    """Keep what was decided, or what came of it."""
    conn.execute(
        "insert or replace into suggestion_decisions (key, decision, at, source_id, note) values (?, ?, ?, ?, ?)",
        (decision.key, decision.decision, stamp(decision.at), decision.source_id, decision.note),
    )


def decisions(conn: sqlite3.Connection) -> dict[str, Decision]:
    """All decisions by key."""
    rows = conn.execute("select * from suggestion_decisions")
    return {r["key"]: Decision(r["key"], r["decision"], moment(r["at"]), r["source_id"], r["note"]) for r in rows}


class _Gathering:
    """Evidence by outlet. Hosts below a host that is there too, and names that spell a host, are one outlet."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._found: dict[str, Suggestion] = {}
        self._seen: set[tuple[str, str, int]] = set()

    def add(self, row: sqlite3.Row) -> None:
        """Take in one piece; each article counts once for each kind."""
        host = row["host"]
        if host in self._known or _parents(host) & self._known:
            return
        key, name = host or row["name"], row["name"] if row["name"] != host else ""
        if (key, row["kind"], row["article_id"]) in self._seen:
            return
        self._seen.add((key, row["kind"], row["article_id"]))
        example = Example(row["kind"], row["article_id"], row["title"], row["text"], row["url"])
        counts = {f"{kind}s" if kind == "hit" else kind: int(kind == row["kind"]) for kind in WEIGHTS}
        self._put(key, Suggestion(key, name, host, **counts, examples=(example,)), self._found)

    def suggestions(self) -> list[Suggestion]:
        """One for each outlet."""
        hosts = {key for key, one in self._found.items() if one.host}
        top = {host: min({host} | _parents(host) & hosts, key=len) for host in hosts}
        spelt = {_folded(host.split(".")[0]): home for host, home in sorted(top.items(), reverse=True)}
        merged: dict[str, Suggestion] = {}
        for key, one in self._found.items():
            home = top[key] if one.host else spelt.get(_folded(one.name), key)
            self._put(home, replace(one, key=home, host=home if home in hosts else ""), merged)
        return [replace(one, name=one.name or one.key) for one in merged.values()]

    def _put(self, key: str, one: Suggestion, into: dict[str, Suggestion]) -> None:
        into[key] = _joined(into[key], one) if key in into else one


def _joined(one: Suggestion, other: Suggestion) -> Suggestion:
    return replace(
        one,
        name=one.name or other.name,
        cited=one.cited + other.cited,
        hits=one.hits + other.hits,
        linked=one.linked + other.linked,
        examples=(*one.examples, *other.examples)[:EXAMPLES],
    )


def _is_enough(suggestion: Suggestion) -> bool:
    return bool(suggestion.cited or suggestion.hits) or suggestion.linked >= FEWEST_LINKS


def _known(conn: sqlite3.Connection) -> tuple[set[str], set[str]]:
    names, hosts = set(), set()
    for row in conn.execute(KNOWN):
        names.add(_folded(row["name"]))
        hosts.add(re.sub(r"^https?://(www\.)?|[/:].*$", "", row["homepage"]))
    return names, hosts


def _parents(host: str) -> set[str]:
    """`b.example` and `example` of `a.b.example`."""
    labels = host.split(".")
    return {".".join(labels[n:]) for n in range(1, len(labels))}


def _folded(name: str) -> str:
    """Names for comparing: "Hobby Consolas" is what hobbyconsolas.example is called; a leading article does not count."""
    words = re.findall(r"\w+", name.casefold())
    return "".join(words[1:] if len(words) > 1 and words[0] in {"the", "der", "die", "das", "el", "la"} else words)
