"""The one long-lived spider: it asks for what the dispatcher hands out and passes answers on.

Channels are polled on a lane of their own; pages become items and run through the pipeline's stages. A job is done when what
came of it is committed, however it ended.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.errors import ArchiveError
from archive.model import DueUrl, Page
from archive.sources import DueChannel
from crawler.dispatch import Dispatcher, Job
from crawler.fetching.answer import answer_of, trouble_of
from crawler.fetching.holds import Holds
from crawler.fetching.lane import PollLane
from crawler.pages import OK, Pages
from crawler.polls import Poller, Progress
from crawler.trouble import tell
from pipelines.pool import PoolClosedError
from pipelines.revisits import ARTICLES

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageItem:
    """A page on its way through the stages, and the job to report when it is through."""

    page: Page
    job: Job


class PressSpider(scrapy.Spider):
    """Never ends by itself: the service closes it."""

    name = "presswatch"

    def __init__(self, *, dispatcher: Dispatcher, holds: Holds, poller: Poller, pages: Pages, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._dispatcher = dispatcher
        self._holds = holds
        self._poller = poller
        self._pages = pages
        self._polls: set[asyncio.Task[None]] = set()

    async def start(self) -> AsyncIterator[Any]:
        """Requests as their hosts may be asked, for as long as the process lives."""
        lane = PollLane(self.crawler)
        while True:
            job = await self._dispatcher.next()
            if isinstance(job.what, DueChannel):
                task = asyncio.create_task(self._poll(lane, job, job.what))
                self._polls.add(task)
                task.add_done_callback(self._polls.discard)
            else:
                yield self._request(job)

    def closed(self, reason: str) -> None:  # noqa: ARG002 -- as Scrapy's spiders
        """What is still under way stays due."""
        for task in self._polls:
            task.cancel()

    def _request(self, job: Job) -> Request:
        what = job.what
        assert isinstance(what, DueUrl)
        if job.so_far is not None:
            return Request(
                job.next_url, callback=self.on_further, errback=self.on_further_failure, meta={"job": job}, dont_filter=True
            )
        return Request(
            what.url,
            headers=self._pages.conditions(what),
            callback=self.on_page,
            errback=self.on_page_failure,
            meta={"job": job},
            dont_filter=True,
        )

    async def _poll(self, lane: PollLane, job: Job, channel: DueChannel) -> None:
        """A channel's answer, and those of the sitemaps that it names."""
        try:
            progress: Progress | None = Progress(channel)
            url, conditions = channel.url, self._poller.headers(channel)
            while progress is not None:
                progress = await self._polled(lane, job, progress, url, conditions)
                if progress is not None:
                    (url, *rest), conditions = progress.todo, {}
                    progress = replace(progress, todo=tuple(rest))
                    if not await self._dispatcher.another(job):
                        await self._poller.over(progress)
                        return
        except ArchiveError as error:
            tell(error)
        except PoolClosedError:
            log.debug("%s: not read, stays due", channel.url)
        except Exception:
            log.exception("%s: the program is wrong here; the channel stays due", channel.url)
        finally:
            self._dispatcher.done(job)

    async def _polled(
        self, lane: PollLane, job: Job, progress: Progress, url: str, conditions: Mapping[str, str]
    ) -> Progress | None:
        try:
            answer = await lane.get(url, conditions)
        except ArchiveError:
            raise  # a robots.txt could not be kept: that says nothing about the outlet
        except Exception as error:  # noqa: BLE001 -- whatever it was, there is no answer
            await self._poller.failed(progress, trouble_of(error))
            return None
        await self._holds.note(job.host, answer)
        return await self._poller.answered(progress, answer)

    async def on_page(self, response: Response) -> list[PageItem]:
        """A page answered."""
        job: Job = response.meta["job"]
        assert isinstance(job.what, DueUrl)
        result: Page | None = None
        try:
            answer = answer_of(response)
            await self._holds.note(job.host, answer)
            result = await self._pages.answered(job.what, answer)
        except ArchiveError as error:
            tell(error)
        finally:
            if result is None:
                self._dispatcher.done(job)
        return [PageItem(result, job)] if result else []

    async def on_page_failure(self, failure: Failure) -> None:
        """A page did not answer."""
        job: Job = failure.request.meta["job"]  # type: ignore[attr-defined]
        assert isinstance(job.what, DueUrl)
        try:
            _raise_our_own(failure)
            await self._pages.failed(job.what, trouble_of(failure.value))
        except ArchiveError as error:
            tell(error)
        finally:
            self._dispatcher.done(job)

    async def on_further(self, response: Response) -> list[PageItem]:
        """A further page of an article answered."""
        job: Job = response.meta["job"]
        page = job.so_far
        assert page is not None
        answer = answer_of(response)
        try:
            await self._holds.note(job.host, answer)
        except ArchiveError as error:
            tell(error)
        if answer.status == OK:
            return [PageItem(replace(page, further=(*page.further, (answer.final_url, answer.body))), job)]
        return await self._without_it(job, page, f"HTTP {answer.status}")

    async def on_further_failure(self, failure: Failure) -> list[PageItem]:
        """A further page did not answer."""
        job: Job = failure.request.meta["job"]  # type: ignore[attr-defined]
        assert job.so_far is not None
        return await self._without_it(job, job.so_far, str(failure.value))

    async def _without_it(self, job: Job, page: Page, reason: str) -> list[PageItem]:
        """A new article is kept as far as it was read; of a stored one a part is no new version."""
        if page.due.outcome not in ARTICLES:
            return [PageItem(replace(page, whole=True), job)]
        try:
            await self._pages.unread(page.due, f"page {len(page.further) + 2} of the article: {reason}")
        except ArchiveError as error:
            tell(error)
        finally:
            self._dispatcher.done(job)
        return []


def _raise_our_own(failure: Failure) -> None:
    """Trouble with the archive (a robots.txt could not be kept) says nothing about the outlet."""
    if isinstance(failure.value, ArchiveError):
        raise failure.value
