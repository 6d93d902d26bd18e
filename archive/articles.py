"""Articles: storing new ones, recording revisions, and the look-ups that duplicates are decided on."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive import presentation, revisions
from archive.db import moment, stamp
from archive.model import (
    Access,
    Article,
    DueUrl,
    Duplicate,
    Extract,
    Moment,
    Precision,
    Reason,
    RevisionChange,
    SubjectScore,
    Verdict,
)

LEAD_CHARACTERS = 320


@dataclass(frozen=True, slots=True)
class NewArticle:
    """Everything a stored article is made of."""

    due: DueUrl
    extract: Extract
    verdict: Verdict
    at: datetime
    duplicate: Duplicate | None = None
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """A stored article that shares an address or a text with a new one."""

    article_id: int
    url_id: int
    url: str
    source_id: str
    same_url: bool


def text_hash(text: str) -> str:
    """Identity of a text whatever its white space and case: equal hashes mean word-for-word copies."""
    return hashlib.sha256(" ".join(re.findall(r"\w+", text.casefold())).encode()).hexdigest()[:32]


def twins(conn: sqlite3.Connection, due: DueUrl, extract: Extract) -> list[Twin]:
    """Stored articles under the page's canonical address, or with the same text; the oldest first. Never the article itself.

    A stored article that names the same canonical address counts as the same only with the same text: some sites give all
    their pages the address of the front page.
    """
    rows = conn.execute(
        """select a.id, a.url_id, a.url, a.source_id,
                  u.url = ?2 or (?2 <> '' and b.canonical_url = ?2 and a.text_hash = ?3) as same_url
           from articles a join urls u on u.id = a.url_id join bodies b on b.article_id = a.id
           where a.url_id <> ?1 and (u.url = ?2 or (a.text_hash = ?3 and a.words >= 25)) order by same_url desc, a.id""",
        (due.id, extract.canonical_url, text_hash(extract.text)),
    )
    return [Twin(row["id"], row["url_id"], row["url"], row["source_id"], bool(row["same_url"])) for row in rows]


def by_url(conn: sqlite3.Connection, url_id: int) -> Article | None:
    """The article stored for a URL."""
    row = conn.execute("select id from articles where url_id = ?", (url_id,)).fetchone()
    return load(conn, row["id"]) if row else None


def insert(conn: sqlite3.Connection, new: NewArticle) -> int:
    """Store a new article with its body, evidence and first revision. Returns its id."""
    extract, verdict = new.extract, new.verdict
    published = extract.published or Moment(new.due.first_seen_at, Precision.FIRST_SEEN, "first-seen")
    digest = text_hash(extract.text)
    cursor = conn.execute(
        """insert into articles (url_id, url, source_id, title, language, access, published_at, published_precision,
             published_origin, first_seen_at, stored_at, topic, score, relevant, words, duplicate_of, duplicate_reason,
             story_id, text_hash, lead)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            new.due.id,
            new.due.url,
            new.due.source_id,
            extract.title,
            extract.language,
            extract.access,
            stamp(published.at),
            published.precision,
            published.origin,
            stamp(new.due.first_seen_at),
            stamp(new.at),
            verdict.topic,
            verdict.score,
            verdict.relevant,
            len(extract.text.split()),
            new.duplicate.article_id if new.duplicate else None,
            new.duplicate.reason if new.duplicate else "",
            new.story_id,
            digest,
            first_words(extract.teaser, extract.text),
        ),
    )
    article_id = int(cursor.lastrowid or 0)
    _insert_body(conn, article_id, extract)
    _add_revision(conn, article_id, extract, new.at)
    _insert_evidence(conn, article_id, verdict)
    _index(conn, article_id)
    if verdict.relevant:
        _count(conn, article_id, 1)
    return article_id


def revise(
    conn: sqlite3.Connection,
    article_id: int,
    extract: Extract,
    verdict: Verdict,
    at: datetime,
    changes: Iterable[RevisionChange] = (),
) -> int:
    """Replace an article's text by a later version, keeping the former ones. Returns the revision's number."""
    revision = _add_revision(conn, article_id, extract, at)
    revisions.tell(conn, article_id, revision, changes)
    replace(conn, article_id, extract, verdict, at, revision)
    return revision


def replace(
    conn: sqlite3.Connection, article_id: int, extract: Extract, verdict: Verdict, at: datetime | None, revision: int
) -> None:
    """Put a text in the place of an article's, as version `revision`. With no `at` it was not the outlet that changed it."""
    unindex(conn, article_id)
    _count_if_relevant(conn, article_id, -1)
    conn.execute(
        """update articles set title = ?, language = ?, access = ?, updated_at = coalesce(?, updated_at), score = ?, relevant = ?,
             words = ?, revision = ?, text_hash = ?, lead = ?, withdrawn_at = null where id = ?""",
        (
            extract.title,
            extract.language,
            extract.access,
            stamp(at) if at else None,
            verdict.score,
            verdict.relevant,
            len(extract.text.split()),
            revision,
            text_hash(extract.text),
            first_words(extract.teaser, extract.text),
            article_id,
        ),
    )
    for table in ("bodies", "article_subjects", "reasons"):
        conn.execute(f"delete from {table} where article_id = ?", (article_id,))
    _insert_body(conn, article_id, extract)
    _insert_evidence(conn, article_id, verdict)
    _index(conn, article_id)
    _count_if_relevant(conn, article_id, 1)


def rejudge(conn: sqlite3.Connection, article_id: int, verdict: Verdict) -> None:
    """Put a verdict in the place of an article's: score, subjects and reasons. The text stays, and it is no revision."""
    _count_if_relevant(conn, article_id, -1)
    conn.execute(
        "update articles set topic = ?, score = ?, relevant = ? where id = ?",
        (verdict.topic, verdict.score, verdict.relevant, article_id),
    )
    for table in ("article_subjects", "reasons"):
        conn.execute(f"delete from {table} where article_id = ?", (article_id,))
    _insert_evidence(conn, article_id, verdict)
    _count_if_relevant(conn, article_id, 1)


def redate(conn: sqlite3.Connection, article_id: int, extract: Extract) -> None:
    """A better date for an article, when its page gives one. Call before `replace`, which counts the day anew."""
    if extract.published is None:
        return
    _count_if_relevant(conn, article_id, -1)
    conn.execute(
        "update articles set published_at = ?, published_precision = ?, published_origin = ? where id = ?",
        (stamp(extract.published.at), extract.published.precision, extract.published.origin, article_id),
    )
    _count_if_relevant(conn, article_id, 1)


def mark_copy(conn: sqlite3.Connection, article_id: int, original: Duplicate | None) -> None:
    """An article turned out to repeat another one, or none."""
    conn.execute(
        "update articles set duplicate_of = ?, duplicate_reason = ? where id = ?",
        (original.article_id if original else None, original.reason if original else "", article_id),
    )


def first_words(teaser: str, text: str) -> str:
    """The teaser or the text's beginning, cut at a word, for lists, mails and grouping."""
    words = " ".join((teaser or text).split())
    if len(words) <= LEAD_CHARACTERS:
        return words
    return words[:LEAD_CHARACTERS].rsplit(" ", 1)[0] + " …"


def load(conn: sqlite3.Connection, article_id: int) -> Article:
    """One article with its evidence. Raises KeyError when there is none."""
    row = conn.execute(
        """select a.*, b.teaser, b.text, s.name as outlet from articles a
           join bodies b on b.article_id = a.id join sources s on s.id = a.source_id where a.id = ?""",
        (article_id,),
    ).fetchone()
    if row is None:
        raise KeyError(article_id)
    return Article(
        id=row["id"],
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
        first_seen_at=moment(row["first_seen_at"]),
        stored_at=moment(row["stored_at"]),
        score=row["score"],
        relevant=bool(row["relevant"]),
        revision=row["revision"],
        subjects=_subjects(conn, article_id),
        reasons=_reasons(conn, article_id),
        duplicate_of=row["duplicate_of"],
        story_id=row["story_id"],
    )


def _subjects(conn: sqlite3.Connection, article_id: int) -> tuple[SubjectScore, ...]:
    rows = conn.execute(
        "select subject, score from article_subjects where article_id = ? order by score desc, subject", (article_id,)
    )
    return tuple(SubjectScore(row["subject"], row["score"]) for row in rows)


def _reasons(conn: sqlite3.Connection, article_id: int) -> tuple[Reason, ...]:
    rows = conn.execute("select * from reasons where article_id = ? order by id", (article_id,))
    return tuple(Reason(r["rule"], r["subject"], r["place"], r["start"], r["end"], r["passage"], r["contribution"]) for r in rows)


def _insert_body(conn: sqlite3.Connection, article_id: int, extract: Extract) -> None:
    conn.execute(
        "insert into bodies values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            extract.teaser,
            extract.text,
            json.dumps(extract.authors, ensure_ascii=False),
            extract.agency,
            extract.section,
            json.dumps(extract.tags, ensure_ascii=False),
            extract.image,
            extract.canonical_url,
            extract.encoding,
            stamp(extract.modified.at) if extract.modified else None,
            json.dumps(dict(extract.origins), ensure_ascii=False, sort_keys=True),
            json.dumps(extract.notes, ensure_ascii=False),
        ),
    )
    presentation.keep(conn, article_id, extract)


def _add_revision(conn: sqlite3.Connection, article_id: int, extract: Extract, at: datetime) -> int:
    content = extract.title, extract.teaser, extract.text
    return revisions.add(conn, article_id, at, content, text_hash(extract.text))


def _insert_evidence(conn: sqlite3.Connection, article_id: int, verdict: Verdict) -> None:
    conn.executemany(
        "insert into article_subjects (subject, article_id, score) values (?, ?, ?)",
        [(item.subject, article_id, item.score) for item in verdict.subjects],
    )
    conn.executemany(
        """insert into reasons (article_id, rule, subject, place, start, end, passage, contribution)
           values (?, ?, ?, ?, ?, ?, ?, ?)""",
        [(article_id, r.rule, r.subject, r.where, r.start, r.end, r.passage, r.contribution) for r in verdict.reasons],
    )


def _index(conn: sqlite3.Connection, article_id: int) -> None:
    conn.execute(
        "insert into articles_fts (rowid, title, text) select id, title, text from articles_text where id = ?", (article_id,)
    )


def unindex(conn: sqlite3.Connection, article_id: int) -> None:
    """An external-content index forgets a row only when told exactly what it held; so before the row changes."""
    conn.execute(
        """insert into articles_fts (articles_fts, rowid, title, text)
           select 'delete', id, title, text from articles_text where id = ?""",
        (article_id,),
    )


def _count(conn: sqlite3.Connection, article_id: int, by: int) -> None:
    conn.execute(
        """insert into daily_counts (day, language, articles)
           select substr(published_at, 1, 10), language, ?1 from articles where id = ?2
           on conflict (day, language) do update set articles = articles + ?1""",
        (by, article_id),
    )


def _count_if_relevant(conn: sqlite3.Connection, article_id: int, by: int) -> None:
    if conn.execute("select relevant from articles where id = ?", (article_id,)).fetchone()[0]:
        _count(conn, article_id, by)
