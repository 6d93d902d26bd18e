"""After a clock that was wrong: what it put into the far future comes due now (row 62 of the hostile inputs).

A clock that is set back by hours heals by itself: things come as much later. One that was months ahead would silence every
channel it polled until then, so nothing may wait longer than anything ever waits by plan.
"""

import sqlite3
from datetime import datetime, timedelta

from archive.db import stamp

FARTHEST = timedelta(days=62)  # the longest plan is a monthly one; a server may ask for a month more

PLANS = {
    "channels": "update channels set next_poll_at = :now where enabled and next_poll_at > :farthest",
    "urls": "update urls set due_at = :now where due_at > :farthest",
    "hosts": "delete from hosts where hold_until > :farthest",
    "host_budgets": "delete from host_budgets where free_at > :farthest",
    "polling": "update polling set learnt_at = :now where learnt_at > :farthest",
    "robots": "delete from robots where expires_at > :farthest",
}


def mend(conn: sqlite3.Connection, now: datetime) -> dict[str, int]:
    """Bring back what waits longer than anything may. Returns how many rows by table; empty when all is well."""
    times = {"now": stamp(now), "farthest": stamp(now + FARTHEST)}
    found = {table: conn.execute(sql, times).rowcount for table, sql in PLANS.items()}
    return {table: count for table, count in found.items() if count}
