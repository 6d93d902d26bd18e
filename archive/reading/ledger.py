"""The claims ledger: what reports say about one quantity, and whom they name as their source."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from archive.db import moment, stamp

CLAIMS = """
select c.id, c.story_id, t.headline, c.unit, c.subject, c.articles, c.disputed, c.unsure
from claims c join stories t on t.id = c.story_id
where (:story = 0 or c.story_id = :story) and t.last_at >= :since and t.articles > 0
order by c.disputed desc, c.unsure desc, c.articles desc, t.last_at desc, c.id
limit :limit
"""
VALUES = """
select v.claim_id, v.value, v.qualifier, v.first_article_id, v.first_at, v.articles, v.reported, v.stated,
       s.name as outlet, a.language
from claim_values v join articles a on a.id = v.first_article_id join sources s on s.id = a.source_id
where v.claim_id in (select value from json_each(:claims))
order by v.first_at, v.value
"""
# Every report that prints one of the values: figures of the story's articles with the claim's unit.
PRINTS = """
select c.id as claim_id, v.value, a.id as article_id, s.name as outlet, a.language, a.published_at,
       max(exists (select 1 from citations k where k.article_id = f.article_id and k.passage = f.sentence)) as hedged
from claims c
join claim_values v on v.claim_id = c.id
join articles a indexed by articles_story on a.story_id = c.story_id
join figures f indexed by figures_article on f.article_id = a.id and f.unit = c.unit and f.value = v.value
join sources s on s.id = a.source_id
where c.id in (select value from json_each(:claims))
group by c.id, v.value, a.id
order by a.published_at, a.id
limit 2000
"""
CITED = """
select s.name as outlet, coalesce(k.name, n.outlet) as cited, min(n.how) as how, count(distinct a.id) as articles,
       min(a.id) as article_id
from articles a join citations n on n.article_id = a.id
join sources s on s.id = a.source_id
left join sources k on k.id = n.outlet_id
where a.story_id = :story
group by s.name, cited
order by articles desc, s.name, cited
limit 60
"""


@dataclass(frozen=True, slots=True)
class ClaimValue:
    """One value of a claim, who printed it first, and how many repeat it: as a report of others or as plain fact."""

    value: float
    qualifier: str
    article_id: int
    first_at: datetime
    outlet: str
    language: str
    articles: int
    reported: int
    stated: int


@dataclass(frozen=True, slots=True)
class Print:
    """A report that prints a value of a claim. `hedged`: its sentence names somebody else as the source."""

    value: float
    article_id: int
    outlet: str
    language: str
    at: datetime
    hedged: bool


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A quantity that reports of a story give. `disputed`: their values differ; `unsure`: only some state them as fact.

    `prints` has the reports by time, of claims with more than one value.
    """

    story_id: int
    headline: str
    unit: str
    subject: str
    articles: int
    disputed: bool
    unsure: bool
    values: tuple[ClaimValue, ...]
    prints: tuple[Print, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """An outlet names another as the source of its report."""

    outlet: str
    cited: str
    how: str
    articles: int
    article_id: int


def claims(conn: sqlite3.Connection, since: datetime, limit: int, story_id: int = 0) -> list[ClaimLine]:
    """Claims of one story, or of all stories with a report since that moment; contradictions first."""
    found = conn.execute(CLAIMS, {"since": stamp(since), "limit": limit, "story": story_id}).fetchall()
    values: dict[int, list[ClaimValue]] = defaultdict(list)
    for row in conn.execute(VALUES, {"claims": "[" + ",".join(str(row["id"]) for row in found) + "]"}):
        values[row["claim_id"]].append(_value(row))
    printed = _prints(conn, [claim for claim, several in values.items() if len(several) > 1])
    return [
        ClaimLine(
            row["story_id"],
            row["headline"],
            row["unit"],
            row["subject"],
            row["articles"],
            bool(row["disputed"]),
            bool(row["unsure"]),
            tuple(values[row["id"]]),
            tuple(printed[row["id"]]),
        )
        for row in found
    ]


def _prints(conn: sqlite3.Connection, claims: list[int]) -> dict[int, list[Print]]:
    found: dict[int, list[Print]] = defaultdict(list)
    for row in conn.execute(PRINTS, {"claims": json.dumps(claims)}):
        at = moment(row["published_at"])
        one = Print(row["value"], row["article_id"], row["outlet"], row["language"], at, bool(row["hedged"]))
        found[row["claim_id"]].append(one)
    return found


def cited(conn: sqlite3.Connection, story_id: int) -> list[Cited]:
    """Who names whom in a story, the most frequent first."""
    rows = conn.execute(CITED, {"story": story_id})
    return [Cited(row["outlet"], row["cited"], row["how"], row["articles"], row["article_id"]) for row in rows]


def _value(row: sqlite3.Row) -> ClaimValue:
    return ClaimValue(
        value=row["value"],
        qualifier=row["qualifier"],
        article_id=row["first_article_id"],
        first_at=moment(row["first_at"]),
        outlet=row["outlet"],
        language=row["language"],
        articles=row["articles"],
        reported=row["reported"],
        stated=row["stated"],
    )
