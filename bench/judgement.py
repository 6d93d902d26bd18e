"""What judging an article costs, part by part: CPU milliseconds, on a real archive in which every text belongs and none is old.

python -m bench.judgement [--json] [--texts N]

The texts are the real pages beside the checkout (../shared/corpora) where they are, and the newsroom's articles, published ten
minutes apart: the window of live stories holds them all, as in the busiest week. `relevance`, `fingerprint` (with the vector,
unless relevance needed it), `figures` and `citations` are read outside the transaction; `copies`, `story` and `claims` are
worked out inside it. `last fifth` is the mean of the last fifth of the articles, when the archive holds most.

`all, with embedding` is everything for an article that belongs. `all, settled by rules` is everything for one that the rules turn
away without a vector, as by far the most pages that are read; `verdict by rules` is the verdict of all that the rules settle.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: its threads wait busily and double the CPU time

from archive import articles, db
from archive import citations as citation_rows
from archive import figures as figure_rows
from archive.articles import NewArticle
from archive.model import DueUrl, Extract, Moment, Precision, Verdict
from bench.stories import newsroom
from bench.syndication import CORPORA
from crawler.config import Config
from crawler.rooms import seeds_of
from crawler.seeds import load_sources
from pipelines import findings, placing
from pipelines.citations import citations
from pipelines.embedding import Vector, embed, whole_text
from pipelines.figures import figures
from pipelines.fingerprint import fingerprint
from pipelines.outlets import outlets_of, prepare
from pipelines.relevance import Weighed, weigh
from pipelines.shingles import shingle, sketch
from pipelines.topic import Topic

START = datetime(2026, 1, 5, tzinfo=UTC)
APART = timedelta(minutes=10)
READING = ("relevance", "fingerprint", "figures", "citations")
SAVING = ("copies", "story", "claims")


@dataclass(frozen=True, slots=True)
class Given:
    """A text to judge."""

    language: str
    title: str
    text: str


def texts(limit: int) -> list[Given]:
    """Real pages first, then the newsroom's."""
    found = []
    if CORPORA.exists():
        pages = (json.loads(line) for line in CORPORA.read_text(encoding="utf-8").splitlines())
        found = [Given(page["lang"][:2], page.get("title") or "", page.get("body") or "") for page in pages]
    return [*found, *(Given(told.language, told.title, told.text) for told in newsroom())][:limit]


def measure(given: Sequence[Given]) -> dict[str, Any]:
    """Milliseconds of every part for every text."""
    spent: dict[str, list[float]] = defaultdict(list)

    def timed(part: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        result = work()
        spent[part].append((time.process_time() - started) * 1000)
        return result

    topic = seeds_of(Config()).topic
    outlets = prepare(outlets_of(load_sources()))
    embed("Warm", "the model is loaded before anything is measured")
    with tempfile.TemporaryDirectory() as folder:
        conn = db.create(Path(folder) / "judgement.db")
        conn.execute("insert into sources values ('s', 'S', 'https://s.example', 'GB', 'en', 'press', 1, '', '', 1)")
        for number, item in enumerate(given, 1):
            at = START + number * APART
            extract = Extract(item.title, item.text, item.language, published=Moment(at, Precision.SECOND, "bench"))
            weighed, vector = timed("relevance", lambda i=item: _judge(topic, i))
            rules = spent["relevance"][-1]
            if not weighed.in_doubt:
                spent["verdict by rules"].append(rules)
                if not weighed.verdict().relevant:
                    spent["all, settled by rules"].append(rules)
            print_ = timed("fingerprint", lambda e=extract, v=vector: fingerprint(e, v))
            read = timed("figures", lambda i=item: figures(i.title, i.text, i.language))
            cited = timed("citations", lambda i=item: citations(i.title, i.text, i.language, outlets))
            spent["of both embedding"].append(rules + spent["fingerprint"][-1] - _without_embedding(topic, item))
            due = DueUrl(number, f"https://s.example/{number}", "s", 0, at)
            conn.execute(
                "insert into urls (id, url, source_id, first_seen_at) values (?, ?, 's', ?)", (number, due.url, db.stamp(at))
            )
            with db.transaction(conn):
                decided = timed("copies", lambda d=due, e=extract, p=print_: placing.decide(conn, d, e, p))
                new = NewArticle(due, extract, Verdict("bench", 1.0, relevant=True), at, decided.duplicate)
                article_id = articles.insert(conn, new)
                timed("story", lambda a=article_id, d=decided, p=print_, t=at: placing.place(conn, a, d, p, t))
                figure_rows.save(conn, article_id, read)
                citation_rows.save(conn, article_id, cited)
                story = articles.load(conn, article_id).story_id
                timed("claims", lambda s=story: findings.renew_claims(conn, s))
        stories = conn.execute("select count(*) from stories where articles > 0").fetchone()[0]
        conn.close()
    spent["all, with embedding"] = [sum(parts) for parts in zip(*(spent[part] for part in (*READING, *SAVING)), strict=True)]
    return {"texts": len(given), "stories": stories, **{part: _told(values) for part, values in spent.items()}}


def _judge(topic: Topic, item: Given) -> tuple[Weighed, Vector | None]:
    """As the pipeline's stage does: a vector only where the rules leave a doubt."""
    weighed = weigh(topic, item.title, item.text, item.language)
    vector = embed(item.title, whole_text("", item.text)) if weighed.in_doubt else None
    weighed.verdict(vector)
    return weighed, vector


def _without_embedding(topic: Topic, item: Given) -> float:
    """What rules and shingles cost by themselves."""
    started = time.process_time()
    weigh(topic, item.title, item.text, item.language).verdict()
    sketch(shingle(item.text))
    return (time.process_time() - started) * 1000


def _told(values: Sequence[float]) -> dict[str, float]:
    last = values[-max(1, len(values) // 5) :]
    ranked = sorted(values)
    return {
        "texts": len(values),
        "mean_ms": round(statistics.mean(values), 2),
        "median_ms": round(statistics.median(values), 2),
        "p95_ms": round(ranked[int(len(ranked) * 0.95)], 2),
        "last_fifth_ms": round(statistics.mean(last), 2),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--texts", type=int, default=394, help="how many; 394 unless told")
    given = parser.parse_args()
    result = measure(texts(given.texts))
    print(json.dumps(result) if given.json else "\n".join(f"{name:<22} {value}" for name, value in result.items()))


if __name__ == "__main__":
    sys.exit(main())
