"""Time of a look-up for copies, and size on disk, with many stored articles.

Most stored sketches are random numbers, as hashes are; the base texts and copies of the quality bench are stored among them with
their texts, and every fiftieth sketch holds a shingle of one stock phrase, which thousands of articles share.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archive import db
from archive import shingles as table
from bench.syndication import Text, base_texts, syndicate
from pipelines.copies import find_matches
from pipelines.shingles import SKETCH, shingle, sketch

BATCH = 20_000
HOT = 5
ASKED = 400


def scale(articles: int) -> dict[str, object]:
    """Store `articles` sketches, then look up copies, new texts and texts with the stock phrase."""
    texts = list(syndicate(base_texts(), 500))
    known = [text for text in texts if text.kind == "base"][::2]
    unknown = [text for text in texts if text.kind == "base"][1::2]
    stored_ids = {text.id for text in known}
    copies = [text for text in texts if text.copy_of in stored_ids]
    with tempfile.TemporaryDirectory() as folder:
        conn = db.create(Path(folder) / "scale.db")
        conn.execute("pragma foreign_keys = off")
        conn.execute("pragma cache_size = -200000")
        started = time.perf_counter()
        _fill(conn, articles, known)
        filled = time.perf_counter() - started
        conn.execute("pragma wal_checkpoint(truncate)")
        conn.close()
        conn = db.connect(Path(folder) / "scale.db")
        return {
            "articles": articles,
            "rows": conn.execute("select count(*) from shingles").fetchone()[0],
            "megabytes": round(_bytes(conn) / 1e6, 1),
            "store_us_an_article": round(filled / articles * 1e6, 1),
            **_timed("copy", conn, copies),
            **_timed("new", conn, unknown),
            **_timed("stock_phrase", conn, unknown, extra=HOT),
            "copies_found": round(_found(conn, copies), 4),
        }


def _fill(conn: sqlite3.Connection, articles: int, known: list[Text]) -> None:
    """Known texts stand spread among the others, as they would after years."""
    rng = random.Random(3)
    places = dict(zip(sorted(rng.sample(range(1, articles), len(known))), known, strict=True))
    conn.execute("insert into sources values ('s', 'S', 'https://s.example', 'GB', 'en', 'press', 1, '', '', 1)")
    for start in range(1, articles + 1, BATCH):
        with db.transaction(conn):
            for article_id in range(start, min(start + BATCH, articles + 1)):
                text = places.get(article_id)
                if text is not None:
                    _insert(conn, article_id, text)
                table.store(conn, article_id, sketch(shingle(text.text)) if text else _random_sketch(rng, article_id))


def _random_sketch(rng: random.Random, article_id: int) -> Iterator[int]:
    """As many hashes as press texts have: a third are long enough to get more than SKETCH."""
    count = SKETCH if rng.random() < 0.67 else rng.randint(SKETCH, 2 * SKETCH)
    yield from (rng.randrange(-(1 << 31), 1 << 31) for _ in range(count))
    if article_id % 50 == 0:
        yield HOT


def _insert(conn: sqlite3.Connection, article_id: int, text: Text) -> None:
    conn.execute(
        """insert into articles (id, url_id, url, source_id, title, language, access, published_at, published_precision,
             published_origin, first_seen_at, stored_at, topic, score, relevant, words, text_hash, lead)
           values (?1, ?1, ?2, 's', '', 'en', 'full', '2026-01-01T00:00:00Z', 'minute', '', '2026-01-01T00:00:00Z',
             '2026-01-01T00:00:00Z', 't', 1, 1, 1, '', '')""",
        (article_id, f"https://s.example/{article_id}"),
    )
    conn.execute(
        "insert into bodies values (?, '', ?, '[]', '', '', '[]', '', '', '', null, '{}', '[]')",
        (article_id, text.text),
    )


def _bytes(conn: sqlite3.Connection) -> int:
    """What the look-up table takes on disk."""
    (used,) = conn.execute("select sum(pgsize) from dbstat where name = 'shingles'").fetchone()
    return int(used)


def _timed(name: str, conn: sqlite3.Connection, texts: list[Text], extra: int | None = None) -> dict[str, object]:
    """Milliseconds of CPU from a sketched text to its matches, exact containment included; the page cache is warm."""
    times = []
    for text in texts[:ASKED]:
        shingled = shingle(text.text)
        hashes = (*sketch(shingled), *([extra] if extra is not None else []))
        times.append(_milliseconds(lambda s=shingled, h=hashes: find_matches(conn, s, h)))
    times.sort()
    return {f"{name}_ms": round(statistics.mean(times), 3), f"{name}_ms_p95": round(times[int(len(times) * 0.95)], 3)}


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def _found(conn: sqlite3.Connection, copies: list[Text]) -> float:
    return statistics.mean(bool(find_matches(conn, s := shingle(text.text), sketch(s))) for text in copies[:ASKED])
