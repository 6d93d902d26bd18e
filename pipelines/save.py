"""The last hand: carries out, in one transaction, what the stages found out about a page.

Duplicates and stories are decided in there too, by pure functions over what the archive holds at that moment: two copies that are
read at the same time must not both pass for the original. Alerts are planned in the same transaction, so that none is lost.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from archive import articles, stories, urls
from archive.articles import NewArticle
from archive.model import Access, Article, DueUrl, Extract, Outcome, Page, Verdict
from archive.urls import Decision
from archive.writer import Writer
from pipelines import duplicates, findings
from pipelines.stage import Drop, Work
from pipelines.stories import WINDOW, choose, terms

PlanAlerts = Callable[[sqlite3.Connection, Article, datetime], None]

KEPT_WITH_TEXT = {Outcome.OFF_TOPIC}  # stored although dropped: samples of them are judged again by people
KEPT_OUTCOMES = {Outcome.STORED, Outcome.UPDATED, Outcome.PAYWALLED}
STUBS = {Access.PAYWALLED, Access.TEASER}


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page."""

    outcome: Outcome
    reason: str
    article_id: int | None = None
    relevant: bool = False


class Save:
    """Writes the end of a page's way."""

    def __init__(self, writer: Writer, plan_alerts: PlanAlerts, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._plan_alerts = plan_alerts
        self._now = now

    async def finish(self, result: Work | Drop) -> Saved:
        """Store what is to be stored and give the URL its outcome; returns after COMMIT. Raises ArchiveError."""
        now = self._now()
        return await self._writer.do(lambda conn: self._finish(conn, result, now))

    def _finish(self, conn: sqlite3.Connection, result: Work | Drop, now: datetime) -> Saved:
        work = result.work if isinstance(result, Drop) else result
        saved = self._carry_out(conn, result, work, now)
        findings.keep(conn, result)
        _decide(conn, work.page, saved, now)
        return saved

    def _carry_out(self, conn: sqlite3.Connection, result: Work | Drop, work: Work, now: datetime) -> Saved:
        due = work.page.due
        known = articles.by_url(conn, due.id)
        if isinstance(result, Drop):
            if result.outcome in KEPT_WITH_TEXT and work.extract and work.verdict and known is None:
                article_id = articles.insert(conn, NewArticle(due, work.extract, work.verdict, now))
                return Saved(result.outcome, result.reason, article_id)
            if known is not None and result.outcome is not Outcome.GONE:
                return Saved(due.outcome, f"kept; looked again: {result.reason}", known.id)
            return Saved(result.outcome, result.reason, known.id if known else None)
        assert work.extract is not None
        assert work.verdict is not None
        if known is not None:
            return self._revise(conn, known, due, work.extract, work.verdict, now)
        return self._store(conn, due, work.extract, work.verdict, now)

    def _store(self, conn: sqlite3.Connection, due: DueUrl, extract: Extract, verdict: Verdict, now: datetime) -> Saved:
        duplicate = duplicates.find(articles.twins(conn, due, extract))
        if duplicate is not None and duplicates.is_same_address(duplicate):
            return Saved(Outcome.DUPLICATE, duplicate.reason, duplicate.article_id, relevant=True)
        article_id = articles.insert(conn, NewArticle(due, extract, verdict, now, duplicate))
        _group(conn, article_id, duplicate.article_id if duplicate else None)
        if duplicate is not None:
            return Saved(Outcome.DUPLICATE, duplicate.reason, article_id, relevant=True)
        self._plan_alerts(conn, articles.load(conn, article_id), now)
        if extract.access in STUBS:
            return Saved(Outcome.PAYWALLED, f"only a stub can be read ({extract.access})", article_id, relevant=True)
        return Saved(Outcome.STORED, "", article_id, relevant=True)

    def _revise(
        self, conn: sqlite3.Connection, known: Article, due: DueUrl, extract: Extract, verdict: Verdict, now: datetime
    ) -> Saved:
        same_text = articles.text_hash(known.text) == articles.text_hash(extract.text)
        if same_text and known.title == extract.title:
            return Saved(due.outcome, "unchanged", known.id, known.relevant)
        articles.revise(conn, known.id, extract, verdict, now)
        self._plan_alerts(conn, articles.load(conn, known.id), now)
        return Saved(Outcome.UPDATED, "the text changed" if not same_text else "the headline changed", known.id, relevant=True)


def _decide(conn: sqlite3.Connection, page: Page, saved: Saved, now: datetime) -> None:
    decision = Decision(
        outcome=saved.outcome,
        reason=saved.reason,
        at=now,
        status=page.status,
        article_id=saved.article_id,
        etag=page.headers.get("etag", ""),
        last_modified=page.headers.get("last-modified", ""),
    )
    urls.decide(conn, page.due.id, decision)


def _group(conn: sqlite3.Connection, article_id: int, original: int | None) -> None:
    """Put a new article into its story: its original's when it is a copy, else the one that fits, else one of its own."""
    article = articles.load(conn, article_id)
    story_id = stories.of(conn, original) if original is not None else None
    if story_id is None:
        reports = stories.recent(conn, article.published_at - WINDOW, article.published_at + WINDOW)
        story_id = choose(terms(article.title, articles.first_words(article.teaser, article.text)), reports)
    if story_id is None:
        stories.found(conn, article.title, article_id, article.published_at)
    else:
        stories.join(conn, story_id, article_id, article.published_at)
