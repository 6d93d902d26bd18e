"""Keeps what the stages read in an article (figures, citations, outbound links) and works out its story's claims anew.

All in the transaction that saves the article.
"""

import sqlite3

from archive import articles, citations, figures, suggestions
from archive import claims as claim_rows
from pipelines.claims import claims
from pipelines.outlinks import outlet_host
from pipelines.stage import Drop, Work


def keep(conn: sqlite3.Connection, result: Work | Drop) -> None:
    """Store what the stages read in a page that has an article of its own; nothing for pages that were dropped."""
    if isinstance(result, Drop):
        return
    article = articles.by_url(conn, result.page.due.id)
    if article is None:
        return
    figures.save(conn, article.id, result.figures)
    citations.save(conn, article.id, result.citations)
    suggestions.save_outlinks(conn, article.id, [(outlet_host(link.url), link.url, link.text) for link in result.outlinks])
    if article.story_id is not None:
        claim_rows.replace(conn, article.story_id, claims(claim_rows.printed(conn, article.story_id)))
