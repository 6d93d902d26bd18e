"""The gate as a stage."""

from dataclasses import replace

from archive.model import Outcome
from pipelines.stage import Drop, Work
from pipelines.topics import Topics


class GateStage:
    """Drops pages that name nothing the topic looks for, before anything dear is done with them.

    A page that is looked at again always passes: an article may have lost its names, and samples are to prove the gate.
    """

    name = "gate"

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    async def run(self, work: Work) -> Work | Drop:
        """Drop as gated, or hand on unchanged."""
        page = work.page
        if page.due.outcome not in {Outcome.PENDING, Outcome.WALLED, Outcome.GATED}:
            return work
        decision = self._topics.gate.decide(page.body, page.headers.get("content-type", ""), page.due.hint_title)
        if page.due.outcome is Outcome.GATED:
            return replace(work, would_stop="" if decision.passed else decision.reason)
        return work if decision.passed else Drop(Outcome.GATED, decision.reason, work)
