"""Weeks of news in minutes: the program over a newsroom whose clock runs fast, and what grows meanwhile.

    ./run bench soak [--weeks 3] [--minutes 15] [--articles 160] [--json]

The newsroom and the mailbox run in a process of their own: memory and descriptors are the program's. Every simulated day is
a sample: memory and descriptors of the process tree, sizes of the archive and its WAL. At the end the books are balanced: each
article of the topic stored once and mailed once, every address with one outcome and at least one sighting, no alert left
behind, backups kept by their rule. What must hold is asserted; figures are printed.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import os
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import yaml

from archive import db, rotation
from crawler import rooms
from crawler.backups import Backups
from crawler.config import Config
from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import NewsClock, WeekTime
from crawler.newsroom.filler import filler
from crawler.newsroom.model import Article
from crawler.newsroom.outlets import load_outlets
from crawler.newsroom.server import SEEDS, Newsroom
from crawler.seeds import SEEDS as DATA
from crawler.seeds import Seeds, parse_sources
from crawler.topicfile import load_topic

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday; the change to summer time lies in the fourth week
TOPICAL = 3  # every third article is about the topic
READERS = ("ada@example.org", "ben@example.org")
MOST_GROWTH = 1.25  # memory of the last quarter beside the second; the first one fills caches
MOST_WAL = 64 * 2**20
SENTENCES = {
    "en": (
        "Microsoft puts its MAI-{n} model into {k} products",
        "Microsoft said its own MAI-{n} model now serves {k} of its products, while OpenAI's models stay available beside it.",
    ),
    "de": (
        "Microsoft bringt sein Modell MAI-{n} in {k} Produkte",
        "Microsoft setzt das eigene Modell MAI-{n} laut eigenen Angaben in {k} Produkten ein, OpenAIs Modelle bleiben daneben.",
    ),
    "es": (
        "Microsoft lleva su modelo MAI-{n} a {k} productos",
        "Microsoft dijo que su propio modelo MAI-{n} ya funciona en {k} productos y que los modelos de OpenAI siguen a su lado.",
    ),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The program at the end of a simulated day. Sizes in MB."""

    day: float
    memory: float
    descriptors: int
    database: float
    wal: float
    articles: int


class Clock:
    """Simulated time, `speed` times as fast as real time, the same in all processes."""

    def __init__(self, began: float, speed: float) -> None:
        self._began, self._speed = began, speed

    def now(self) -> datetime:
        """The simulated moment."""
        return START + timedelta(seconds=(time.time() - self._began) * self._speed)

    @property
    def day(self) -> float:
        """Days since the start."""
        return (self.now() - START) / timedelta(days=1)


def news(weeks: int, articles: int) -> list[Article]:
    """Ordinary news for so many weeks, some of it about the topic. No two texts are alike."""
    outlets = [outlet for outlet in load_outlets(SEEDS / "outlets.yaml") if outlet.kind != "aggregator"]
    languages = {outlet.id: outlet.language for outlet in outlets}
    found = []
    for week in range(weeks):
        for number, article in enumerate(filler(week, articles, outlets)):
            when = WeekTime(article.published.day + 7 * week, article.published.minute)
            dated = replace(article, slug=f"{article.slug}-{week}", published=when)
            title, sentence = SENTENCES[languages[article.outlet]]
            if number % TOPICAL == 0:
                words = {"n": week * articles + number + 2, "k": number + 3}
                # In one line with the rest: a line of its own would recur but for its numbers, as an outlet's furniture does.
                body = f"{sentence.format(**words)} {article.body}"
                dated = replace(dated, title=title.format(**words), teaser=sentence.format(**words), body=body)
            found.append(dated)
    return found


def serve(pipe: Connection, folder: Path, weeks: int, articles: int) -> None:
    """The newsroom and the mailbox, until killed."""

    async def run() -> None:
        began, speed = pipe.recv()
        clock = NewsClock(START, WeekTime(1, 0), now=Clock(began, speed).now)
        outlets = load_outlets(SEEDS / "outlets.yaml")
        newsroom = Newsroom(news(weeks, articles), outlets, clock, templates=SEEDS / "templates", slow=0.0)
        mailbox = Mailbox(folder)
        await newsroom.start()
        await mailbox.start()
        pipe.send((newsroom.catalogue(), dict(newsroom.resolve), mailbox.smtp_port))
        await asyncio.Event().wait()

    asyncio.run(run())


def settings(folder: Path, resolve: dict[str, str], smtp_port: int) -> Config:
    """The program's: a poll of each channel every 90 simulated minutes, two readers, backups by rule."""
    subscription = {"id": "desk", "to": READERS, "group_seconds": 600, "follow_up_seconds": 600, "max_per_hour": 0}
    return Config.model_validate(
        {
            "archive": {"path": folder / "presswatch.db", "reader": folder / "reader.db"},
            "fetch": {
                "resolve": resolve,
                "allow_private": ["127.0.0.0/8"],
                "spacing": 0.0,
                "per_host": 2,
                "requests_per_host": 0,
            },
            "schedule": {"tick_seconds": 0.2, "poll_minutes": [90.0] * 4},
            "read": {"workers": 1},
            "mail": {"host": "127.0.0.1", "port": smtp_port, "security": "none", "sender": "presswatch@example.org"},
            "alerts": {"subscriptions": [subscription]},
            "backup": {"folder": folder / "backups", "daily": 3, "weekly": 2, "monthly": 1},
        }
    )


async def live(config: Config, catalogue: list[dict[str, object]], clock: Clock, days: int) -> list[Sample]:
    """The service's jobs by the simulated clock. Returns a sample for each day."""
    topic = load_topic(DATA / "topics" / "microsoft-ai.yaml")
    seeds = Seeds(topic, parse_sources(yaml.safe_dump(catalogue), "newsroom"), ())
    crawling = rooms.crawling(config, seeds, clock.now)
    outbox = rooms.outbox(config, crawling.writer)
    backups = Backups(config.archive, config.backup)
    samples: list[Sample] = []
    await crawling.start()
    try:
        learnt = 0.0
        while clock.day < days + 0.5:
            crawling.tick()
            await outbox.run_due(clock.now())
            await backups.run_due(clock.now())
            if clock.day - learnt > 1 / 24:
                learnt = clock.day
                await crawling.learn()
            if clock.day >= len(samples) + 1:
                samples.append(sample(config.archive.path, clock.day))
                print("  " + json.dumps(asdict(samples[-1])), flush=True)
            await asyncio.sleep(config.schedule.tick_seconds)
        await crawling.cycle()
        for _ in range(20):  # what waits for company
            await outbox.run_due(clock.now() + timedelta(hours=2))
    finally:
        await crawling.stop()
    return samples


def sample(archive: Path, day: float) -> Sample:
    """The program now."""
    pids = list(tree(os.getpid()))
    with closing(db.connect(archive, readonly=True)) as conn:
        articles = conn.execute("select count(*) from articles").fetchone()[0]
    wal = archive.with_name(archive.name + "-wal")
    return Sample(
        round(day, 1),
        round(sum(map(resident, pids)), 1),
        sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids),
        round(archive.stat().st_size / 2**20, 1),
        round(wal.stat().st_size / 2**20, 1) if wal.exists() else 0.0,
        articles,
    )


def tree(pid: int) -> Iterator[int]:
    """A process and its descendants, without the newsroom."""
    if pid in NEWSROOMS:
        return
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from tree(int(child))


def resident(pid: int) -> float:
    """Memory of a process in MB; what it shares with others counts in parts."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


NEWSROOMS: set[int] = set()


def balance(config: Config, mails: Path, expected: int) -> dict[str, object]:
    """The books at the end."""
    mailbox = Mailbox(mails)
    received = Counter(mail.header("Message-ID") for mail in mailbox.messages())
    with closing(db.connect(config.archive.path, readonly=True)) as conn:
        one = lambda sql: conn.execute(sql).fetchone()[0]  # noqa: E731
        books: dict[str, object] = {
            "topical articles published": expected,
            "stored": one("select count(*) from articles where relevant and url not like 'seed:%'"),
            "stored twice": one("select count(*) - count(distinct url) from articles"),
            "addresses": one("select count(*) from urls where url not like 'seed:%'"),
            "outcomes": dict(
                conn.execute("select outcome, count(*) from urls where url not like 'seed:%' group by 1").fetchall()
            ),
            "addresses never sighted": one(
                "select count(*) from urls where url not like 'seed:%' and id not in (select url_id from sightings)"
            ),
            "articles told": one(
                "select count(distinct article_id) from alerts a join queues q on q.id = a.queue_id where a.n <= q.taken"
            ),
            "copies": one("select count(*) from articles where relevant and duplicate_of is not null"),
            "alerts waiting": one("select count(*) from alerts a join queues q on q.id = a.queue_id where a.n > q.taken"),
            "alerts told twice": one(
                "select count(*) from (select 1 from alerts group by queue_id, article_id, revision having count(*) > 1)"
            ),
            "messages": one("select count(*) from messages where state = 'sent' and kind <> 'notice'"),
            "messages not sent": one("select count(*) from messages where state <> 'sent'"),
            "polls": one("select sum(polls) from channels"),
        }
    backups = rotation.backups(config.backup.folder or Path())
    kept = rotation.kept(backups, rotation.Rule(config.backup.daily, config.backup.weekly, config.backup.monthly))
    return books | {
        "mails received twice": sum(received.values()) - len(received),
        "backups kept": len(backups),
        "backups beyond the rule": len(backups) - len(kept),
    }


def check(samples: list[Sample], books: dict[str, object]) -> None:
    """What must hold."""
    for name in (
        "stored twice",
        "addresses never sighted",
        "alerts waiting",
        "alerts told twice",
        "messages not sent",
        "mails received twice",
        "backups beyond the rule",
    ):
        assert books[name] == 0, f"{name}: {books[name]}"
    assert books["stored"] == books["topical articles published"]
    assert int(str(books["articles told"])) + int(str(books["copies"])) == books["stored"]
    outcomes = books["outcomes"]
    assert isinstance(outcomes, dict)
    assert sum(outcomes.values()) == books["addresses"]
    second, last = quarter(samples, 1), quarter(samples, 3)
    for figure in ("memory", "descriptors"):
        early, late = (statistics.median(getattr(s, figure) for s in part) for part in (second, last))
        assert late <= early * MOST_GROWTH, f"{figure} grew from {early} to {late}"
    assert max(s.wal for s in samples) * 2**20 <= MOST_WAL


def quarter(samples: list[Sample], number: int) -> list[Sample]:
    """One of four parts of the samples."""
    size = max(1, len(samples) // 4)
    return samples[number * size : (number + 1) * size] if number < 3 else samples[-size:]


def main() -> None:
    """Run, print, check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--articles", type=int, default=160, help="a week")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    speed = options.weeks * 7 * 86400 / (options.minutes * 60)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        newsroom = spawn.Process(target=serve, args=(theirs, folder / "mail", options.weeks, options.articles), daemon=True)
        newsroom.start()
        NEWSROOMS.add(newsroom.pid or 0)
        began = time.time()
        ours.send((began, speed))
        catalogue, resolve, smtp_port = ours.recv()
        config = settings(folder, resolve, smtp_port)
        try:
            samples = asyncio.run(live(config, catalogue, Clock(began, speed), options.weeks * 7))
        finally:
            newsroom.terminate()
            newsroom.join()
        books = balance(config, folder / "mail", sum("MAI-" in a.title for a in news(options.weeks, options.articles)))
    second, last = quarter(samples, 1), quarter(samples, 3)
    figures = {
        name: [statistics.median(getattr(s, name) for s in part) for part in (second, last)] for name in ("memory", "descriptors")
    } | {
        "largest wal": max(s.wal for s in samples),
        "database MB for 1,000 articles": [
            round(1000 * part[-1].database / max(1, part[-1].articles), 1) for part in (second, last)
        ],
    }
    if options.json:
        print(json.dumps({"books": books, "figures": figures, "samples": [asdict(s) for s in samples]}))
    else:
        for told in (books, figures):
            for key, value in told.items():
                print(f"{key:34} {value}")
        print("(memory in MB and descriptors: medians of the second and the last quarter)")
    check(samples, books)


if __name__ == "__main__":
    main()
