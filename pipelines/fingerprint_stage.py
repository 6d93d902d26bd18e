"""The fingerprint as a stage: in a worker, once an article, and only for those that belong."""

import logging
from dataclasses import replace

from pipelines.extract_stage import Pool
from pipelines.fingerprint import fingerprint
from pipelines.pool import WorkerError
from pipelines.stage import Drop, Work

_LOG = logging.getLogger(__name__)


class FingerprintStage:
    """Fills `work.fingerprint`. Where the worker fails the last hand reads the fingerprint itself."""

    name = "fingerprint"

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(self, work: Work) -> Work | Drop:
        """Hand on with the fingerprint."""
        if work.extract is None:
            return work
        try:
            return replace(work, fingerprint=await self._pool.run(fingerprint, work.extract, work.vector))
        except WorkerError as error:
            _LOG.warning("%s: %s", work.page.due.url, error)
            return work
