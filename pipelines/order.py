"""The whole way of a page on one screen.

    content → gate → extract → access → relevance → figures → citations → save (duplicates, stories, alerts: in one transaction)

A stage that drops a page names the outcome and the reason; `Save` carries out whatever the stages came to.
"""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from archive.model import Source
from pipelines.access_stage import AccessStage
from pipelines.citations_stage import CitationsStage
from pipelines.content import ContentStage
from pipelines.extract_stage import ExtractStage
from pipelines.figures_stage import FiguresStage
from pipelines.fingerprint_stage import FingerprintStage
from pipelines.gate_stage import GateStage
from pipelines.links import registrable_domain
from pipelines.outlet_knowledge import NOTHING, OutletKnowledge
from pipelines.outlets import outlets_of, prepare
from pipelines.pool import WorkerPool
from pipelines.relevance_stage import RelevanceStage
from pipelines.stage import Stage
from pipelines.topics import Topics


def stages(
    topics: Topics,
    pool: WorkerPool,
    sources: Sequence[Source] = (),
    *,
    gate: bool = True,
    zone_of: Callable[[str], tzinfo | None] = lambda _source_id: None,
    spelt: Callable[[str], str] = str,
    knowledge_of: Callable[[str], OutletKnowledge] = lambda _source_id: NOTHING,
) -> Sequence[Stage]:
    """The stages in order. `sources` (the catalogue) may be cited; without the gate every page is extracted.

    `zone_of` gives the time zone of a source's clock, `spelt` the one spelling of an address that addresses are compared by,
    `knowledge_of` what is known of a source's pages.
    """
    return (
        ContentStage(),
        *([GateStage(topics)] if gate else []),
        ExtractStage(pool, zone_of, spelt, knowledge_of),
        AccessStage(),
        RelevanceStage(topics, pool),
        FingerprintStage(pool),
        FiguresStage(),
        CitationsStage(prepare(outlets_of(sources)), frozenset(registrable_domain(source.homepage) for source in sources)),
    )
