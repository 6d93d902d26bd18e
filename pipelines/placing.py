"""Where an article stands among the others: copy, original or member of a story. Inside the transaction that saves it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive import articles, shingles, stories, urls
from archive.model import Article, DueUrl, Duplicate, Extract, Outcome, Precision
from archive.shingles import NewText
from pipelines import copies, findings, grouping
from pipelines.duplicates import CopyPlan
from pipelines.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Placed:
    """What an article is among the others. `told` means that readers were told of a copy of it before."""

    duplicate: Duplicate | None
    told: bool


def decide(conn: sqlite3.Connection, due: DueUrl, extract: Extract, found: Fingerprint) -> CopyPlan:
    """What a text is to those in the archive."""
    return copies.decide(conn, _new_text(conn, due, extract), found.text)


def place(conn: sqlite3.Connection, article_id: int, decided: CopyPlan, found: Fingerprint, now: datetime) -> Placed:
    """Carry out what was decided for an article that has been stored meanwhile."""
    late = copies.carry_out(conn, article_id, found.text, decided, now)
    changed = _group(conn, articles.load(conn, article_id), decided, late, found, now)
    for story_id in sorted(changed - {stories.of(conn, article_id)}):  # its own is renewed when its figures are kept
        findings.renew_claims(conn, story_id)
    return Placed(decided.duplicate, told=bool(late))


def step_back(conn: sqlite3.Connection, article: Article, why: str, now: datetime) -> None:
    """An article is nobody's original any more: its first copy, which still stands, takes its place and is shown."""
    copies.forget(conn, article.id, article.text)
    heir = shingles.promote(conn, article.id)
    if heir is not None:
        article_id, url_id = heir
        stories.inherit(conn, article.id, article_id)
        urls.turn(conn, url_id, Outcome.STORED, f"stands for the text now: {article.url} {why}", now)
    if article.story_id is not None:
        stories.refresh(conn, article.story_id)


def remove(conn: sqlite3.Connection, article: Article, now: datetime) -> None:
    """An article that no longer belongs leaves its story and the look-up of copies; what the story claims is worked out anew."""
    findings.clear(conn, article.id)
    step_back(conn, article, "no longer belongs", now)
    if article.story_id is None:
        return
    stories.leave(conn, article.id)
    stories.refresh(conn, article.story_id)
    findings.renew_claims(conn, article.story_id)


def _new_text(conn: sqlite3.Connection, due: DueUrl, extract: Extract) -> NewText:
    published = extract.published
    outlet, kind = shingles.outlet(conn, due.source_id)
    return NewText(
        source_id=due.source_id,
        outlet=outlet,
        outlet_kind=kind,
        url=due.url,
        title=extract.title,
        access=extract.access,
        agency=extract.agency,
        published_at=published.at if published else due.first_seen_at,
        published_precision=published.precision if published else Precision.FIRST_SEEN,
    )


def _group(
    conn: sqlite3.Connection, article: Article, decided: CopyPlan, late: Sequence[int], found: Fingerprint, now: datetime
) -> set[int]:
    """A copy follows its original and an original leads its copies; a roundup stands alone; anything else finds its story.

    Returns the stories that were regrouped for it.
    """
    if decided.duplicate is not None:
        grouping.follow(conn, article, decided.duplicate.article_id)
    elif late:
        grouping.lead(conn, article, found.signature, late)
    elif decided.is_roundup:
        grouping.stand_alone(conn, article)
    else:
        return grouping.place(conn, article, found.signature, now)
    return set()
