"""Raw pages as they came, in WARC 1.1 files that standard tools read: one file a UTC day, each record a gzip member of its own.

A capture is three records: the request, the response, and metadata (what was asked for, what we know of how it came). They are
appended in one write and synced before anybody is told where they are; a record that a crash tore is cut off when the file is
next written. Content is stored decoded: the headers that spoke of its coding are kept as `X-Archive-Orig-…`, as Webrecorder does.
https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import errno
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import PageStoreError
from archive.model import Page

VERSION = "WARC/1.1"
SOFTWARE = "presswatch"
CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
CHUNK = 1 << 20  # bytes read at a time where a file is walked through
_CODING = {"content-encoding", "content-length", "transfer-encoding"}  # speak of what came over the wire, not of what is stored
_URL_SIGNS = "/:?#[]@!$&'()*+,;=%~"
_PRIVATE = {"set-cookie", "cookie", "authorization"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response stands: a file's name in the store's folder, the first byte and the length of its gzip member."""

    file: str
    offset: int
    length: int
    digest: str  # of the payload, "sha1:…" in base 32, as CDX files give it


@dataclass(frozen=True, slots=True)
class Packed:
    """A capture ready to be appended. `start` and `length` say where in `data` the response stands."""

    data: bytes
    start: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page read back."""

    url: str
    status: int
    headers: Mapping[str, str]  # lower-case names
    body: bytes
    fetched_at: datetime


def pack(page: Page, *, note: str = "") -> Packed:
    """The records of a page's capture. Nearly all of its cost is gzip's: call it where nobody waits."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=VERSION)
    date = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    response = writer.create_warc_record(
        page.final_url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(_status_line(page.status), _stored_headers(page), protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": date, **({"WARC-Truncated": "disconnect"} if page.partial else {})},
    )
    linked = {"WARC-Date": date, "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    request = writer.create_warc_record(
        page.final_url,
        "request",
        http_headers=_request(page),
        warc_headers_dict=linked,
    )
    told = _fields(page, note)
    metadata = writer.create_warc_record(
        page.final_url,
        "metadata",
        payload=BytesIO(told),
        length=len(told),
        warc_content_type="application/warc-fields",
        warc_headers_dict=linked,
    )
    writer.write_record(request)
    start = out.tell()
    writer.write_record(response)
    end = out.tell()
    writer.write_record(metadata)
    digest = response.rec_headers.get_header("WARC-Payload-Digest")
    return Packed(out.getvalue(), start, end - start, digest)


def _request(page: Page) -> StatusAndHeaders:
    parts = urlsplit(page.final_url)
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_URL_SIGNS)
    sent = ((name, value) for name, value in page.request_headers.items() if name.lower() not in {"host", *_PRIVATE})
    headers = [("Host", quote(parts.netloc, safe=_URL_SIGNS)), *sent]
    return StatusAndHeaders(f"GET {target} HTTP/1.1", headers, is_http_request=True)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _stored_headers(page: Page) -> list[tuple[str, str]]:
    kept = [(_cased(name), value) for name, value in page.headers.items() if name not in _CODING | _PRIVATE]
    coding = [(f"X-Archive-Orig-{_cased(name)}", value) for name, value in page.headers.items() if name in _CODING]
    return [(name, " ".join(value.split())) for name, value in (*kept, *coding)] + [("Content-Length", str(len(page.body)))]


def _cased(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _fields(page: Page, note: str) -> bytes:
    lines = {"presswatch-url": page.due.url, "presswatch-source": page.due.source_id, "hopsFromSeed": "L", "note": note}
    if page.due.url != page.final_url:
        lines["via"] = page.due.url
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in lines.items() if value).encode()


class PageStore:
    """The folder of WARC files. One writer at a time; readers need no lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sound: set[Path] = set()  # files whose end this process has looked at

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._folder

    def append(self, packed: Packed, day: datetime) -> Place:
        """Add a capture to the file of its UTC day; returns when it is on the disk. Raises PageStoreError."""
        path = self._folder / f"{SOFTWARE}-{day.astimezone(UTC):%Y%m%d}.warc.gz"
        try:
            if path not in self._sound:
                self._open(path)
            return Place(path.name, self._write(path, packed.data) + packed.start, packed.length, packed.digest)
        except OSError as error:
            self._sound.discard(path)  # what was written of it is cut off next time
            raise _trouble(path, error) from error

    def read(self, place: Place) -> StoredPage:
        """The response at a place. Raises PageStoreError."""
        path = self._folder / place.file
        try:
            with path.open("rb") as file:
                file.seek(place.offset)
                return read_response(file.read(place.length))
        except OSError as error:
            raise _trouble(path, error) from error
        except (ArchiveLoadFailed, ValueError, zlib.error, StopIteration) as error:
            raise PageStoreError(
                f"{path}: no page at byte {place.offset} ({error}); was the file changed? Restore it from a backup"
            ) from error

    def _open(self, path: Path) -> None:
        """Make a new file, or cut what a crash tore off the end of an old one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            end = sound_end(path)
            if end < path.stat().st_size:
                os.truncate(path, end)
        if not path.exists() or path.stat().st_size == 0:
            self._write(path, _warcinfo(path.name))
            _sync(self._folder)
        self._sound.add(path)

    def _write(self, path: Path, data: bytes) -> int:
        with path.open("ab") as file:
            offset = file.tell()
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return offset


def read_response(member: bytes) -> StoredPage:
    """The page in one gzip member. Raises ValueError when it holds no response."""
    record = next(iter(ArchiveIterator(BytesIO(member))))
    if record.rec_type != "response" or record.http_headers is None:
        raise ValueError(f"a {record.rec_type} record")
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    return StoredPage(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        status=int(record.http_headers.get_statuscode()),
        headers=headers,
        body=record.content_stream().read(),
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
    )


def sound_end(path: Path) -> int:
    """The byte behind the last whole gzip member: what follows was torn by a crash."""
    end = 0
    for end in _members(path):  # noqa: B007 -- the last one is asked for
        pass
    return end


def _members(path: Path) -> Iterator[int]:
    """Where each whole gzip member ends."""
    position = 0
    with path.open("rb") as file:
        inflate = zlib.decompressobj(wbits=31)
        data = file.read(CHUNK)
        while data:
            try:
                inflate.decompress(data)
            except zlib.error:
                return
            if inflate.eof:
                position += len(data) - len(inflate.unused_data)
                yield position
                data, inflate = inflate.unused_data or file.read(CHUNK), zlib.decompressobj(wbits=31)
            else:
                position += len(data)
                data = file.read(CHUNK)


def _warcinfo(name: str) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=VERSION)
    told = {"software": SOFTWARE, "format": "WARC File Format 1.1", "conformsTo": CONFORMS, "robots": "obey"}
    writer.write_record(writer.create_warcinfo_record(name, told))
    return out.getvalue()


def _sync(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _trouble(path: Path, error: OSError) -> PageStoreError:
    what = "the disk is full; make room" if error.errno in {errno.ENOSPC, errno.EDQUOT} else f"{error.strerror or error}"
    return PageStoreError(f"{path}: {what}; [archive] pages says where the pages are kept")
