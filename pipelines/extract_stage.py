"""The reading of a page as a stage: in a worker that can be killed."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from typing import ParamSpec, Protocol, TypeVar

from archive.model import Extract, Outcome
from pipelines.extract import extract
from pipelines.outlet_knowledge import NOTHING, OutletKnowledge
from pipelines.pool import PoolClosedError, WorkerError
from pipelines.stage import Drop, Work

P = ParamSpec("P")
T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class Pool(Protocol):
    """What the stage needs of `pipelines.pool.WorkerPool`."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, from another process. Raises WorkerError."""


class ExtractStage:
    """Fills `work.extract`.

    `zone_of` gives the time zone of a source's clock, where the catalogue knows it; `spelt` the canonical spelling of an address
    that a page names for itself, "" for one that is none; `knowledge_of` what is known of the source's pages.
    """

    name = "extract"

    def __init__(
        self,
        pool: Pool,
        zone_of: Callable[[str], tzinfo | None] = lambda _source_id: None,
        spelt: Callable[[str], str] = str,
        knowledge_of: Callable[[str], OutletKnowledge] = lambda _source_id: NOTHING,
    ) -> None:
        self._pool = pool
        self._zone_of = zone_of
        self._spelt = spelt
        self._knowledge_of = knowledge_of

    async def run(self, work: Work) -> Work | Drop:
        """Drop as unparsable, or hand on with an extract."""
        page = work.page
        try:
            extracted: Extract = await self._pool.run(
                extract,
                page.body,
                page.final_url,
                page.headers.get("content-type", ""),
                zone=self._zone_of(page.due.source_id),
                now=page.fetched_at,
                knowledge=self._knowledge_of(page.due.source_id),
                further=page.further,
            )
        except PoolClosedError:
            raise
        except WorkerError as error:
            return Drop(Outcome.UNPARSABLE, str(error), work)
        except Exception as error:  # noqa: BLE001 -- a page that trips a library costs itself only; the log has the trace
            _LOG.warning("extraction failed on %s", page.final_url, exc_info=error)
            return Drop(Outcome.UNPARSABLE, f"extraction failed: {type(error).__name__}: {error}", work)
        return replace(work, extract=replace(extracted, canonical_url=self._spelt(extracted.canonical_url)))
