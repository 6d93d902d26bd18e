"""Puts the alerts of an article into the outbox, inside the transaction that stores the article."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from alerts import rules
from alerts.changes import Version
from alerts.rules import History, Known, Labels
from archive import queues, revisions
from archive.model import Article, Subscription
from archive.reading.matching import matches


def enqueue(
    conn: sqlite3.Connection,
    article: Article,
    now: datetime,
    *,
    subscriptions: Callable[[], Sequence[Subscription]],
    labels: Labels = {},  # noqa: B006  # only read
) -> None:
    """Plan the alerts of an article that was stored or revised just now. Doing so again changes nothing.

    Bind `subscriptions` (checked by `rules.check`) and the topic's subject `labels` with functools.partial.
    """
    everybody = subscriptions()
    if everybody:
        queues.add(conn, rules.plan(everybody, article, now, known(conn, article, everybody), labels))


def known(conn: sqlite3.Connection, article: Article, subscriptions: Sequence[Subscription] = ()) -> Known:
    """What recipients were told of an article and its story before, what its version changed, and which searches find it."""
    searches = {subscription.search for subscription in subscriptions if subscription.search}
    return Known(
        {
            (told.subscription_id, told.recipient): History(
                version=None if told.title is None else Version(told.title, told.text or ""),
                story_told=told.story_told,
                story_known=True,
            )
            for told in queues.told(conn, article.id)
        },
        last_report_at=queues.last_report_at(conn, article.id),
        revised=revisions.changes(conn, article.id, article.revision),
        searches={search for search in searches if matches(conn, search, article.id)},
    )
