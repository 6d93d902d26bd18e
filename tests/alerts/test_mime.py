"""Mails as bytes: nothing gets into the headers, nothing is lost from the text (hostile input 46)."""

import re
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts import mime
from alerts.mime import Parts

LONGEST_LINE = 998  # octets without the end of line (RFC 5321, 4.5.3.1.6)
EVIL = (
    "Title\r\nBcc: everyone@press.example",
    "Title\u2028X-Evil: 1",
    "Title\x85X-Evil: 1\x0bX-Evil: 2\x0c",
    "Title\nContent-Type: text/html\n\n<script>",
    "lone \ud83d surrogate",
    "=?utf-8?q?already=0D=0ABcc:_encoded?=",
    "nul\x00byte \u202eevil\u202c",
)


def parsed(subject: str, text: str = "x", html: str = "<p>x"):
    headers = [("From", "a@b.example"), ("Subject", mime.unstructured(subject)), ("Message-ID", "<1.abc@b.example>")]
    raw = mime.encode(headers, Parts(subject, (text,), (html,)), "<1.abc@b.example>")
    return raw, BytesParser(policy=policy.compat32).parsebytes(raw)


@given(st.text() | st.sampled_from(EVIL) | st.text(alphabet="äöü漢字🙂 a", min_size=50, max_size=300))
@example(EVIL[0])
@example("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich " * 4)
@example("漢" * 200)
def test_a_subject_is_one_header_and_says_the_same(subject):
    raw, message = parsed(subject)
    assert message.keys() == ["From", "Subject", "Message-ID", "MIME-Version", "Content-Type"]
    expected = mime.shorten(mime.one_line(subject), mime.SUBJECT_CHARACTERS)
    unfolded = re.sub(r"\r\n(?=[ \t])", "", str(message["Subject"] or ""))
    assert str(make_header(decode_header(unfolded))).strip() == expected
    head = raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 and line.isascii() for line in head.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_is_smuggled_in(evil):
    _, message = parsed(evil, evil, evil)
    assert not {"bcc", "x-evil"} & {key.casefold() for key in message}
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


@given(st.text(), st.text())
@example(".\n..\n.hidden", "From me\n--=_1.abc\n\nX: y")
@example("trailing \n space\t\n", "=3D=\n=")
def test_parts_come_out_as_they_went_in(text, html):
    _, message = parsed("s", text, html)
    plain, rich = (part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in message.get_payload())
    assert (plain, rich) == (mime.clean(text), mime.clean(html))


@given(
    st.lists(st.sampled_from(["plain", "", "é" * 90, " x ", mime.blank(0), f"at {mime.blank(1)} ", "."])),
    st.tuples(st.text(), st.text()),
)
@example(["\0" + "0\0", "plain"], ("0000000\xa0\xa0\xa0" + "\U00010000" * 4 + " ", ""))  # where its lines break may differ
def test_a_filled_form_says_what_its_text_says(lines, values):
    text = "\n".join(lines)
    piece = mime.Filled(mime.Form.of(text), values)
    filled = text.replace(mime.blank(0), values[0]).replace(mime.blank(1), values[1])
    whole, pieces = (mime.encode([], Parts("s", (made,), ("h",)), "<1@b.example>") for made in (filled, piece))
    bodies = [BytesParser().parsebytes(mail).get_payload(0).get_payload(decode=True) for mail in (whole, pieces)]
    assert (str(piece), bodies[1]) == (filled, bodies[0])
    assert max(map(len, pieces.splitlines())) <= LONGEST_LINE


@given(st.text(), st.text())
def test_any_header_value_stays_one_header(name, value):
    raw = mime.encode([("X-Name", f"{name}: {value}")], Parts("", ("",), ("",)), "<1@b.example>")
    assert BytesParser().parsebytes(raw).keys() == ["X-Name", "MIME-Version", "Content-Type"]


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("ana@reader.example", "ana@reader.example"),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ("用户@例え.テスト", "用户@xn--r8jz45g.xn--zckzah"),
        ("two\r\nRCPT TO:<evil@x.example>@reader.example", "twoRCPTTO:<evil@x.example>@reader.example"),
        ("nonsense", "nonsense"),
        ("a@" + "ü" * 70 + ".example", "a@" + "ü" * 70 + ".example"),
    ],
)
def test_addresses(given_, wanted):
    assert mime.address(given_) == wanted


@given(st.text())
def test_any_address_and_name_stays_on_its_line(text):
    assert "\n" not in mime.address(text)
    assert "\n" not in mime.phrase(text, "a@b.example")
