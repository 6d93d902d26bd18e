"""Mails to the operator about the crawl itself."""

import logging
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive import outbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who is told of trouble; without an address it is only logged. `domain` is for the Message-ID."""

    address: str = ""
    domain: str = "localhost"

    def tell(self, conn: sqlite3.Connection, subject: str, text: str, now: datetime) -> None:
        """Put a notice into the outbox."""
        log.warning("%s", subject)
        if self.address:
            outbox.make_notice(conn, outbox.Notice(self.address, f"presswatch: {subject}", text), self.domain, now)
