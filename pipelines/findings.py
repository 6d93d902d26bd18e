"""Keeps what the stages read in an article (figures, citations, outbound links) and works out its story's claims anew.

All in the transaction that saves the article.
"""

import sqlite3
from collections.abc import Iterable

from archive import articles, citations, figures, suggestions
from archive import claims as claim_rows
from archive.citations import Citation
from archive.figures import Figure
from pipelines.claims import claims
from pipelines.outlinks import outlet_host
from pipelines.stage import Work


def keep(conn: sqlite3.Connection, article_id: int, work: Work) -> None:
    """Store what the stages read in the version of an article that stands now."""
    suggestions.save_outlinks(conn, article_id, [(outlet_host(link.url), link.url, link.text) for link in work.outlinks])
    keep_read(conn, article_id, work.figures, work.citations)


def keep_read(conn: sqlite3.Connection, article_id: int, printed: Iterable[Figure], cited: Iterable[Citation]) -> None:
    """Store figures and citations of an article, and what its story claims with them."""
    figures.save(conn, article_id, printed)
    citations.save(conn, article_id, cited)
    story_id = articles.load(conn, article_id).story_id
    if story_id is not None:
        renew_claims(conn, story_id)


def clear(conn: sqlite3.Connection, article_id: int) -> None:
    """Forget what was read in an article that no longer belongs."""
    figures.save(conn, article_id, ())
    citations.save(conn, article_id, ())
    suggestions.save_outlinks(conn, article_id, ())


def renew_claims(conn: sqlite3.Connection, story_id: int) -> None:
    """Work out what a story's articles claim."""
    claim_rows.replace(conn, story_id, claims(claim_rows.printed(conn, story_id)))
