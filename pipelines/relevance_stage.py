"""The stage that asks whether an article belongs to the topic."""

from dataclasses import dataclass, replace

from archive.model import Outcome
from pipelines.relevance import judge
from pipelines.stage import Drop, Work
from pipelines.topic import Topic


@dataclass(frozen=True, slots=True)
class RelevanceStage:
    """Judges an extract by the topic's rules; drops what does not belong, keeping the verdict for later samples."""

    topic: Topic
    name: str = "relevance"

    async def run(self, work: Work) -> Work | Drop:
        """Work with a verdict, or the drop as off-topic."""
        assert work.extract is not None
        extract = work.extract
        verdict = judge(self.topic, extract.title, extract.text, extract.language, extract.teaser)
        judged = replace(work, verdict=verdict)
        if verdict.relevant:
            return judged
        return Drop(Outcome.OFF_TOPIC, f"score {verdict.score:.2f} is below {self.topic.threshold:.2f}", judged)
