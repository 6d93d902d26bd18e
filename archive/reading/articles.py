"""One article: its text, reasons, versions, copies, story, and its neighbours."""

import json
import sqlite3
from dataclasses import dataclass

from archive import captures, presentation, revisions, shingles
from archive.db import maybe_moment
from archive.model import CopyKind, Reason
from archive.presentation import Presentation
from archive.reading import lists
from archive.reading.rows import Body, Card
from archive.revisions import Revision

BODY = """
select b.teaser, b.text, b.authors, b.agency, b.section, b.tags, b.canonical_url, b.notes, a.published_origin,
       a.duplicate_reason, a.withdrawn_at, a.url_id, a.relevant, a.lead,
       coalesce(r.withheld, 0) as withheld, coalesce(r.what, '') as reserved
from articles a join bodies b on b.article_id = a.id left join reservations r on r.url_id = a.url_id
where a.id = :id
"""
REASONS = """
select rule, subject, place, start, end, passage, contribution
from reasons where article_id = :id
order by contribution desc, start
"""
IMAGE = """
select b.image from bodies b join articles a on a.id = b.article_id left join reservations r on r.url_id = a.url_id
where b.article_id = :id and not coalesce(r.withheld, 0)
"""
COPIES = "select id from articles where duplicate_of = :original and id <> :id order by published_at limit 50"
CONTAINS = "select contained_id from containments where article_id = :id order by share desc, contained_id limit 30"
HOLDERS = "select article_id from containments where contained_id = :id order by share desc, article_id limit 30"
STORY = """
select id from articles where story_id = :story and id <> :id and duplicate_of is null and relevant
order by published_at limit 30
"""
NEWER = """
select id from articles where relevant and duplicate_of is null and (published_at, id) > (:at, :id)
order by published_at, id limit 1
"""
OLDER = """
select id from articles where relevant and duplicate_of is null and (published_at, id) < (:at, :id)
order by published_at desc, id desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """All that the page of an article shows. `newer` and `older` are its neighbours in the list of everything."""

    card: Card
    body: Body
    relevant: bool
    url_id: int
    reserved: str  # what its outlet reserves against machines, "" for nothing
    withheld: bool  # and whether the full text is not shown for it
    kept: tuple[int, ...]  # versions whose raw page is kept
    reasons: tuple[Reason, ...]
    revisions: tuple[Revision, ...]
    original: Card | None
    copies: tuple[Card, ...]
    copied: tuple[CopyKind, str] | None  # what kind of copy it is, and the wire service behind it
    contains: tuple[Card, ...]  # articles whose text stands in this one
    holders: tuple[Card, ...]  # roundups and lists that hold its text
    story: tuple[Card, ...]
    newer: int | None
    older: int | None


def whole(conn: sqlite3.Connection, article_id: int) -> Whole | None:
    """The article with this id, or None."""
    found = lists.cards(conn, [article_id])
    row = conn.execute(BODY, {"id": article_id}).fetchone()
    if not found or row is None:
        return None
    card = found[0]
    original = lists.cards(conn, [card.duplicate_of]) if card.duplicate_of else []
    family = {"original": card.duplicate_of or card.id, "id": card.id, "story": card.story_id}
    return Whole(
        card=card,
        body=_body(row, presentation.load(conn, article_id)),
        relevant=bool(row["relevant"]),
        url_id=row["url_id"],
        reserved=row["reserved"],
        withheld=bool(row["withheld"]),
        kept=() if row["withheld"] else tuple(capture.revision for capture in captures.of_article(conn, article_id)),
        reasons=tuple(lists.reason(reason) for reason in conn.execute(REASONS, {"id": article_id})),
        revisions=() if row["withheld"] else revisions.of_article(conn, article_id),
        original=original[0] if original else None,
        copies=tuple(lists.cards(conn, _ids(conn, COPIES, family))),
        copied=shingles.copy_of(conn, article_id) if card.duplicate_of else None,
        contains=tuple(lists.cards(conn, _ids(conn, CONTAINS, family))),
        holders=tuple(lists.cards(conn, _ids(conn, HOLDERS, family))),
        story=tuple(lists.cards(conn, _ids(conn, STORY, family))) if card.story_id else (),
        newer=_neighbour(conn, NEWER, card),
        older=_neighbour(conn, OLDER, card),
    )


def image(conn: sqlite3.Connection, article_id: int) -> str:
    """The address of the article's picture; empty when it has none, or its outlet reserves its content."""
    row = conn.execute(IMAGE, {"id": article_id}).fetchone()
    return str(row["image"] or "") if row else ""


def _body(row: sqlite3.Row, shown: Presentation) -> Body:
    """Of an article whose outlet reserves its text only the lead."""
    return Body(
        teaser=row["lead"] if row["withheld"] else row["teaser"],
        text="" if row["withheld"] else row["text"],
        authors=_strings(row["authors"]),
        agency=row["agency"],
        section=row["section"],
        tags=_strings(row["tags"]),
        canonical_url=row["canonical_url"],
        published_origin=row["published_origin"],
        duplicate_reason=row["duplicate_reason"],
        withdrawn_at=maybe_moment(row["withdrawn_at"]),
        notes=_strings(row["notes"]),
        structure=shown.structure,
        caption=shown.picture.caption if shown.picture else "",
    )


def _neighbour(conn: sqlite3.Connection, sql: str, card: Card) -> int | None:
    found = conn.execute(sql, {"at": card.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"), "id": card.id}).fetchone()
    return found[0] if found else None


def _ids(conn: sqlite3.Connection, sql: str, params: dict[str, int | None]) -> list[int]:
    return [row[0] for row in conn.execute(sql, params)]


def _strings(stored: str) -> tuple[str, ...]:
    """A JSON array of texts, as the archive keeps authors, tags and notes; a plain text counts as one."""
    try:
        value = json.loads(stored) if stored else []
    except ValueError:
        value = [stored]
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
