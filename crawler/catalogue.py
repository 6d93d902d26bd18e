"""Which source a URL belongs to. An aggregator's hit is credited to the outlet, never to the aggregator."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.model import Candidate, Source
from crawler.urls import site

AGGREGATORS = {"aggregator", "search"}
UNKNOWN_HOST = "{name}.invalid"  # stands for the host of an outlet of which only the name is known (RFC 2606)


@dataclass(frozen=True, slots=True)
class Credit:
    """The source of a candidate; `unlisted` when the catalogue does not know the outlet."""

    source_id: str
    outlet: str = ""
    unlisted: bool = False


class Catalogue:
    """Finds the source of an address by host, then by registrable domain."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_host: dict[str, str] = {}
        self._by_domain: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._aggregators: set[str] = set()
        for source in sorted(sources, key=lambda s: s.priority):
            self.add(source)

    def add(self, source: Source) -> None:
        """Know one more; where two share a host, the first one keeps it."""
        if source.kind in AGGREGATORS:
            self._aggregators.add(source.id)
            return
        host = urlsplit(source.homepage).hostname or ""
        self._by_host.setdefault(host.removeprefix("www."), source.id)
        self._by_domain.setdefault(site(source.homepage), source.id)
        self._by_name.setdefault(source.name.casefold(), source.id)

    def credit(self, candidate: Candidate, channel_source: str) -> Credit:
        """The outlet's own channel keeps its candidates; an aggregator's go to whoever owns the address."""
        if channel_source not in self._aggregators:
            return Credit(channel_source)
        if candidate.opaque:
            return self._named(candidate.outlet, candidate.outlet_url)
        return self.owner(candidate.url, candidate.outlet)

    def owner(self, url: str, outlet: str = "") -> Credit:
        """Whoever owns an address; `outlet` is what somebody called an outlet that is not listed."""
        host = _host(url)
        known = self._by_host.get(host) or self._by_domain.get(site(url))
        return Credit(known) if known else Credit(host, outlet, unlisted=True)

    def _named(self, outlet: str, outlet_url: str) -> Credit:
        """The outlet that an aggregator names beside an address of its own."""
        by_name = self._by_name.get(outlet.casefold())
        if by_name:
            return Credit(by_name)
        if _host(outlet_url):
            return self.owner(outlet_url, outlet)
        name = re.sub(r"[\W_]+", "-", outlet.casefold()).strip("-")
        return Credit(UNKNOWN_HOST.format(name=name or "unnamed"), outlet, unlisted=True)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # "http://[": what an aggregator prints may be anything
        return ""
