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
from pipelines.pool import PoolClosedError
from pipelines.save import Save
from pipelines.stage import Stage, Work, run_stages

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
        try:
            result = await run_stages(self._line.stages, Work(item.page))
            await self._line.save.finish(result)
        except ArchiveError as error:
            tell(error)
        except PoolClosedError:
            log.debug("%s: not finished, stays due", item.page.due.url)
        except Exception:
            log.exception("%s: the program is wrong here; the page stays due", item.page.due.url)
            await self._keep_due(item.page.due)
        finally:
            self._line.dispatcher.done(item.job)
        return item

    async def _keep_due(self, due: DueUrl) -> None:
        try:
            await self._line.pages.unread(due, "an error of ours; see the log")
        except ArchiveError as error:
            tell(error)
