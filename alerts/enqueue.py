"""Puts the alerts of an article into the outbox, inside the transaction that stores the article."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from alerts import rules
from alerts.changes import Version
from alerts.rules import History, Known, Labels
from archive import queues
from archive.model import Article, Subscription


def enqueue(
    conn: sqlite3.Connection,
    article: Article,
    now: datetime,
    *,
    subscriptions: Sequence[Subscription],
    labels: Labels = {},  # noqa: B006  # only read
) -> None:
    """Plan the alerts of an article that was stored or revised just now. Doing so again changes nothing.

    Bind `subscriptions` (checked by `rules.check`) and the topic's subject `labels` with functools.partial.
    """
    queues.add(conn, rules.plan(subscriptions, article, now, known(conn, article), labels))


def known(conn: sqlite3.Connection, article: Article) -> Known:
    """What recipients were told of an article and its story before."""
    return Known(
        {
            (told.subscription_id, told.recipient): History(
                version=None if told.title is None else Version(told.title, told.text or ""),
                story_told=told.story_told,
                story_known=True,
            )
            for told in queues.told(conn, article.id)
        }
    )
