"""The last hand: carries out, in one transaction, what the stages found out about a page.

Duplicates and stories are decided in there too, by pure functions over what the archive holds at that moment: two copies that are
read at the same time must not both pass for the original. Alerts are planned in the same transaction, so that none is lost.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from archive import articles, urls
from archive.articles import NewArticle
from archive.model import Outcome, Page
from archive.urls import Decision, Postponement
from archive.warc import Packed, PageStore
from archive.writer import Writer
from pipelines import duplicates, findings, keeping, placing, revising, sampling
from pipelines.fingerprint import fingerprint
from pipelines.revising import STUBS
from pipelines.revisiting import Revisits
from pipelines.saved import PlanAlerts, Saved
from pipelines.stage import Drop, Work

KEPT_WITH_TEXT = {Outcome.OFF_TOPIC}  # stored although dropped: samples of them are judged again by people
ONCE_MORE = timedelta(hours=1)  # after which a page that seems to be gone is looked for again


class Save:
    """Writes the end of a page's way. `pages` keeps the raw pages of articles, `revisits` makes the next look due."""

    def __init__(
        self,
        writer: Writer,
        plan_alerts: PlanAlerts,
        now: Callable[[], datetime],
        pages: PageStore | None = None,
        revisits: Revisits | None = None,
    ) -> None:
        self._writer = writer
        self._revisits = revisits
        self._pages = pages
        self._plan_alerts = plan_alerts
        self._now = now

    async def finish(self, result: Work | Drop) -> Saved:
        """Store what is to be stored and give the URL its outcome; returns after COMMIT. Raises ArchiveError."""
        now = self._now()
        ready = await _with_fingerprint(result)
        packed = await asyncio.to_thread(keeping.prepare, ready) if self._pages else ()
        return await self._writer.do(lambda conn: self.finish_in(conn, ready, now, packed))

    def finish_in(self, conn: sqlite3.Connection, result: Work | Drop, now: datetime, packed: Sequence[Packed] = ()) -> Saved:
        """As `finish`, inside a transaction of the caller's, for work that has its fingerprint; `packed` are its pages."""
        work = result.work if isinstance(result, Drop) else result
        saved = self._carry_out(conn, result, now)
        if self._pages is not None:
            keeping.keep(conn, self._pages, work.page, saved, packed)
        _decide(conn, work.page, saved, now)
        sampling.note(conn, work.page.due, result, now)
        if self._revisits is not None and not saved.unsure:
            self._revisits.schedule(conn, work.page.due.id, now)
        return saved

    def _carry_out(self, conn: sqlite3.Connection, result: Work | Drop, now: datetime) -> Saved:
        due = (result.work if isinstance(result, Drop) else result).page.due
        known = articles.by_url(conn, due.id)
        if known is not None and isinstance(result, Drop):
            return revising.drop(conn, known, result, now, self._plan_alerts)
        if isinstance(result, Drop):
            return sampling.stays_gated(result, known) or _keep_dropped(conn, result, now)
        if known is not None:
            return revising.look_again(conn, known, result, now, self._plan_alerts)
        return self._store(conn, result, now)

    def _store(self, conn: sqlite3.Connection, work: Work, now: datetime) -> Saved:
        due, extract, verdict, found = work.page.due, work.extract, work.verdict, work.fingerprint
        assert extract is not None
        assert verdict is not None
        assert found is not None
        known = duplicates.same_address(articles.twins(conn, due, extract))
        if known is not None:
            return Saved(Outcome.DUPLICATE, known.reason, known.article_id, relevant=True)
        decided = placing.decide(conn, due, extract, found)
        article_id = articles.insert(conn, NewArticle(due, extract, verdict, now, decided.duplicate))
        placed = placing.place(conn, article_id, decided, found, now)
        findings.keep(conn, article_id, work)
        if placed.duplicate is not None:
            return Saved(Outcome.DUPLICATE, placed.duplicate.reason, article_id, relevant=True, revision=1)
        if not placed.told:  # readers were told of the copy already
            self._plan_alerts(conn, articles.load(conn, article_id), now)
        if extract.access in STUBS:
            reason = f"only a stub can be read ({extract.access})"
            return Saved(Outcome.PAYWALLED, reason, article_id, relevant=True, revision=1)
        return Saved(Outcome.STORED, "", article_id, relevant=True, revision=1)


def _keep_dropped(conn: sqlite3.Connection, result: Drop, now: datetime) -> Saved:
    work = result.work
    if result.outcome in KEPT_WITH_TEXT and work.extract and work.verdict:
        article_id = articles.insert(conn, NewArticle(work.page.due, work.extract, work.verdict, now))
        return Saved(result.outcome, result.reason, article_id)
    return Saved(result.outcome, result.reason)


def _decide(conn: sqlite3.Connection, page: Page, saved: Saved, now: datetime) -> None:
    if saved.unsure:
        urls.postpone(conn, page.due.id, Postponement(now, now + ONCE_MORE, saved.reason, count=True, status=page.status))
        return
    decision = Decision(
        outcome=saved.outcome,
        reason=saved.reason,
        at=now,
        status=page.status,
        article_id=saved.article_id,
        **_validators(page, saved),
    )
    urls.decide(conn, page.due.id, decision)


def _validators(page: Page, saved: Saved) -> dict[str, str]:
    """What to ask with next time; nothing where another version came under the validators of the last one."""
    given = {"etag": page.headers.get("etag", ""), "last_modified": page.headers.get("last-modified", "")}
    another = saved.outcome is Outcome.UPDATED and saved.revision is not None
    return {} if another and tuple(given.values()) == (page.due.etag, page.due.last_modified) else given


async def _with_fingerprint(result: Work | Drop) -> Work | Drop:
    """What is to be stored has a fingerprint, made outside the transaction (here where the stage was left out or failed)."""
    if isinstance(result, Drop) or result.fingerprint is not None or result.extract is None:
        return result
    return replace(result, fingerprint=await asyncio.to_thread(fingerprint, result.extract, result.vector))
