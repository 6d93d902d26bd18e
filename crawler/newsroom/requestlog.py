"""What was asked of the newsroom, so that tests can hold a crawler to its manners."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

MOST_HITS = 100_000
"""Older requests are forgotten one by one, their counts stay: a demo may run for days."""


@dataclass(frozen=True)
class Hit:
    """One request; ``at`` is a monotonic time in seconds."""

    host: str
    method: str
    path: str
    status: int
    at: float
    user_agent: str
    conditional: bool


class RequestLog:
    """Counts requests by host and path, and keeps the latest of them in order."""

    def __init__(self) -> None:
        self.hits: deque[Hit] = deque(maxlen=MOST_HITS)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._open: Counter[str] = Counter()
        self._peaks: Counter[str] = Counter()

    def add(self, hit: Hit) -> None:
        """Note an answered request."""
        self.hits.append(hit)
        self._counts[hit.host, hit.path] += 1

    @contextmanager
    def answering(self, host: str) -> Iterator[None]:
        """Count a request as open while it is answered."""
        self._open[host] += 1
        self._peaks[host] = max(self._peaks[host], self._open[host])
        try:
            yield
        finally:
            self._open[host] -= 1

    def count(self, host: str, path: str | None = None) -> int:
        """Count the requests for a path of a host, or for the whole host."""
        return sum(number for key, number in self._counts.items() if key[0] == host and path in {None, key[1]})

    def paths(self, host: str) -> Counter[str]:
        """Count the requests for each path of a host."""
        return Counter({path: number for (name, path), number in self._counts.items() if name == host})

    def peak(self, host: str) -> int:
        """Tell how many requests to a host were open at once at most."""
        return self._peaks[host]

    def gaps(self, host: str) -> list[float]:
        """List the seconds between each request to a host and the next."""
        times = [hit.at for hit in self.hits if hit.host == host]
        return [later - earlier for earlier, later in pairwise(times)]

    def clear(self) -> None:
        """Forget everything that was asked so far."""
        self.hits.clear()
        self._counts.clear()
        self._peaks.clear()
