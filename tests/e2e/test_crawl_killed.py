"""kill -9 in the middle of a crawl, again and again: nothing is lost, nothing is stored or mailed twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import Installation, install, serving
from lives import Withholding, begin, end

from crawler.mailbox.box import Mailbox

KILLS = 20
SEED = 20  # of the moments at which it is killed
REQUESTS = 7  # at most, that a life gets an answer to
DIGESTING = 0.3  # seconds at most that it then has for what it got
OUTLETS = (
    "harbour-gazette",
    "ledger-wire",
    "northfield-times",
    "elbe-kurier",
    "rheintal-anzeiger",
    "gaceta-austral",
    "pulso-digital",
    "press-radar",
)
PATIENCE = 240.0  # seconds, on a machine that does other things too


@contextmanager
def newsroom_and_mailbox(folder: Path) -> Iterator[tuple[Withholding, Mailbox, Installation]]:
    newsroom, mailbox = Withholding.at_the_end_of_the_week(), Mailbox(folder / "mail")
    with serving(newsroom, mailbox):
        schedule = {"tick_seconds": 0.1, "patience_seconds": 1.5}
        yield newsroom, mailbox, install(folder, newsroom, mailbox, outlets=OUTLETS, schedule=schedule)


def live_to_the_end(installation: Installation) -> None:
    process = begin(installation.config)
    process.join(PATIENCE)
    code = process.exitcode
    end(process)
    assert code == 0


def die_in_the_middle(installation: Installation, newsroom: Withholding, requests: int, moment: float) -> None:
    """Run a crawl that gets answers to `requests` requests, and kill it `moment` seconds after it asked for more."""
    newsroom.answer_only(requests)
    process = begin(installation.config)
    until = time.monotonic() + PATIENCE
    while not newsroom.reached.wait(0.05):
        assert process.is_alive(), "the crawl ended before it was killed"
        assert time.monotonic() < until, "the crawl neither goes on nor ends"
    time.sleep(moment)
    end(process)
    newsroom.answer_all()


def texts(installation: Installation) -> Counter[str]:
    """What is stored. Which of two addresses of one article, or of several copies, comes first depends on their arrival."""
    with installation.reading() as conn:
        return Counter(row[0] for row in conn.execute("select text_hash from articles"))


def test_killed_twenty_times_it_ends_like_an_undisturbed_run(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    with newsroom_and_mailbox(tmp_path / "undisturbed") as (_, _, undisturbed):
        live_to_the_end(undisturbed)
    with newsroom_and_mailbox(tmp_path / "killed") as (newsroom, mailbox, installation):
        for _ in range(KILLS):
            die_in_the_middle(installation, newsroom, dice.randint(0, REQUESTS), dice.uniform(0, DIGESTING))
        live_to_the_end(installation)
    assert texts(installation) == texts(undisturbed)
    with installation.reading() as conn:
        left = conn.execute("select count(*) from urls where outcome = 'pending' and due_at is not null").fetchone()[0]
        untold = conn.execute("select count(*) from waiting_alerts").fetchone()[0]
        unsent = conn.execute("select count(*) from messages where state <> 'sent'").fetchone()[0]
        sent = {row[0] for row in conn.execute("select message_id from messages")}
    assert (left, untold, unsent) == (0, 0, 0)
    received = Counter((mail.header("Message-ID"), mail.header("To")) for mail in mailbox.messages())
    assert sent
    assert {message_id for message_id, _ in received} == sent
    # A mail comes twice only when the process died between the server's 250 and our commit, and then under the same Message-ID.
    assert sum(received.values()) - len(received) <= KILLS
