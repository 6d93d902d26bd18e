"""How a page presents its article beyond the plain text: lines, lead image, captions, live entries, and how sure it is.

One row an article, replaced with each revision.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass

from archive.db import maybe_moment, stamp
from archive.model import Extract, LiveEntry, Picture


@dataclass(frozen=True, slots=True)
class Presentation:
    """As kept; everything is empty for an article stored before there was this."""

    structure: str = ""  # a letter a line of the text, as Extract.structure
    picture: Picture | None = None
    captions: tuple[str, ...] = ()
    entries: tuple[LiveEntry, ...] = ()
    pages: int = 1


def keep(conn: sqlite3.Connection, article_id: int, extract: Extract) -> None:
    """Store, in the place of what was kept before."""
    entries = [(stamp(e.at) if e.at else None, e.clock, e.headline, e.text) for e in extract.entries]
    confidence = {field: str(level) for field, level in extract.confidence.items()}
    conn.execute(
        "insert or replace into presentations values (?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            extract.structure,
            _json(asdict(extract.picture)) if extract.picture else "",
            _json(extract.captions),
            _json(entries),
            _json(confidence),
            extract.pages,
        ),
    )


def load(conn: sqlite3.Connection, article_id: int) -> Presentation:
    """What is kept of an article."""
    row = conn.execute("select * from presentations where article_id = ?", (article_id,)).fetchone()
    if row is None:
        return Presentation()
    return Presentation(
        structure=row["structure"],
        picture=Picture(**json.loads(row["picture"])) if row["picture"] else None,
        captions=tuple(json.loads(row["captions"])),
        entries=tuple(LiveEntry(maybe_moment(at), *rest) for at, *rest in json.loads(row["entries"])),
        pages=row["pages"],
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
