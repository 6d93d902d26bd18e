"""A mail as bytes: headers that nothing can be smuggled into, and a text and an HTML part. Pure, and the same bytes each time.

The headers are written here and not by `email.message`, because titles from the web hold line breaks, separators (U+2028), lone
surrogates and addresses beyond ASCII (hostile input 46), and because a repeated message should be the same message.
RFC 5322 (format), RFC 2047 (words beyond ASCII), RFC 6532 (addresses beyond ASCII), RFC 2045 (parts).
"""

import base64
import binascii
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from typing import Self

import idna

SUBJECT_CHARACTERS = 160
LINE = 76
INSIDE_CHARACTER = range(0x80, 0xC0)  # octets of UTF-8 that continue one
WORD_OCTETS = 39  # 52 in base64, beside "Subject: =?utf-8?b??="

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]+")
_INVISIBLE_IN_LINES = re.compile(_INVISIBLE.pattern.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f"))
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f<>@,;:\\\"()\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"\x00(\d+)\x00")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one recipient, ready for a transport. `needs_utf8`: an address needs RFC 6532 and SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """Lines with blanks (`blank`) for what differs between mails. Lines without blanks are encoded once for all of them."""

    lines: tuple[str, ...]  # as many together as have no blanks, and each that has some

    @classmethod
    def of(cls, text: str) -> Self:
        """The form that a text with blanks is."""
        groups = itertools.groupby(text.split("\n"), key=lambda line: line if _BLANK.search(line) else "")
        return cls(tuple("\n".join(lines) for _, lines in groups))


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its blanks filled: a piece of a mail."""

    form: Form
    values: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """The lines of the form, filled."""
        return _filled(self.form, self.values)

    def __str__(self) -> str:
        return "\n".join(self.lines())


def blank(number: int) -> str:
    """What stands in a form where the value of that number goes; no cleaned text holds a NUL."""
    return f"\x00{number}\x00"


@functools.lru_cache(maxsize=4096)
def _filled(form: Form, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_BLANK.sub(lambda found: values[int(found[1])], lines) if "\x00" in lines else lines for lines in form.lines)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a mail says. The bodies come in pieces that begin with a line of their own: most are in other mails too."""

    subject: str
    text_pieces: tuple[str | Filled, ...]
    html_pieces: tuple[str | Filled, ...]

    @property
    def text(self) -> str:
        """The text part."""
        return "\n".join(map(str, self.text_pieces))

    @property
    def html(self) -> str:
        """The HTML part."""
        return "\n".join(map(str, self.html_pieces))


def one_line(text: str) -> str:
    """A text fit for a header: no line breaks of any kind, no control or direction characters, no lone surrogates."""
    return " ".join(_INVISIBLE.sub(" ", _SURROGATES.sub("�", text)).split())


def clean(text: str) -> str:
    """A text fit for a body: as `one_line`, but line feeds stay."""
    return _INVISIBLE_IN_LINES.sub(" ", _SURROGATES.sub("�", text))


def address(text: str) -> str:
    """An address as servers want it: the domain in its ASCII form. What is no address stays, for the server to refuse."""
    local, at, domain = one_line(text).replace(" ", "").rpartition("@")
    if not at or domain.isascii():
        return f"{local}{at}{domain}"
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        return f"{local}@{domain}"


def is_address(text: str) -> bool:
    """Whether this can stand in an SMTP command: something@something, and nothing that ends the command."""
    local, _, domain = text.partition("@")
    return bool(local and domain) and not _NOT_IN_ADDRESS.search(domain) and not _NOT_IN_ADDRESS.search(local)


def domain_of(sender: str) -> str:
    """The part after the @, in its ASCII form."""
    return address(sender).rpartition("@")[2] or "localhost"


def encode(headers: Sequence[tuple[str, str]], parts: Parts, message_id: str) -> bytes:
    """The whole message, with CRLF line ends. Values of `headers` are taken as they are, once on one line."""
    boundary = "=_" + re.sub(r"[^0-9a-zA-Z.]", "", message_id)[:60]
    lines = [_header(name, value) for name, value in headers]
    lines.append(b"MIME-Version: 1.0")
    lines.append(b'Content-Type: multipart/alternative; boundary="' + boundary.encode() + b'"')
    lines += [b"", b"--" + boundary.encode(), *_part("plain", parts.text_pieces)]
    lines += [b"--" + boundary.encode(), *_part("html", parts.html_pieces)]
    lines += [b"--" + boundary.encode() + b"--", b""]
    return b"\r\n".join(lines)


@functools.lru_cache(maxsize=256)
def unstructured(text: str) -> str:
    """A header text, shortened at a word and in RFC 2047 words where it needs them; folded with CRLF and a space."""
    text = shorten(one_line(text), SUBJECT_CHARACTERS)
    if text.isascii() and "=?" not in text and len(text) < LINE - len("Subject: "):
        return text
    return "\r\n ".join(_encoded_words(text.encode()))


def _encoded_words(data: bytes) -> Iterator[str]:
    """RFC 2047, each word of whole characters and short enough for the first line. `email.header` takes 50 times as long."""
    while data:
        end = WORD_OCTETS
        while end < len(data) and data[end] in INSIDE_CHARACTER:
            end -= 1
        yield "=?utf-8?b?" + base64.b64encode(data[:end]).decode() + "?="
        data = data[end:]


def phrase(name: str, mailbox: str) -> str:
    """A display name with its address."""
    name = one_line(name)
    if not name.isascii():
        return f"{Header(name, 'utf-8').encode(linesep='')} <{mailbox}>"
    escaped = name.replace("\\", "").replace('"', "")
    return f'"{escaped}" <{mailbox}>'


def shorten(text: str, most: int) -> str:
    """A text of at most that many characters, cut at a word where there is one."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _header(name: str, value: str) -> bytes:
    """Line breaks stay only where they fold a value that was folded on purpose."""
    folded = [one_line(part) for part in value.split("\r\n ")]
    return f"{name}: ".encode("ascii") + "\r\n ".join(part for part in folded if part).encode()


def _part(kind: str, pieces: Sequence[str | Filled]) -> list[bytes]:
    return [
        f"Content-Type: text/{kind}; charset=utf-8".encode(),
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        *(_quoted(piece) if isinstance(piece, str) else _quoted_form(piece) for piece in pieces),
    ]


@functools.lru_cache(maxsize=8192)
def _quoted_form(piece: Filled) -> bytes:
    return b"\r\n".join(map(_quoted, piece.lines()))


@functools.lru_cache(maxsize=16_384)
def _quoted(piece: str) -> bytes:
    """Quoted-printable (RFC 2045, 6.7) works line by line, so that pieces are encoded once for all mails that hold them."""
    body = binascii.b2a_qp(clean(piece).replace("\n", "\r\n").encode(), istext=True)
    return body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
