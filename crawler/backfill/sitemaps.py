"""The past of a sitemap: every address it dates on or after a day becomes known and due. The crawl fetches them like any page."""

import logging
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from archive import backfill as table
from archive import sources
from archive.errors import PresswatchError
from archive.model import Candidate
from archive.writer import Writer
from crawler.catalogue import Catalogue
from crawler.discovery.model import MAX_SITEMAP_DEPTH, Discovery, DiscoveryError
from crawler.discovery.sitemap import parse_sitemap
from crawler.fetching.answer import Answer
from crawler.fetching.single import Fetcher
from pipelines.pool import WorkerError, WorkerPool

log = logging.getLogger(__name__)

MOST_SITEMAPS = 2_000  # in one run: an outlet with one a day has them for five years
MOST_ENTRIES = 50_000  # what the format allows in one
OK = 200


@dataclass(slots=True)
class Announced:
    """What the sitemaps came to: addresses by what became of them, and sitemaps that could not be read."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


class Sitemaps:
    """Reads sitemaps and what they name, newest first."""

    def __init__(
        self, fetcher: Fetcher, pool: WorkerPool, writer: Writer, catalogue: Catalogue, now: Callable[[], datetime]
    ) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._writer = writer
        self._catalogue = catalogue
        self._now = now

    async def announce(self, addresses: Sequence[str], since: datetime, on_sitemap: Callable[[Announced], None]) -> Announced:
        """Make everything since then due. Trouble with a sitemap is told and costs only it. Raises ArchiveError."""
        announced = Announced()
        todo = deque((address, 0) for address in addresses)
        seen = set(addresses)
        while todo:
            address, depth = todo.popleft()
            try:
                shown = await self._read(address)
            except (PresswatchError, WorkerError) as error:
                announced.errors.append(f"{error}" if address in str(error) else f"{address}: {error}")
                continue
            announced.counts["sitemaps"] += 1
            announced.counts += await self._writer.do(
                partial(self._keep, candidates=shown.candidates, since=since, now=self._now())
            )
            on_sitemap(announced)
            for child in shown.children if depth < MAX_SITEMAP_DEPTH else ():
                recent = child.lastmod is None or child.lastmod >= since
                if recent and child.url not in seen and len(seen) < MOST_SITEMAPS:
                    seen.add(child.url)
                    todo.append((child.url, depth + 1))
        if len(seen) >= MOST_SITEMAPS:
            announced.errors.append(f"only the first {MOST_SITEMAPS} sitemaps were read; name the others by themselves")
        return announced

    async def _read(self, address: str) -> Discovery:
        answer: Answer = await self._fetcher.get(address)
        if answer.status != OK:
            raise DiscoveryError(f"http-{answer.status // 100}xx", address, f"HTTP {answer.status}")
        kind = answer.headers.get("content-type", "")
        return await self._pool.run(parse_sitemap, answer.body, answer.final_url, kind, self._now(), MOST_ENTRIES)

    def _keep(self, conn: sqlite3.Connection, *, candidates: Iterable[Candidate], since: datetime, now: datetime) -> Counter[str]:
        counts: Counter[str] = Counter()
        for candidate in candidates:
            dated = candidate.published or candidate.updated
            if dated is None:
                counts["undated"] += 1
            elif dated < since:
                counts["older"] += 1
            else:
                counts["due" if self._announce(conn, candidate, dated, now) else "known"] += 1
        return counts

    def _announce(self, conn: sqlite3.Connection, candidate: Candidate, dated: datetime, now: datetime) -> bool:
        credit = self._catalogue.owner(candidate.url)
        if credit.unlisted:
            sources.ensure_unlisted(conn, credit.source_id, "", "")
        return table.announce(conn, candidate, credit.source_id, dated, now)
