"""Keeps an article's figures and citations and works out its story's claims anew, in the transaction that saves the article."""

import sqlite3

from archive import articles, citations, figures
from archive import claims as claim_rows
from pipelines.claims import claims
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
    if article.story_id is not None:
        claim_rows.replace(conn, article.story_id, claims(claim_rows.printed(conn, article.story_id)))
