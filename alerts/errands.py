"""What readers wished for in the web pages and the crawler carries out: confirmation mails, and sending refused ones again."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from alerts import phrases
from archive import outbox, subscriptions
from archive.db import BUSY_SECONDS
from archive.model import Subscription

Errand = Callable[[sqlite3.Connection, datetime], None]
WISHES_COUNT = timedelta(days=1)  # an older one was carried out or has no meaning any more


def of_readers(reader: Path, domain: str) -> Errand:
    """Carries out the wishes in reader.db; each once, however often it is called."""

    def carry_out(conn: sqlite3.Connection, now: datetime) -> None:
        if not reader.exists():
            return
        uri = f"{reader.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as wishes:
            wishes.row_factory = sqlite3.Row
            try:
                _confirmations(conn, wishes, domain, now)
                _deliveries(conn, wishes, now)
            except sqlite3.OperationalError as error:
                if "no such table" not in str(error):  # made by an older version that was never started since
                    raise

    return carry_out


def _confirmations(conn: sqlite3.Connection, wishes: sqlite3.Connection, domain: str, now: datetime) -> None:
    for request in subscriptions.requests(wishes, now - subscriptions.CONFIRM_WITHIN):
        made = subscriptions.find(wishes, request.subscription_id)
        if made is not None:
            outbox.make_confirmation(conn, request, described(made.subscription, request.language), domain, now)


def _deliveries(conn: sqlite3.Connection, wishes: sqlite3.Connection, now: datetime) -> None:
    for id_, recipient in subscriptions.delivery_wishes(wishes, now - WISHES_COUNT):
        if outbox.once(conn, f"delivery wish {id_}", now):
            outbox.revive(conn, recipient or None, now)


def described(subscription: Subscription, language: str) -> str:
    """How often, and what, in a few words."""
    words = phrases.of(language)
    how = words.cadences[subscription.cadence].format(at=subscription.at, zone=subscription.timezone)
    named = (*subscription.subjects, *subscription.languages, *subscription.sources)
    return f"{how} ({', '.join(named[:6])})" if named else how
