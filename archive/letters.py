"""What the mail of a message is made of: its alerts with their articles as they were told, and the mails before it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter

from archive.db import moment, stamp
from archive.model import Access, Precision
from archive.outbox import Message
from archive.queues import Stretch


@dataclass(frozen=True, slots=True)
class Printed:
    """A quantity: what it comes to, and how the article prints it."""

    value: float
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of a quantity on which reports differ, as the outlet prints it that had it first."""

    words: str
    outlet: str


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An alert with all a mail says about its article, as of the alert's revision. Equal only to itself."""

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
    cause: str = "report"  # why it is told now, a value of alerts.rules.Cause
    figures: tuple[Printed, ...] = ()  # quantities it prints, the first first
    contested: tuple[tuple[Stated, ...], ...] = ()  # quantities on which reports of its story differ
    shared: "Item | None" = None  # the one that recipients share who are told the same for other reasons


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message before this one that told of the same story."""

    message_id: str
    subject: str
    stories: int


FIGURES_READ = 40  # of one article
SETS_KEPT = 16  # of up to some hundred alerts each

TELLINGS = """
select id, article_id, revision, why, change, cause from tellings where id in (select value from json_each(:ids))
"""
ARTICLES = """
select a.id, r.revision, a.story_id, a.url, a.source_id, s.name as outlet, r.title, r.teaser, r.text, a.language, a.access,
       a.published_at, a.published_precision, a.score
from json_each(:wanted) w join articles a on a.id = w.value ->> 0 join sources s on s.id = a.source_id
     join revisions r on r.article_id = a.id and r.revision = w.value ->> 1
"""
FIGURES = """
select f.article_id, f.value, f.unit, f.place, f.start, f.end from figures f join articles a on a.id = f.article_id
where f.kind = 'quantity' and f.article_id in (select value ->> 0 from json_each(:wanted))
  and a.revision = (select max(value ->> 1) from json_each(:wanted) where value ->> 0 = f.article_id)
order by f.article_id, f.id
"""
CONTESTED = """
select c.story_id, c.id as claim_id, v.value, s.name as outlet, f.unit, f.place, f.start, f.end, a.title, b.text
from claims c join claim_values v on v.claim_id = c.id join articles a on a.id = v.first_article_id
     join sources s on s.id = a.source_id join bodies b on b.article_id = a.id
     join figures f on f.article_id = a.id and f.unit = c.unit and f.value = v.value
where c.disputed and c.story_id in (select value from json_each(:stories)) and a.stored_at <= :until
order by c.articles desc, c.id, v.first_at, v.value, f.id
"""
COPIES = """
select a.duplicate_of, s.name from articles a join sources s on s.id = a.source_id
where a.duplicate_of in (select value ->> 0 from json_each(:wanted)) and a.stored_at <= :until
order by a.id
"""
Telling = tuple[int, int, str, str, str]  # article, revision, why, change, cause
Shared = tuple[int, int, str, str]  # as that without why


@dataclass(slots=True)
class Shelf:
    """What mails were made of before: the mails of a morning tell much the same. By what is told and until when."""

    tellings: dict[int, Telling] = field(default_factory=dict)
    shared: dict[tuple[Shared, str], Item] = field(default_factory=dict)
    items: dict[tuple[Telling, str], Item] = field(default_factory=dict)
    sets: dict[tuple[tuple[tuple[int], ...], str], tuple[Item, ...]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything."""
        self.tellings.clear()
        self.shared.clear()
        self.items.clear()
        self.sets.clear()


def items(conn: sqlite3.Connection, stretch: Stretch, until: datetime, shelf: Shelf) -> tuple[Item, ...]:
    """What these alerts tell, with the copies stored until then. What is not on the shelf yet is read and put there."""
    cursor = conn.cursor()
    cursor.row_factory = None
    sql = "select telling_id from alerts where queue_id = ? and n > ? and n <= ?"
    ids = tuple(cursor.execute(sql, (stretch.queue_id, stretch.after, stretch.upto)).fetchall())
    key = (ids, stamp(until))
    if key not in shelf.sets:
        if len(shelf.sets) >= SETS_KEPT:
            shelf.sets.clear()
        told = _tellings(cursor, [id_ for (id_,) in ids], shelf.tellings)
        shelf.sets[key] = _items(conn, _last(told), key[1], shelf)
    return shelf.sets[key]


def _tellings(cursor: sqlite3.Cursor, ids: Sequence[int], known: dict[int, Telling]) -> list[Telling]:
    missing = [id_ for id_ in ids if id_ not in known]
    if missing:
        known.update((row[0], row[1:]) for row in cursor.execute(TELLINGS, {"ids": json.dumps(missing)}))
    return sorted((known[id_] for id_ in ids), key=itemgetter(0, 1))


def _items(conn: sqlite3.Connection, told: Sequence[Telling], at: str, shelf: Shelf) -> tuple[Item, ...]:
    """Each article is read once for all who are told of it; why they are is put in for each."""
    missing = [telling for telling in told if (telling, at) not in shelf.items]
    unread = sorted({_shared(telling) for telling in missing if (_shared(telling), at) not in shelf.shared})
    if unread:
        shelf.shared.update(((shared, at), item) for shared, item in _read(conn, unread, at))
    for telling in missing:
        item = shelf.shared.get((_shared(telling), at))
        if item is not None:
            shelf.items[telling, at] = replace(item, why=telling[2], shared=item)
    return tuple(shelf.items[telling, at] for telling in told if (telling, at) in shelf.items)


def _shared(telling: Telling) -> Shared:
    return (*telling[:2], *telling[3:])


def _last(rows: Iterable[Telling]) -> list[Telling]:
    """Only the last revision of an article counts; what changed is nobody's business who is told for the first time."""
    found: dict[int, Telling] = {}
    for telling in rows:
        before = found.get(telling[0])
        found[telling[0]] = (*telling[:3], "", before[4]) if before and not before[3] else telling
    return list(found.values())


def _read(conn: sqlite3.Connection, told: Sequence[Shared], until: str) -> Iterator[tuple[Shared, Item]]:
    given = {"wanted": json.dumps([telling[:2] for telling in told]), "until": until}
    copies: dict[int, dict[str, None]] = {}
    for original, outlet in conn.execute(COPIES, given):
        copies.setdefault(original, {})[outlet] = None
    rows = {row["id"]: row for row in conn.execute(ARTICLES, given)}
    figures: dict[int, list[Printed]] = {}
    for row in conn.execute(FIGURES, given):
        if row["article_id"] in rows:
            figures.setdefault(row["article_id"], []).append(_printed(row, rows[row["article_id"]]))
    contested = _contested(conn, {row["story_id"] for row in rows.values() if row["story_id"] is not None}, until)
    for telling in told:
        if telling[0] in rows:
            row, found = rows[telling[0]], tuple(figures.get(telling[0], ()))[:FIGURES_READ]
            item = _item(row, telling, tuple(copies.get(telling[0], {})), found)
            yield telling, replace(item, contested=contested.get(row["story_id"], ()))


def _contested(conn: sqlite3.Connection, stories: set[int], until: str) -> dict[int, tuple[tuple[Stated, ...], ...]]:
    """By story the quantities of which its reports print different values; each value as printed first."""
    found: dict[int, dict[int, dict[float, Stated]]] = {}
    for row in conn.execute(CONTESTED, {"stories": json.dumps(sorted(stories)), "until": until}):
        values = found.setdefault(row["story_id"], {}).setdefault(row["claim_id"], {})
        values.setdefault(row["value"], Stated(_printed(row, row).words, row["outlet"]))
    return {
        story: tuple(tuple(values.values()) for values in claims.values() if len(values) > 1) for story, claims in found.items()
    }


def _printed(figure: sqlite3.Row, article: sqlite3.Row) -> Printed:
    text = article["title"] if figure["place"] == "title" else article["text"]
    return Printed(figure["value"], figure["unit"], " ".join(text[figure["start"] : figure["end"]].split()))


EARLIER = """
select m.message_id, m.subject,
       (select count(distinct coalesce(o.story_id, -o.id)) from alerts oa join articles o on o.id = oa.article_id
        where oa.queue_id = m.queue_id and oa.n > m.after and oa.n <= m.upto) as stories
from articles a join alerts al on al.article_id = a.id
     join messages m on m.queue_id = al.queue_id and al.n > m.after and al.n <= m.upto
where (a.story_id = :story or a.id = :article) and m.id < :before and m.subscription_id = :subscription
  and m.recipient = :recipient and m.state <> 'dead' and m.kind = 'alert'
group by m.id order by m.id
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


def _item(row: sqlite3.Row, telling: Shared, copies: tuple[str, ...], figures: tuple[Printed, ...]) -> Item:
    return Item(
        article_id=row["id"],
        revision=row["revision"],
        why="",
        change=telling[2],
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
        cause=telling[3],
        figures=figures,
    )
