"""How fast the reading room answers, per page, beside Datasette's own table page in the same run.

    ./run bench browse [--articles 20000 1000000] [--requests 40] [--folder DIR] [--json]

Times are medians and 95th percentiles of whole answers over loopback HTTP, in rounds over all pages. Only the multiples of the
stock table page count: this machine is shared and noisy. Then the same again while a writer adds 200 rows a second.
Archives are kept
in --folder and built once (a million takes about five minutes and 4 GB).
"""

import argparse
import http.client
import itertools
import json
import math
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from archive import db
from archive.migrations import migrations
from tests.browse.live import serve
from tests.browse.phrases import HEADLINES, SENTENCES, SUBJECTS

LANGUAGES = ("en", "de", "es")
SOURCES = 140
STOCK = "/presswatch/articles"
# Multiples of the stock table page's median that a page may take at a million articles (issue: browse).
PAGES = {
    "today": ("/", 1.0),
    "article": ("/article/{middle}", 0.4),
    "list": ("/articles", 0.7),
    "list, one language": ("/articles?language=de", 6),
    "list, one outlet": ("/articles?outlet=source-7", 6),
    "list, rare subject": ("/articles?subject=rare", 6),
    "list, three filters": ("/articles?language=de&subject=copilot&access=full", 3.5),
    "list, far back": ("/articles?after={back}", 6),
    "search newest, common": ("/search?q=openai", 0.5),
    "search newest, rare": ("/search?q=w123x", 0.5),
    "search newest, filtered": ("/search?q=openai+vertrag&language=de", 6),
    "search best": ("/search?q=azure+regulator&order=best", 2),
    "search nothing": ("/search?q=nobodywritesthis", 6),
    "stories": ("/stories", 6),
    "sources": ("/sources", 6),
    "why": ("/why?url={url}", 6),
    "why, never seen": ("/why?url=https://nobody.example/x", 6),
    "atom": ("/articles.atom", 6),
    "csv": ("/articles.csv", 6),
}
ROWS_A_SECOND = 200
BUSY_LIMIT = 1.5


def build(path: Path, count: int) -> None:
    """An archive of so many invented articles over three years, bulk-loaded."""
    conn = db.create(path)
    conn.execute("pragma synchronous = off")
    conn.execute("pragma foreign_keys = off")  # stories come after their articles here
    rng, now = random.Random(7), datetime.now(UTC).replace(microsecond=0)
    with db.transaction(conn):
        _catalogue(conn, now)
        for first in range(1, count + 1, 20_000):
            _load(conn, rng, range(first, min(first + 20_000, count + 1)), count, now)
            print(f"\r{path.name}: {min(first + 20_000, count):,} of {count:,}", end="", file=sys.stderr)
        conn.execute(
            """insert into stories (id, headline, first_article_id, first_at, last_at, articles)
               select story_id, min(title), min(id), min(published_at), max(published_at), count(*)
               from articles where story_id is not null group by story_id"""
        )
        conn.execute("insert into articles_fts(articles_fts) values ('rebuild')")
        conn.execute(
            """insert into daily_counts select substr(published_at, 1, 10), language, count(*) from articles
               where relevant group by 1, 2"""
        )
    conn.execute("pragma analysis_limit = 1000")
    conn.execute("analyze")
    conn.execute("pragma wal_checkpoint(truncate)")
    conn.close()
    print(file=sys.stderr)


def _bring_up_to_date(path: Path) -> None:
    """An archive that is kept from an earlier run may lack steps; it is worth no copy."""
    conn = db.connect(path)
    migrations.apply(Database(conn))
    conn.close()
    db.create(path).close()


def _catalogue(conn: sqlite3.Connection, now: datetime) -> None:
    for n in range(SOURCES):
        id_, lang = f"source-{n}", LANGUAGES[n % 3]
        home = f"https://{id_}.example/"
        row = (id_, f"Source {n}", home, "XX", lang, "press", n % 4 + 1, "unknown", "", 1)
        conn.execute(f"insert into sources values ({','.join('?' * 10)})", row)
        for kind in ("rss", "news-sitemap"):
            conn.execute(
                """insert into channels (source_id, url, format, role, options, enabled, next_poll_at, last_polled_at,
                     error_streak)
                   values (?, ?, ?, '', '{}', 1, ?, ?, ?)""",
                (id_, f"{home}{kind}", kind, db.stamp(now), db.stamp(now), 3 if n % 20 == 0 else 0),
            )
    conn.execute(
        """with recursive back(n) as (select 0 union all select n + 1 from back where n < 29)
           insert into channel_days select c.id, date(?, '-' || n || ' days'), 90, 0, 12, 0 from channels c, back""",
        (db.stamp(now),),
    )


def _load(conn: sqlite3.Connection, rng: random.Random, ids: range, count: int, now: datetime) -> None:
    made = [_made(rng, id_, count, now) for id_ in ids]
    conn.executemany(
        """insert into urls (id, url, source_id, first_seen_at, outcome, decided_at, article_id, status)
           values (:id, :url, :source, :seen, 'stored', :stored, :id, 200)""",
        made,
    )
    conn.executemany(
        """insert into sightings (url_id, channel_id, seen_at, position, title, raw_url)
           values (:id, :channel, :seen, 3, :title, :url)""",
        made,
    )
    conn.executemany("insert into events (url_id, at, outcome, reason, status) values (:id, :stored, 'stored', '', 200)", made)
    conn.executemany(
        """insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
             published_origin, first_seen_at, stored_at, topic, score, relevant, words, duplicate_of, story_id, text_hash, lead)
           values (:id, :id, :url, :source, :title, :language, :access, :published, 'minute', 'json-ld', :seen, :stored,
             'bench', :score, 1, 150, :copy, :story, :id, :lead)""",
        made,
    )
    conn.executemany("insert into bodies values (:id, '', :text, '[]', '', '', '[]', '', '', 'utf-8', null, '{}', '[]')", made)
    conn.executemany(
        "insert into article_subjects values (:subject, :id, .7)",
        made + [{"subject": "rare", "id": m["id"]} for m in made[::5000]],
    )
    conn.executemany(
        """insert into reasons (article_id, rule, subject, place, start, end, passage, contribution)
           values (:id, 'name', :subject, 'title', 0, 3, 'MAI', 1.2)""",
        made,
    )
    conn.executemany("insert into revisions values (:id, 1, :stored, :title, '', '', :id, null)", made[::20])


def _made(rng: random.Random, id_: int, count: int, now: datetime) -> dict[str, object]:
    source = rng.randrange(SOURCES)
    language = LANGUAGES[source % 3]
    at = now - timedelta(days=1095 * (1 - id_ / count), minutes=rng.random() * 60)
    sentences = [s.format(n=id_ % 90, y=id_ % 3000, s=id_ % 700, p=id_ % 60) for s in rng.choices(SENTENCES[language], k=10)]
    text = "\n\n".join(sentences) + f"\n\nw{rng.randrange(20_000)}x w{rng.randrange(200)}y"
    return {
        "id": id_, "url": f"https://source-{source}.example/{at:%Y/%m/%d}/{id_}", "source": f"source-{source}",
        "channel": source * 2 + 1, "title": f"{rng.choice(HEADLINES[language])} ({id_})", "language": language,
        "access": rng.choices(("full", "teaser", "paywalled"), (8, 1, 1))[0], "published": db.stamp(at),
        "seen": db.stamp(at + timedelta(minutes=9)), "stored": db.stamp(at + timedelta(minutes=10)),
        "score": rng.betavariate(4, 2),
        "copy": id_ - rng.randrange(1, 9) if id_ > 9 and rng.random() < 0.1 else None,
        "story": id_ // 12 + 1 if rng.random() < 0.6 else None, "lead": text[:300], "text": text, "subject": rng.choice(SUBJECTS),
    }  # fmt: skip


def measure(base: str, paths: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each page's answers: rounds over all pages, so that all see the same noise. The first two warm up."""
    times: dict[str, list[float]] = {name: [] for name in paths}
    for number, (name, path) in itertools.product(range(rounds + 2), paths.items()):
        took = _ask(base, path)
        if number >= 2:
            times[name].append(took)
    return times


def _ask(base: str, path: str) -> float:
    """Milliseconds until the whole answer is here; infinite when it is not 200."""
    host = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
    started = time.perf_counter()
    host.request("GET", path)
    answer = host.getresponse()
    answer.read()
    took = (time.perf_counter() - started) * 1000
    host.close()
    return took if answer.status == 200 else math.inf


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """A writer in this process that adds articles like a crawl does, in batches, meanwhile."""
    stop = threading.Event()
    thread = threading.Thread(target=_write, args=(path, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _write(path: Path, stop: threading.Event) -> None:
    conn = db.create(path)
    conn.execute("pragma foreign_keys = off")
    rng, batch = random.Random(3), ROWS_A_SECOND // 5
    first = conn.execute("select max(id) from urls").fetchone()[0] + 1
    for start in itertools.count(first, batch):
        if stop.wait(0.2):
            break
        with db.transaction(conn):
            _load(conn, rng, range(start, start + batch), start + batch, datetime.now(UTC))
            new = "insert into articles_fts(rowid, title, text) select id, title, text from articles_text where id >= ?"
            conn.execute(new, (start,))
    conn.close()


def run(path: Path, requests: int) -> list[dict[str, object]]:
    """Every page quiet, then busy."""
    conn = db.connect(path, readonly=True)
    middle, url, at = conn.execute("select id, url, published_at from articles order by id limit 1 offset 9999").fetchone()
    conn.close()
    places = {"middle": middle, "url": url, "back": f"{at},{middle}"}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / path.name  # the writer must not leave its news to the next run
        shutil.copyfile(path, copy)
        return _run(copy, places, requests)


def _run(path: Path, places: dict[str, object], requests: int) -> list[dict[str, object]]:
    with serve(path, path.with_name("reader.db")) as server:
        paths = {"stock table page": STOCK} | {name: page.format(**places) for name, (page, _) in PAGES.items()}
        quiet = measure(server.base, paths, requests)
        with writing(path):
            busy = measure(server.base, paths, requests)
    unit = statistics.median(quiet["stock table page"])
    limits = {"stock table page": 1.0} | {name: limit for name, (_, limit) in PAGES.items()}
    return [_row(name, quiet[name], busy[name], unit, limits[name]) for name in paths]


def _row(name: str, quiet: list[float], busy: list[float], unit: float, limit: float) -> dict[str, object]:
    late = statistics.quantiles(quiet, n=20)[-1]
    return {
        "page": name, "median": round(statistics.median(quiet), 1), "p95": round(late, 1),
        "multiple": round(statistics.median(quiet) / unit, 2), "limit": limit,
        "busy": round(statistics.quantiles(busy, n=20)[-1] / late, 2),
    }  # fmt: skip


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[20_000, 1_000_000])
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "presswatch-bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    results = {}
    for count in given.articles:
        path = given.folder / f"presswatch-{count}.db"
        if not path.exists():
            build(path, count)
        _bring_up_to_date(path)
        results[str(count)] = run(path, given.requests)
        if not given.json:
            _show(count, results[str(count)])
    if given.json:
        print(json.dumps(results, indent=1))


def _show(count: int, rows: list[dict[str, object]]) -> None:
    print(f"\n{count:,} articles        median ms     p95   × stock   limit   writing ÷ quiet, p95 (≤ {BUSY_LIMIT})")
    for row in rows:
        late = " LATE" if float(str(row["multiple"])) > float(str(row["limit"])) else ""
        print(
            f"{row['page']:<26}{row['median']:>9}{row['p95']:>9}{row['multiple']:>9}{row['limit']:>8}"
            f"{row['busy'] or '':>10}{late}"
        )


if __name__ == "__main__":
    main()
