"""Makes the sample archive that the browser tests and screenshots read: a few hundred invented articles, the same every time.

    python -m tests.browse.sample FILE.db [--articles 300]

Written through the archive's own functions, so that it holds what a crawl would have left.
"""

import argparse
import random
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import articles, captures, citations, claims, coverage, db, robots, sources, suggestions, urls
from archive.articles import NewArticle
from archive.captures import Fetched
from archive.model import (
    Access,
    Candidate,
    ChangeKind,
    Channel,
    DueUrl,
    Duplicate,
    Extract,
    Moment,
    Outcome,
    Page,
    Precision,
    Reason,
    RevisionChange,
    Source,
    SubjectScore,
    Verdict,
)
from archive.warc import PageStore, pack
from crawler.coverage import measured
from tests.browse.phrases import HEADLINES, NASTY, NASTY_TEXT, SENTENCES, SUBJECTS

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
DAYS = 45
NAMES = {
    "en": ("Harbour Gazette", "Circuit Post", "Northfield Times", "Valley Dispatch", "Ledger Wire"),
    "de": ("Elbe-Kurier", "Rheintal-Anzeiger", "Technik-Bote", "Alpenblick"),
    "es": ("Diario del Estrecho", "Pulso Digital", "Gaceta Austral"),
}
KEYWORDS = (
    ("MAI", "mai-models", 1.9),
    ("OpenAI", "microsoft-openai", 1.4),
    ("Suleyman", "superintelligence-team", 1.1),
    ("Copilot", "copilot", 0.6),
    ("Azure", None, 0.4),
)
OTHER_ENDS = (
    (Outcome.OFF_TOPIC, "score 0.12, below 0.50", 200),
    (Outcome.GATED, "names nothing the topic looks for", 200),
    (Outcome.PAYWALLED, "only a stub can be read", 200),
    (Outcome.BLOCKED, "robots.txt forbids /archive/", None),
    (Outcome.GONE, "the page says it does not exist", 404),
    (Outcome.FAILED, "no answer after 3 tries: connection timed out", None),
    (Outcome.WALLED, "a consent page instead of an article", 200),
)


def build(path: Path, count: int = 300, now: datetime = NOW) -> None:
    """Write the sample archive to `path`, which must not exist."""
    conn = db.create(path)
    maker = Maker(conn, random.Random(7), now, PageStore(path.with_name("pages")))
    with db.transaction(conn):
        maker.catalogue()
        maker.other_ends()
        for number in range(count):
            maker.article(number, now - timedelta(hours=DAYS * 24 * (1 - (number + 1) / count) ** 1.3))
        maker.nasty()
        maker.around()
    conn.execute("pragma optimize")
    conn.close()


class Maker:
    """Writes articles one after another, as a crawl would."""

    def __init__(self, conn: sqlite3.Connection, rng: random.Random, now: datetime, pages: PageStore) -> None:
        self.conn, self.rng, self.now, self.pages = conn, rng, now, pages
        self.outlets = [(slug(name), language) for language, names in NAMES.items() for name in names]
        self.channels: dict[str, int] = {}
        self.story: tuple[int, int] | None = None  # story id and its first article
        self.last: dict[str, tuple[int, Extract]] = {}

    def catalogue(self) -> None:
        """Sources with their channels; one fails for days, one is slow to answer, one is switched off."""
        catalogue = [
            self._source(name, language, n)
            for n, (name, language) in enumerate((name, language) for language, names in NAMES.items() for name in names)
        ]
        shows = Channel("radar", "https://radar.example/feed.xml", "rss")
        catalogue.append(Source("radar", "Radar", "https://radar.example/", "GB", "mul", "aggregator", channels=(shows,)))
        sources.sync(self.conn, catalogue, self.now - timedelta(days=DAYS + 1))
        for row in self.conn.execute("select id, source_id from channels").fetchall():
            self.channels.setdefault(row["source_id"], row["id"])
            self._poll(row["id"], row["source_id"])

    def article(self, number: int, at: datetime) -> int:
        """One article with sightings and outcome; some are copies, belong to a story, or are corrected later."""
        source_id, language = self.rng.choice(self.outlets)
        kind = self.rng.random()
        if kind < 0.08 and language in self.last:
            return self._copy(number, source_id, at, *self.last[language])
        title = self.rng.choice(HEADLINES[language])
        published = self._published(at)
        extract = Extract(
            title=title,
            text=self._text(language),
            language=language,
            access=self._access(),
            published=published,
            authors=("R. Invented",) if self.rng.random() < 0.5 else (),
            section="Tech",
            notes=("charset guessed: windows-1252",) if kind > 0.97 else (),
        )
        id_ = self._store(number, source_id, extract, at, story=self._story(number, title, at))
        if 0.1 < kind < 0.2:
            self._correct(id_, extract, at + timedelta(minutes=95))
        self.last[language] = (id_, extract)
        if self.story and number % 40 == 2:
            self._dispute(self.story[0], id_, published.at if published else at)
        return id_

    def _dispute(self, story_id: int, article_id: int, at: datetime) -> None:
        """A claim on which two reports differ, and a citation."""
        first = self.conn.execute("select first_article_id from stories where id = ?", (story_id,)).fetchone()[0]
        values = (
            claims.Value(14_000, "about", first, at - timedelta(hours=2), (first,), 1, 0),
            claims.Value(15_500_000_000, "none", article_id, at, (article_id,), 0, 1),
        )
        claims.replace(self.conn, story_id, [claims.Claim("GPU", "MAI-1 <b>", values, 2, disputed=True, unsure=True)])
        citations.save(
            self.conn,
            article_id,
            [
                citations.Citation("Ledger Wire", "ledger-wire", "first", "first reported by Ledger Wire", "text", 0, 4),
                citations.Citation("<i>Unlisted</i> Post", "", "report", "as the Unlisted Post writes", "text", 9, 14),
            ],
        )

    def nasty(self) -> None:
        """Articles whose titles and texts try to break the page."""
        for number, title in enumerate(NASTY):
            extract = Extract(
                title=title,
                text=f"{title}\n\n{NASTY_TEXT}",
                language="en",
                authors=(title,),
                tags=(title,),
                published=Moment(self.now - timedelta(hours=3), Precision.MINUTE, "json-ld"),
                notes=(title,),
            )
            id_ = self._store(900_000 + number, "circuit-post", extract, self.now - timedelta(minutes=20 - number))
            if number < 2:
                changed = replace(extract, title=f"{title} (updated)", text=extract.text.replace("nothing", "<i>something</i>"))
                self._revise(id_, changed, self.now - timedelta(minutes=5))

    def around(self) -> None:
        """What speaks for outlets outside the catalogue, and who was first."""
        newest = self.conn.execute("select id from articles where duplicate_of is null order by id desc limit 6").fetchall()
        for (id_,) in newest[2:]:
            links = [("kraken-post.example", f"https://kraken-post.example/{id_}", "a report of the <b>Kraken Post</b>")]
            suggestions.save_outlinks(self.conn, id_, links)
        oldest = self.conn.execute("select url_id from articles where duplicate_of is null order by id limit 2").fetchall()
        for (url_id,), withheld in zip(oldest, (False, True), strict=True):
            robots.reserve(self.conn, url_id, "noai, tdm", self.now, withheld=withheld)
        since = self.now - timedelta(days=30)
        coverage.keep(self.conn, *measured(coverage.shown(self.conn, since), since, self.now))

    def other_ends(self) -> None:
        """URLs that did not become articles."""
        for number in range(60):
            outcome, reason, status = OTHER_ENDS[number % len(OTHER_ENDS)]
            source_id, _ = self.outlets[number % len(self.outlets)]
            at = self.now - timedelta(hours=number + 1)
            due = self._sight(800_000 + number, source_id, "Windows update brings back the clock", at)
            urls.decide(self.conn, due.id, urls.Decision(outcome, reason, at, status))
        self._sight(899_999, "ledger-wire", "Still waiting", self.now)

    def _source(self, name: str, language: str, number: int) -> Source:
        id_ = slug(name)
        home = f"https://{id_}.example/"
        return Source(
            id=id_,
            name=name,
            homepage=home,
            country={"en": "GB", "de": "DE", "es": "ES"}[language],
            language=language,
            kind="press",
            priority=number % 3 + 1,
            channels=(
                Channel(id_, f"{home}feed.xml", "rss"),
                Channel(
                    id_,
                    f"{home}sitemap-news.xml",
                    "news-sitemap",
                    enabled=number != 4,
                    disabled_reason="stale since May" if number == 4 else "",
                ),
            ),
        )

    def _poll(self, channel_id: int, source_id: str) -> None:
        at, soon = self.now - timedelta(minutes=self.rng.randint(2, 50)), self.now + timedelta(minutes=self.rng.randint(3, 90))
        if source_id in {"gaceta-austral", "alpenblick"}:
            sources.record_poll(self.conn, channel_id, sources.Poll(at - timedelta(days=3), soon, 200))
            for hours in (40, 20, 2):
                error = "HTTP 403: the outlet refuses us" if source_id == "alpenblick" else "no answer within 30 s"
                sources.record_poll(self.conn, channel_id, sources.Poll(at - timedelta(hours=hours), soon, 403, error))
            return
        usual = self.rng.uniform(0.5, 4.0)
        for hours in (336, *range(300, 0, -20), 6, 3, 0):
            new = self.rng.randint(0, round(2 * usual))
            poll = sources.Poll(at - timedelta(hours=hours), soon, 200, new=new, per_day=usual, entries=20, speaks_by=soon)
            sources.record_poll(self.conn, channel_id, poll)

    def _text(self, language: str) -> str:
        fill = {
            "n": self.rng.randint(8, 30),
            "y": self.rng.choice((2030, 2032)),
            "s": self.rng.randint(120, 900),
            "p": self.rng.randint(10, 60),
        }
        chosen = [s.format(**fill) for s in self.rng.sample(SENTENCES[language], 9)]
        return "\n\n".join(" ".join(chosen[i : i + 3]) for i in range(0, 9, 3))

    def _published(self, at: datetime) -> Moment | None:
        kind = self.rng.random()
        if kind < 0.1:
            return None
        if kind < 0.25:
            return Moment(at.replace(hour=0, minute=0, second=0), Precision.DAY, "htmldate")
        return Moment(at - timedelta(minutes=self.rng.randint(3, 90)), Precision.MINUTE, "json-ld")

    def _access(self) -> Access:
        return self.rng.choices((Access.FULL, Access.TEASER, Access.PAYWALLED), (8, 1, 1))[0]

    def _story(self, number: int, title: str, at: datetime) -> int | None:
        if number % 5 == 0:
            cursor = self.conn.execute(
                "insert into stories(headline, first_article_id, first_at, last_at, articles) values (?, 0, ?, ?, 0)",
                (title, db.stamp(at), db.stamp(at)),
            )
            self.story = (int(cursor.lastrowid or 0), 0)
        return self.story[0] if self.story and number % 5 < 4 else None

    def _sight(self, number: int, source_id: str, title: str, at: datetime) -> DueUrl:
        url = f"https://{source_id}.example/{at:%Y/%m/%d}/{number}"
        candidate = Candidate(url, f"{url}?utm_source=feed", number % 12, title, published=at)
        urls.sight(self.conn, self.channels[source_id], [(candidate, source_id)], at)
        if number % 4 == 0:
            urls.sight(
                self.conn,
                self.channels["radar"],
                [(replace(candidate, outlet=source_id), source_id)],
                at + timedelta(minutes=7),
            )
        row = self.conn.execute("select * from urls where url = ?", (url,)).fetchone()
        return urls._due_url(row)

    def _store(
        self,
        number: int,
        source_id: str,
        extract: Extract,
        at: datetime,
        *,
        duplicate: Duplicate | None = None,
        story: int | None = None,
    ) -> int:
        due = self._sight(number, source_id, extract.title, at)
        stored = at + timedelta(seconds=40)
        new = NewArticle(due, extract, verdict(extract), stored, duplicate=duplicate, story_id=story)
        id_ = articles.insert(self.conn, new)
        outcome, why = (Outcome.DUPLICATE, duplicate.reason) if duplicate else (Outcome.STORED, "belongs to the topic")
        urls.decide(self.conn, due.id, urls.Decision(outcome, why, stored, 200, id_))
        if story:
            self.conn.execute(
                """update stories set articles = articles + 1, last_at = max(last_at, ?),
                   first_article_id = case first_article_id when 0 then ? else first_article_id end where id = ?""",
                (db.stamp(at), id_, story),
            )
        return id_

    def _copy(self, number: int, source_id: str, at: datetime, original: int, extract: Extract) -> int:
        again = replace(extract, title=f"{extract.title} (agency)", agency="Example Wire")
        return self._store(number, source_id, again, at, duplicate=Duplicate(original, "same text word for word"))

    def _correct(self, article_id: int, extract: Extract, at: datetime) -> None:
        text = extract.text.replace("Microsoft", "Microsoft Corp.", 1).replace(".000", ".500").replace(",000", ",500")
        self._revise(article_id, replace(extract, title=f"{extract.title} [corrected]", text=text), min(at, self.now))

    def _revise(self, article_id: int, extract: Extract, at: datetime) -> None:
        former = articles.load(self.conn, article_id)
        changes = [RevisionChange(ChangeKind.HEADLINE, former.title, extract.title)] if former.title != extract.title else []
        changes.append(RevisionChange(ChangeKind.FIGURE, former.text.split("\n")[0], extract.text.split("\n")[0]))
        revision = articles.revise(self.conn, article_id, extract, verdict(extract), at, changes)
        self._keep(article_id, revision, extract, at)
        url_id = self.conn.execute("select url_id from articles where id = ?", (article_id,)).fetchone()[0]
        urls.decide(self.conn, url_id, urls.Decision(Outcome.UPDATED, "title and text changed", at, 200, article_id))

    def _keep(self, article_id: int, revision: int, extract: Extract, at: datetime) -> None:
        """The raw page of a version, with all that must not work in it."""
        row = self.conn.execute("select * from urls where article_id = ?", (article_id,)).fetchone()
        paragraphs = "".join(f"<p>{line}</p>" for line in extract.text.splitlines())
        body = (
            f"<html><head><title>{extract.title}</title></head><body>{HOSTILE}<h1>{extract.title}</h1>{paragraphs}</body></html>"
        )
        page = Page(urls._due_url(row), row["url"], 200, {"content-type": "text/html; charset=utf-8"}, body.encode(), at)
        place = self.pages.append(pack(page), at)
        captures.add(self.conn, row["id"], article_id, revision, Fetched(row["url"], at, 200, "text/html"), place)


HOSTILE = (
    "<script>window.pwned = 'script'</script><img src=x onerror=\"window.pwned='image'\"><iframe src='/'></iframe>"
    "<img src='https://tracker.example/pixel.png'><meta http-equiv=refresh content='0; url=https://elsewhere.example/'>"
    "<form action='/-/mark' method=post><button id=send>send</button></form>"
)


def verdict(extract: Extract) -> Verdict:
    """A plausible verdict with reasons that point at real places."""
    reasons = [*_reasons(extract.title, "title", 1.6), *_reasons(extract.text, "body", 1.0)]
    reasons.append(Reason("negative-list", None, "body", 0, len(extract.text.split()[0]), extract.text.split()[0], -0.3))
    subjects = {reason.subject: 0.4 + reason.contribution / 6 for reason in reasons if reason.subject in SUBJECTS}
    score = min(0.99, 0.35 + sum(r.contribution for r in reasons) / 12)
    return Verdict(
        "microsoft-ai", round(score, 3), True, tuple(SubjectScore(s, round(v, 2)) for s, v in subjects.items()), tuple(reasons)
    )


def _reasons(text: str, where: str, weight: float) -> list[Reason]:
    found = []
    for word, subject, value in KEYWORDS:
        start = text.find(word)
        if start >= 0:
            found.append(Reason(f"name:{word.lower()}", subject, where, start, start + len(word), word, round(value * weight, 2)))
    return found


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=300)
    given = parser.parse_args()
    build(given.file, given.articles, datetime.now(UTC).replace(microsecond=0))
