"""Full-text search: which articles match, newest or best first, and where their text shows it."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from archive.reading import lists
from archive.reading.query import Query, Term
from archive.reading.rows import Card

BEST_OF = 6_000  # newest hits that best-first ranks: bm25 costs 10 µs a hit, and a common word has hundreds of thousands
SORTED = (
    2_000  # up to so many hits newest-first goes by publication; more of them go by arrival, which the index has sorted already
)
SNIPPET = 240  # characters

HITS = "from articles_fts f cross join articles a on a.id = f.rowid where articles_fts match :match"
NEWEST = "select a.id " + HITS + lists.CONDITIONS + "order by a.published_at desc, a.id desc limit :limit offset :offset"
LATEST_STORED = "select a.id " + HITS + lists.CONDITIONS + "order by f.rowid desc limit :limit offset :offset"
MANY = "select 1 from articles_fts where articles_fts match :match limit 1 offset :sorted"
BEST = (
    "select a.id "
    + HITS
    + " and f.rank match 'bm25(6.0, 1.0)' and f.rowid >= coalesce("
    + "(select rowid from articles_fts where articles_fts match :match order by rowid desc limit 1 offset :best_of), 0)"
    + lists.CONDITIONS
    + "order by f.rank limit :limit offset :offset"
)
TEXTS = "select b.article_id, b.teaser, b.text from json_each(:ids) j cross join bodies b on b.article_id = j.value"


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article; `snippet` is a piece of its text around what was looked for."""

    card: Card
    snippet: str


def search(
    conn: sqlite3.Connection,
    query: Query,
    wanted: lists.Filter,
    *,
    best: bool,
    limit: int,
    offset: int = 0,
    any_word: bool = False,
) -> list[Hit]:
    """The articles that match, the newest first, or the best. An empty query finds nothing."""
    found = ids(conn, query, wanted, best=best, limit=limit, offset=offset, any_word=any_word)
    texts = {row["article_id"]: f"{row['teaser']}\n{row['text']}" for row in conn.execute(TEXTS, {"ids": _json(found)})}
    pattern = matcher(query.wanted)
    return [Hit(card, snippet(texts.get(card.id, card.lead), pattern)) for card in lists.cards(conn, found)]


def ids(
    conn: sqlite3.Connection,
    query: Query,
    wanted: lists.Filter,
    *,
    best: bool,
    limit: int,
    offset: int = 0,
    any_word: bool = False,
) -> list[int]:
    """The ids of what `search` finds."""
    match = query.match_any if any_word else query.match
    if not match:
        return []
    params = wanted.params() | {"match": match, "limit": limit, "offset": offset, "best_of": BEST_OF}
    return [row[0] for row in conn.execute(BEST if best else _newest(conn, match), params)]


def _newest(conn: sqlite3.Connection, match: str) -> str:
    many = conn.execute(MANY, {"match": match, "sorted": SORTED}).fetchone()
    return LATEST_STORED if many else NEWEST


def snippet(text: str, pattern: re.Pattern[str] | None) -> str:
    """About SNIPPET characters of the text around the first match, cut at spaces, on one line."""
    text = " ".join(text.split())
    found = pattern.search(text) if pattern else None
    start = max(0, (found.start() if found else 0) - SNIPPET // 3)
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + SNIPPET]
    if start + SNIPPET < len(text):
        piece = piece.rpartition(" ")[0] + " …"
    return f"… {piece}" if start else piece


def matcher(terms: Iterable[Term]) -> re.Pattern[str] | None:
    """Finds in original text what the index finds in folded text: case, accents and ß/ss do not matter."""
    spellings = [(spelling, term.prefix) for term in terms for spelling in term.spellings]
    return _compiled(tuple(sorted(set(spellings), key=lambda item: -len(item[0])))) if spellings else None


@lru_cache(maxsize=256)
def _compiled(spellings: tuple[tuple[str, bool], ...]) -> re.Pattern[str]:
    branches = []
    for spelling, prefix in spellings:
        words = [_letters(word) for word in spelling.split()]
        branches.append(r"[\W_]+".join(words) + ("" if prefix else r"(?![^\W_])"))
    return re.compile(r"(?<![^\W_])(?:" + "|".join(branches) + ")", re.IGNORECASE)


def _letters(word: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(char))
    return "".join(_letter(piece) for piece in re.findall("ss|.", plain, re.DOTALL))


def _letter(piece: str) -> str:
    if piece == "ss":
        return "(?:ss|ß)"
    return f"[{re.escape(piece)}{_accented().get(piece, '')}][\u0300-\u036f]*"


@lru_cache(maxsize=1)
def _accented() -> dict[str, str]:
    """For each base letter the precomposed letters that the index folds to it."""
    table: dict[str, str] = {}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code).lower())
        if len(base) > 1:
            table[base[0]] = table.get(base[0], "") + chr(code)
    return table


def _json(ids: list[int]) -> str:
    return "[" + ",".join(map(str, ids)) + "]"
