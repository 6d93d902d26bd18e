"""The received mails as .eml files in a folder: written whole or not at all, read back after a restart."""

import itertools
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Received:
    """One mail. `source` is what was sent, byte for byte, below the two lines a server adds."""

    name: str
    sender: str  # of the envelope
    recipient: str
    received_at: datetime
    source: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return BytesParser(policy=policy.default).parsebytes(self.source)

    def header(self, name: str) -> str:
        """A header as a person reads it; empty when it is missing."""
        return _readable(str(self.message.get(name, "")))

    def part(self, kind: str) -> str:
        """The text of a part, "plain" or "html"; empty when there is none."""
        part = self.message.get_body(preferencelist=(kind,))
        return _readable(str(part.get_content())) if part is not None else ""


class Folder:
    """Keeps mails in the order in which they came."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._mails = {mail.name: mail for mail in map(_read, sorted(path.glob("*.eml")))}
        last = max((int(name.partition("-")[0]) for name in self._mails), default=0)
        self._numbers = itertools.count(last + 1)

    def add(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Keep a mail; returns when it is on disk."""
        now = datetime.now(UTC).replace(microsecond=0)
        with self._lock:
            for recipient in recipients:
                name = f"{next(self._numbers):06d}-{now:%Y%m%dT%H%M%SZ}.eml"
                mail = Received(name, sender, recipient, now, content)
                _write(self._path / name, mail)
                self._mails[name] = mail

    def all(self) -> tuple[Received, ...]:
        """Every mail, the oldest first."""
        with self._lock:
            return tuple(self._mails.values())

    def find(self, name: str) -> Received | None:
        """The mail of that name."""
        return self._mails.get(name)


def _readable(text: str) -> str:
    """Bytes beyond ASCII in headers come out of the parser as surrogates."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _write(path: Path, mail: Received) -> None:
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(f"Return-Path: <{mail.sender}>\r\nDelivered-To: {mail.recipient}\r\n".encode(errors="replace"))
        file.write(mail.source)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def _read(path: Path) -> Received:
    sender, recipient, source = path.read_bytes().split(b"\r\n", 2)
    return Received(
        path.name,
        sender.decode(errors="replace").removeprefix("Return-Path: <").removesuffix(">"),
        recipient.decode(errors="replace").removeprefix("Delivered-To: "),
        datetime.strptime(path.stem.partition("-")[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        source,
    )
