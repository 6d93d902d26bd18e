"""CPU of a morning's digests beside bare smtplib sending equally large messages to the same server in the same run.

    ./run bench digest [--subscriptions 1000] [--stories 500] [--alike] [--json]

Subscriptions differ as readers do: the whole topic or a few subjects, languages, outlets and scores, mails in three languages and
five time zones, hourly, daily and weekly; `alerts.rules` decides who gets what. With `--alike` all get everything in equal words.

The server runs in a process of its own, so that its CPU counts for nobody.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import resource
import smtplib
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.smtp import SMTP

from alerts.channels.smtp import SmtpSettings, SmtpTransport
from alerts.enqueue import enqueue
from alerts.links import Links
from alerts.message import Stationery
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive import articles, db, sources, stories, urls
from archive.articles import NewArticle
from archive.model import (
    Access,
    Candidate,
    Channel,
    Extract,
    Moment,
    Precision,
    Source,
    SubjectScore,
    Subscription,
    Verdict,
)
from archive.writer import Writer

NOW = datetime(2026, 3, 10, 7, 0, tzinfo=UTC)
SENTENCE = "Microsoft trained its own model on {n},000 GPUs, which is news number {n} of the day and says so at some length. "
A_WEEK = timedelta(days=8)
LANGUAGES = ("en", "de", "es")
SUBJECTS = tuple(f"subject-{n}" for n in range(8))
OUTLETS = tuple(f"outlet-{n}" for n in range(40))
ZONES = ("Europe/Berlin", "America/New_York", "Europe/Madrid", "Asia/Tokyo", "UTC")
MOST_TIMES = 3  # the CPU of bare smtplib
MOST_MEMORY = 300 * 1024  # KiB
SENDER = "alerts@press.example"


class Sink:
    """Takes every mail and counts."""

    def __init__(self) -> None:
        self.mails, self.octets = 0, 0

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: object) -> str:  # noqa: N802  # aiosmtpd's name
        """Count a mail."""
        self.mails += 1
        self.octets += len(envelope.original_content)  # type: ignore[attr-defined]
        return "250 ok"


def serve(pipe: Connection) -> None:
    """The server process: tells its port, then on every message what it has counted."""

    async def main() -> None:
        sink = Sink()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(sink, hostname="mx.test", data_size_limit=2**26), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        while await asyncio.to_thread(pipe.recv):
            pipe.send((sink.mails, sink.octets))

    asyncio.run(main())


def readers(count: int, *, alike: bool) -> list[Subscription]:
    """The subscriptions, the same every time."""
    if alike:
        return [Subscription(f"s{n}", (f"reader{n}@x.example",), cadence="daily") for n in range(count)]
    draw = random.Random(7)
    return [
        Subscription(
            f"s{n}",
            (f"reader{n}@x.example",),
            language=draw.choice(LANGUAGES),
            languages=draw.choice(((), (), tuple(draw.sample(LANGUAGES, 2)), (draw.choice(LANGUAGES),))),
            subjects=draw.choice(((), tuple(sorted(draw.sample(SUBJECTS, draw.randint(1, 4)))))),
            sources=draw.choice(((), (), (), tuple(sorted(draw.sample(OUTLETS, draw.randint(5, 15)))))),
            min_score=draw.choice((0.0, 0.0, 0.55, 0.65)),
            cadence=draw.choice(("daily", "daily", "daily", "hourly", "weekly")),
            at=f"{draw.choice((6, 7, 8)):02}:00",
            weekday=draw.randrange(7),
            timezone=draw.choice(ZONES),
        )
        for n in range(count)
    ]


def fill(path: Path, count: int, subscriptions: list[Subscription]) -> None:
    """An archive with `count` stories, and the alerts that the rules plan for them."""
    conn = db.create(path)
    with db.transaction(conn):
        outlets = [
            Source(id_, id_.title(), f"https://{id_}.example/", "GB", "en", "press", channels=(_channel(id_),)) for id_ in OUTLETS
        ]
        sources.sync(conn, outlets, NOW)
        for n in range(1, count + 1):
            outlet = OUTLETS[n % len(OUTLETS)]
            url = f"https://{outlet}.example/{n}"
            urls.sight(conn, 1, [(Candidate(url, url, 0), outlet)], NOW)
            due = urls.due(conn, NOW, 1)[0]
            conn.execute("update urls set due_at = null")
            text = "\n\n".join(SENTENCE.format(n=n) * 4 for _ in range(7))
            published = Moment(NOW - timedelta(hours=3), Precision.MINUTE, "feed")
            found = Extract(
                f"Story {n}: Microsoft and OpenAI agree on something",
                text,
                LANGUAGES[n % 7 % 3],
                Access.FULL,
                published=published,
            )
            subjects = tuple(SubjectScore(subject, 0.8) for subject in {SUBJECTS[n % 8], SUBJECTS[n // 8 % 8]})
            id_ = articles.insert(conn, NewArticle(due, found, Verdict("t", 0.5 + n / 2000, True, subjects), NOW))
            stories.found(conn, found.title, id_, NOW)
            enqueue(conn, articles.load(conn, id_), NOW, subscriptions=lambda: subscriptions)
    conn.close()


def _channel(outlet: str) -> Channel:
    return Channel(outlet, f"https://{outlet}.example/f", "rss")


async def digests(path: Path, port: int, subscriptions: list[Subscription]) -> int:
    """Send all that is due; returns how many."""
    writer = Writer(path)
    writer.start()
    stationery = Stationery(SENDER, Links("http://127.0.0.1:8001"))
    outbox = Outbox(writer, Ways(SmtpTransport(SmtpSettings("127.0.0.1", port, "none"))), lambda: subscriptions, stationery)
    sent = 0
    while found := (await outbox.run_due(NOW + A_WEEK)).sent:  # the last weekly one is due by then
        sent += found
        print(f"{sent} digests sent", file=sys.stderr)
    writer.stop()
    return sent


def bare(port: int, count: int, size: int) -> None:
    """The same number of ready-made messages of the same size."""
    line = b"x" * 74 + b"\r\n"
    content = b"Subject: s\r\n\r\n" + line * (size // len(line))
    with smtplib.SMTP("127.0.0.1", port) as client:
        for n in range(count):
            client.sendmail(SENDER, [f"reader{n}@x.example"], content)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=1000)
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--alike", action="store_true", help="everybody gets everything")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    subscriptions = readers(given.subscriptions, alike=given.alike)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        fill(path, given.stories, subscriptions)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        sent = asyncio.run(digests(path, port, subscriptions))
        own = time.process_time() - start
    ours.send(1)
    mails, octets = ours.recv()
    assert mails == sent
    start = time.process_time()
    bare(port, sent, octets // mails)
    plain = time.process_time() - start
    ours.send(0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = {
        "digests": sent,
        "octets_each": octets // mails,
        "ms_each": round(1000 * own / sent, 2),
        "smtplib_ms_each": round(1000 * plain / sent, 2),
        "ratio": round(own / plain, 2),
        "ratio_aimed_at": MOST_TIMES,
        "peak_mb": round(peak / 1024),
        "peak_mb_before": round(before / 1024),
    }
    print(json.dumps(result) if given.json else "\n".join(f"{name:16} {value}" for name, value in result.items()))
    assert peak <= MOST_MEMORY, "digests take more than 300 MB"


if __name__ == "__main__":
    main()
