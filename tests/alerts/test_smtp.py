"""SMTP with real servers that behave and misbehave (hostile inputs 59 to 61)."""

import socket
import ssl

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from alerts.channels.smtp import SmtpTransport
from alerts.delivery import Fate
from alerts.mime import Mail, Parts, encode
from tests.alerts import servers
from tests.alerts.servers import Box, running, settings

PARTS = Parts("s", ("text",), ("<p>html",))


def mail(recipient="ana@reader.example", sender="alerts@press.example") -> Mail:
    content = encode([("Subject", "s"), ("Message-ID", "<1.a@b.example>"), ("To", recipient)], PARTS, "<1.a@b.example>")
    return Mail(sender, recipient, content, not (sender + recipient).isascii())


async def fates(port, *mails, **more):
    async with SmtpTransport(settings(port, **more)).session() as session:
        return [await session.send(each) for each in mails]


async def test_several_mails_share_a_connection_but_no_transaction():
    box = Box()
    async with running(box) as port:
        receipts = await fates(port, mail("a@x.example"), mail("b@x.example"))
    assert [receipt.fate for receipt in receipts] == [Fate.SENT, Fate.SENT]
    assert (box.connections, box.transactions, box.recipients()) == (1, 2, ["a@x.example", "b@x.example"])


@pytest.mark.parametrize(
    ("handler", "fate", "reason"),
    [
        (servers.Greylisting(), Fate.DEFERRED, "450 4.7.1 come back later"),
        (servers.Refusing("ana@reader.example"), Fate.STOPPED, "550 5.1.1 no such user here"),
        (servers.DislikesContent(), Fate.REJECTED, "554 5.7.1 looks like spam"),
        (servers.TooSmall(), Fate.REJECTED, "552 5.3.4 message too big"),
        (servers.RefusesSender(), Fate.UNAVAILABLE, "550 5.7.1 sender not allowed"),
        (servers.DiesAfterData(), Fate.DEFERRED, "closed"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Box) else "",
)
async def test_what_a_server_says_decides(handler, fate, reason):
    async with running(handler) as port:
        receipt = (await fates(port, mail()))[0]
    assert receipt.fate is fate
    assert reason in receipt.reason.lower()
    assert f"127.0.0.1:{port}" in receipt.reason


async def test_one_refused_recipient_does_not_touch_the_next():
    box = servers.Refusing("bad@x.example")
    async with running(box) as port:
        receipts = await fates(port, mail("bad@x.example"), mail("good@x.example"))
    assert [receipt.fate for receipt in receipts] == [Fate.STOPPED, Fate.SENT]


async def test_after_a_lost_connection_the_next_mail_gets_a_new_one():
    box = servers.DiesAfterData()
    async with running(box) as port:
        receipts = await fates(port, mail("a@x.example"), mail("b@x.example"))
    assert [receipt.fate for receipt in receipts] == [Fate.DEFERRED, Fate.SENT]
    assert box.connections == 2


async def test_a_server_that_hangs_after_data_is_not_waited_for():
    async with running(servers.HangsAfterData()) as port:
        receipt = (await fates(port, mail(), timeout=0.3))[0]
    assert (receipt.fate, receipt.reason) == (Fate.DEFERRED, f"127.0.0.1:{port}: no answer in time")


async def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    receipt = (await fates(port, mail()))[0]
    assert receipt.fate is Fate.UNAVAILABLE
    assert f"127.0.0.1:{port}" in receipt.reason


async def test_a_server_that_never_greets():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        receipt = (await fates(silent.getsockname()[1], mail(), timeout=0.3))[0]
    assert receipt.fate is Fate.UNAVAILABLE


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context, file


async def test_starttls_with_login(authority):
    context, ca_file = authority
    box = Box()
    options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": servers.check_login}
    async with running(box, **options) as port:
        more = {"security": "starttls", "ca_file": ca_file, "username": "ana"}
        right = await fates(port, mail(), **more, password="secret")
        wrong = await fates(port, mail(), **more, password="guess")
    assert (right[0].fate, wrong[0].fate) == (Fate.SENT, Fate.UNAVAILABLE)
    assert "535" in wrong[0].reason
    assert "guess" not in wrong[0].reason
    assert len(box.taken) == 1


async def test_a_password_beyond_ascii(authority):
    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"ana", "pässwörd".encode()), handled=False)

    options = {"tls_context": authority[0], "auth_required": True, "authenticator": check}
    async with running(Box(), **options) as port:
        more = {"security": "starttls", "ca_file": authority[1], "username": "ana"}
        receipts = [(await fates(port, mail(), **more, password=password))[0] for password in ("pässwörd", "pásswörd")]
    assert [receipt.fate for receipt in receipts] == [Fate.SENT, Fate.UNAVAILABLE]


async def test_tls_from_the_first_byte(authority):
    context, ca_file = authority
    async with running(Box(), tls=context) as port:
        assert (await fates(port, mail(), security="tls", ca_file=ca_file))[0].fate is Fate.SENT


async def test_a_certificate_of_nobody_we_know_and_a_server_without_starttls_get_nothing(authority):
    box = Box()
    async with running(box, tls_context=authority[0]) as port:
        assert (await fates(port, mail(), security="starttls"))[0].fate is Fate.UNAVAILABLE
    async with running(box) as port:
        assert (await fates(port, mail(), security="starttls"))[0].fate is Fate.UNAVAILABLE
    assert box.taken == []


async def test_addresses_beyond_ascii():
    box = Box()
    async with running(box) as port:
        assert (await fates(port, mail("jörg@xn--bcher-kva.example")))[0].fate is Fate.SENT
    assert box.recipients() == ["jörg@xn--bcher-kva.example"]
    async with running(box, enable_SMTPUTF8=False) as port:
        receipts = await fates(port, mail("jörg@reader.example"), mail())
    assert [receipt.fate for receipt in receipts] == [Fate.STOPPED, Fate.SENT]
    assert "SMTPUTF8" in receipts[0].reason


@pytest.mark.parametrize("recipient", ["nonsense<", "a@b\r\nRCPT TO:<evil@x.example>", "", "a@b@c", "@c", "a b@c.example"])
async def test_what_is_no_address_stops_and_reaches_nobody(recipient):
    box = Box()
    async with running(box) as port:
        receipts = await fates(port, mail(recipient), mail())
    assert [receipt.fate for receipt in receipts] == [Fate.STOPPED, Fate.SENT]
    assert box.recipients() == ["ana@reader.example"]


async def test_lines_with_dots_arrive_whole():
    box = Box()
    content = encode([("Subject", "s")], Parts("s", (".\n..\n.hidden\nFrom me",), ("<p>.\n.\n",)), "<2@b.example>")
    async with running(box) as port:
        await fates(port, Mail("a@press.example", "b@x.example", content, needs_utf8=False))
    assert box.taken[0][1].get_body(("plain",)).get_content().replace("\r\n", "\n") == ".\n..\n.hidden\nFrom me"
