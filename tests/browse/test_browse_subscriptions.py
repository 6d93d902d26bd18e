"""From the form to the mail and back: made in the browser's pages, confirmed, told, unsubscribed; real Datasette and SMTP."""

import asyncio
import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from alerts import errands
from alerts.channels.smtp import SmtpTransport
from alerts.enqueue import enqueue
from alerts.links import Links
from alerts.message import Stationery
from alerts.outbox import Outbox
from alerts.roster import Roster
from alerts.ways import Ways
from archive import accounts, articles, db, reader, tokens
from archive import outbox as store
from archive.writer import Writer
from browse import subscribing
from browse.subscribing import Choices
from tests.alerts.press import SENDER, Press
from tests.alerts.servers import Box, Refusing, running, settings
from tests.browse import live

ANA = "ana@reader.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("subscriptions")
    press = Press(folder / "a.db")
    press.publish("Microsoft shows MAI-Voice-2", at=datetime.now(UTC).replace(microsecond=0))
    with live.serve(press.path, folder / "reader.db") as server:
        yield press, server
        assert "Traceback" not in server.log.read_text()


def get(url, data=None, headers=None):
    body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def send(press, server, box, now):
    """One run of the crawler's side."""

    async def run():
        writer = Writer(press.path)
        writer.start()
        roster = Roster((), server.reader)
        try:
            article = await writer.do(lambda conn: articles.load(conn, 1))
            await writer.do(lambda conn: enqueue(conn, article, now, subscriptions=roster))
            async with running(box) as port:
                errand = errands.of_readers(server.reader, "press.example")
                stationery = Stationery(SENDER, Links(server.base))
                out = Outbox(writer, Ways(SmtpTransport(settings(port))), roster, stationery, errands=[errand])
                return await out.run_due(now + timedelta(minutes=5))
        finally:
            roster.close()
            writer.stop()

    return asyncio.run(run())


def text_of(box):
    return box.taken[-1][1].get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_subscription_from_the_form_to_the_end(served):
    press, server = served
    now = datetime.now(UTC)
    status, page = get(
        f"{server.base}/subscriptions", {"what": "make", "recipient": ANA, "cadence": "immediate", "languages": ["en"]}
    )
    assert status == 200
    assert "waits for the confirmation" in page
    box = Box()
    assert send(press, server, box, now).sent == 1  # the question, and no alert yet
    assert box.taken[-1][1]["Subject"] == "Please confirm: alerts from presswatch"
    assert send(press, server, box, now).sent == 0  # asked once
    confirm = re.search(rf"{server.base}/confirm/\S+", text_of(box))[0]
    assert "Shall presswatch send" in get(confirm)[1]
    assert "waits for the confirmation" in get(f"{server.base}/subscriptions")[1]  # looking changed nothing
    assert "Confirmed" in get(confirm, {"what": "confirm"})[1]
    assert send(press, server, box, now).sent == 1
    assert "MAI-Voice-2" in box.taken[-1][1]["Subject"]
    not_relevant = re.search(rf"{server.base}/not-relevant/\S+", text_of(box))[0]
    assert "MAI-Voice-2” does not belong" in get(not_relevant)[1]
    assert get(not_relevant, {"what": "label"})[0] == 200
    with reader.opened(server.reader) as conn:
        assert conn.execute("select label from feedback").fetchall()[0][0] == "not-relevant"
        accounts.add(conn, "boss", "a password nobody guesses", accounts.MAY, now)
    unsubscribe = re.search(rf"{server.base}/unsubscribe/\S+", text_of(box))[0]
    assert get(f"{server.base}/subscriptions")[0] in (401, 403) or "password" in get(f"{server.base}/subscriptions")[1].lower()
    assert "No more mails" in get(unsubscribe)[1]  # though nobody is signed in
    assert Roster((), server.reader)()[0].recipients == (ANA,)
    assert get(unsubscribe, {"List-Unsubscribe": "One-Click"}) == (200, "unsubscribed\n")
    assert Roster((), server.reader)()[0].recipients == ()
    assert get(unsubscribe, {"what": "undo"})[0] == 200
    assert Roster((), server.reader)()[0].recipients == (ANA,)
    with reader.opened(server.reader) as conn:
        accounts.remove(conn, "boss")


def test_a_link_that_is_old_or_forged_does_nothing(served):
    press, server = served
    conn = db.connect(press.path, readonly=True)
    secret = store.identity(conn).secret
    conn.close()
    old = tokens.sign(secret, tokens.CONFIRM, "x", ANA, db.stamp(datetime.now(UTC) - timedelta(hours=1)))
    assert get(f"{server.base}/confirm/{old}", {})[0] == 410
    other = tokens.sign(secret, tokens.UNSUBSCRIBE, "x", ANA)
    assert get(f"{server.base}/confirm/{other}")[0] == 404
    assert get(f"{server.base}/unsubscribe/{other[:-3]}abc", {})[0] == 404


def test_an_address_is_asked_three_times_a_day(served):
    _, server = served
    make = {"what": "make", "recipient": "victim@elsewhere.example", "cadence": "daily"}
    answers = [get(f"{server.base}/subscriptions", make)[0] for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_dead_letters_are_sent_again_from_the_page(served):
    press, server = served
    now = datetime.now(UTC)
    with reader.opened(server.reader) as conn:
        conn.execute("update subscriptions set confirmed_at = '2026-01-01T00:00:00Z' where recipient like 'victim%'")
        conn.execute("update subscriptions set settings = json_set(settings, '$.cadence', 'immediate')")
    assert send(press, server, Refusing("victim@elsewhere.example"), now).sent == 0
    page = get(f"{server.base}/deliveries")[1]
    assert "550 5.1.1 no such user here" in page
    assert get(f"{server.base}/deliveries", {"recipient": "victim@elsewhere.example"})[0] == 200
    box = Box()
    assert send(press, server, box, now + timedelta(minutes=1)).sent == 4
    assert set(box.recipients()) == {"victim@elsewhere.example"}


def test_the_signing_secret_and_addresses_are_no_tables(served):
    _, server = served
    for table in ("identity", "messages", "queues", "stops", "waiting_alerts"):
        assert get(f"{server.base}/presswatch/{table}")[0] == 403, table


KNOWN = Choices(outlets={"elbe-kurier"}, subjects={"mai"}, languages={"de"}, channels={"ops"}, searches={7})


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"recipient": ANA}, ""),
        ({"recipient": "jörg@bücher.example"}, ""),
        ({"recipient": "channel:ops"}, ""),
        ({"recipient": "https://hooks.example/in?x=1"}, ""),
        ({"recipient": "channel:other"}, "channel"),
        ({"recipient": "http://hooks.example/"}, "hook"),
        ({"recipient": "https://user@hooks.example/"}, "hook"),
        ({"recipient": "file:///etc/passwd"}, "hook"),
        ({"recipient": "ana"}, "address"),
        ({"recipient": "a@b\r\nBcc: c@d"}, "address"),
        ({"recipient": ANA, "at": "25:00"}, "at"),
        ({"recipient": ANA, "timezone": "Mars/Base"}, "timezone"),
        ({"recipient": ANA, "timezone": "../etc"}, "timezone"),
        ({"recipient": ANA, "quiet_from": "22:00"}, "quiet"),
        ({"recipient": ANA, "cadence": "often"}, "cadence"),
        ({"recipient": ANA, "min_score": "2"}, "min_score"),
        ({"recipient": ANA, "saved_search": "8"}, "search"),
    ],
)
def test_what_the_form_says_is_checked(form, wrong):
    sent = subscribing.read({name: [value] for name, value in form.items()}, KNOWN, "en")
    assert sent.wrong == ((f"subscriptions.wrong.{wrong}",) if wrong else ())
