"""What the mail of a message is made of: its alerts with their articles as they were told, and the mails before it."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp
from archive.model import Access, Precision
from archive.outbox import Message


@dataclass(frozen=True, slots=True)
class Item:
    """An alert with all a mail says about its article, as of the alert's revision."""

    article_id: int
    revision: int
    why: str
    change: str
    story_id: int | None
    url: str
    source_id: str
    outlet: str
    title: str
    teaser: str
    text: str
    language: str
    access: Access
    published_at: datetime
    published_precision: Precision
    score: float
    copies: tuple[str, ...] = ()  # outlets that printed a copy


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message before this one that told of the same story."""

    message_id: str
    subject: str
    stories: int


ITEMS = """
select al.article_id, al.revision, al.why, al.change, a.story_id, a.url, a.source_id, s.name as outlet, r.title, r.teaser, r.text,
       a.language, a.access, a.published_at, a.published_precision, a.score
from alerts al join articles a on a.id = al.article_id join sources s on s.id = a.source_id
     join revisions r on r.article_id = al.article_id and r.revision = al.revision
where al.id in (select value from json_each(:ids))
order by al.article_id, al.revision
"""
COPIES = """
select a.duplicate_of, s.name from articles a join sources s on s.id = a.source_id
where a.duplicate_of in (select value from json_each(:ids)) and a.stored_at <= :until
order by a.id
"""


def alert_ids(conn: sqlite3.Connection, row_id: int) -> list[int]:
    """The alerts that a message carries."""
    return [row[0] for row in conn.execute("select id from alerts where message_id = ? order by id", (row_id,))]


def items(conn: sqlite3.Connection, ids: Sequence[int], until: datetime) -> list[Item]:
    """What these alerts tell, with the copies stored until then. Only the last revision of an article counts."""
    rows: dict[int, sqlite3.Row] = {}
    news: set[int] = set()  # told for the first time: what changed since is nobody's business
    for row in conn.execute(ITEMS, {"ids": json.dumps(list(ids))}):
        rows[row["article_id"]] = row
        if not row["change"]:
            news.add(row["article_id"])
    copies: dict[int, dict[str, None]] = {}
    for original, outlet in conn.execute(COPIES, {"ids": json.dumps(list(rows)), "until": stamp(until)}):
        copies.setdefault(original, {})[outlet] = None
    return [_item(row, tuple(copies.get(id_, {})), "" if id_ in news else row["change"]) for id_, row in rows.items()]


EARLIER = """
select m.message_id, m.subject,
       (select count(distinct coalesce(o.story_id, -o.id)) from alerts oa join articles o on o.id = oa.article_id
        where oa.message_id = m.id) as stories
from messages m
where m.id < :before and m.subscription_id = :subscription and m.recipient = :recipient and m.state <> 'dead' and m.kind = 'alert'
  and exists (select 1 from alerts al join articles a on a.id = al.article_id
              where al.message_id = m.id and (a.story_id = :story or a.id = :article))
order by m.id
"""


def earlier(conn: sqlite3.Connection, message: Message, item: Item) -> list[Earlier]:
    """Alert mails to the same recipient before this one that told of the item's story, oldest first."""
    rows = conn.execute(
        EARLIER,
        {
            "before": message.id,
            "subscription": message.subscription_id,
            "recipient": message.recipient,
            "story": item.story_id,
            "article": item.article_id,
        },
    )
    return [Earlier(row["message_id"], row["subject"], row["stories"]) for row in rows]


def _item(row: sqlite3.Row, copies: tuple[str, ...], change: str) -> Item:
    return Item(
        article_id=row["article_id"],
        revision=row["revision"],
        why=row["why"],
        change=change,
        story_id=row["story_id"],
        url=row["url"],
        source_id=row["source_id"],
        outlet=row["outlet"],
        title=row["title"],
        teaser=row["teaser"],
        text=row["text"],
        language=row["language"],
        access=Access(row["access"]),
        published_at=moment(row["published_at"]),
        published_precision=Precision(row["published_precision"]),
        score=row["score"],
        copies=copies,
    )
