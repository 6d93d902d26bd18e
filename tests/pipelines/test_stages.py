"""The stages around gate, extraction and access, with a pool that runs in this process."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from archive.model import Access, DueUrl, Extract, Outcome, Page
from crawler.topicfile import load_topic
from pipelines.access_stage import AccessStage
from pipelines.content import ContentStage
from pipelines.embedding import embed
from pipelines.extract_stage import ExtractStage
from pipelines.fingerprint_stage import FingerprintStage
from pipelines.gate import Gate
from pipelines.gate_stage import GateStage
from pipelines.pool import WorkerPool, WorkerTimeout
from pipelines.relevance_stage import RelevanceStage
from pipelines.resemblance import Resemblance
from pipelines.stage import Drop, Work, run_stages
from pipelines.topics import Topics

NOW = datetime(2025, 9, 3, tzinfo=UTC)
ARTICLE = (
    b"<html><body><h1>OpenAI deal ends</h1>"
    + b"<p>The deal with OpenAI ends this week, both said in Redmond.</p>" * 9
    + b"</body></html>"
)


GATED = SimpleNamespace(gate=Gate(["OpenAI"]))


class HerePool:
    async def run(self, function, *args, **kwargs):
        return function(*args, **kwargs)


class SlowPool:
    async def run(self, *_args, **_kwargs):
        raise WorkerTimeout("extract took longer than 20 s and was killed")


def work(body: bytes, content_type: str = "text/html", status: int = 200) -> Work:
    due = DueUrl(1, "https://example.org/a", "example", 0, NOW)
    return Work(Page(due, due.url, status, {"content-type": content_type}, body, NOW))


def stages(pool=None):
    return [ContentStage(), GateStage(GATED), ExtractStage(pool or HerePool()), AccessStage()]


async def test_an_article_comes_out_with_its_extract():
    result = await run_stages(stages(), work(ARTICLE))
    assert isinstance(result, Work)
    assert result.extract.title == "OpenAI deal ends"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "outcome"),
    [
        (b"%PDF-1.7 OpenAI", "text/html", 200, Outcome.UNSUPPORTED),
        (b"\x00\x01OpenAI", "image/png", 200, Outcome.UNSUPPORTED),
        (b'{"title": "OpenAI"}', "text/html", 200, Outcome.UNSUPPORTED),
        (b"<?xml version='1.0'?><rss><item>OpenAI</item></rss>", "text/xml", 200, Outcome.UNSUPPORTED),
        (ARTICLE, "text/html", 410, Outcome.GONE),
        (b"<html><p>Nothing.</p></html>", "text/html", 200, Outcome.GATED),
        (b"<html><title>OpenAI</title><body></body></html>", "text/html", 200, Outcome.UNPARSABLE),
        (b"<html><title>OpenAI</title><h1>Page not found</h1></html>", "text/html", 200, Outcome.GONE),
        (b"<html><title>Just a moment...</title><p>OpenAI.com is checking you.</p></html>", "text/html", 200, Outcome.WALLED),
    ],
)
async def test_what_is_no_article_ends_with_its_outcome(body, content_type, status, outcome):
    result = await run_stages(stages(), work(body, content_type, status))
    assert isinstance(result, Drop)
    assert result.outcome is outcome
    assert result.reason


async def test_a_stub_goes_on_as_what_it_is():
    linked = b'<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    result = await run_stages(stages(), work(linked + ARTICLE[:400] + b"<p>Subscribe to continue reading</p>"))
    assert result.extract.access is Access.PAYWALLED


async def test_a_drop_keeps_the_extract():
    result = await run_stages(stages(), work(b"<html><title>OpenAI</title><h1>Page not found</h1></html>"))
    assert result.work.extract.title == "OpenAI"


async def test_a_page_that_takes_too_long_is_unparsable_and_says_why():
    result = await run_stages(stages(SlowPool()), work(ARTICLE))
    assert result.outcome is Outcome.UNPARSABLE
    assert "killed" in result.reason


async def test_html_sent_as_something_else_is_read():
    start = work(b"<!DOCTYPE html>" + ARTICLE, "application/octet-stream")
    assert isinstance(await run_stages(stages(), start), Work)
    assert isinstance(await run_stages(stages(), replace(start, page=replace(start.page, headers={}))), Work)


class CountingPool:
    """Runs here; an embedding takes no model, and is counted."""

    def __init__(self):
        self.embedded = 0

    async def run(self, function, *args):
        if function is embed:
            self.embedded += 1
            return np.full(512, 1 / 512**0.5, np.float32)
        return function(*args)


async def test_a_text_that_the_rules_leave_in_doubt_is_embedded_once(monkeypatch):
    pool = CountingPool()
    monkeypatch.setattr("pipelines.signature.embed", lambda *_: pytest.fail("embedded again for its story"))
    topic = load_topic(Path("seeds/topics/microsoft-ai.yaml"))
    lean = Resemblance(np.full(512, 1.0), 0.0, 50.0, 50.0, "")  # wide: everything with some evidence is in doubt
    line = [RelevanceStage(Topics(replace(topic, resemblance=lean)), pool), FingerprintStage(pool)]
    extract = Extract("Microsoft and OpenAI", "Microsoft and OpenAI settle their contract.", "en")
    result = await run_stages(line, replace(work(ARTICLE), extract=extract))
    assert pool.embedded == 1
    assert result.fingerprint.signature.vector is result.vector


async def test_in_a_real_worker():
    async with WorkerPool(1) as pool:
        result = await run_stages(stages(pool), work(ARTICLE))
    assert result.extract.text.startswith("The deal with OpenAI ends")
