"""One writing process per archive."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveLockedError, ArchiveReadOnlyError


@contextmanager
def only_instance(archive: Path) -> Iterator[None]:
    """Hold the lock beside the archive. Raises ArchiveLockedError when another process has it.

    The kernel drops the lock with its process, however that ends: a kill leaves nothing to clean up.
    """
    path = _lock_file(archive)
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="ascii")
    except OSError as error:
        raise ArchiveReadOnlyError(f"{path}: cannot be written ({error.strerror}); check the folder's permissions") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise ArchiveLockedError(f"{archive}: in use by another presswatch (process {holder}); stop it first") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder_of(archive: Path) -> str | None:
    """The process that holds the lock, None when nobody does."""
    try:
        with _lock_file(archive).open(encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip() or "unknown"
    except OSError:
        return None
    return None


def _lock_file(archive: Path) -> Path:
    return archive.with_suffix(archive.suffix + ".lock")
