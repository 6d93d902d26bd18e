"""A small press of values and rows that the alerts tests tell stories with."""

import sqlite3
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from alerts.enqueue import enqueue
from alerts.links import Links
from alerts.message import Stationery
from archive import articles, db, sources, stories, urls
from archive.articles import NewArticle
from archive.model import (
    Access,
    Article,
    Candidate,
    Channel,
    Duplicate,
    Extract,
    Moment,
    Precision,
    Reason,
    Source,
    SubjectScore,
    Subscription,
    Verdict,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SENDER = "alerts@press.example"
STATIONERY = Stationery(SENDER, Links("http://127.0.0.1:8001"))
LABELS = {"mai-models": {"en": "MAI models", "de": "MAI-Modelle", "es": "modelos MAI"}}
OUTLETS = {"circuit-post": "en", "harbour-gazette": "en", "elbe-kurier": "de", "pulso-digital": "es"}
TEXT = {
    "en": "Microsoft has shown MAI-Voice-2, a speech model of its own. It was trained on 15,000 GPUs, the company says. "
    "Analysts see a step away from OpenAI.",
    "de": "Microsoft hat mit MAI-Voice-2 ein eigenes Sprachmodell gezeigt. Trainiert wurde es nach Angaben des Konzerns auf "
    "15.000 GPUs. Fachleute sehen einen Schritt weg von OpenAI.",
    "es": "Microsoft ha presentado MAI-Voice-2, un modelo de voz propio. Según la empresa se entrenó con 15.000 GPU. Los "
    "analistas ven un paso para alejarse de OpenAI.",
}
_numbers = count(1)


def subscription(**values: object) -> Subscription:
    return Subscription(**{"id": "desk", "recipients": ("ana@reader.example",), "group_seconds": 60.0, **values})  # type: ignore[arg-type]


def verdict(score: float = 0.9, subject: str = "mai-models") -> Verdict:
    reason = Reason("name:mai", subject, "title", 0, 11, "MAI-Voice-2", 1.5)
    return Verdict("microsoft-ai", score, True, (SubjectScore(subject, 0.8),), (reason,))


def extract(title: str, language: str = "en", text: str = "", access: Access = Access.FULL, at: datetime = NOW) -> Extract:
    published = Moment(at - timedelta(minutes=10), Precision.MINUTE, "json-ld")
    return Extract(title=title, text=text or TEXT[language], language=language, access=access, published=published)


def catalogue(conn: sqlite3.Connection) -> None:
    listed = [
        Source(id_, id_.replace("-", " ").title(), f"https://{id_}.example/", "GB", language, "press",
               channels=(Channel(id_, f"https://{id_}.example/feed", "rss"),))
        for id_, language in OUTLETS.items()
    ]  # fmt: skip
    sources.sync(conn, listed, NOW - timedelta(days=30))


class Press:
    """Stores articles in an archive file as the pipelines do: article and alerts in one transaction."""

    def __init__(self, path: Path, *subscriptions: Subscription) -> None:
        self.path = path
        self.subscriptions = subscriptions
        conn = db.create(path)
        with db.transaction(conn):
            catalogue(conn)
        conn.close()

    def publish(
        self,
        title: str = "Microsoft shows MAI-Voice-2",
        source: str = "circuit-post",
        *,
        story: int | None = None,
        at: datetime = NOW,
        text: str = "",
        access: Access = Access.FULL,
        copy_of: int | None = None,
        score: float = 0.9,
    ) -> Article:
        found = extract(title, OUTLETS[source], text, access, at)
        return self._write(lambda conn: self._store(conn, found, source, story, copy_of, score, at))

    def revise(self, article: Article, title: str = "", text: str = "", at: datetime = NOW) -> Article:
        changed = extract(title or article.title, article.language, text or article.text, at=at)
        return self._write(lambda conn: self._revise(conn, article.id, changed, at))

    def new_story(self) -> int:
        return self._write(
            lambda conn: (
                conn.execute(
                    "insert into stories (headline, first_article_id, first_at, last_at) values ('x', 0, ?1, ?1)",
                    (db.stamp(NOW),),
                ).lastrowid
            )
        )

    def _store(self, conn, found, source, story, copy_of, score, at) -> Article:
        channel = conn.execute("select id from channels where source_id = ?", (source,)).fetchone()[0]
        url = f"https://{source}.example/{next(_numbers)}"
        urls.sight(conn, channel, [(Candidate(url, url, 0, found.title), source)], at)
        due = urls.due(conn, at + timedelta(days=1), 1)[0]
        conn.execute("update urls set due_at = null where id = ?", (due.id,))
        duplicate = Duplicate(copy_of, "same text word for word") if copy_of else None
        id_ = articles.insert(conn, NewArticle(due, found, verdict(score), at, duplicate))
        if story is None:
            stories.found(conn, found.title, id_, at)
        else:
            stories.join(conn, story, id_, at)
        return self._alert(conn, id_, at)

    def _revise(self, conn, article_id, changed, at) -> Article:
        articles.revise(conn, article_id, changed, verdict(), at)
        return self._alert(conn, article_id, at)

    def _alert(self, conn, article_id, at) -> Article:
        article = articles.load(conn, article_id)
        plan = partial(enqueue, subscriptions=lambda: self.subscriptions, labels=LABELS)
        plan(conn, article, at)
        plan(conn, article, at)  # again: nothing more
        return article

    def _write(self, work):
        conn = db.connect(self.path)
        try:
            with db.transaction(conn):
                return work(conn)
        finally:
            conn.close()

    def rows(self, sql: str) -> list[tuple]:
        conn = db.connect(self.path, readonly=True)
        try:
            return [tuple(row) for row in conn.execute(sql)]
        finally:
            conn.close()
