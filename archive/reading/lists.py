"""Lists of articles: which ids, in which order, then their cards.

The ids come first, from the one index that fits the narrowest filter; whatever a card shows is looked up for a page's ids only.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from archive.db import maybe_moment, moment, stamp
from archive.model import Access, Precision, Reason, SubjectScore
from archive.reading.rows import Card

# How many articles of a source, subject or language are few: then they are sorted, otherwise the newest of all are walked until
# a page is full. Walking costs page × all ÷ matching rows, so √(41 × 1,000,000) breaks even; with a second filter that may match
# next to nothing, later. `python -m bench.browse` shows both sides.
FEW, FEW_OF_SEVERAL = 6_000, 50_000
ALWAYS, NEVER = "9999-12-31T23:59:59Z", ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty values do not narrow. `day` to `until` (UTC days, both included) is publication."""

    language: str = ""
    source_id: str = ""
    subject: str = ""
    access: str = ""
    story_id: int = 0
    day: date | None = None
    until: date | None = None
    min_score: float = 0.0
    copies: bool = False  # show word-for-word copies too
    only: tuple[int, ...] | None = None  # these ids only (saved ones)
    without: tuple[int, ...] = ()  # these ids never (read ones)

    @property
    def few(self) -> int:
        """Up to how many articles of one kind their own index is the shorter way."""
        narrowing = (self.language, self.source_id, self.subject, self.access, self.day, self.until, self.min_score)
        return FEW if sum(map(bool, narrowing)) == 1 else FEW_OF_SEVERAL

    def params(self) -> dict[str, object]:
        """The filter as SQL parameters."""
        return {
            "language": self.language,
            "source": self.source_id,
            "subject": self.subject,
            "access": self.access,
            "story": self.story_id,
            "from_at": f"{self.day}T00:00:00Z" if self.day else NEVER,
            "to_at": f"{(self.until or self.day) + timedelta(days=1)}T00:00:00Z" if self.until or self.day else ALWAYS,  # type: ignore[operator]
            "score": self.min_score,
            "copies": self.copies,
            "only": None if self.only is None else json.dumps(self.only),
            "without": json.dumps(self.without),
        }


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after this article. The page address carries it, so links last."""

    published_at: datetime
    id: int


# What every list has in common. A parameter that does not narrow makes its line true.
CONDITIONS = """
  and a.relevant
  and (:language = '' or a.language = :language)
  and (:source = '' or a.source_id = :source)
  and (:subject = '' or exists (select 1 from article_subjects x where x.subject = :subject and x.article_id = a.id))
  and (:access = '' or a.access = :access)
  and (:story = 0 or a.story_id = :story)
  and a.published_at >= :from_at and a.published_at < :to_at
  and a.score >= :score
  and (:copies or a.duplicate_of is null)
  and (:only is null or a.id in (select value from json_each(:only)))
  and a.id not in (select value from json_each(:without))
"""
NEWEST = """
  and (a.published_at, a.id) < (:before_at, :before_id)
order by a.published_at desc, a.id desc
limit :limit
"""
BY_TIME = "select a.id from articles a indexed by articles_published where 1" + CONDITIONS + NEWEST
BY_SOURCE = "select a.id from articles a indexed by articles_source where a.source_id = :source" + CONDITIONS + NEWEST
# In the order of the list already: nothing is sorted, and a full page ends it. Copies are not in this index.
BY_SOURCE_NEWEST = (
    """select a.id from articles a indexed by articles_source_published
       where a.source_id = :source and a.duplicate_of is null"""
    + CONDITIONS
    + NEWEST
)
BY_LANGUAGE = "select a.id from articles a indexed by articles_language where a.language = :language" + CONDITIONS + NEWEST
BY_STORY = "select a.id from articles a where a.story_id = :story" + CONDITIONS + NEWEST
BY_SUBJECT = (
    "select a.id from article_subjects y cross join articles a on a.id = y.article_id where y.subject = :subject"
    + CONDITIONS
    + NEWEST
)
BY_ID = "select a.id from json_each(:only) j cross join articles a on a.id = j.value where 1" + CONDITIONS + NEWEST

FEW_OF_SOURCE = "select count(*) from (select 1 from articles where source_id = :source and relevant limit :few)"
FEW_OF_LANGUAGE = "select coalesce(sum(articles), 0) from daily_counts where language = :language"
FEW_OF_SUBJECT = "select count(*) from (select 1 from article_subjects where subject = :subject limit :few)"

CARDS = """
select a.id, a.url, a.title, a.lead, a.language, a.access, a.source_id, s.name as outlet, a.published_at,
       a.published_precision, a.first_seen_at, a.stored_at, a.updated_at, a.score, a.words, a.revision, a.story_id,
       a.duplicate_of, (select count(*) from articles c where c.duplicate_of = a.id) as copies,
       coalesce(t.articles, 0) as story_size
from json_each(:ids) j
cross join articles a on a.id = j.value
join sources s on s.id = a.source_id
left join stories t on t.id = a.story_id
"""
SUBJECTS = """
select x.article_id, x.subject, x.score
from json_each(:ids) j cross join article_subjects x indexed by article_subjects_article on x.article_id = j.value
order by x.score desc
"""
STRONGEST = """
select r.article_id, r.rule, r.subject, r.place, r.start, r.end, r.passage, max(r.contribution) as contribution
from json_each(:ids) j cross join reasons r on r.article_id = j.value
where r.contribution > 0 and r.passage <> ''
group by r.article_id
"""


def newest(conn: sqlite3.Connection, wanted: Filter, limit: int, after: Cursor | None = None) -> list[Card]:
    """The newest articles by publication, `limit` at most, following the cursor."""
    return cards(conn, newest_ids(conn, wanted, limit, after))


def newest_ids(conn: sqlite3.Connection, wanted: Filter, limit: int, after: Cursor | None = None) -> list[int]:
    """The same, without the cards."""
    params = wanted.params() | {
        "limit": limit,
        "few": wanted.few + 1,
        "before_at": stamp(after.published_at) if after else ALWAYS,
        "before_id": after.id if after else 0,
    }
    if after:  # the row-value comparison alone would not let the index begin there
        params["to_at"] = min(str(params["to_at"]), stamp(after.published_at + timedelta(seconds=1)))
    return [row[0] for row in conn.execute(_driver(conn, wanted, params), params)]


def cards(conn: sqlite3.Connection, ids: Sequence[int]) -> list[Card]:
    """The cards of these articles, in this order; ids that do not exist are left out."""
    params = {"ids": json.dumps(ids)}
    bare = {row["id"]: card(row) for row in conn.execute(CARDS, params)}
    subjects = _grouped((row["article_id"], SubjectScore(row["subject"], row["score"])) for row in conn.execute(SUBJECTS, params))
    why = {row["article_id"]: reason(row) for row in conn.execute(STRONGEST, params)}
    return [replace(bare[id_], subjects=tuple(subjects[id_]), why=why.get(id_)) for id_ in ids if id_ in bare]


def card(row: sqlite3.Row) -> Card:
    """A row of CARDS, still without subjects and reason."""
    return Card(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        lead=row["lead"],
        language=row["language"],
        access=Access(row["access"]),
        source_id=row["source_id"],
        outlet=row["outlet"],
        published_at=moment(row["published_at"]),
        precision=Precision(row["published_precision"]),
        first_seen_at=moment(row["first_seen_at"]),
        stored_at=moment(row["stored_at"]),
        updated_at=maybe_moment(row["updated_at"]),
        score=row["score"],
        words=row["words"],
        revision=row["revision"],
        story_id=row["story_id"],
        duplicate_of=row["duplicate_of"],
        copies=row["copies"],
        story_size=row["story_size"],
    )


def reason(row: sqlite3.Row) -> Reason:
    """A row of the table `reasons`."""
    return Reason(row["rule"], row["subject"], row["place"], row["start"], row["end"], row["passage"], row["contribution"])


def _driver(conn: sqlite3.Connection, wanted: Filter, params: dict[str, object]) -> str:
    """The query whose index leaves the fewest rows to look at."""
    if wanted.only is not None:
        return BY_ID
    if wanted.story_id:
        return BY_STORY
    if wanted.source_id and not wanted.copies:
        return BY_SOURCE_NEWEST
    choices = (
        (wanted.source_id, FEW_OF_SOURCE, BY_SOURCE),
        (wanted.subject, FEW_OF_SUBJECT, BY_SUBJECT),
        (wanted.language, FEW_OF_LANGUAGE, BY_LANGUAGE),
    )
    for narrowed, count, driver in choices:
        if narrowed and conn.execute(count, params).fetchone()[0] <= wanted.few:
            return driver
    return BY_TIME


def _grouped(pairs: Iterable[tuple[int, SubjectScore]]) -> dict[int, list[SubjectScore]]:
    groups: dict[int, list[SubjectScore]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
