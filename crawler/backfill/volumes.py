"""Which WARCs there are: files, folders, patterns and WACZ packages → volumes, each a region of a file that holds one WARC.

WARC: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
WACZ: https://specs.webrecorder.net/wacz/1.1.1/ (a ZIP whose archive/ holds WARCs, not compressed once more)
"""

import glob
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import PresswatchError

ENDINGS = (".warc", ".warc.gz", ".wacz")
GZIP, PLAIN, ZIP, ZSTD = b"\x1f\x8b\x08", b"WARC/", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"
SAMPLE = 2**16  # bytes at both ends that a volume is recognised by
LOCAL_HEADER = 30  # bytes of a ZIP member's own header before its name and extra field (APPNOTE 4.3.7)


class VolumeError(PresswatchError):
    """A file that cannot be read as an archive: says why and what to do. The others are read all the same."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One WARC: bytes `start` to `end` of a file. `digest` recognises it under any name."""

    path: Path
    name: str
    start: int
    end: int
    compressed: bool
    digest: str

    @property
    def bytes(self) -> int:
        """Its size."""
        return self.end - self.start


def find(arguments: Iterable[str]) -> tuple[list[Volume], list[VolumeError]]:
    """The volumes that files, folders and patterns name, each once and by name, and what could not be read."""
    found: dict[str, Volume] = {}
    errors: list[VolumeError] = []
    for path in _paths(arguments, errors):
        try:
            found.update({volume.digest: volume for volume in _volumes_of(path)})
        except VolumeError as error:
            errors.append(error)
        except (OSError, zipfile.BadZipFile) as error:
            errors.append(VolumeError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}); skipped"))
    return sorted(found.values(), key=lambda volume: (volume.name, volume.start)), errors


def _paths(arguments: Iterable[str], errors: list[VolumeError]) -> Iterator[Path]:
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.name.endswith(ENDINGS))
        elif path.exists():
            files = [path]
        else:
            files = sorted(Path(name) for name in glob.glob(argument, recursive=True))  # noqa: PTH207 -- may be absolute
        if not files:
            errors.append(
                VolumeError(f"{argument}: no such file, and no {', '.join(ENDINGS)} below it; name a file, folder or pattern")
            )
        yield from files


def _volumes_of(path: Path) -> Iterator[Volume]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        beginning = file.read(8)
        if beginning.startswith(ZIP):
            yield from _packed(path)
        else:
            yield _volume(path, path.name, 0, size)


def _packed(path: Path) -> Iterator[Volume]:
    """The WARCs of a WACZ package, read in place."""
    with zipfile.ZipFile(path) as package:
        members = [info for info in package.infolist() if info.filename.endswith((".warc", ".warc.gz"))]
    if not members:
        raise VolumeError(f"{path}: a ZIP without WARC files, so no WACZ package; skipped")
    for member in members:
        if member.compress_type != zipfile.ZIP_STORED:
            raise VolumeError(
                f"{path}: {member.filename} is compressed once more inside the package; unzip it and name the WARC file"
            )
        with path.open("rb") as file:
            file.seek(member.header_offset)
            header = file.read(LOCAL_HEADER)
        start = (
            member.header_offset
            + LOCAL_HEADER
            + int.from_bytes(header[26:28], "little")
            + int.from_bytes(header[28:30], "little")
        )
        yield _volume(path, f"{path.name}/{member.filename}", start, start + member.file_size)


def _volume(path: Path, name: str, start: int, end: int) -> Volume:
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(min(SAMPLE, end - start))
        file.seek(max(start, end - SAMPLE))
        tail = file.read(end - file.tell())
    if head.startswith(ZSTD):
        raise VolumeError(f"{path}: compressed with Zstandard; unpack it (`zstd -d`) and name the .warc file")
    if not head.startswith((GZIP, PLAIN)):
        what = "empty" if not head else "not a WARC or WACZ file"
        raise VolumeError(f"{path}: {what}; skipped")
    digest = hashlib.sha256(b"%d " % (end - start) + head + tail).hexdigest()[:32]
    return Volume(path, name, start, end, head.startswith(GZIP), digest)
