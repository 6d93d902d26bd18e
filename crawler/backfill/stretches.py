"""Cuts volumes into stretches: what is read, kept and repeated as one piece.

A stretch begins where a record begins. In a WARC compressed record by record, as the standard wants it, that is any gzip member
that unpacks to "WARC/": found by looking at a few bytes, without unpacking the volume.
"""

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.backfill.volumes import GZIP, PLAIN, Volume, VolumeError

STRETCH = 2 * 2**20  # bytes of a compressed volume: about 60-200 pages, a few seconds of work at most
UNPACKED = 5  # times as much of an uncompressed one
_PEEK = 1024  # compressed bytes that surely unpack to the first five
_LONGEST_HEADER = 2**16


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some records of a volume: bytes `start` to `end` of its file. `last` ones end with the volume."""

    path: Path
    start: int
    end: int
    compressed: bool
    last: bool


def stretches(volume: Volume, size: int = 0) -> Iterator[Stretch]:
    """The stretches of a volume in order. `size` is in bytes. Raises VolumeError, OSError."""
    size = size or (STRETCH if volume.compressed else STRETCH * UNPACKED)
    with volume.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        starts = _members(data, volume, size) if volume.compressed else _records(data, volume, size)
        begin = volume.start
        for start in starts:
            yield Stretch(volume.path, begin, start, volume.compressed, last=False)
            begin = start
        yield Stretch(volume.path, begin, volume.end, volume.compressed, last=True)


def _members(data: mmap.mmap, volume: Volume, size: int) -> Iterator[int]:
    if not _is_member(data, volume.start):
        raise VolumeError(f"{volume.path}: gzip, but no WARC file inside; skipped")
    at = volume.start + size
    while at < volume.end:
        start = next_member(data, at, volume.end)
        if start is None:
            if at == volume.start + size and next_member(data, volume.start + 1, volume.end) is None:
                raise VolumeError(
                    f"{volume.path}: compressed as a whole, so its records cannot be found; "
                    f"`warcio recompress {volume.path.name} NEW.warc.gz` makes one that can be read"
                )
            return
        yield start
        at = start + size


def next_member(data: mmap.mmap, at: int, end: int) -> int | None:
    """Where the next compressed record begins, from `at` on."""
    found = data.find(GZIP, at, end)
    while found >= 0 and not _is_member(data, found):
        found = data.find(GZIP, found + 1, end)
    return found if found >= 0 else None


def _is_member(data: mmap.mmap, at: int) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data[at : at + _PEEK], len(PLAIN)) == PLAIN
    except zlib.error:
        return False


def next_record(data: mmap.mmap, at: int, end: int) -> int | None:
    """Where the next uncompressed record begins, from `at` on."""
    found = data.find(b"\r\n\r\n" + PLAIN, max(0, at - 4), end)
    return found + 4 if found >= 0 else None


def _records(data: mmap.mmap, volume: Volume, size: int) -> Iterator[int]:
    """Goes from record to record by their lengths. Where one is wrong the rest is one stretch, and its reading tells."""
    at = begin = volume.start
    while at < volume.end:
        if at - begin >= size:
            yield at
            begin = at
        head_end = data.find(b"\r\n\r\n", at, at + _LONGEST_HEADER)
        length = _content_length(data[at:head_end]) if head_end >= 0 else None
        if length is None:
            return
        at = head_end + 4 + length
        while data[at : at + 2] == b"\r\n":
            at += 2


def _content_length(header: bytes) -> int | None:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None
