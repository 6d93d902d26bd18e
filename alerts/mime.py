"""A mail as bytes: headers that nothing can be smuggled into, and a text and an HTML part. Pure, and the same bytes each time.

The headers are written here and not by `email.message`, because titles from the web hold line breaks, separators (U+2028), lone
surrogates and addresses beyond ASCII (hostile input 46), and because a repeated message should be the same message.
RFC 5322 (format), RFC 2047 (words beyond ASCII), RFC 6532 (addresses beyond ASCII), RFC 2045 (parts).
"""

import base64
import binascii
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import Header

import idna

SUBJECT_CHARACTERS = 160
LINE = 76

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]+")
_INVISIBLE_IN_LINES = re.compile(_INVISIBLE.pattern.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f"))
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f<>@,;:\\\"()\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one recipient, ready for a transport. `needs_utf8`: an address needs RFC 6532 and SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What a mail says. The bodies come in pieces that begin with a line of their own: most are in other mails too."""

    subject: str
    text_pieces: tuple[str, ...]
    html_pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text part."""
        return "\n".join(self.text_pieces)

    @property
    def html(self) -> str:
        """The HTML part."""
        return "\n".join(self.html_pieces)


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
    try:
        return Header(text, "utf-8", maxlinelen=LINE, header_name="Subject").encode(linesep="\r\n")
    except HeaderParseError:  # a title that looks like a header; it is hidden in base64
        return "=?utf-8?b?" + base64.b64encode(text.encode()[:40]).decode() + "?="


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


def _part(kind: str, pieces: Sequence[str]) -> list[bytes]:
    return [
        f"Content-Type: text/{kind}; charset=utf-8".encode(),
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        *map(_quoted, pieces),
    ]


@functools.lru_cache(maxsize=4096)
def _quoted(piece: str) -> bytes:
    """Quoted-printable (RFC 2045, 6.7) works line by line, so that pieces are encoded once for all mails that hold them."""
    body = binascii.b2a_qp(clean(piece).replace("\n", "\r\n").encode(), istext=True)
    return body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
