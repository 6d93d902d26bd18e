"""CPU of a morning's digests beside bare smtplib sending equally large messages to the same server in the same run.

    ./run bench digest [--subscriptions 1000] [--stories 500] [--json]

The server runs in a process of its own, so that its CPU counts for nobody.
"""

import argparse
import asyncio
import json
import multiprocessing
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
from alerts.links import Links
from alerts.message import Stationery
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive import articles, db, queues, sources, stories, urls
from archive.articles import NewArticle
from archive.model import Access, Alert, Candidate, Channel, Extract, Moment, Precision, Source, Subscription, Verdict
from archive.writer import Writer

NOW = datetime(2026, 3, 10, 7, 0, tzinfo=UTC)
SENTENCE = "Microsoft trained its own model on {n},000 GPUs, which is news number {n} of the day and says so at some length. "
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


def fill(path: Path, count: int, subscriptions: list[Subscription]) -> None:
    """An archive with `count` stories and an alert for everybody."""
    conn = db.create(path)
    with db.transaction(conn):
        sources.sync(
            conn,
            [
                Source(
                    "o",
                    "Outlet",
                    "https://o.example/",
                    "GB",
                    "en",
                    "press",
                    channels=(Channel("o", "https://o.example/f", "rss"),),
                )
            ],
            NOW,
        )
        for n in range(1, count + 1):
            url = f"https://o.example/{n}"
            urls.sight(conn, 1, [(Candidate(url, url, 0), "o")], NOW)
            due = urls.due(conn, NOW, 1)[0]
            conn.execute("update urls set due_at = null")
            text = "\n\n".join(SENTENCE.format(n=n) * 4 for _ in range(7))
            published = Moment(NOW - timedelta(hours=3), Precision.MINUTE, "feed")
            found = Extract(f"Story {n}: Microsoft and OpenAI agree on something", text, "en", Access.FULL, published=published)
            id_ = articles.insert(conn, NewArticle(due, found, Verdict("t", 0.5 + n / 2000, True), NOW))
            stories.found(conn, found.title, id_, NOW)
            queues.add(conn, [Alert(s.id, s.recipients[0], id_, 1, NOW, "about MAI models") for s in subscriptions])
    conn.close()


async def digests(path: Path, port: int, subscriptions: list[Subscription]) -> int:
    """Send all that is due; returns how many."""
    writer = Writer(path)
    writer.start()
    stationery = Stationery(SENDER, Links("http://127.0.0.1:8001"))
    outbox = Outbox(writer, Ways(SmtpTransport(SmtpSettings("127.0.0.1", port, "none"))), lambda: subscriptions, stationery)
    sent = 0
    while found := (await outbox.run_due(NOW + timedelta(minutes=1))).sent:
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
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    subscriptions = [Subscription(f"s{n}", (f"reader{n}@x.example",), cadence="daily") for n in range(given.subscriptions)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        fill(path, given.stories, subscriptions)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        sent = asyncio.run(digests(path, port, subscriptions))
        own = time.process_time() - start
    ours.send(1)
    mails, octets = ours.recv()
    assert mails == sent == given.subscriptions
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
        "peak_mb": round(peak / 1024),
        "peak_mb_before": round(before / 1024),
    }
    print(json.dumps(result) if given.json else "\n".join(f"{name:16} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
