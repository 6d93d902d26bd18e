"""The topic in force, which may change while the crawl runs."""

from pipelines.gate import Gate
from pipelines.topic import Topic


class Topics:
    """Holds the topic that the next page is judged by, and its gate. Pages under way end with the one they began with."""

    def __init__(self, topic: Topic) -> None:
        self.put(topic)

    def put(self, topic: Topic) -> None:
        """From now on this one."""
        self.topic = topic
        self.gate = Gate(topic.gate)
