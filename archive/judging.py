"""How good the verdicts are, by what readers say of articles drawn at random. The drawing is kept in reader.db.

Articles that belong and articles that were turned away are drawn apart, some of each in each language. `total` is how many there
were of the kind, so that one drawn stands for total / drawn of them, however often was drawn. So what is said of a few dozen is
an estimate for all of them (D. Horvitz and D. Thompson 1952), whatever the share of either. Labels of articles that readers chose
themselves do not count here.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.db import stamp

SCHEMA = """
create table judgement_sample (
    article_id integer primary key, language text not null, relevant integer not null, total integer not null,
    drawn_at text not null
)
"""
EACH = 5  # articles drawn of each kind in each language at a time
Z = 1.96  # 95 % intervals


@dataclass(frozen=True, slots=True)
class Drawn:
    """An article of the sample: its kind (language, and whether it was judged to belong) and how many there were of that kind."""

    article_id: int
    language: str
    relevant: bool
    total: int


@dataclass(frozen=True, slots=True)
class Labels:
    """What readers say: which articles belong, and of which they say that a subject is wrong (empty where they name none)."""

    belongs: Mapping[int, bool]
    objections: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its interval (E. Wilson 1927), from `of` articles."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall in one language, None where nothing was labelled that could tell; `labelled` of `drawn` are judged."""

    language: str
    precision: Rate | None
    recall: Rate | None
    labelled: int
    drawn: int


def draw(archive: sqlite3.Connection, languages: Iterable[str], each: int, but: Iterable[int]) -> list[Drawn]:
    """Articles at random, `each` of those that belong and of those that were turned away, in each language."""
    drawn = []
    for language in languages:
        for relevant in (1, 0):
            (total,) = archive.execute(
                "select count(*) from articles where relevant = ? and language = ?", (relevant, language)
            ).fetchone()
            rows = archive.execute(
                """select id from articles where relevant = ? and language = ? and id not in (select value from json_each(?))
                   order by random() limit ?""",
                (relevant, language, json.dumps(list(but)), each),
            ).fetchall()
            drawn += [Drawn(row[0], language, bool(relevant), total) for row in rows]
    return drawn


def languages(archive: sqlite3.Connection) -> list[str]:
    """The languages that articles of the topic are written in."""
    return [row[0] for row in archive.execute("select distinct language from daily_counts where language <> '' order by 1")]


def keep(conn: sqlite3.Connection, reader: str, drawn: Iterable[Drawn], at: datetime) -> None:
    """Remember what was drawn, in reader.db; who asked for it does not matter."""
    del reader
    rows = [(one.article_id, one.language, one.relevant, one.total, stamp(at)) for one in drawn]
    conn.executemany("insert or ignore into judgement_sample values (?, ?, ?, ?, ?)", rows)


def sample(conn: sqlite3.Connection, reader: str) -> list[Drawn]:
    """All that was ever drawn, the latest last."""
    del reader
    rows = conn.execute("select article_id, language, relevant, total from judgement_sample order by drawn_at, article_id")
    return [Drawn(row[0], row[1], bool(row[2]), row[3]) for row in rows]


def labels(conn: sqlite3.Connection, reader: str) -> dict[int, bool]:
    """Which articles belong, as most readers say; of equally many the latest counts."""
    del reader
    rows = conn.execute(
        """select article_id, sum(case label when 'not-relevant' then -1 else 1 end) as sum,
             (select label from feedback l where l.article_id = f.article_id order by at desc limit 1) as last
           from feedback f group by article_id"""
    )
    return {row[0]: row[1] > 0 or (row[1] == 0 and row[2] != "not-relevant") for row in rows}


def objections(conn: sqlite3.Connection, reader: str) -> dict[int, frozenset[str]]:
    """The articles of which anybody says that a subject is wrong, with the subjects they name."""
    del reader
    rows = conn.execute(
        "select article_id, json_group_array(distinct subject) as named from feedback where label = 'wrong-subject' group by 1"
    )
    return {row[0]: frozenset(json.loads(row[1])) - {""} for row in rows}


def verdicts(archive: sqlite3.Connection, ids: Iterable[int]) -> dict[int, bool]:
    """What the archive says of articles now."""
    rows = archive.execute(
        "select id, relevant from articles where id in (select value from json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0]: bool(row[1]) for row in rows}


def quality(drawn: Iterable[Drawn], said: Mapping[int, bool], judged: Mapping[int, bool]) -> list[Quality]:
    """Precision and recall by language: `said` by readers, `judged` by the topic."""
    by_language: dict[str, list[Drawn]] = {}
    for one in drawn:
        by_language.setdefault(one.language, []).append(one)
    return [_quality(language, found, said, judged) for language, found in sorted(by_language.items())]


def _quality(language: str, drawn: list[Drawn], said: Mapping[int, bool], judged: Mapping[int, bool]) -> Quality:
    known = [one for one in drawn if one.article_id in said and one.article_id in judged]
    weight = {kind: _stands_for([one.total for one in known if one.relevant is kind]) for kind in (True, False)}
    shown = [(weight[one.relevant], said[one.article_id]) for one in known if judged[one.article_id]]
    true = [(weight[one.relevant], judged[one.article_id]) for one in known if said[one.article_id]]
    looked_for = any(not one.relevant for one in known)  # without labels of what was turned away nobody knows what was missed
    return Quality(language, _rate(shown), _rate(true) if looked_for else None, len(known), len(drawn))


def _stands_for(totals: list[int]) -> float:
    """How many articles of a kind each of those that were drawn and labelled stands for."""
    return max(totals) / len(totals) if totals else 0.0


def _rate(weighted: list[tuple[float, bool]]) -> Rate | None:
    """A weighted share; the interval is that of as many equal weights as these are worth (L. Kish 1965)."""
    total = sum(weight for weight, _ in weighted)
    if not total:
        return None
    share = sum(weight for weight, yes in weighted if yes) / total
    low, high = wilson(share, total**2 / sum(weight**2 for weight, _ in weighted))
    return Rate(share, low, high, len(weighted))


def wilson(share: float, of: float) -> tuple[float, float]:
    """The 95 % interval of a share of `of` articles."""
    middle = share + Z**2 / (2 * of)
    half = Z * math.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    return max(0.0, (middle - half) / (1 + Z**2 / of)), min(1.0, (middle + half) / (1 + Z**2 / of))
