"""A page that was looked at again: what it does to the article that is stored. Inside the transaction that saves it.

Nothing is ever lost by looking: a page that is walled, empty or cut down to a stub leaves the article as it is.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive import articles, revisions
from archive.model import Access, Article, ChangeKind, DueUrl, Extract, Outcome, Verdict
from pipelines import copies, findings, grouping, placing
from pipelines.fingerprint import Fingerprint
from pipelines.revisions import Version, compare, is_withdrawal_notice, kinds, mends_charset, withdrawal_notice
from pipelines.saved import PlanAlerts, Saved
from pipelines.stage import Drop, Work

GONE = 410  # HTTP's status for what is gone for good
STUBS = {Access.PAYWALLED, Access.TEASER}


@dataclass(frozen=True, slots=True)
class Second:
    """A later look at an article: the article as stored, and what the page shows now."""

    known: Article
    due: DueUrl
    extract: Extract
    verdict: Verdict

    @property
    def former(self) -> Version:
        """What stands in the archive."""
        return Version(self.known.title, self.known.text, self.known.teaser)

    @property
    def latter(self) -> Version:
        """What stands on the page."""
        return Version(self.extract.title, self.extract.text, self.extract.teaser)


def drop(conn: sqlite3.Connection, known: Article, result: Drop, now: datetime, plan_alerts: PlanAlerts) -> Saved:
    """A look that ended before the end of the line: gone, walled, empty, or off the topic."""
    due, work = result.work.page.due, result.work
    if result.outcome is Outcome.GONE and known.relevant:
        return _gone(conn, known, result, now, plan_alerts)
    if result.outcome is Outcome.OFF_TOPIC and work.extract and work.verdict and known.relevant:
        second = Second(known, due, work.extract, work.verdict)
        if not _is_less(second) and not _is_same(second):
            return _off_topic(conn, second, result.reason, now, plan_alerts)
    return Saved(due.outcome, f"kept; looked again: {result.reason}", known.id, known.relevant)


def _gone(conn: sqlite3.Connection, known: Article, result: Drop, now: datetime, plan_alerts: PlanAlerts) -> Saved:
    """The page is gone. Outlets lose pages for an hour and find them again: it counts when seen twice, or said with a 410."""
    due, reason, for_good = result.work.page.due, result.reason, result.work.page.status == GONE
    if revisions.withdrawn_at(conn, known.id):
        return Saved(due.outcome, f"still gone: {reason}", known.id, relevant=True)
    if due.attempts == 0 and not for_good:
        return Saved(due.outcome, f"gone, looked for once more: {reason}", known.id, relevant=True, unsure=True)
    number = revisions.withdraw(conn, known.id, "", now)
    placing.step_back(conn, known, "was withdrawn", now)
    plan_alerts(conn, articles.load(conn, known.id), now)
    return Saved(Outcome.UPDATED, f"withdrawn: {reason}", known.id, relevant=True, revision=number)


def look_again(conn: sqlite3.Connection, known: Article, work: Work, now: datetime, plan_alerts: PlanAlerts) -> Saved:
    """A look that went all the way: unchanged, taken back, back to an earlier version, or a revision."""
    assert work.extract is not None
    assert work.verdict is not None
    assert work.fingerprint is not None
    second = Second(known, work.page.due, work.extract, work.verdict)
    if not known.relevant:
        return _now_relevant(conn, second, work, now, plan_alerts)
    if _is_less(second):
        return Saved(second.due.outcome, f"kept; only a stub can be read now ({second.extract.access})", known.id, relevant=True)
    if _is_same(second) and not revisions.withdrawn_at(conn, known.id):
        return _unchanged(conn, second)
    if number := _went_back(conn, second):
        _put_back(conn, second, work, work.fingerprint, number, now)
        return Saved(second.due.outcome, f"shows version {number} again", known.id, relevant=True)
    return _differs(conn, second, work, work.fingerprint, now, plan_alerts)


def _differs(
    conn: sqlite3.Connection, second: Second, work: Work, found: Fingerprint, now: datetime, plan_alerts: PlanAlerts
) -> Saved:
    """Another text than any before: a revision, unless what differs is trifles."""
    known, changes = second.known, compare(second.former, second.latter, second.extract.language)
    if not changes:
        return _unchanged(conn, second)
    if changes[0].kind is ChangeKind.WITHDRAWN:
        return _withdrawn(conn, second, now, plan_alerts)
    number = articles.revise(conn, known.id, second.extract, second.verdict, now, changes)
    _follow_text(conn, known, work, found)
    plan_alerts(conn, articles.load(conn, known.id), now)
    reason = "can be read in full now" if _opened(second) else f"changed: {', '.join(kinds(changes))}"
    return Saved(Outcome.UPDATED, reason, known.id, relevant=True, revision=number)


def _follow_text(conn: sqlite3.Connection, known: Article, work: Work, found: Fingerprint) -> None:
    """What copies, stories, figures and citations are read from follows the text that stands."""
    copies.replace_text(conn, known.id, known.text, found.text)
    if known.duplicate_of is None:
        grouping.resign(conn, known.id, found.signature)
    findings.keep(conn, known.id, work)


def _put_back(conn: sqlite3.Connection, second: Second, work: Work, found: Fingerprint, number: int, now: datetime) -> None:
    articles.replace(conn, second.known.id, second.extract, second.verdict, now, number)
    revisions.stand_again(conn, second.known.id, number, now)
    _follow_text(conn, second.known, work, found)


def _went_back(conn: sqlite3.Connection, second: Second) -> int | None:
    """The earlier version that the page shows again."""
    for version in revisions.earlier(conn, second.known.id):
        if version.text and not compare(Version(version.title, version.text, version.teaser), second.latter):
            return version.number
    return None


def _unchanged(conn: sqlite3.Connection, second: Second) -> Saved:
    """No revision; but characters that came wrongly the first time are put right."""
    known = second.known
    if mends_charset(second.former, second.latter):
        articles.replace(conn, known.id, second.extract, second.verdict, None, known.revision)
        return Saved(second.due.outcome, "its characters are right now", known.id, relevant=True)
    return Saved(second.due.outcome, "unchanged", known.id, relevant=True)


def _withdrawn(conn: sqlite3.Connection, second: Second, now: datetime, plan_alerts: PlanAlerts) -> Saved:
    known = second.known
    if revisions.withdrawn_at(conn, known.id):
        return Saved(second.due.outcome, "still withdrawn", known.id, relevant=True)
    number = revisions.withdraw(conn, known.id, withdrawal_notice(second.extract.text), now)
    placing.step_back(conn, known, "was withdrawn", now)
    plan_alerts(conn, articles.load(conn, known.id), now)
    return Saved(Outcome.UPDATED, "withdrawn: the page says so", known.id, relevant=True, revision=number)


def _off_topic(conn: sqlite3.Connection, second: Second, reason: str, now: datetime, plan_alerts: PlanAlerts) -> Saved:
    """The text changed so that it no longer belongs: it leaves lists and story, and stays in the archive."""
    known = second.known
    if is_withdrawal_notice(second.extract.title, second.extract.text):
        return _withdrawn(conn, second, now, plan_alerts)
    changes = compare(second.former, second.latter, second.extract.language)
    if not changes:
        return Saved(second.due.outcome, f"kept; looked again: {reason}", known.id, relevant=True)
    number = articles.revise(conn, known.id, second.extract, second.verdict, now, changes)
    placing.remove(conn, known, now)
    return Saved(Outcome.OFF_TOPIC, f"changed and no longer belongs: {reason}", known.id, revision=number)


def _now_relevant(conn: sqlite3.Connection, second: Second, work: Work, now: datetime, plan_alerts: PlanAlerts) -> Saved:
    """An article that did not belong, and does now (its text changed, or the topic): placed like a new one."""
    known, found = second.known, work.fingerprint
    assert found is not None
    if _is_same(second):
        number = known.revision
        articles.replace(conn, known.id, second.extract, second.verdict, None, number)
    else:
        changes = compare(second.former, second.latter, second.extract.language)
        number = articles.revise(conn, known.id, second.extract, second.verdict, now, changes)
    decided = placing.decide(conn, second.due, second.extract, found)
    if decided.duplicate is not None:
        articles.mark_copy(conn, known.id, decided.duplicate)
    placed = placing.place(conn, known.id, decided, found, now)
    findings.keep(conn, known.id, work)
    if placed.duplicate is not None:
        return Saved(Outcome.DUPLICATE, placed.duplicate.reason, known.id, relevant=True, revision=number)
    if not placed.told:
        plan_alerts(conn, articles.load(conn, known.id), now)
    return Saved(Outcome.UPDATED, "belongs now", known.id, relevant=True, revision=number)


def _is_less(second: Second) -> bool:
    """A page that showed all and shows a stub now: the outlet counts its readers' visits."""
    return second.known.access is Access.FULL and second.extract.access in STUBS


def _opened(second: Second) -> bool:
    return second.known.access in STUBS and second.extract.access is Access.FULL


def _is_same(second: Second) -> bool:
    return (second.former.title, second.former.text) == (second.latter.title, second.latter.text)
