"""What `presswatch alerts` shows and does."""

from datetime import timedelta

from alerts import desk, rules
from alerts.channels.smtp import SmtpTransport
from alerts.delivery import Fate
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive import db
from tests.alerts import servers
from tests.alerts.press import NOW, STATIONERY, Press, subscription
from tests.alerts.servers import Box, running, settings

ANA = "ana@reader.example"


def reading(press):
    return db.connect(press.path, readonly=True)


def test_the_preview_shows_what_waits_and_changes_nothing(file):
    press = Press(file, subscription(quiet=("00:00", "23:59")), subscription(id="daily", cadence="daily", language="de"))
    press.publish()
    before = press.rows("select * from alerts")
    found = desk.preview(reading(press), press.subscriptions, STATIONERY, NOW)
    assert [(one.subscription_id, one.recipient, one.alerts) for one in found] == [("daily", ANA, 1), ("desk", ANA, 1)]
    assert found[0].written.subject == "Presseschau 10. März 2026: Microsoft shows MAI-Voice-2"
    assert "Warum Sie das erhalten: über MAI-Modelle" in found[0].written.parts.text
    assert found[0].due_at.isoformat() == "2026-03-11T07:00:00+00:00"
    assert press.rows("select * from alerts") == before
    assert press.rows("select count(*) from messages") == [(0,)]


def test_nothing_waits(file):
    assert desk.preview(reading(Press(file, subscription())), (subscription(),), STATIONERY, NOW) == ()


async def test_the_overview_names_who_is_stopped_and_what_is_dead(file, writer):
    press = Press(file, subscription(), subscription(id="more", languages=("de",), min_score=0.5, cadence="daily", paused=True))
    press.publish()
    async with running(servers.Refusing(ANA)) as port:
        transport = SmtpTransport(settings(port))
        await Outbox(writer, Ways(transport), lambda: press.subscriptions, STATIONERY).run_due(NOW + timedelta(hours=1))
    press.publish("Another")
    found = desk.overview(reading(press), press.subscriptions)
    assert "550" in found.lines[0].stopped
    assert (found.lines[0].waiting, found.lines[1].waiting) == (1, 0)
    assert found.lines[1].stopped == "paused"
    assert found.lines[1].restrictions == "languages: de; score from 0.5"
    assert found.lines[1].cadence == "daily at 07:00 UTC"
    assert found.counts == {"due": 0, "sent": 0, "dead": 1, "waiting": 1}
    assert [(message.recipient, message.state) for message in found.troubled] == [(ANA, "dead")]
    assert await writer.do(lambda conn: desk.retry(conn, None, NOW)) == (1, 1)
    assert desk.overview(reading(press), press.subscriptions).troubled == ()


def test_why_an_article_is_not_told(file):
    press = Press(file)
    article = press.publish()
    found = desk.explain([subscription(), subscription(id="german", languages=("de",))], article, NOW)
    assert found == (("desk", ""), ("german", "language 'en' is not among de"))


async def test_a_test_mail_goes_past_the_outbox():
    box = Box()
    async with running(box) as port:
        receipt = await desk.send_test(SmtpTransport(settings(port)), ANA, STATIONERY, NOW, "de")
    assert receipt.fate is Fate.SENT
    assert box.taken[0][1]["Subject"] == "Testmail von presswatch – Example Gazette"


def test_cadences_in_words():
    lines = [
        desk.cadence_line(subscription(**values))
        for values in (
            {},
            {"quiet": ("22:00", "07:00")},
            {"cadence": "hourly", "at": "00:05"},
            {"cadence": "weekly", "weekday": 4, "timezone": "Europe/Berlin"},
        )
    ]
    assert lines == [
        "within 60 s",
        "within 60 s, quiet 22:00 to 07:00 UTC",
        "hourly at minute 05",
        "Fridays at 07:00 Europe/Berlin",
    ]


def test_every_cadence_is_known_to_the_rules():
    for cadence in rules.CADENCES:
        assert rules.due(subscription(cadence=cadence), NOW) > NOW
