"""The outbox with a real archive and real SMTP servers: what is sent, again, never, and to whom."""

import logging
import random
from datetime import timedelta
from unittest.mock import patch

import pytest

from alerts import outbox as sending
from alerts.channels.smtp import SmtpTransport
from alerts.delivery import Fate
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive import claims, db
from archive import outbox as store
from tests.alerts import servers
from tests.alerts.press import NOW, STATIONERY, TEXT, Press, subscription
from tests.alerts.servers import Box, running, settings

ANA, BEA = "ana@reader.example", "bea@reader.example"
DUE = NOW + timedelta(seconds=60)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def outbox(press, writer, port, **more):
    transport = SmtpTransport(settings(port)) if port else None
    return Outbox(writer, Ways(transport), lambda: press.subscriptions, STATIONERY, rng=random.Random(1), **more)


async def test_articles_of_the_grouping_time_share_a_mail_and_stories_an_entry(file, writer):
    press = Press(file, subscription())
    story = press.new_story()
    press.publish("Microsoft shows MAI-Voice-2", story=story)
    press.publish("Microsoft zeigt MAI-Voice-2", "elbe-kurier", story=story, at=NOW + timedelta(seconds=50))
    press.publish("Copilot learns Spanish", "harbour-gazette", at=NOW + timedelta(seconds=55))
    box = Box()
    async with running(box) as port:
        assert (await outbox(press, writer, port).run_due(DUE)).sent == 1
    mail = box.taken[0][1]
    assert mail["Subject"] == "Microsoft shows MAI-Voice-2 (and 1 more story)"
    text = mail.get_body(("plain",)).get_content()
    assert "2 stories, 3 reports" in text
    assert text.index("MAI-Voice-2") < text.index("* Microsoft zeigt MAI-Voice-2") < text.index("Copilot learns Spanish")


async def test_each_recipient_gets_a_mail_of_its_own(file, writer):
    press = Press(file, subscription(recipients=(ANA, BEA)))
    press.publish()
    box = Box()
    async with running(box) as port:
        assert (await outbox(press, writer, port).run_due(DUE)).sent == 2
    assert (box.transactions, sorted(box.recipients())) == (2, [ANA, BEA])
    assert [mail["To"] for _, mail in box.taken] == box.recipients()
    assert len(set(box.ids())) == 2


async def test_copies_are_named_and_not_alerted(file, writer):
    press = Press(file, subscription())
    first = press.publish(at=NOW)
    press.publish("Agency copy", "harbour-gazette", copy_of=first.id, at=NOW)
    box = Box()
    async with running(box) as port:
        await outbox(press, writer, port).run_due(DUE)
        await outbox(press, writer, port).run_due(DUE + DAY)
    assert len(box.taken) == 1
    assert "Also at: Harbour Gazette" in box.taken[0][1].get_body(("plain",)).get_content()


async def test_a_later_report_joins_the_thread_of_its_story(file, writer):
    press = Press(file, subscription(again_after_hours=0.5))
    story, box = press.new_story(), Box()
    async with running(box) as port:
        one = outbox(press, writer, port)
        press.publish(story=story)
        await one.run_due(DUE)
        press.publish("Microsoft zeigt MAI-Voice-2", "elbe-kurier", story=story, at=NOW + HOUR)
        assert (await one.run_due(NOW + HOUR + MINUTE)).sent == 0  # waits for company
        assert (await one.run_due(NOW + HOUR + 30 * MINUTE)).sent == 1
    first, second = (mail for _, mail in box.taken)
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"]
    assert second["Subject"] == f"Re: {first['Subject']}"
    assert first["References"] is None


async def test_a_revision_is_told_for_a_new_figure_and_not_for_a_typo(file, writer):
    press = Press(file, subscription())
    box = Box()
    async with running(box) as port:
        one = outbox(press, writer, port)
        article = press.publish()
        await one.run_due(DUE)
        press.revise(article, text=TEXT["en"].replace("speech", "spech"), at=NOW + HOUR)
        press.revise(article, text=TEXT["en"].replace("15,000", "20,000"), at=NOW + 2 * HOUR)
        await one.run_due(NOW + 3 * HOUR)
    assert len(box.taken) == 2
    assert box.taken[1][1]["Subject"] == "Changed: Microsoft shows MAI-Voice-2 – Circuit Post"
    assert "figures 15,000 became 20,000" in box.taken[1][1].get_body(("plain",)).get_content()
    assert box.taken[1][1]["References"] == box.ids()[0]


async def test_two_outlets_with_two_figures_are_told_as_such(file, writer):
    press = Press(file, subscription())
    story, other = press.new_story(), TEXT["en"].replace("15,000", "14,000")
    first, second = press.publish(story=story), press.publish(source="harbour-gazette", story=story, text=other)
    at = TEXT["en"].index("15,000")
    conn = db.connect(file)
    with db.transaction(conn):
        for article, value in ((first, 15000.0), (second, 14000.0)):
            figure = (article.id, value, "GPU", "about", "", "", "body", at, at + len("15,000 GPUs"), "quantity", "")
            conn.execute(f"insert into figures values (null, {', '.join('?' * 11)})", figure)
        values = [claims.Value(v, "about", a.id, NOW, (a.id,), 0, 1) for a, v in ((first, 15000.0), (second, 14000.0))]
        claims.replace(conn, story, [claims.Claim("GPU", "", tuple(values), 2, disputed=True, unsure=False)])
    conn.close()
    box = Box()
    async with running(box) as port:
        await outbox(press, writer, port).run_due(DUE)
    (mail,) = (mail for _, mail in box.taken)
    told = mail.get_body(("plain",)).get_content()
    assert "Reports differ: 14,000 GPUs (Harbour Gazette) / 15,000 GPUs (Circuit Post)" in " ".join(told.split())


async def test_greylisting_is_waited_out_under_the_same_message_id(file, writer):
    press = Press(file, subscription())
    press.publish()
    box = servers.Greylisting(times=2)
    async with running(box) as port:
        one = outbox(press, writer, port)
        runs = [await one.run_due(DUE + n * MINUTE) for n in range(8)]
    assert sum((run.fates for run in runs), start=type(runs[0].fates)()) == {Fate.DEFERRED: 2, Fate.SENT: 1}
    assert len(box.taken) == 1
    assert press.rows("select state, attempts, last_error from messages") == [("sent", 3, "")]


async def test_the_server_dies_after_data_and_gets_the_same_message_again(file, writer):
    press = Press(file, subscription())
    press.publish()
    box = servers.DiesAfterData()
    async with running(box) as port:
        one = outbox(press, writer, port)
        await one.run_due(DUE)
        await one.run_due(DUE + 2 * MINUTE)
    assert len(box.taken) == 2
    assert len(set(box.ids())) == 1
    assert box.taken[0][1].as_bytes() == box.taken[1][1].as_bytes()


async def test_a_refused_recipient_stops_and_the_operator_is_told(file, writer, caplog):
    press = Press(file, subscription(recipients=(ANA, BEA)))
    press.publish()
    box = servers.Refusing(ANA)
    async with running(box) as port:
        one = outbox(press, writer, port, operator="op@press.example")
        await one.run_due(DUE)
        press.publish("More of it", at=NOW + HOUR)
        await one.run_due(NOW + 3 * HOUR)
    assert box.recipients() == [BEA, "op@press.example", BEA]
    notice = next(mail for recipient, mail in box.taken if recipient == "op@press.example")
    assert notice["Subject"] == f"presswatch: mail to {ANA} failed"
    assert "550 5.1.1 no such user here" in notice.get_body(("plain",)).get_content()
    assert len([line for line in caplog.messages if ANA in line]) == 1
    box.unknown = ()
    async with running(box) as port:
        assert await writer.do(lambda conn: store.revive(conn, ANA, NOW + DAY)) == (1, 1)
        await outbox(press, writer, port).run_due(NOW + DAY)
    assert box.recipients()[3:] == [ANA, ANA]


async def test_patience_ends_after_two_days(file, writer):
    press = Press(file, subscription())
    press.publish()
    box = servers.Greylisting(times=10_000)
    async with running(box) as port:
        one = outbox(press, writer, port, operator="op@press.example")
        for hour in range(60):
            await one.run_due(DUE + hour * HOUR)
    state, attempts, error = press.rows("select state, attempts, last_error from messages where kind = 'alert'")[0]
    assert (state, "450" in error) == ("dead", True)
    assert 10 <= attempts <= 30
    assert press.rows("select count(*) from messages where kind = 'notice'") == [(1,)]


async def test_no_server_costs_one_line_and_no_patience(file, writer, caplog):
    press = Press(file, subscription())
    press.publish()
    box = Box()
    async with running(box) as port:
        pass
    one = outbox(press, writer, port)
    for hour in range(100):
        await one.run_due(DUE + hour * HOUR)
    assert len([line for line in caplog.messages if "no mail can be sent" in line]) == 1
    assert press.rows("select state, attempts from messages") == [("due", 0)]
    async with running(box) as port:
        one._ways = Ways(SmtpTransport(settings(port)))
        assert (await one.run_due(DUE + 101 * HOUR)).sent == 1


async def test_trouble_with_the_server_is_not_tried_at_every_tick(file, writer):
    press = Press(file, subscription(recipients=(ANA, BEA)))
    press.publish()
    box = servers.RefusesSender()
    async with running(box) as port:
        one = outbox(press, writer, port)
        for second in range(30):
            await one.run_due(DUE + timedelta(seconds=second))
    assert box.connections <= 3


async def test_without_a_server_everything_waits_and_it_is_said_once(file, writer, caplog):
    press = Press(file, subscription())
    press.publish()
    one = outbox(press, writer, None)
    assert "no SMTP server is configured" in (await one.run_due(DUE)).held
    await one.run_due(DUE)
    assert len(caplog.messages) == 1
    assert press.rows("select count(*) from waiting_alerts") == [(1,)]


async def test_a_message_that_cannot_be_made_does_not_block_the_others(file, writer):
    press = Press(file, subscription(recipients=(ANA, BEA)))
    press.publish()
    box = Box()
    real = sending.write

    def write(loaded, stationery):
        if loaded.message.recipient == ANA:
            raise ZeroDivisionError("a broken template")
        return real(loaded, stationery)

    async with running(box) as port:
        with patch.object(sending, "write", write):
            run = await outbox(press, writer, port).run_due(DUE)
    assert run.fates == {Fate.DEFERRED: 1, Fate.SENT: 1}
    assert box.recipients() == [BEA]
    assert press.rows("select last_error from messages where recipient like 'ana%'") == [
        ("ZeroDivisionError: a broken template",)
    ]


async def test_a_subscription_that_is_gone_does_not_block_the_others(file, writer):
    press = Press(file, subscription(id="gone"), subscription(id="here"))
    press.publish()
    press.subscriptions = press.subscriptions[1:]
    box = Box()
    async with running(box) as port:
        assert (await outbox(press, writer, port).run_due(DUE)).sent == 1
    assert press.rows("select subscription_id from waiting_alerts") == [("gone",)]


async def test_one_digest_for_a_date_even_when_the_clock_is_set_back(file, writer):
    press = Press(file, subscription(cadence="daily", at="07:00", timezone="Europe/Berlin"))
    box, seven = Box(), NOW.replace(day=11, hour=6)
    async with running(box) as port:
        one = outbox(press, writer, port)
        press.publish("First")
        press.publish("Second", at=NOW + 10 * HOUR)
        assert (await one.run_due(seven - MINUTE)).sent == 0
        assert (await one.run_due(seven)).sent == 1
        press.publish("Third", at=seven - 2 * HOUR)
        assert (await one.run_due(seven + MINUTE)).sent == 0
        assert (await one.run_due(seven + DAY)).sent == 1
    assert [mail["Subject"] for _, mail in box.taken] == [
        "Press digest 11 Mar 2026: First and 1 more",
        "Press digest 12 Mar 2026: Third",
    ]
    assert press.rows("select period from messages order by id") == [("2026-03-11",), ("2026-03-12",)]


async def test_a_digest_that_slept_over_its_time_is_sent_once(file, writer):
    press = Press(file, subscription(cadence="daily"))
    press.publish("One")
    press.publish("Two", at=NOW + DAY)
    box = Box()
    async with running(box) as port:
        assert (await outbox(press, writer, port).run_due(NOW + 5 * DAY)).sent == 1
    assert "2 stories" in box.taken[0][1].get_body(("plain",)).get_content()


async def test_the_hours_mails_are_capped_and_the_rest_shares_the_next(file, writer):
    press = Press(file, subscription(max_per_hour=2))
    box = Box()
    async with running(box) as port:
        one = outbox(press, writer, port)
        for minute in range(0, 50, 5):
            press.publish(f"Story {minute}", at=NOW + minute * MINUTE)
            await one.run_due(NOW + (minute + 2) * MINUTE)
        assert len(box.taken) == 2
        await one.run_due(NOW + 63 * MINUTE)
    assert len(box.taken) == 3
    assert "8 stories" in box.taken[2][1].get_body(("plain",)).get_content()


async def test_quiet_hours(file, writer):
    press = Press(file, subscription(quiet=("09:00", "11:00")))
    press.publish()
    async with running(Box()) as port:
        one = outbox(press, writer, port)
        assert (await one.run_due(NOW + HOUR)).sent == 0
        assert (await one.run_due(NOW + 2 * HOUR)).sent == 1


async def test_a_clock_that_was_years_ahead_holds_nothing_back(file, writer):
    press = Press(file, subscription(), subscription(id="daily", cadence="daily"))
    press.publish("Told in the future", at=NOW + 1000 * DAY)
    box = servers.Greylisting()
    async with running(box) as port:
        one = outbox(press, writer, port)
        await one.run_due(NOW + 1000 * DAY + HOUR)
        await one.run_due(NOW)
        await one.run_due(NOW + 2 * DAY)
    assert len(box.taken) == 2


@pytest.mark.parametrize("title", ["Title\r\nBcc: x@evil.example", "Title\u2028X-Evil: 1", "lone \udc80 surrogate", "\x00", ""])
async def test_no_title_breaks_a_mail(file, writer, title, caplog):
    press = Press(file, subscription())
    press.publish("Harmless", story=press.new_story())
    press.publish(title.encode("utf-8", "replace").decode(), "harbour-gazette")
    box = Box()
    async with running(box) as port:
        assert (await outbox(press, writer, port).run_due(DUE)).sent == 1
    mail = box.taken[0][1]
    assert (mail["Bcc"], mail["X-Evil"]) == (None, None)
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_what_list_software_wants_to_know(file, writer):
    press = Press(file, subscription())
    press.publish()
    box = Box()
    async with running(box) as port:
        await outbox(press, writer, port).run_due(DUE)
    mail = box.taken[0][1]
    assert mail["List-Id"] == "<desk.presswatch.press.example>"
    assert mail["List-Unsubscribe"] == "<mailto:alerts@press.example?subject=unsubscribe%20desk>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Tue, 10 Mar 2026 09:01:00 +0000"
    assert mail["From"] == "presswatch <alerts@press.example>"
    assert mail["Message-ID"].endswith("@press.example>")
    assert "http" not in str(mail.get_body(("html",)).get_content()).replace("http://127.0.0.1:8001", "").replace(
        "https://circuit-post.example", ""
    )
