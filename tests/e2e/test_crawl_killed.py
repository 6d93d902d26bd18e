"""kill -9 in the middle of a crawl, again and again: nothing is lost, nothing is stored or mailed twice."""

import contextlib
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

from harness import Crawled, Installation, crawl_quietly, install, serving

from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom

KILLS = 20
SEED = 20  # of the moments at which it is killed
LONGEST = 60.0  # seconds for one life

# Lives begin in a fork server that has loaded the program: importing it costs more than the few pages a life lasts for.
forkserver = multiprocessing.get_context("forkserver")
forkserver.set_forkserver_preload(["crawler.running_commands"])


def decided(installation: Installation) -> int:
    """How many URLs have their outcome, and mails were sent, so far."""
    if not installation.archive.exists():
        return 0
    urls = "select count(*) from urls where due_at is null"
    mails = "select count(*) from messages where state = 'sent'"
    try:
        with installation.reading() as conn:
            return int(conn.execute(f"select ({urls}) + ({mails})").fetchone()[0])
    except Exception:  # noqa: BLE001 -- the first life may be killed before the schema is there
        return 0


def live_until(installation: Installation, goal: int) -> bool:
    """Run a crawl and kill it when `goal` more things are done. False when it ended by itself."""
    before = decided(installation)
    process = forkserver.Process(target=crawl_quietly, args=(installation.config,))
    process.start()
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if not process.is_alive():
            return False
        if decided(installation) >= before + goal:
            kill(process)
            return True
        time.sleep(0.01)
    raise AssertionError("the crawl neither went on nor ended")


def kill(process: BaseProcess) -> None:
    assert process.pid is not None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def texts(installation: Installation) -> Counter[str]:
    """What is stored. Which of two addresses of one article, or of several copies, comes first depends on their arrival."""
    with installation.reading() as conn:
        return Counter(row[0] for row in conn.execute("select text_hash from articles"))


def test_killed_twenty_times_it_ends_like_an_undisturbed_run(tmp_path: Path, crawled: Crawled) -> None:
    dice = random.Random(SEED)
    newsroom, mailbox = Newsroom.from_seeds(StoppedClock()), Mailbox(tmp_path / "mail")
    with serving(newsroom, mailbox):
        installation = install(tmp_path, newsroom, mailbox)
        kills = sum(live_until(installation, dice.randint(0, 9)) for _ in range(KILLS))
        last = installation.run("crawl", "--json")
        assert last.returncode == 0, last.stderr
    assert kills == KILLS
    assert texts(installation) == texts(crawled.installation)
    with installation.reading() as conn:
        left = conn.execute("select count(*) from urls where outcome = 'pending' and due_at is not null").fetchone()[0]
        untold = conn.execute("select count(*) from waiting_alerts").fetchone()[0]
        unsent = conn.execute("select count(*) from messages where state <> 'sent'").fetchone()[0]
        sent = {row[0] for row in conn.execute("select message_id from messages")}
    assert (left, untold, unsent) == (0, 0, 0)
    received = Counter((mail.header("Message-ID"), mail.header("To")) for mail in mailbox.messages())
    assert {message_id for message_id, _ in received} == sent
    # A mail comes twice only when the process died between the server's 250 and our commit, and then under the same Message-ID.
    assert sum(received.values()) - len(received) <= KILLS
