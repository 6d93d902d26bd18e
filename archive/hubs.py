"""Subscriptions at WebSub hubs: one for each channel whose feed names a hub."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from archive.db import maybe_moment, stamp

RENEW_AT: Final = 0.9  # of the lease
ASK_AGAIN: Final = timedelta(hours=1)  # when a hub accepted a request but never verified it
DENIED: Final = timedelta(days=1)
FIRST_WAIT: Final = timedelta(minutes=5)  # after a request that failed; doubled each time
LONGEST_WAIT: Final = timedelta(days=1)
GIVE_UP_LEAVING: Final = 3  # the lease ends by itself


@dataclass(frozen=True, slots=True)
class Subscription:
    """One at a hub. `token` is the secret end of the callback's address, `secret` signs deliveries.

    `state`: wanted (to be asked for), asked (the hub has yet to verify), active, denied, leaving (to be ended), ended.
    """

    channel_id: int
    hub: str
    topic: str
    token: str
    secret: str
    state: str
    tries: int
    expires_at: datetime | None
    note: str


def note(conn: sqlite3.Connection, channel_id: int, hub: str, topic: str, now: datetime) -> None:
    """What a feed says: its hub and its own address there, "" for none. A new hub or address is a new subscription."""
    row = conn.execute("select hub, topic, state from hub_subscriptions where channel_id = ?", (channel_id,)).fetchone()
    if not hub:
        if row is not None and row["state"] not in {"leaving", "ended"}:
            _leave(conn, channel_id, now)
    elif row is None or (row["hub"], row["topic"]) != (hub, topic) or row["state"] in {"leaving", "ended"}:
        conn.execute(
            """insert or replace into hub_subscriptions (channel_id, hub, topic, token, secret, state, next_try_at)
               values (?, ?, ?, ?, ?, 'wanted', ?)""",
            (channel_id, hub, topic, secrets.token_urlsafe(24), secrets.token_hex(32), stamp(now)),
        )


def due(conn: sqlite3.Connection, now: datetime, limit: int = 50) -> list[Subscription]:
    """Those about which a hub is to be asked something now."""
    rows = conn.execute(
        "select * from hub_subscriptions where next_try_at <= ? order by next_try_at limit ?", (stamp(now), limit)
    )
    return [_subscription(row) for row in rows]


def leave_disabled(conn: sqlite3.Connection, now: datetime) -> None:
    """End the subscriptions of channels that are polled no more."""
    rows = conn.execute(
        """select h.channel_id from hub_subscriptions h join channels c on c.id = h.channel_id
           where not c.enabled and h.state not in ('leaving', 'ended')"""
    ).fetchall()
    for row in rows:
        _leave(conn, row["channel_id"], now)


def by_token(conn: sqlite3.Connection, token: str) -> Subscription | None:
    """The one whose callback ends so."""
    row = conn.execute("select * from hub_subscriptions where token = ?", (token,)).fetchone()
    return _subscription(row) if row else None


def asked(conn: sqlite3.Connection, one: Subscription, now: datetime, trouble: str) -> None:
    """A hub was asked; `trouble` says why it did not accept the request, "" when it did."""
    if one.state == "leaving" and (not trouble or one.tries + 1 >= GIVE_UP_LEAVING):
        state, wait = ("leaving", ASK_AGAIN) if not trouble and one.tries + 1 < GIVE_UP_LEAVING else ("ended", None)
    elif trouble:
        state, wait = one.state, min(FIRST_WAIT * (1 << min(one.tries, 12)), LONGEST_WAIT)
    else:
        state, wait = (one.state if one.state == "active" else "asked"), ASK_AGAIN
    conn.execute(
        "update hub_subscriptions set state = ?, tries = ?, next_try_at = ?, note = ? where channel_id = ? and token = ?",
        (state, one.tries + 1, stamp(now + wait) if wait else None, trouble[:500], one.channel_id, one.token),
    )


def verified(conn: sqlite3.Connection, one: Subscription, now: datetime, lease: timedelta) -> None:
    """The hub has verified the subscription; it is renewed before the lease ends."""
    conn.execute(
        """update hub_subscriptions set state = 'active', tries = 0, note = '', expires_at = ?, next_try_at = ?
           where channel_id = ? and token = ?""",
        (stamp(now + lease), stamp(now + lease * RENEW_AT), one.channel_id, one.token),
    )


def denied(conn: sqlite3.Connection, one: Subscription, now: datetime, reason: str) -> None:
    """The hub will not serve us; it is asked again tomorrow."""
    conn.execute(
        "update hub_subscriptions set state = 'denied', note = ?, next_try_at = ? where channel_id = ? and token = ?",
        (reason[:500], stamp(now + DENIED), one.channel_id, one.token),
    )


def ended(conn: sqlite3.Connection, one: Subscription) -> None:
    """The hub has verified the end."""
    conn.execute(
        "update hub_subscriptions set state = 'ended', next_try_at = null where channel_id = ? and token = ?",
        (one.channel_id, one.token),
    )


def delivered(conn: sqlite3.Connection, one: Subscription, now: datetime, trouble: str = "") -> None:
    """A delivery came; `trouble` says why it was not taken in."""
    conn.execute(
        """update hub_subscriptions set delivered_at = ?, deliveries = deliveries + (? = ''), note = ?
           where channel_id = ? and token = ?""",
        (stamp(now), trouble, trouble[:500], one.channel_id, one.token),
    )


def _leave(conn: sqlite3.Connection, channel_id: int, now: datetime) -> None:
    conn.execute(
        "update hub_subscriptions set state = 'leaving', tries = 0, next_try_at = ? where channel_id = ?",
        (stamp(now), channel_id),
    )


def _subscription(row: sqlite3.Row) -> Subscription:
    return Subscription(
        row["channel_id"],
        row["hub"],
        row["topic"],
        row["token"],
        row["secret"],
        row["state"],
        row["tries"],
        maybe_moment(row["expires_at"]),
        row["note"],
    )
