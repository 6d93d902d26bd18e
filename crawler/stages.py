"""The one Scrapy item pipeline: runs a page through the stages and lets the last hand save the result."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from scrapy.crawler import Crawler

from archive.errors import ArchiveError
from archive.model import DueUrl
from crawler.dispatch import Dispatcher
from crawler.pages import Pages
from crawler.spider import PageItem
from crawler.trouble import tell
from pipelines.pagination import MOST_PAGES
from pipelines.pool import PoolClosedError
from pipelines.save import Save
from pipelines.stage import Drop, Stage, Work, run_stages

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """Everything a page's way needs."""

    stages: Sequence[Stage]
    save: Save
    pages: Pages
    dispatcher: Dispatcher


class StagePipeline:
    """Named in ITEM_PIPELINES; the service puts its `Line` into the crawler's settings."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StagePipeline":
        """As Scrapy's components."""
        return cls(crawler.settings["PRESSWATCH_LINE"])

    async def process_item(self, item: PageItem) -> PageItem:
        """Read, judge, save. The job is done only after COMMIT; a page that could not be saved stays due."""
        goes_on = ""
        try:
            result = await run_stages(self._line.stages, Work(item.page))
            goes_on = _next_page(result)
            if not goes_on:
                await self._line.save.finish(result)
        except ArchiveError as error:
            tell(error)
        except PoolClosedError:
            log.debug("%s: not finished, stays due", item.page.due.url)
        except Exception:
            log.exception("%s: the program is wrong here; the page stays due", item.page.due.url)
            await self._keep_due(item.page.due)
        finally:
            if goes_on:
                self._line.dispatcher.go_on(item.job, item.page, goes_on)
            else:
                self._line.dispatcher.done(item.job)
        return item

    async def _keep_due(self, due: DueUrl) -> None:
        try:
            await self._line.pages.unread(due, "an error of ours; see the log")
        except ArchiveError as error:
            tell(error)


def _next_page(result: Work | Drop) -> str:
    """Where an article that is to be stored goes on; "" where it does not, or has as many pages as are read of one."""
    page = result.work.page if isinstance(result, Drop) else result.page
    if isinstance(result, Drop) or result.extract is None or page.whole or len(page.further) + 1 >= MOST_PAGES:
        return ""
    known = {page.due.url, page.final_url, *(url for url, _ in page.further)}
    return result.extract.next_url if result.extract.next_url not in known else ""
