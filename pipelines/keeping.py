"""Keeps the raw pages of an article: the first ones, and later ones that made a version. Inside the transaction that saves it."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive import captures, warc
from archive.captures import Fetched
from archive.errors import PageStoreError
from archive.model import Outcome, Page
from archive.warc import Packed, PageStore
from pipelines.extractor import extractor
from pipelines.saved import Saved
from pipelines.stage import Drop, Work

_LOG = logging.getLogger(__name__)


def prepare(result: Work | Drop) -> Sequence[Packed]:
    """The records of pages that will be kept for certain, made outside the transaction."""
    if isinstance(result, Drop) or result.page.due.outcome is not Outcome.PENDING:
        return ()
    return [warc.pack(part) for part in parts(result.page)]


def parts(page: Page) -> Iterator[Page]:
    """The pages that an article stands on, the first one first."""
    yield page
    for url, body in page.further:
        yield replace(page, final_url=url, body=body, partial=False, further=())


def keep(conn: sqlite3.Connection, store: PageStore, page: Page, saved: Saved, packed: Sequence[Packed]) -> None:
    """Append the pages and index them, when they are the first of their version.

    An article is never lost for want of its page's copy.
    """
    if saved.article_id is None or not (saved.relevant or saved.revision):
        return
    article = conn.execute("select url_id, revision from articles where id = ?", (saved.article_id,)).fetchone()
    revision = saved.revision or article["revision"]
    if article["url_id"] != page.due.id or captures.has(conn, saved.article_id, revision):
        return
    mime = page.headers.get("content-type", "").split(";")[0].strip().lower()
    ready = packed or [warc.pack(part, note=saved.reason) for part in parts(page)]
    addresses = (page.final_url, *(url for url, _ in page.further))
    for number, (records, address) in enumerate(zip(ready, addresses, strict=True), 1):
        try:
            place = store.append(records, page.fetched_at)
        except PageStoreError as error:
            _LOG.error("%s: the article is stored without its page: %s", address, error)
            return
        fetched = Fetched(address, page.fetched_at, page.status, mime, extractor(), number)
        captures.add(conn, page.due.id, saved.article_id, revision, fetched, place)
