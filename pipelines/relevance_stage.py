"""The stage that asks whether an article belongs to the topic."""

import logging
from dataclasses import dataclass, replace

from archive.model import Extract, Outcome, Verdict
from pipelines.embedding import Vector, embed, whole_text
from pipelines.extract_stage import Pool
from pipelines.pool import WorkerError
from pipelines.relevance import weigh
from pipelines.stage import Drop, Work
from pipelines.topic import Topic
from pipelines.topics import Topics

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelevanceStage:
    """Judges an extract by the topic; drops what does not belong, keeping the verdict for later samples.

    Vectors are made in `pool`, and only for articles that the rules leave in doubt; grouping uses them again.
    """

    topics: Topics
    pool: Pool | None = None
    name: str = "relevance"

    async def run(self, work: Work) -> Work | Drop:
        """Work with a verdict, or the drop as off-topic."""
        assert work.extract is not None
        extract, topic = work.extract, self.topics.topic
        weighed = weigh(topic, extract.title, extract.text, extract.language, extract.teaser)
        vector = await self._vector(work) if weighed.in_doubt else None
        verdict = weighed.verdict(vector)
        judged = replace(work, verdict=verdict, vector=vector)
        if verdict.relevant:
            return judged
        return Drop(Outcome.OFF_TOPIC, off_topic(topic, extract, verdict), judged)

    async def _vector(self, work: Work) -> Vector | None:
        """None where it cannot be made: then the rules decide."""
        if self.pool is None or work.extract is None:
            return None
        try:
            return await self.pool.run(embed, work.extract.title, whole_text(work.extract.teaser, work.extract.text))
        except WorkerError as error:
            _LOG.warning("%s: relevance: %s; judged by the rules alone", work.page.due.url, error)
            return None


def off_topic(topic: Topic, extract: Extract, verdict: Verdict) -> str:
    """Why an article was dropped, for the URL's life."""
    if verdict.score >= topic.threshold:
        return f"its language, {extract.language}, is none of the topic's ({', '.join(topic.languages)})"
    return f"score {verdict.score:.2f} is below {topic.threshold:.2f}"
