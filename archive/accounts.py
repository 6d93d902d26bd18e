"""Who may read, where the reading room is shared: accounts, their sessions, and tokens for feeds. Kept in reader.db.

Nothing that opens a door is stored: of passwords a scrypt hash, of sessions and tokens (256 random bits) a SHA-256 digest.
A changed password and a removed account end their sessions at once.
"""

import base64
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.db import maybe_moment, moment, stamp
from archive.errors import ConfigError

MAY = ("read", "label", "sources", "subscriptions", "sql")
DAYS = 30  # a session lasts so long
SHORTEST, LONGEST = 12, 1024  # characters of a password; a long text costs no more to hash, but is read into memory
# OWASP, Password Storage Cheat Sheet: scrypt with N = 2^15 (32 MiB), r = 8, p = 3.
TOKEN = "id, reader, name, created_at, used_at"  # noqa: S105  columns
LOG_N, R, P = 15, 8, 3
NOBODY = f"scrypt${LOG_N}${R}${P}$AAAAAAAAAAAAAAAAAAAAAA==$" + base64.b64encode(bytes(32)).decode()


@dataclass(frozen=True, slots=True)
class Account:
    """A person, or a group with one password. `may` is a part of MAY."""

    name: str
    may: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedToken:
    """Opens the feeds of one reader and nothing else."""

    id: int
    reader: str
    name: str
    created_at: datetime
    used_at: datetime | None


def hashed(password: str) -> str:
    """The hash to store. Raises ConfigError when the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ConfigError(f"a password has {SHORTEST} to {LONGEST} characters; four or five unrelated words are a good one")
    salt = secrets.token_bytes(16)
    key = _scrypt(password, salt, LOG_N, R, P)
    return "$".join(("scrypt", str(LOG_N), str(R), str(P), base64.b64encode(salt).decode(), base64.b64encode(key).decode()))


def matches(password: str, stored: str | None) -> bool:
    """Is this the password? Takes as long for nobody (None) as for somebody."""
    _, log_n, r, p, salt, key = (stored or NOBODY).split("$")
    found = _scrypt(password[:LONGEST], base64.b64decode(salt), int(log_n), int(r), int(p))
    return secrets.compare_digest(found, base64.b64decode(key)) and stored is not None


def add(conn: sqlite3.Connection, name: str, password: str, may: Iterable[str], now: datetime) -> None:
    """A new account. Raises ConfigError when the name is taken or unfit, the password too short, or a permission unknown."""
    if not name or len(name) > 64 or not name.isprintable() or name != name.strip() or ":" in name:  # noqa: PLR2004
        raise ConfigError(f"account {name!r}: a name has 1 to 64 printable characters, no colon, no space at its ends")
    if find(conn, name):
        raise ConfigError(f"account {name!r} is there already; `presswatch accounts password {name}` changes its password")
    row = {"name": name, "password": hashed(password), "may": _may(may), "at": stamp(now)}
    conn.execute("insert into accounts(name, password, may, created_at) values (:name, :password, :may, :at)", row)


def set_password(conn: sqlite3.Connection, name: str, password: str) -> None:
    """Another password; all sessions of the account end. Raises ConfigError."""
    set_hashed(conn, name, hashed(password))


def set_hashed(conn: sqlite3.Connection, name: str, password_hash: str) -> None:
    """As `set_password`, with what `hashed` made of it. Raises ConfigError."""
    _known(conn, name)
    conn.execute("update accounts set password = ? where name = ?", (password_hash, name))
    conn.execute("delete from sessions where account = ?", (name,))


def permit(conn: sqlite3.Connection, name: str, may: Iterable[str]) -> None:
    """Other permissions, from the next request on. Raises ConfigError."""
    _known(conn, name)
    conn.execute("update accounts set may = ? where name = ?", (_may(may), name))


def remove(conn: sqlite3.Connection, name: str) -> None:
    """The account, its sessions and feed tokens; its marks and labels stay. Raises ConfigError."""
    _known(conn, name)
    conn.execute("delete from accounts where name = ?", (name,))
    conn.execute("delete from sessions where account = ?", (name,))
    conn.execute("delete from feed_tokens where reader = ?", (name,))


def find(conn: sqlite3.Connection, name: str) -> Account | None:
    """The account of this name."""
    row = conn.execute("select name, may, created_at from accounts where name = ?", (name,)).fetchone()
    return _account(row) if row else None


def everybody(conn: sqlite3.Connection) -> list[Account]:
    """All accounts by name."""
    return [_account(row) for row in conn.execute("select name, may, created_at from accounts order by name")]


def password_of(conn: sqlite3.Connection, name: str) -> tuple[str, str | None]:
    """The account's name and stored hash. Without a name the only account there is: then a password alone is enough."""
    only = "select name, password from accounts where (select count(*) from accounts) = 1"
    row = conn.execute("select name, password from accounts where name = ?" if name else only, (name,) if name else ()).fetchone()
    return (row["name"], row["password"]) if row else (name, None)


def begin_session(conn: sqlite3.Connection, name: str, now: datetime) -> str:
    """A new session of the account; sessions that are over are swept. Returns the secret that the browser keeps."""
    secret = secrets.token_urlsafe(32)
    conn.execute("delete from sessions where expires_at < ?", (stamp(now),))
    times = (stamp(now), stamp(now + timedelta(days=DAYS)))
    conn.execute(
        "insert into sessions(digest, account, created_at, expires_at) values (?, ?, ?, ?)", (_digest(secret), name, *times)
    )
    return secret


def end_session(conn: sqlite3.Connection, secret: str) -> None:
    """Sign out."""
    conn.execute("delete from sessions where digest = ?", (_digest(secret),))


def session(conn: sqlite3.Connection, secret: str, now: datetime) -> Account | None:
    """Whose session this is, if it still lasts."""
    row = conn.execute(
        """select a.name, a.may, a.created_at from sessions s join accounts a on a.name = s.account
           where s.digest = ? and s.expires_at >= ?""",
        (_digest(secret), stamp(now)),
    ).fetchone()
    return _account(row) if row else None


def add_token(conn: sqlite3.Connection, reader: str, name: str, now: datetime) -> str:
    """A token for this reader's feeds. It is returned once and cannot be shown again."""
    secret = secrets.token_urlsafe(32)
    row = (_digest(secret), reader, name.strip()[:80] or "feed", stamp(now))
    conn.execute("insert into feed_tokens(digest, reader, name, created_at) values (?, ?, ?, ?)", row)
    return secret


def tokens(conn: sqlite3.Connection, reader: str | None = None) -> list[FeedToken]:
    """The tokens of one reader, or all."""
    sql = f"select {TOKEN} from feed_tokens where :reader is null or reader = :reader order by id"
    return [_token(row) for row in conn.execute(sql, {"reader": reader})]


def tokens_of(conn: sqlite3.Connection, reader: str) -> list[FeedToken]:
    """The tokens of one reader."""
    return tokens(conn, reader)


def token(conn: sqlite3.Connection, secret: str) -> FeedToken | None:
    """The token with this secret."""
    row = conn.execute(f"select {TOKEN} from feed_tokens where digest = ?", (_digest(secret),)).fetchone()
    return _token(row) if row else None


def note_use(conn: sqlite3.Connection, token_id: int, now: datetime) -> None:
    """So that unused tokens can be told from used ones."""
    conn.execute("update feed_tokens set used_at = ? where id = ?", (stamp(now), token_id))


def remove_token(conn: sqlite3.Connection, token_id: int, reader: str | None = None) -> bool:
    """Take a token back; of one reader only, when a reader is given. False when there is none."""
    sql = "delete from feed_tokens where id = :id and (:reader is null or reader = :reader)"
    return conn.execute(sql, {"id": token_id, "reader": reader}).rowcount > 0


def _known(conn: sqlite3.Connection, name: str) -> None:
    if find(conn, name) is None:
        raise ConfigError(f"there is no account {name!r}; `presswatch accounts list` shows them")


def _may(may: Iterable[str]) -> str:
    given = set(may)
    if unknown := given - set(MAY):
        raise ConfigError(f"permission {min(unknown)!r}: must be one of {', '.join(MAY)}")
    return json.dumps([name for name in MAY if name in given])


def _account(row: sqlite3.Row) -> Account:
    return Account(row["name"], tuple(json.loads(row["may"])), moment(row["created_at"]))


def _token(row: sqlite3.Row) -> FeedToken:
    return FeedToken(row["id"], row["reader"], row["name"], moment(row["created_at"]), maybe_moment(row["used_at"]))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _scrypt(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    n = 2**log_n
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=n, r=r, p=p, maxmem=2 * 128 * n * r, dklen=32)
