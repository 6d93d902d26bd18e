"""Reads a stretch: every answer that was archived, whole, decoded, and where it stood. Damage costs the records it hit."""

import io
import mmap
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.backfill.stretches import Stretch, next_member, next_record

HEADERS = 2**16  # bytes of an answer's headers beside its body
_ANSWERS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_PORTION = 2**16
_HTTP_RECORD = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived answer. `skip` says why there is no page in it ("" when there is)."""

    url: str
    offset: int  # of its record in the file
    captured_at: datetime | None
    status: int = 200
    headers: Mapping[str, str] | None = None
    body: bytes = b""
    partial: bool = False
    skip: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Damage: where, and what."""

    offset: int
    text: str


def captures(stretch: Stretch, max_bytes: int) -> Iterator[Capture | Flaw]:
    """Everything in a stretch. `max_bytes` limits a body. Raises OSError when the file cannot be opened."""
    with stretch.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at: int | None = stretch.start
        while at is not None and at < stretch.end:
            good = at
            try:
                for capture in _read(stretch.path, at, stretch.end, max_bytes):
                    good = capture.offset
                    yield capture
            except _DamageError as damage:
                yield Flaw(damage.offset, str(damage))
                at = _next(data, stretch, damage.offset + 1)
            except (OSError, ValueError) as error:
                offset = _damaged(data, stretch, good) if stretch.compressed else good
                yield Flaw(offset or good, f"damaged record ({error})")
                at = _next(data, stretch, (offset or good) + 1)
            else:
                if stretch.compressed and (offset := _damaged(data, stretch, good)) is not None:
                    yield Flaw(offset, "the file ends in the middle of a record" if stretch.last else "damaged record")
                return


class _DamageError(Exception):
    def __init__(self, offset: int, text: str) -> None:
        super().__init__(text)
        self.offset = offset


def _next(data: mmap.mmap, stretch: Stretch, at: int) -> int | None:
    search = next_member if stretch.compressed else next_record
    return search(data, at, stretch.end)


def _read(path: Path, start: int, end: int, max_bytes: int) -> Iterator[Capture]:
    with _Window(path, start, end) as window:
        for record in ArchiveIterator(window, record_types=_ANSWERS, parse_http=False):
            offset = start + record.stream_pos
            try:
                yield _capture(record, offset, max_bytes)
            except (OSError, ValueError) as error:
                raise _DamageError(offset, f"damaged record ({error})") from error


def _capture(record: WarcRecord, offset: int, max_bytes: int) -> Capture:
    headers = {name.lower(): value for name, value in record.headers.items()}
    url = headers.get("warc-target-uri", "").strip("<> ")
    captured_at = _moment(headers.get("warc-date", ""))
    if record.record_type == WarcRecordType.revisit:
        return Capture(url, offset, captured_at, skip="repeated")
    if not url.startswith(("http://", "https://")):
        return Capture(url, offset, captured_at, skip="no-page")
    length = record.content_length
    if length > max_bytes + HEADERS:
        return Capture(url, offset, captured_at, skip="too-large")
    raw = record.reader.read(length + 1)
    if len(raw) < length:
        raise ValueError(f"{length - len(raw)} of its {length} bytes are missing")
    if record.record_type == WarcRecordType.resource or not record.is_http:
        kind = headers.get("content-type", "")
        return Capture(url, offset, captured_at, 200, {"content-type": kind}, raw, skip="" if "html" in kind else "no-page")
    return _answer(raw, Capture(url, offset, captured_at, partial="warc-truncated" in headers), max_bytes)


def _answer(raw: bytes, base: Capture, max_bytes: int) -> Capture:
    parsed = _parsed(raw, max_bytes, "all") or _parsed(raw, max_bytes, "none")
    if parsed is None:
        return replace(base, skip="undecodable")
    status, headers, body = parsed
    if status != 200:  # noqa: PLR2004
        return replace(base, status=status, skip="no-page")
    return replace(base, headers=headers, body=body, skip="too-large" if len(body) > max_bytes else "")


def _parsed(raw: bytes, max_bytes: int, decode: Literal["all", "none"]) -> tuple[int, dict[str, str], bytes] | None:
    """Status, headers and body of an answer. Some archivers keep the headers of an encoding that they have undone."""
    record = WarcRecord.from_bytes(_HTTP_RECORD % len(raw) + raw + b"\r\n\r\n")
    try:
        record.parse_http(auto_decode=decode)
        status = record.http_headers.status_code or 0
        body = record.reader.read(max_bytes + 1) if status == 200 else b""  # noqa: PLR2004
    except (OSError, ValueError):
        return None
    if decode == "none" and not body.lstrip().startswith(b"<"):
        return None
    return status, {name.lower(): value for name, value in record.http_headers.items()}, body


def _moment(text: str) -> datetime | None:
    """A WARC-Date: W3C's profile of ISO 8601, always UTC, with up to nine digits of a second."""
    try:
        found = datetime.fromisoformat(text[:26].rstrip("Z") if len(text) > 27 else text)  # noqa: PLR2004
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _damaged(data: mmap.mmap, stretch: Stretch, at: int) -> int | None:
    """Where the first compressed record begins that is not whole, from the good one at `at` on; None when all are."""
    while at < stretch.end:
        engine = zlib.decompressobj(31)
        end = at
        try:
            while not engine.eof and end < stretch.end:
                engine.decompress(data[end : min(end + _PORTION, stretch.end)])
                end = min(end + _PORTION, stretch.end)
        except zlib.error:
            return at
        if not engine.eof:
            return at
        at = end - len(engine.unused_data)
    return None


class _Window(io.RawIOBase):
    """Bytes `start` to `end` of a file as a file of its own."""

    def __init__(self, path: Path, start: int, end: int) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._start, self._end = start, end
        self._file.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._start, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._end}[whence]
        return self._file.seek(base + offset) - self._start

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = self._file.read(max(0, min(len(buffer), self._end - self._file.tell())))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()
