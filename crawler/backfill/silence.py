"""Nobody is told of old news: what came from archives, or from a sitemap's past."""

import sqlite3
from datetime import datetime

from archive.backfill import is_old_news
from archive.model import Article
from pipelines.saved import PlanAlerts


def silence(_conn: sqlite3.Connection, _article: Article, _now: datetime) -> None:
    """Plans nothing."""


def but_not_of_old_news(plan_alerts: PlanAlerts) -> PlanAlerts:
    """The same, silent on articles that were backfilled. When one changes later, that is news."""

    def plan(conn: sqlite3.Connection, article: Article, now: datetime) -> None:
        if article.revision > 1 or not is_old_news(conn, article.id):
            plan_alerts(conn, article, now)

    return plan
