"""What has happened since a moment: new articles, moving stories, corrections; and coverage by day."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from archive import revisions
from archive.db import moment, stamp
from archive.reading.rows import Correction, DayCount, NewValue, StoryRow

# How long a story moves after its last report. The next one comes within a day in 99 of 100 cases in the newsroom (98 gaps, the
# median 42 minutes) and in 98 of 100 in the two weeks of bench/busy_weeks.py (43 gaps).
MOVES = timedelta(hours=24)
EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Of more news than this only the newest are looked at. A day has a few hundred; but a backfill, or a month away, brings tens of
# thousands, of which a front page can show no more: 20,000 made it wait for as long as ten days' news (./run bench browse).
MOST_NEWS = 2_000
# Ids grow with time, so the newest ones are walked back until an older one is met: cost grows with the news, not the archive.
LAST_BEFORE = "select id from articles where id > :floor and stored_at < :since order by id desc limit 1"
NEWEST = "select coalesce(max(id), 0) from articles"
NEW_BY_LANGUAGE = """
select language, count(*) as articles from articles
where id > :last and relevant and duplicate_of is null
group by language order by 2 desc, 1
"""
NEW_IDS = """
select id from articles
where id > :last and relevant and duplicate_of is null
order by published_at desc, id desc limit :limit
"""
CORRECTIONS = """
select e.at, e.reason, a.id, a.title, a.language, a.revision, s.name as outlet, max(e.id)
from (
    select id, at, reason, url_id from events
    where id > coalesce((select id from events where at < :since order by id desc limit 1), 0) and outcome = 'updated'
) e
cross join urls u on u.id = e.url_id
cross join articles a on a.id = u.article_id
cross join sources s on s.id = a.source_id
where a.relevant and a.updated_at >= :since
group by a.id
order by e.at desc limit :limit
"""
# The same for values: the index on their first article is walked from the news back.
NEW_VALUES = """
select c.id, c.story_id, c.subject, c.unit, v.value, v.qualifier, v.first_article_id, v.first_at, s.name as outlet,
       (select group_concat(o.value, ' ') from claim_values o where o.claim_id = c.id and o.value <> v.value) as others
from claim_values v
cross join claims c on c.id = v.claim_id
cross join articles a on a.id = v.first_article_id
cross join sources s on s.id = a.source_id
where v.first_article_id > :last and c.disputed and a.relevant
order by v.first_at desc, v.value limit :limit
"""
# Stories are found through their new articles, so that the price is again that of the news.
MOVING = """
select t.id, t.headline, t.first_article_id, t.first_at, t.last_at, t.articles, f.fresh,
       (select count(distinct source_id) from articles where story_id = t.id and relevant) as outlets,
       (select group_concat(distinct language) from articles where story_id = t.id and relevant) as languages
from (
    select story_id, count(*) as fresh from articles not indexed -- by id: the index on stories would be read whole
    where id > :last and relevant and story_id is not null
    group by story_id
) f cross join stories t on t.id = f.story_id
where t.articles > 1 and t.last_at >= :moving
order by f.fresh desc, t.articles desc, t.last_at desc
limit :limit
"""
STORY = """
select t.id, t.headline, t.first_article_id, t.first_at, t.last_at, count(*) as articles, sum(a.stored_at >= :since) as fresh,
       count(distinct a.source_id) as outlets, group_concat(distinct a.language) as languages
from stories t join articles a on a.story_id = t.id
where t.id = :story and a.relevant
group by t.id
"""
COVERAGE = "select day, language, articles from daily_counts where day >= :first and day <= :last order by day, language"


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a moment."""

    by_language: tuple[tuple[str, int], ...]
    ids: tuple[int, ...]
    corrections: tuple[Correction, ...]
    stories: tuple[StoryRow, ...]
    values: tuple[NewValue, ...] = ()

    capped: bool = False  # there are more than MOST_NEWS; the older of them are left out

    @property
    def articles(self) -> int:
        """How many new articles, copies not counted."""
        return sum(count for _, count in self.by_language)


def news(conn: sqlite3.Connection, since: datetime, limit: int, now: datetime) -> News:
    """Everything new since that moment; `limit` bounds the ids. Of the stories only those that move at `now`."""
    last, capped = _last_before(conn, since, most=MOST_NEWS)
    params = {"since": stamp(since), "last": last, "limit": limit}
    return News(
        by_language=tuple((row["language"], row["articles"]) for row in conn.execute(NEW_BY_LANGUAGE, params)),
        ids=tuple(row[0] for row in conn.execute(NEW_IDS, params)),
        corrections=tuple(_correction(conn, row) for row in conn.execute(CORRECTIONS, params | {"limit": 8}).fetchall()),
        stories=_moving(conn, last, 6, now - MOVES),
        values=_new_values(conn, params | {"limit": 24}),
        capped=capped,
    )


def stories(conn: sqlite3.Connection, since: datetime, limit: int) -> tuple[StoryRow, ...]:
    """Stories with a report stored since that moment, the busiest first; those of a single article are left out."""
    return _moving(conn, _last_before(conn, since)[0], limit, EVER)


def _last_before(conn: sqlite3.Connection, since: datetime, most: int = 0) -> tuple[int, bool]:
    """The id before the news, and whether there are more than `most` of them and the older ones were left out (0: never)."""
    floor = max(0, conn.execute(NEWEST).fetchone()[0] - most) if most else 0
    row = conn.execute(LAST_BEFORE, {"since": stamp(since), "floor": floor}).fetchone()
    return (int(row[0]), False) if row else (floor, floor > 0)


def _moving(conn: sqlite3.Connection, last: int, limit: int, moving: datetime) -> tuple[StoryRow, ...]:
    """Those with a report later than `last`, published since `moving`: an old story may have been found just now."""
    return tuple(_story(row) for row in conn.execute(MOVING, {"last": last, "limit": limit, "moving": stamp(moving)}))


def moves(story: StoryRow, now: datetime) -> bool:
    """Whether a story is moving: reports keep coming. Otherwise it is quiet."""
    return story.last_at >= now - MOVES


def story(conn: sqlite3.Connection, story_id: int, since: datetime) -> StoryRow | None:
    """The story with this id, or None."""
    row = conn.execute(STORY, {"since": stamp(since), "story": story_id}).fetchone()
    return _story(row) if row else None


def coverage(conn: sqlite3.Connection, first: date, last: date) -> list[DayCount]:
    """Relevant articles by UTC day and language; days without any have no row."""
    rows = conn.execute(COVERAGE, {"first": first.isoformat(), "last": last.isoformat()})
    return [DayCount(date.fromisoformat(row["day"]), row["language"], row["articles"]) for row in rows]


def _correction(conn: sqlite3.Connection, row: sqlite3.Row) -> Correction:
    changes = revisions.changes(conn, row["id"], row["revision"])
    told = row["title"], row["language"], row["outlet"], row["reason"], row["revision"]
    return Correction(row["id"], moment(row["at"]), *told, changes)


def _new_values(conn: sqlite3.Connection, params: dict[str, object]) -> tuple[NewValue, ...]:
    """The latest value of each disputed quantity that the news touch, once each."""
    latest: dict[int, NewValue] = {}
    for row in conn.execute(NEW_VALUES, params):
        value = NewValue(
            story_id=row["story_id"],
            subject=row["subject"],
            unit=row["unit"],
            value=row["value"],
            qualifier=row["qualifier"],
            outlet=row["outlet"],
            article_id=row["first_article_id"],
            at=moment(row["first_at"]),
            others=tuple(float(other) for other in (row["others"] or "").split()),
        )
        latest.setdefault(row["id"], value)
    return tuple(latest.values())[:6]


def _story(row: sqlite3.Row) -> StoryRow:
    return StoryRow(
        id=row["id"],
        headline=row["headline"],
        first_article_id=row["first_article_id"],
        first_at=moment(row["first_at"]),
        last_at=moment(row["last_at"]),
        articles=row["articles"],
        fresh=row["fresh"] or 0,
        outlets=row["outlets"],
        languages=tuple(sorted((row["languages"] or "").split(","))),
    )
