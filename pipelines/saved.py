"""What became of a page, and what the last hand calls to have it told."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from archive.model import Article, Outcome

PlanAlerts = Callable[[sqlite3.Connection, Article, datetime], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of a URL after its page was saved. `unsure` means: look once more before it is believed."""

    outcome: Outcome
    reason: str
    article_id: int | None = None
    relevant: bool = False
    revision: int | None = None  # the version that this page made; None when it made none
    unsure: bool = False
