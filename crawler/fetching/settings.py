"""Scrapy's settings for one long-lived, polite, bounded crawler. Each departure from a default has its reason beside it."""

from typing import Any

from crawler.config import FetchSection

VERSION = "0.1"
HANDLER = "crawler.fetching.handler.GuardedDownloadHandler"

# What does nothing for us costs a fifth of an unchanged poll (`./run bench poll`). UrlLengthMiddleware drops long addresses
# without a word: their jobs would never be reported done.
_UNUSED_EXTENSIONS = ("scrapy.extensions.corestats.CoreStats", "scrapy.extensions.logcount.LogCount")
_UNUSED_SPIDER_MIDDLEWARES = (
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware",
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
)
_UNUSED_DOWNLOADER_MIDDLEWARES = (
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.stats.DownloaderStats",
)


def user_agent(contact: str) -> str:
    """Who we are and how to reach us, as outlets want to read it in their logs."""
    return f"presswatch/{VERSION} ({f'+{contact}' if contact else 'press monitor, no contact configured'})"


def settings(fetch: FetchSection) -> dict[str, Any]:
    """Settings for `Crawler`."""
    return {
        # One asyncio loop for everything; no Twisted reactor (Scrapy 2.19).
        "TWISTED_REACTOR_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "file": None, "ftp": None, "data": None, "s3": None},
        "USER_AGENT": user_agent(fetch.contact),
        # The dispatcher keeps each host's spacing; these only hold in case of redirects.
        "CONCURRENT_REQUESTS": fetch.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(2, fetch.per_host),
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_ITEMS": 4,  # one page makes one item; the default of 100 costs 1–3 ms a page
        "DOWNLOAD_TIMEOUT": fetch.timeout,
        "DOWNLOAD_MAXSIZE": fetch.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,  # a page cut short is tried again, not stored
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,  # would follow a page's own wish to anywhere
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,  # a proxy would connect for us, and the address guard would see only the proxy
        "RETRY_ENABLED": False,  # tries are rows in the archive: they survive a restart and obey Retry-After
        "ROBOTSTXT_OBEY": False,  # the stock middleware caches for ever and allows on 5xx; ours follows RFC 9309
        "HTTPERROR_ALLOW_ALL": True,  # every status has its outcome
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # what is due stands in the archive
        "REFERER_ENABLED": False,
        "DEPTH_STATS_VERBOSE": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "LOG_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
            "Accept-Language": "en,de;q=0.9,es;q=0.9",
        },
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.ScrapyPriorityQueue",  # the default looks at every host for each request
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",  # outcomes are counted in the archive
        "EXTENSIONS": dict.fromkeys(_UNUSED_EXTENSIONS),
        "SPIDER_MIDDLEWARES": dict.fromkeys(_UNUSED_SPIDER_MIDDLEWARES),
        "DOWNLOADER_MIDDLEWARES": {
            **dict.fromkeys(_UNUSED_DOWNLOADER_MIDDLEWARES),
            "crawler.fetching.robots.RobotsMiddleware": 100,
            "crawler.fetching.decoding.UndecodedMiddleware": 595,
        },
        "ITEM_PIPELINES": {"crawler.stages.StagePipeline": 300},
        "PRESSWATCH_ALLOW_PRIVATE": list(fetch.allow_private),
        "PRESSWATCH_RESOLVE": dict(fetch.resolve),
        "PRESSWATCH_CA_FILE": str(fetch.ca_file) if fetch.ca_file else None,
    }
