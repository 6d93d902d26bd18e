"""The last hand: carries out, in one transaction, what the stages found out about a page.

Duplicates and stories are decided in there too, by pure functions over what the archive holds at that moment: two copies that are
read at the same time must not both pass for the original. Alerts are planned in the same transaction, so that none is lost.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive import articles, shingles, urls
from archive.articles import NewArticle
from archive.model import Access, Article, DueUrl, Extract, Outcome, Page, Precision, Verdict
from archive.urls import Decision
from archive.writer import Writer
from pipelines import copies, duplicates, findings, grouping
from pipelines.duplicates import CopyPlan, NewText
from pipelines.fingerprint import Fingerprint, fingerprint
from pipelines.stage import Drop, Work

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
        ready = await _with_fingerprint(result)
        return await self._writer.do(lambda conn: self._finish(conn, ready, now))

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
        assert work.fingerprint is not None
        if known is not None:
            return self._revise(conn, known, due, work.extract, work.verdict, work.fingerprint, now)
        return self._store(conn, due, work.extract, work.verdict, work.fingerprint, now)

    def _store(
        self, conn: sqlite3.Connection, due: DueUrl, extract: Extract, verdict: Verdict, found: Fingerprint, now: datetime
    ) -> Saved:
        known = duplicates.same_address(articles.twins(conn, due, extract))
        if known is not None:
            return Saved(Outcome.DUPLICATE, known.reason, known.article_id, relevant=True)
        decided = copies.decide(conn, _new_text(conn, due, extract), found.text)
        article_id = articles.insert(conn, NewArticle(due, extract, verdict, now, decided.duplicate))
        late = copies.carry_out(conn, article_id, found.text, decided, now)
        article = articles.load(conn, article_id)
        _group(conn, article, decided, late, found, now)
        if decided.duplicate is not None:
            return Saved(Outcome.DUPLICATE, decided.duplicate.reason, article_id, relevant=True)
        if not late:  # readers were told of the copy already
            self._plan_alerts(conn, articles.load(conn, article_id), now)
        if extract.access in STUBS:
            return Saved(Outcome.PAYWALLED, f"only a stub can be read ({extract.access})", article_id, relevant=True)
        return Saved(Outcome.STORED, "", article_id, relevant=True)

    def _revise(
        self,
        conn: sqlite3.Connection,
        known: Article,
        due: DueUrl,
        extract: Extract,
        verdict: Verdict,
        found: Fingerprint,
        now: datetime,
    ) -> Saved:
        same_text = articles.text_hash(known.text) == articles.text_hash(extract.text)
        if same_text and known.title == extract.title:
            return Saved(due.outcome, "unchanged", known.id, known.relevant)
        articles.revise(conn, known.id, extract, verdict, now)
        copies.replace_text(conn, known.id, known.text, found.text)
        if known.duplicate_of is None:
            grouping.resign(conn, known.id, found.signature)
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


async def _with_fingerprint(result: Work | Drop) -> Work | Drop:
    """What is to be stored has a fingerprint, made outside the transaction (here where the stage was left out or failed)."""
    if isinstance(result, Drop) or result.fingerprint is not None or result.extract is None:
        return result
    return replace(result, fingerprint=await asyncio.to_thread(fingerprint, result.extract))


def _new_text(conn: sqlite3.Connection, due: DueUrl, extract: Extract) -> NewText:
    published = extract.published
    return NewText(
        source_id=due.source_id,
        outlet_kind=shingles.outlet_kind(conn, due.source_id),
        agency=extract.agency,
        published_at=published.at if published else due.first_seen_at,
        published_precision=published.precision if published else Precision.FIRST_SEEN,
    )


def _group(
    conn: sqlite3.Connection, article: Article, decided: CopyPlan, late: Sequence[int], found: Fingerprint, now: datetime
) -> None:
    """A copy follows its original and an original leads its copies; a roundup stands alone; anything else finds its story."""
    if decided.duplicate is not None:
        grouping.follow(conn, article, decided.duplicate.article_id)
    elif late:
        grouping.lead(conn, article, found.signature, late)
    elif decided.is_roundup:
        grouping.stand_alone(conn, article)
    else:
        grouping.place(conn, article, found.signature, now)
