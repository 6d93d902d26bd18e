"""The stage that reads whose reports an article relies on."""

from dataclasses import dataclass, replace

from pipelines.citations import citations
from pipelines.outlets import Names
from pipelines.stage import Drop, Work


@dataclass(frozen=True, slots=True)
class CitationsStage:
    """Adds the outlets that the article names as its sources. An outlet that names itself cites nobody."""

    outlets: Names
    name: str = "citations"

    async def run(self, work: Work) -> Work | Drop:
        """Work with citations; never drops."""
        assert work.extract is not None
        extract, own = work.extract, work.page.due.source_id
        found = citations(extract.title, extract.text, extract.language, self.outlets)
        return replace(work, citations=tuple(citation for citation in found if citation.outlet_id != own))
