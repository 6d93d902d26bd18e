"""The whole way of a page on one screen.

    gate → extract → access → relevance → save (duplicates, stories, alerts: in one transaction)

A stage that drops a page names the outcome and the reason; `Save` carries out whatever the stages came to.
"""

from collections.abc import Sequence

from pipelines.access_stage import AccessStage
from pipelines.extract_stage import ExtractStage
from pipelines.gate import Gate
from pipelines.gate_stage import GateStage
from pipelines.pool import WorkerPool
from pipelines.relevance_stage import RelevanceStage
from pipelines.stage import Stage
from pipelines.topic import Topic


def stages(topic: Topic, pool: WorkerPool, *, gate: bool = True) -> Sequence[Stage]:
    """The stages in order. Without the gate every page is extracted."""
    return (
        *([GateStage(Gate(topic.gate))] if gate else []),
        ExtractStage(pool),
        AccessStage(),
        RelevanceStage(topic),
    )
