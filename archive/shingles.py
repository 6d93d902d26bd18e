"""Hashed shingles of stored texts, by which copies are looked up, and which article contains which.

A row is a hash and an article, in a table without rowid. Nothing is held in memory.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment
from archive.model import Access, CopyKind, Duplicate, Outcome, Precision
from archive.urls import add_event

HOLDERS = 64  # articles looked at for one shingle, the latest first: stock phrases stand in thousands and tell nothing
LEAST_SHARED = 3  # an eighth of a sketch; one in common is chance (24 million rows on 2^32 numbers: one look-up in seven)


@dataclass(frozen=True, slots=True)
class StoredText:
    """A stored article as the search for copies sees it. `root_id` is the original it repeats, itself when it repeats none."""

    article_id: int
    root_id: int
    url: str
    source_id: str
    outlet: str
    outlet_kind: str
    agency: str
    text: str
    published_at: datetime
    published_precision: Precision
    title: str = ""
    access: Access = Access.FULL


@dataclass(frozen=True, slots=True)
class NewText:
    """What is known of an article when its original is looked for."""

    source_id: str
    outlet_kind: str
    agency: str
    published_at: datetime
    published_precision: Precision
    outlet: str = ""
    url: str = ""
    title: str = ""
    access: Access = Access.FULL


@dataclass(frozen=True, slots=True)
class Containment:
    """`article_id` (a roundup, a list) holds `share` (0 to 1) of the text of `contained_id`."""

    article_id: int
    contained_id: int
    share: float


def store(conn: sqlite3.Connection, article_id: int, hashes: Iterable[int]) -> None:
    """Keep the sketch of an article's text."""
    rows = [(value, article_id) for value in hashes]
    conn.executemany("insert into shingles (hash, article_id) values (?, ?) on conflict do nothing", rows)


def forget(conn: sqlite3.Connection, article_id: int, hashes: Iterable[int]) -> None:
    """Take out the sketch of a text that an article no longer has."""
    conn.executemany("delete from shingles where hash = ? and article_id = ?", [(value, article_id) for value in hashes])


def sharing(conn: sqlite3.Connection, hashes: Sequence[int], limit: int) -> list[int]:
    """Articles that share most of these hashes, the most first: LEAST_SHARED at least, or all when there are fewer."""
    shared: Counter[int] = Counter()
    for value in hashes:
        rows = conn.execute("select article_id from shingles where hash = ? order by article_id desc limit ?", (value, HOLDERS))
        shared.update(article_id for (article_id,) in rows)
    least = min(LEAST_SHARED, len(hashes))
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return [article_id for article_id, count in ranked[:limit] if count >= least]


def texts(conn: sqlite3.Connection, article_ids: Sequence[int]) -> list[StoredText]:
    """The articles with what the search for copies needs, in the order asked for; ids without a relevant article are left out."""
    rows = {
        row["id"]: row
        for article_id in article_ids
        for row in conn.execute(
            """select a.id, coalesce(a.duplicate_of, a.id) as root_id, a.url, a.source_id, s.name as outlet, s.kind, b.agency,
                 b.text, a.published_at, a.published_precision, a.title, a.access
               from articles a join sources s on s.id = a.source_id join bodies b on b.article_id = a.id
               where a.id = ? and a.relevant""",
            (article_id,),
        )
    }
    return [_stored_text(rows[article_id]) for article_id in article_ids if article_id in rows]


def repoint(conn: sqlite3.Connection, former: int, original: int, reason: str, now: datetime) -> list[int]:
    """Make an original and its copies copies of an earlier article, and their URLs duplicates. Returns their ids."""
    rows = conn.execute(
        """update articles set duplicate_of = ?1, duplicate_reason = case when id = ?2 then ?3 else duplicate_reason end
           where id = ?2 or duplicate_of = ?2 returning id, url_id""",
        (original, former, reason),
    ).fetchall()
    for row in rows:
        if row["id"] == former:
            conn.execute("update urls set outcome = ?, reason = ? where id = ?", (Outcome.DUPLICATE, reason, row["url_id"]))
            add_event(conn, row["url_id"], now, Outcome.DUPLICATE, reason, None)
    return sorted(row["id"] for row in rows)


def promote(conn: sqlite3.Connection, former: int) -> tuple[int, int] | None:
    """The first copy of an original takes its place and the other copies. Returns its id and its URL's, if any."""
    heir = conn.execute(
        "select id, url_id from articles where duplicate_of = ? and relevant order by published_at, id limit 1", (former,)
    ).fetchone()
    if heir is None:
        return None
    conn.execute("update articles set duplicate_of = null, duplicate_reason = '' where id = ?", (heir["id"],))
    conn.execute("update articles set duplicate_of = ? where duplicate_of = ?", (heir["id"], former))
    conn.execute("delete from copies where article_id = ?", (heir["id"],))
    return heir["id"], heir["url_id"]


def outlet(conn: sqlite3.Connection, source_id: str) -> tuple[str, str]:
    """An outlet's name, and what the catalogue calls it: agency, press, blog …"""
    row = conn.execute("select name, kind from sources where id = ?", (source_id,)).fetchone()
    return (str(row["name"]), str(row["kind"])) if row else ("", "")


def note_copy(conn: sqlite3.Connection, article_id: int, how: Duplicate) -> None:
    """Keep what kind of copy an article is and which wire service it goes back to."""
    conn.execute(
        """insert into copies (article_id, kind, agency) values (?, ?, ?)
           on conflict (article_id) do update set kind = excluded.kind, agency = excluded.agency""",
        (article_id, how.kind, how.agency),
    )


def copy_of(conn: sqlite3.Connection, article_id: int) -> tuple[CopyKind, str] | None:
    """What kind of copy an article is, and the wire service behind it; None for an original."""
    row = conn.execute("select kind, agency from copies where article_id = ?", (article_id,)).fetchone()
    return (CopyKind(row["kind"]), row["agency"]) if row else None


def contain(conn: sqlite3.Connection, containments: Iterable[Containment]) -> None:
    """Record which articles hold the text of others."""
    conn.executemany(
        """insert into containments (article_id, contained_id, share) values (?, ?, ?)
           on conflict (article_id, contained_id) do update set share = excluded.share""",
        [(c.article_id, c.contained_id, c.share) for c in containments],
    )


def contained(conn: sqlite3.Connection, article_id: int) -> list[Containment]:
    """What an article holds of others, the largest share first."""
    rows = conn.execute(
        "select article_id, contained_id, share from containments where article_id = ? order by share desc, contained_id",
        (article_id,),
    )
    return [Containment(*row) for row in rows]


def holders(conn: sqlite3.Connection, article_id: int) -> list[Containment]:
    """The roundups and lists that hold an article, the largest share first."""
    rows = conn.execute(
        "select article_id, contained_id, share from containments where contained_id = ? order by share desc, article_id",
        (article_id,),
    )
    return [Containment(*row) for row in rows]


def _stored_text(row: sqlite3.Row) -> StoredText:
    return StoredText(
        article_id=row["id"],
        root_id=row["root_id"],
        url=row["url"],
        source_id=row["source_id"],
        outlet=row["outlet"],
        outlet_kind=row["kind"],
        agency=row["agency"],
        text=row["text"],
        published_at=moment(row["published_at"]),
        published_precision=Precision(row["published_precision"]),
        title=row["title"],
        access=Access(row["access"]),
    )
