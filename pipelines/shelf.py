"""Signatures kept unpacked between articles: reading two thousand of them from the archive costs more than comparing them."""

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence

from archive import stories as table
from archive.stories import Report
from pipelines.signature import Signature, unpack


class Shelf:
    """The signatures last asked for, found by article and checksum, so that one that was replaced or rolled back never counts."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: OrderedDict[tuple[int, int, str], Signature] = OrderedDict()

    def signatures(self, conn: sqlite3.Connection, reports: Sequence[Report]) -> list[Signature]:
        """The signature of every report, in their order. Those not held are read from the archive."""
        missing = [report for report in reports if not report.mark or _key(report) not in self._held]
        packed = table.signatures(conn, [report.article_id for report in missing])
        for report in missing:
            read = packed[report.article_id]
            self._held[_key(report)] = unpack(report.language, read.terms, read.figures, read.vector)
        found = [self._held[_key(report)] for report in reports]
        for report in reports:
            self._held.move_to_end(_key(report))
        while len(self._held) > self._size:
            self._held.popitem(last=False)
        return found


def _key(report: Report) -> tuple[int, int, str]:
    return report.article_id, report.mark, report.language
