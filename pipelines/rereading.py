"""Puts what a newer extractor read in the place of what is stored, inside one transaction a page. No revision, no alert.

The outlet changed nothing: the version keeps its number, and what changed between versions is told anew.
"""

import sqlite3
from dataclasses import replace

from archive import articles, rereading, revisions, urls
from archive.model import Article, ChangeKind, Extract, Outcome
from archive.rereading import Kept
from pipelines import copies, findings, grouping, placing
from pipelines.extractor import extractor
from pipelines.revisions import Version, compare
from pipelines.stage import Drop, Work


def apply(conn: sqlite3.Connection, kept: Kept, result: Work | Drop) -> None:
    """Store the reading of a kept page. A page of which nothing could be read is left as it is."""
    work = result.work if isinstance(result, Drop) else result
    if work.extract is None or work.verdict is None or (isinstance(result, Drop) and result.outcome is not Outcome.OFF_TOPIC):
        return
    capture, extract = kept.capture, work.extract
    known = articles.load(conn, capture.article_id)
    content = extract.title, extract.teaser, extract.text
    rereading.rewrite(conn, known.id, capture.revision, content, articles.text_hash(extract.text))
    if known.revision == capture.revision:
        _replace(conn, known, result, work, extract)
    _tell_again(conn, known.id)
    rereading.mark(conn, [capture.id], extractor())


def _replace(conn: sqlite3.Connection, known: Article, result: Work | Drop, work: Work, extract: Extract) -> None:
    assert work.verdict is not None
    if not known.relevant and not isinstance(result, Drop):
        return  # whether it belongs after all is `presswatch rescore`'s to say
    articles.redate(conn, known.id, extract)
    articles.replace(conn, known.id, extract, work.verdict, None, known.revision)
    if isinstance(result, Drop):
        if known.relevant:
            placing.remove(conn, known, work.page.fetched_at)
            urls.turn(conn, work.page.due.id, result.outcome, f"read again: {result.reason}", work.page.fetched_at)
        return
    if work.fingerprint is not None and known.relevant:
        copies.replace_text(conn, known.id, known.text, work.fingerprint.text)
        if known.duplicate_of is None:
            grouping.resign(conn, known.id, work.fingerprint.signature)
    findings.keep(conn, known.id, replace(work, fingerprint=None))


def _tell_again(conn: sqlite3.Connection, article_id: int) -> None:
    """What changed between versions, now that they were read anew."""
    base = None
    for version in revisions.of_article(conn, article_id):
        withdrawn = any(change.kind is ChangeKind.WITHDRAWN for change in version.changes)
        if base is not None and not withdrawn:
            latter = Version(version.title, version.text, version.teaser)
            revisions.tell(conn, article_id, version.number, compare(base, latter))
        if base is None or (version.reverted_at is None and not withdrawn):
            base = Version(version.title, version.text, version.teaser)
