"""The stage that reads whose reports an article relies on."""

from dataclasses import dataclass, replace

from pipelines.citations import citations
from pipelines.links import registrable_domain
from pipelines.outlets import Names
from pipelines.stage import Drop, Work


@dataclass(frozen=True, slots=True)
class CitationsStage:
    """Adds the outlets that the article names as its sources, and its links to sites that nobody knows yet.

    An outlet that names itself cites nobody.
    """

    outlets: Names
    sites: frozenset[str] = frozenset()  # registrable domains of the whole catalogue
    name: str = "citations"

    async def run(self, work: Work) -> Work | Drop:
        """Work with citations; never drops."""
        assert work.extract is not None
        extract, own = work.extract, work.page.due.source_id
        found = citations(extract.title, extract.text, extract.language, self.outlets, extract.links)
        unknown = tuple(link for link in extract.links if registrable_domain(link.url) not in self.sites)
        return replace(work, citations=tuple(one for one in found if one.outlet_id != own), outlinks=unknown)
