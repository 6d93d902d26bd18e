"""Which raw pages are kept and where: the index of the WARC files, and the same as CDXJ for other tools."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from archive.db import moment, stamp
from archive.warc import Place


@dataclass(frozen=True, slots=True)
class Capture:
    """A kept page: of which article and version, and where it stands. `extractor` read the text that is stored of it.

    An article in several pages has one for each; `part` counts them from 1.
    """

    id: int
    url_id: int
    url: str  # the final one, as the WARC record has it
    article_id: int
    revision: int
    fetched_at: datetime
    status: int
    mime: str
    place: Place
    extractor: str = ""
    part: int = 1


def add(conn: sqlite3.Connection, url_id: int, article_id: int, revision: int, page: "Fetched", place: Place) -> int:
    """Note a capture whose records are on the disk. Returns its id."""
    cursor = conn.execute(
        """insert into captures (url_id, url, article_id, revision, fetched_at, status, mime, file, offset, length, digest,
             extractor, part) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            url_id,
            page.url,
            article_id,
            revision,
            stamp(page.fetched_at),
            page.status,
            page.mime,
            place.file,
            place.offset,
            place.length,
            place.digest,
            page.extractor,
            page.part,
        ),
    )
    return int(cursor.lastrowid or 0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the index tells of a page."""

    url: str
    fetched_at: datetime
    status: int
    mime: str
    extractor: str = ""
    part: int = 1


def has(conn: sqlite3.Connection, article_id: int, revision: int) -> bool:
    """Is the page of this version kept?"""
    row = conn.execute("select 1 from captures where article_id = ? and revision = ?", (article_id, revision)).fetchone()
    return row is not None


def of_article(conn: sqlite3.Connection, article_id: int) -> list[Capture]:
    """The kept pages of an article, the first one first; of one in several pages the first page of each version."""
    rows = conn.execute("select * from captures where article_id = ? and part = 1 order by fetched_at, id", (article_id,))
    return [of_row(row) for row in rows]


def further(conn: sqlite3.Connection, capture: Capture) -> list[Capture]:
    """The further pages of the same version, in order."""
    rows = conn.execute(
        "select * from captures where article_id = ? and revision = ? and part > 1 order by part",
        (capture.article_id, capture.revision),
    )
    return [of_row(row) for row in rows]


def shown(conn: sqlite3.Connection, article_id: int, revision: int | None = None) -> Capture | None:
    """The kept page of a version; without one that of the version that stands, or the latest there is."""
    kept = of_article(conn, article_id)
    if revision is not None:
        return next((capture for capture in kept if capture.revision == revision), None)
    row = conn.execute("select revision from articles where id = ?", (article_id,)).fetchone()
    standing = [capture for capture in kept if row and capture.revision == row[0] and capture.status == 200]  # noqa: PLR2004
    return next(iter(standing), kept[-1] if kept else None)


def total(conn: sqlite3.Connection) -> tuple[int, int]:
    """How many pages are kept, and their bytes."""
    row = conn.execute("select count(*), coalesce(sum(length), 0) from captures").fetchone()
    return row[0], row[1]


def cdxj(conn: sqlite3.Connection) -> Iterator[str]:
    """The index as sorted CDXJ lines: https://iipc.github.io/warc-specifications/specifications/cdx-format/openwayback-cdxj/"""
    lines = []
    for row in conn.execute("select * from captures order by id"):
        capture = of_row(row)
        told = {
            "url": capture.url,
            "mime": capture.mime,
            "status": str(capture.status),
            "digest": capture.place.digest,
            "length": str(capture.place.length),
            "offset": str(capture.place.offset),
            "filename": capture.place.file,
        }
        lines.append(f"{surt(capture.url)} {capture.fetched_at:%Y%m%d%H%M%S} {json.dumps(told)}")
    return iter(sorted(lines))


def surt(url: str) -> str:
    """The sort-friendly form of an address: "https://www.example.org/A?b" → "org,example)/a?b"."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return f"{host}{port}){parts.path or '/'}{'?' + parts.query if parts.query else ''}".lower()


def of_row(row: sqlite3.Row) -> Capture:
    """A capture from its row."""
    place = Place(row["file"], row["offset"], row["length"], row["digest"])
    return Capture(
        id=row["id"],
        url_id=row["url_id"],
        url=row["url"],
        article_id=row["article_id"],
        revision=row["revision"],
        fetched_at=moment(row["fetched_at"]),
        status=row["status"],
        mime=row["mime"],
        place=place,
        extractor=row["extractor"],
        part=row["part"],
    )
