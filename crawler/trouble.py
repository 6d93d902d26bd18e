"""How trouble with the archive is told."""

import logging

from archive.errors import ArchiveError, ArchiveUnavailableError

log = logging.getLogger(__name__)


def tell(error: ArchiveError) -> None:
    """One line for trouble with one piece of work, which stays due.

    What concerns the archive as a whole is told once, by the service or at the end of `crawl`, not for each page under way.
    """
    if not isinstance(error, ArchiveUnavailableError):
        log.error("%s", error)
