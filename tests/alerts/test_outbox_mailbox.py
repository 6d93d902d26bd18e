"""The whole way: articles stored, alerts planned, mails in a real mailbox."""

from datetime import timedelta

import pytest

from alerts.channels.smtp import SmtpSettings, SmtpTransport
from alerts.outbox import Outbox
from alerts.ways import Ways
from archive.writer import Writer
from crawler.mailbox.box import Mailbox
from tests.alerts.press import NOW, STATIONERY, Press, subscription

SOON = NOW + timedelta(seconds=60)


@pytest.fixture
async def mailbox(tmp_path):
    box = Mailbox(tmp_path / "mails")
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
def writer(tmp_path):
    writer = Writer(tmp_path / "a.db")
    writer.start()
    yield writer
    writer.stop()


def outbox_of(press, writer, mailbox, **more):
    transport = SmtpTransport(SmtpSettings("127.0.0.1", mailbox.smtp_port, "none"))
    return Outbox(writer, Ways(transport), lambda: press.subscriptions, STATIONERY, **more)


async def test_an_article_becomes_a_mail(tmp_path, mailbox, writer):
    press = Press(tmp_path / "a.db", subscription())
    press.publish()
    outbox = outbox_of(press, writer, mailbox)
    assert (await outbox.run_due(NOW)).gathered == 0
    assert (await outbox.run_due(SOON)).sent == 1
    mail = mailbox.messages()[0]
    assert mail.recipient == "ana@reader.example"
    assert mail.header("Subject") == "Microsoft shows MAI-Voice-2 – Circuit Post"
    assert "about MAI models · “MAI-Voice-2” in the headline" in mail.part("plain")
    assert (await outbox.run_due(SOON)).sent == 0
