"""The local mailbox: real SMTP in, pages out."""

import smtplib
from asyncio import to_thread
from email.message import EmailMessage

import aiohttp
import pytest

from crawler.mailbox.box import Mailbox


@pytest.fixture
async def mailbox(tmp_path):
    box = Mailbox(tmp_path)
    await box.start()
    yield box
    await box.stop()


def letter(subject="Hello <b>there</b>", **headers) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "a@press.example", "b@reader.example"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("The text & more.")
    mail.add_alternative("<html><head></head><body><p>The page</p><script>alert(1)</script></body></html>", subtype="html")
    return mail


def send(port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail)


def send_raw(port: int, content: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("a@x.example", ["b@x.example"], content)


async def page(mailbox, path=""):
    async with aiohttp.ClientSession() as client, client.get(mailbox.url + path) as answer:
        return answer.status, answer.headers, await answer.text(errors="replace")


async def test_an_empty_mailbox_says_so(mailbox):
    assert mailbox.messages() == ()
    assert "No mail yet" in (await page(mailbox))[2]


async def test_a_mail_is_listed_and_shown(mailbox):
    await to_thread(send, mailbox.smtp_port, letter(Message_ID="<1@x.example>"))
    mail = mailbox.messages()[0]
    assert (mail.sender, mail.recipient, mail.header("Subject")) == ("a@press.example", "b@reader.example", "Hello <b>there</b>")
    assert "Hello &lt;b&gt;there&lt;/b&gt;" in (await page(mailbox))[2]
    assert "&lt;1@x.example&gt;" in (await page(mailbox, f"mails/{mail.name}"))[2]
    assert "The text &amp; more." in (await page(mailbox, f"mails/{mail.name}?view=text"))[2]
    assert "Subject: Hello &lt;b&gt;" in (await page(mailbox, f"mails/{mail.name}?view=source"))[2]


async def test_the_page_of_a_mail_may_run_nothing(mailbox):
    await to_thread(send, mailbox.smtp_port, letter())
    name = mailbox.messages()[0].name
    shown = (await page(mailbox, f"mails/{name}"))[2]
    _, headers, html = await page(mailbox, f"mails/{name}/html")
    assert 'sandbox="allow-popups' in shown
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert '<base target="_blank">' in html


async def test_each_recipient_has_its_own_copy_and_restarts_lose_nothing(mailbox, tmp_path):
    mail = letter()
    mail["Cc"] = "c@reader.example"
    await to_thread(send, mailbox.smtp_port, mail)
    await mailbox.stop()
    again = Mailbox(tmp_path)
    assert [kept.recipient for kept in again.messages()] == ["b@reader.example", "c@reader.example"]
    await again.start()
    await to_thread(send, again.smtp_port, letter("Third"))
    await again.stop()
    assert len(list(tmp_path.glob("*.eml"))) == 3
    assert Mailbox(tmp_path).messages()[2].header("Subject") == "Third"
    assert Mailbox(tmp_path).messages()[0].source == again.messages()[0].source


async def test_there_is_no_other_mail(mailbox):
    assert (await page(mailbox, "mails/000001-x.eml"))[0] == 404
    assert (await page(mailbox, "mails/..%2f..%2fetc%2fpasswd"))[0] == 404


async def test_a_mail_that_is_hardly_one(mailbox):
    await to_thread(send_raw, mailbox.smtp_port, b"Subject: \xff\xfe\r\n\r\n\xff")
    name = mailbox.messages()[0].name
    for path in ("", f"mails/{name}", f"mails/{name}?view=text", f"mails/{name}/html", f"mails/{name}/source"):
        assert (await page(mailbox, path))[0] == 200
