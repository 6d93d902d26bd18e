"""Who may do what here: Datasette actions, who is asking, and what follows.

Open (on loopback): whoever reaches the port is the one reader, and may do everything. Shared: an account's session says who it is
and what it may do; a feed token opens feeds and nothing else. Once an account exists, the room is shared.
"""

import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from datasette.permissions import Action, PermissionSQL

from archive import accounts
from archive.reader import ALONE

ARCHIVE, READER = "presswatch", "reader"  # names of the databases, also in addresses
READ, LABEL = "presswatch-read", "presswatch-label"
SOURCES, SUBSCRIPTIONS = "presswatch-sources", "presswatch-subscriptions"
FEED = "presswatch-feed"
ACTIONS = {
    READ: "Read, and keep read and saved marks of one's own",
    LABEL: "Say whether articles belong, and to which subject",
    SOURCES: "Add, change and switch off sources",
    SUBSCRIPTIONS: "Make and end subscriptions to alerts",
    FEED: "Fetch lists as Atom, JSON, CSV and OPML",
}
# Which action each permission of an account gives; `sql` is Datasette's own execute-sql, on the archive.
GIVES = {
    "read": (READ, FEED),
    "label": (LABEL,),
    "sources": (SOURCES,),
    "subscriptions": (SUBSCRIPTIONS,),
    "sql": ("execute-sql",),
    "feed": (FEED,),
}
SESSION = "presswatch_session"
TOKEN = "token"  # noqa: S105  the parameter of an address that carries a feed token
FEEDS = re.compile(
    r"^/(?:articles|search|saved|stories|figures|sources|(?:searches|story)/\d{1,18})\.(?:atom|json|csv)$"
    r"|^/sources\.opml$|^/-/metrics$"
)
USED = timedelta(hours=1)  # how exactly the last use of a token is noted


def options(datasette: Any) -> Mapping[str, Any]:
    """The plugin's settings: archive, reader (paths), shared, sql, secure, subjects (labels by id and language)."""
    return datasette.plugin_config("presswatch") or {}


def actions() -> list[Action]:
    """What the plugin adds to Datasette's own actions."""
    return [Action(name=name, description=text) for name, text in ACTIONS.items()]


async def actor(datasette: Any, request: Any) -> dict[str, Any] | None:
    """Who asks: {"id", "may"}; None for strangers."""
    if READER not in datasette.databases:
        return None
    path = request.scope.get("route_path") or request.path
    token = request.args.get(TOKEN) if FEEDS.match(path) else None
    database = datasette.get_database(READER)
    now = datetime.now(UTC)
    if token:
        found = await database.execute_fn(lambda conn: accounts.token(conn, token))
        if found is None:
            return None
        if found.used_at is None or now - found.used_at > USED:
            await database.execute_write_fn(lambda conn: accounts.note_use(conn, found.id, now), block=False)
        return {"id": found.reader, "may": ["feed"], "token": found.name}
    who: dict[str, Any] | None = await database.execute_fn(
        lambda conn: _who(conn, options(datasette), request.cookies.get(SESSION, ""), now)
    )
    return who


def _who(conn: sqlite3.Connection, opts: Mapping[str, Any], secret: str, now: datetime) -> dict[str, Any] | None:
    if not opts.get("shared") and not conn.execute("select 1 from accounts limit 1").fetchone():
        may = [name for name in accounts.MAY if name != "sql" or opts.get("sql")]
        return {"id": ALONE, "may": may, "open": True}
    account = accounts.session(conn, secret, now) if secret else None
    return {"id": account.name, "may": list(account.may)} if account else None


def rules(datasette: Any, who: Mapping[str, Any] | None, action: str) -> list[PermissionSQL]:
    """What Datasette is told about an action. reader.db, which holds marks of all readers, is never shown as tables."""
    may = {given for name in (who or {}).get("may", ()) for given in GIVES.get(name, ())}
    found = datasette.actions.get(action)
    if action in ACTIONS:
        return [PermissionSQL.allow(reason="the account may")] if action in may else []
    told = []
    if found is not None and found.takes_parent:
        told.append(_on(READER, 0, "nobody reads what readers did"))
    if action == "execute-sql":
        told += [_on(ARCHIVE, 1, "the account may")] if action in may else []
    elif READ not in may and action.startswith("view-"):
        told.append(PermissionSQL.deny(reason="sign in first"))
    return told


def _on(database: str, allow: int, reason: str) -> PermissionSQL:
    return PermissionSQL(sql=f"select '{database}' as parent, null as child, {allow} as allow, '{reason}' as reason")
