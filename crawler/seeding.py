"""Puts the catalogue and the seed articles into the archive: its first rows."""

import sqlite3
from datetime import UTC, datetime

from archive import articles, sources, subjects, urls
from archive.articles import NewArticle
from archive.model import Access, Extract, Moment, Outcome, Precision, Reason, SubjectScore, Verdict
from archive.urls import Decision
from crawler.seeds import SeedArticle, Seeds

RULE = "seed article"
UNKNOWN = "unknown outlet"
WHY = "one of the articles the topic was drawn from"


def sow(conn: sqlite3.Connection, seeds: Seeds, now: datetime) -> None:
    """Bring the stored catalogue up to date and store seed articles that are not there yet. Repeatable."""
    sources.sync(conn, seeds.sources, now)
    subjects.sync(conn, {subject.id: subject.label for subject in seeds.topic.subjects.values()})
    known = {source.id for source in seeds.sources}
    for seed in seeds.articles:
        _store(conn, seed, seeds.topic.id, seed.source_id if seed.source_id in known else None, now)


def _store(conn: sqlite3.Connection, seed: SeedArticle, topic: str, source_id: str | None, now: datetime) -> None:
    url = seed.url or f"seed:{seed.id}"
    outlet = seed.outlet or UNKNOWN
    source = source_id or sources.ensure_unlisted(conn, outlet, outlet, seed.language)
    due = urls.known_without_fetch(conn, url, source, now)
    if due is None:
        return
    article_id = articles.insert(conn, NewArticle(due, _extract(seed), _verdict(seed, topic), now))
    urls.decide(
        conn, due.id, Decision(Outcome.STORED, "one of the articles the topic was drawn from", now, article_id=article_id)
    )


def _extract(seed: SeedArticle) -> Extract:
    year, month, day = (*(int(part) for part in seed.date.split("-")), 1, 1)[:3]
    published = Moment(datetime(year, month, day, tzinfo=UTC), Precision.DAY, f"seeds, {seed.date_precision}", seed.date)
    title, _, text = seed.description.strip().partition("\n")
    return Extract(
        title=title.lstrip("# ").strip(),
        text=text.strip() or title,
        language="en",
        access=Access.TEASER,
        published=published,
        origins={"text": "described in words of our own"},
    )


def _verdict(seed: SeedArticle, topic: str) -> Verdict:
    subjects = tuple(SubjectScore(subject, 1.0) for subject in seed.subjects)
    reason = Reason(RULE, None, "title", 0, 0, WHY, 5.0)
    return Verdict(topic, 1.0, relevant=True, subjects=subjects, reasons=(reason,))
