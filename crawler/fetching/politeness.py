"""Per-host politeness over all channels and workers: spacing, concurrency and holds. No clock of its own, no I/O."""

from dataclasses import dataclass


@dataclass(slots=True)
class _Host:
    active: int = 0
    last_began: float = float("-inf")
    hold_until: float = float("-inf")
    spacing: float | None = None  # robots.txt's Crawl-delay, when longer than ours


class Politeness:
    """Says when a host may be asked next. Times are seconds of a monotonic clock that the caller passes in."""

    def __init__(self, per_host: int, spacing: float) -> None:
        self._per_host = per_host
        self._spacing = spacing
        self._hosts: dict[str, _Host] = {}

    def ready_at(self, host: str) -> float:
        """The earliest moment for the next request; infinity while as many are under way as are allowed."""
        state = self._hosts.get(host)
        if state is None:
            return float("-inf")
        if state.active >= self._per_host:
            return float("inf")
        return max(state.last_began + max(self._spacing, state.spacing or 0.0), state.hold_until)

    def began(self, host: str, now: float) -> None:
        """A request to the host is under way."""
        state = self._hosts.setdefault(host, _Host())
        state.active += 1
        state.last_began = now

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
