"""Keeps the raw page of an article: the first one, and later ones that made a version. Inside the transaction that saves it."""

import logging
import sqlite3

from archive import captures, warc
from archive.captures import Fetched
from archive.errors import PageStoreError
from archive.model import Outcome, Page
from archive.warc import Packed, PageStore
from pipelines.extractor import extractor
from pipelines.saved import Saved
from pipelines.stage import Drop, Work

_LOG = logging.getLogger(__name__)


def prepare(result: Work | Drop) -> Packed | None:
    """The records of a page that will be kept for certain, made outside the transaction."""
    if isinstance(result, Drop) or result.page.due.outcome is not Outcome.PENDING:
        return None
    return warc.pack(result.page)


def keep(conn: sqlite3.Connection, store: PageStore, page: Page, saved: Saved, packed: Packed | None) -> None:
    """Append the page and index it, when it is the first of its version. An article is never lost for want of its page's copy."""
    if saved.article_id is None or not (saved.relevant or saved.revision):
        return
    article = conn.execute("select url_id, revision from articles where id = ?", (saved.article_id,)).fetchone()
    revision = saved.revision or article["revision"]
    if article["url_id"] != page.due.id or captures.has(conn, saved.article_id, revision):
        return
    try:
        place = store.append(packed or warc.pack(page, note=saved.reason), page.fetched_at)
    except PageStoreError as error:
        _LOG.error("%s: the article is stored without its page: %s", page.due.url, error)
        return
    mime = page.headers.get("content-type", "").split(";")[0].strip().lower()
    fetched = Fetched(page.final_url, page.fetched_at, page.status, mime, extractor())
    captures.add(conn, page.due.id, saved.article_id, revision, fetched, place)
