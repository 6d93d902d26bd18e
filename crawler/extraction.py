"""`presswatch extract` on many machines: files in groups, each read by a worker of the cluster, lines in the files' order."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from crawler.abreast import abreast
from crawler.cluster import Access, Cluster, Connection, Limits
from pipelines.extract import extract_file_record
from pipelines.pool import WorkerError

GROUP = 20  # files a task: about a second of work
ABREAST = 2  # groups on their way for each worker

Line = tuple[Path, str, str]  # a file, its JSON line, and why there is none


def read_group(paths: Sequence[Path], url: str | None) -> list[Line]:
    """The lines of some files. Runs in a worker."""
    return [_line(path, url) for path in paths]


def _line(path: Path, url: str | None) -> Line:
    try:
        return path, json.dumps(extract_file_record(path, url), ensure_ascii=False), ""
    except OSError as error:
        return path, "", f"cannot be read by a worker ({error.strerror})"


async def extract_on_cluster(
    access: Access, files: Iterable[Path], url: str | None, seconds: float, memory: int
) -> AsyncIterator[Line]:
    """The lines of all files in order. `seconds` and `memory` (bytes) limit a page. Raises ClusterError."""
    async with Connection(access) as connection:
        many, single = (Cluster(connection, Limits(limit, memory)) for limit in (seconds * GROUP / 2, seconds))

        async def read(group: Sequence[Path]) -> list[Line]:
            try:
                return await many.run(read_group, group, url)
            except WorkerError:
                return [line for path in group for line in await _alone(single, path, url)]

        async for _, lines in abreast(_groups(files), read, ABREAST * connection.threads):
            for line in lines.result():
                yield line


async def _alone(single: Cluster, path: Path, url: str | None) -> list[Line]:
    """One of the group costs too much: lose only it."""
    try:
        return await single.run(read_group, [path], url)
    except WorkerError as error:
        return [(path, "", str(error))]


async def _groups(files: Iterable[Path]) -> AsyncIterator[tuple[Path, ...]]:
    left: Iterator[Path] = (path.resolve() for path in files)
    while group := tuple(islice(left, GROUP)):
        yield group
