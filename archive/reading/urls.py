"""The whole life of a URL: who showed it when, what was decided, what came of it."""

import json
import sqlite3
from dataclasses import replace
from urllib.parse import urlsplit

from archive.db import maybe_moment, moment
from archive.model import Outcome
from archive.reading.rows import Event, Sighting, UrlLife

# The unique index on urls.url answers at once; sightings have none on raw_url, so that look-up is bounded by the caller's time.
KNOWN = "select id from urls where url in (select value from json_each(:spellings)) limit 1"
PRINTED = "select url_id from sightings where raw_url in (select value from json_each(:spellings)) limit 1"
LIFE = """
select u.*, s.name as outlet, coalesce(r.what, '') as reserved, coalesce(r.withheld, 0) as withheld
from urls u join sources s on s.id = u.source_id left join reservations r on r.url_id = u.id where u.id = :id
"""
SIGHTINGS = """
select n.seen_at, n.position, n.title, n.raw_url, n.outlet as named_outlet, c.url as channel_url, c.format, s.name as outlet
from sightings n join channels c on c.id = n.channel_id join sources s on s.id = c.source_id
where n.url_id = :id order by n.seen_at, n.id
"""
EVENTS = "select at, outcome, reason, status from events where url_id = :id order by at, id"


def find(conn: sqlite3.Connection, url: str) -> int | None:
    """The id of the URL somebody pasted, however it is spelled: canonical, as a channel printed it, with or without "www."."""
    params = {"spellings": json.dumps(sorted(spellings(url)))}
    row = conn.execute(KNOWN, params).fetchone() or conn.execute(PRINTED, params).fetchone()
    return row[0] if row else None


def spellings(url: str) -> set[str]:
    """Addresses that people mean when they paste this one: scheme, "www.", final slash, fragment and query may differ."""
    url = url.strip()
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:  # not an address ("http://[bad"), but it may have been printed
        return {url}
    host = parts.netloc.lower().removeprefix("www.")
    paths = {parts.path.rstrip("/"), parts.path.rstrip("/") + "/"}
    queries = {f"?{parts.query}" if parts.query else "", ""}
    return {url} | {
        f"{scheme}://{www}{host}{path}{query}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for path in paths
        for query in queries
    }


def life(conn: sqlite3.Connection, url_id: int) -> UrlLife | None:
    """What is known of the URL with this id, or None."""
    row = conn.execute(LIFE, {"id": url_id}).fetchone()
    if row is None:
        return None
    return replace(
        _life(row),
        sightings=tuple(_sighting(one) for one in conn.execute(SIGHTINGS, {"id": url_id})),
        events=tuple(_event(one) for one in conn.execute(EVENTS, {"id": url_id})),
    )


def _life(row: sqlite3.Row) -> UrlLife:
    return UrlLife(
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        source_id=row["source_id"],
        first_seen_at=moment(row["first_seen_at"]),
        due_at=maybe_moment(row["due_at"]),
        due_why=row["due_why"],
        attempts=row["attempts"],
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
        decided_at=maybe_moment(row["decided_at"]),
        article_id=row["article_id"],
        status=row["status"],
        reserved=row["reserved"],
        withheld=bool(row["withheld"]),
    )


def _sighting(row: sqlite3.Row) -> Sighting:
    return Sighting(
        outlet=row["outlet"],
        channel_url=row["channel_url"],
        format=row["format"],
        seen_at=moment(row["seen_at"]),
        position=row["position"],
        title=row["title"],
        raw_url=row["raw_url"],
        named_outlet=row["named_outlet"],
    )


def _event(row: sqlite3.Row) -> Event:
    return Event(moment(row["at"]), Outcome(row["outcome"]), row["reason"], row["status"])
