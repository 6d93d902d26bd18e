"""Per-host politeness over all channels and workers: spacing, concurrency, holds and a budget. No clock of its own, no I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400.0  # seconds
BURST: Final = 0.25  # of a day's budget that may be spent at once: a first crawl reads what an outlet shows right now


@dataclass(slots=True)
class _Host:
    active: int = 0
    last_began: float = float("-inf")
    hold_until: float = float("-inf")
    spacing: float = 0.0  # robots.txt's Crawl-delay
    limit: float = 0.0  # what a service documents: seconds between requests
    free_at: float = float("-inf")  # when its budget would be full again (generic cell rate algorithm)


class Politeness:
    """Says when a host may be asked next. Times are seconds of a monotonic clock that the caller passes in.

    `per_day` requests may be made of a host in the long run, whoever makes them; 0 is no limit.
    """

    def __init__(self, per_host: int, spacing: float, per_day: float = 0.0) -> None:
        self._per_host = per_host
        self._spacing = spacing
        self._step = DAY / per_day if per_day else 0.0
        self._depth = max(1.0, per_day * BURST)
        self._hosts: dict[str, _Host] = {}

    def ready_at(self, host: str) -> float:
        """The earliest moment for the next request; infinity while as many are under way as are allowed."""
        state = self._hosts.get(host)
        if state is None:
            return float("-inf")
        if state.active >= self._per_host:
            return float("inf")
        spaced = state.last_began + max(self._spacing, state.spacing, state.limit)  # not a call: it runs for each heap step
        return max(spaced, state.hold_until, state.free_at - self._step * (self._depth - 1))

    def began(self, host: str, now: float) -> None:
        """A request to the host is under way."""
        state = self._hosts.setdefault(host, _Host())
        state.active += 1
        state.last_began = now
        if self._step:
            state.free_at = max(state.free_at, now) + self._step

    def spacing(self, host: str) -> float:
        """Seconds to keep between two requests to the host."""
        state = self._hosts.get(host)
        return max(self._spacing, state.spacing, state.limit) if state is not None else self._spacing

    def affords(self, host: str, now: float) -> bool:
        """Whether its budget and holds allow one more request now, spacing and those under way aside."""
        state = self._hosts.get(host)
        return state is None or max(state.hold_until, state.free_at - self._step * (self._depth - 1)) <= now

    def asked(self, host: str, now: float) -> None:
        """A request beside those that began and ended here; it is paid from the same budget."""
        state = self._hosts.setdefault(host, _Host())
        if self._step:
            state.free_at = max(state.free_at, now) + self._step

    def ended(self, host: str) -> None:
        """It is over, whatever came of it."""
        self._hosts[host].active -= 1

    def hold(self, host: str, until: float) -> None:
        """Ask nothing before `until` (Retry-After, or our own back-off)."""
        state = self._hosts.setdefault(host, _Host())
        state.hold_until = max(state.hold_until, until)

    def slow_down(self, host: str, spacing: float) -> None:
        """A Crawl-delay is a floor under our own spacing."""
        self._hosts.setdefault(host, _Host()).spacing = spacing

    def limit(self, host: str, spacing: float) -> None:
        """What a service documents is a floor too; the widest of its channels' counts for all of them."""
        state = self._hosts.setdefault(host, _Host())
        state.limit = max(state.limit, spacing)

    def spend(self, host: str, free_at: float) -> None:
        """Take over what was spent of a budget before a restart."""
        self._hosts.setdefault(host, _Host()).free_at = free_at

    def spent(self, now: float) -> Iterator[tuple[str, float]]:
        """Hosts that have spent more than half of what they may at once, and when their budget would be full."""
        much = now + self._step * self._depth / 2
        return ((host, state.free_at) for host, state in self._hosts.items() if state.free_at > much)
