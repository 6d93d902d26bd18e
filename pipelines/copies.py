"""Carries out what `duplicates` decides, inside the transaction that saves an article."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive import shingles as table
from archive.shingles import Containment, NewText, StoredText
from pipelines.duplicates import CopyPlan, Match, plan
from pipelines.overlap import kin, overlap
from pipelines.shingles import Shingled, shingle
from pipelines.shingles import sketch as sketch_of

CANDIDATES = 6  # texts compared word for word: a copy of one group finds its closest kin first


@dataclass(frozen=True, slots=True)
class TextPrint:
    """A text made ready for the look-up, outside the transaction."""

    shingled: Shingled
    sketch: tuple[int, ...]


def find_matches(conn: sqlite3.Connection, text: Shingled, sketch: Sequence[int], *, but: int | None = None) -> list[Match]:
    """Stored texts that share much with this one."""
    ids = [article_id for article_id in table.sharing(conn, sketch, CANDIDATES + 1) if article_id != but]
    return [_match(stored, text) for stored in table.texts(conn, ids[:CANDIDATES])]


def decide(conn: sqlite3.Connection, new: NewText, text: TextPrint) -> CopyPlan:
    """What a new article is to those in the archive."""
    matches = find_matches(conn, text.shingled, text.sketch)
    known = {match.stored.article_id: match.stored for match in matches}
    missing = sorted({match.stored.root_id for match in matches} - known.keys())
    known |= {stored.article_id: stored for stored in table.texts(conn, missing)}
    return plan(new, matches, known)


def carry_out(conn: sqlite3.Connection, article_id: int, text: TextPrint, decided: CopyPlan, now: datetime) -> list[int]:
    """Write a plan for the article that has been stored meanwhile. Returns the articles that have become its copies."""
    table.store(conn, article_id, text.sketch)
    holds = [Containment(article_id, passage.article_id, passage.share) for passage in decided.contains]
    held = [Containment(passage.article_id, article_id, passage.share) for passage in decided.part_of]
    table.contain(conn, holds + held)
    if decided.duplicate is not None:
        table.note_copy(conn, article_id, decided.duplicate)
    for taken in decided.takes_over:
        table.note_copy(conn, taken.article_id, taken)
    return [late for taken in decided.takes_over for late in table.repoint(conn, taken.article_id, article_id, taken.reason, now)]


def replace_text(conn: sqlite3.Connection, article_id: int, former: str, text: TextPrint) -> None:
    """A new version of the text is what later ones are compared with."""
    table.forget(conn, article_id, sketch_of(shingle(former)))
    table.store(conn, article_id, text.sketch)


def forget(conn: sqlite3.Connection, article_id: int, text: str) -> None:
    """An article that no longer belongs is nobody's original."""
    table.forget(conn, article_id, sketch_of(shingle(text)))


def _match(stored: StoredText, text: Shingled) -> Match:
    shared = overlap(text, shingle(stored.text))
    return Match(stored, kin(shared), shared)
