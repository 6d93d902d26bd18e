"""What a stage is: it takes the work so far and hands on more, or ends it with an outcome and a reason.

A stage never writes: it returns values, and the last hand of the chain carries them out. `order.py` holds the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.citations import Citation
from archive.figures import Figure
from archive.model import Duplicate, Extract, Link, Outcome, Page, Verdict
from pipelines.embedding import Vector
from pipelines.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Work:
    """A page and what the stages found out about it so far. Grow it with `dataclasses.replace`."""

    page: Page
    extract: Extract | None = None
    verdict: Verdict | None = None
    duplicate: Duplicate | None = None
    story: int | None = None
    figures: tuple[Figure, ...] = ()
    citations: tuple[Citation, ...] = ()
    would_stop: str = ""  # why the gate would have stopped the page, of one that it stopped before and that is read all the same
    outlinks: tuple[Link, ...] = ()  # of the text, to sites that are not in the catalogue
    vector: Vector | None = None  # the text's, where relevance needed it
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """The end of the line for a URL. `work` keeps what was found until then: a paywalled stub still has an extract."""

    outcome: Outcome
    reason: str
    work: Work


class Stage(Protocol):
    """One step of the pipeline. `name` is what logs, counters and the documentation call it."""

    @property
    def name(self) -> str:
        """One lower-case word."""

    async def run(self, work: Work) -> Work | Drop:
        """More work, or the end of it. Raises only where the program is wrong, never because a page is."""


async def run_stages(stages: Sequence[Stage], work: Work) -> Work | Drop:
    """Run `stages` in order until one drops the work."""
    for stage in stages:
        result = await stage.run(work)
        if isinstance(result, Drop):
            return result
        work = result
    return work
