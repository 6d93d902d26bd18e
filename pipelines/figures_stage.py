"""The stage that reads the figures of an article."""

from dataclasses import dataclass, replace

from pipelines.figures import figures
from pipelines.stage import Drop, Work


@dataclass(frozen=True, slots=True)
class FiguresStage:
    """Adds every number with a unit that the article prints."""

    name: str = "figures"

    async def run(self, work: Work) -> Work | Drop:
        """Work with figures; never drops."""
        assert work.extract is not None
        return replace(work, figures=figures(work.extract.title, work.extract.text, work.extract.language))
