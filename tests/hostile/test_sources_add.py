"""`sources add`, `check`, `import` and `export` against a real server; coverage on real sightings."""

import asyncio
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import tomli_w
from hostile_site import Lab, article, feed, laboratory, rss, status  # noqa: F401 -- a fixture
from typer.testing import CliRunner

from archive.coverage import Shown
from archive.errors import ConfigError, PresswatchError, SeedError
from crawler import cli, coverage, sourcefiles
from crawler.fetching import single
from crawler.seeds import SEEDS, load_sources

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOME = (
    '<html><head><title>The Daily</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><main>'
    + "".join(
        f'<h2><a href="/2026/11/1{n}/a-long-enough-headline-{n}">A long enough headline of article {n}</a></h2>' for n in range(5)
    )
    + "</main></body></html>"
)
NEWS_MAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://d.example/2026/11/10/a</loc></url></urlset>'
)


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ran."""

    returncode: int
    stdout: str
    stderr: str


def outlet(lab: Lab) -> None:
    lab.site.on("d.example", "/", status(200, HOME.encode()))
    lab.site.on("d.example", "/feed.xml", rss("http://d.example/2026/11/10/a"))
    lab.site.on("d.example", "/robots.txt", status(200, b"Sitemap: http://d.example/map.xml\nUser-agent: *\nDisallow: /feed\n"
                                                       b"Allow: /feed.xml\nCrawl-delay: 0.05\n", "text/plain"))  # fmt: skip
    lab.site.on("d.example", "/map.xml", status(200, NEWS_MAP, "application/xml"))


async def run(lab: Lab, *arguments: str, answer: str = "") -> Done:
    """A command, in this process: starting one costs seconds."""
    folder = lab.folder / "seeds"
    if not folder.exists():
        shutil.copytree(SEEDS / "topics", folder / "topics")
        (folder / "sources").mkdir()
        entry = sourcefiles.entry("known", "Known", "http://k.example/", "en", [("http://k.example/feed", "rss")])
        (folder / "sources" / "first.yaml").write_text(json.dumps([entry]))
    fetch = {"resolve": {"*": f"127.0.0.1:{lab.site.port}"}, "allow_private": ["127.0.0.0/8"], "spacing": 0.0, **lab.fetch}
    settings = {"archive": {"path": "lab.db"}, "seeds": {"folder": "seeds"}, "fetch": fetch}
    (lab.folder / "p.toml").write_text(tomli_w.dumps(settings))
    argv = ["--config", str(lab.folder / "p.toml"), *arguments]
    result = await asyncio.to_thread(CliRunner().invoke, cli.app, argv, input=answer)
    error = result.exception
    if isinstance(error, PresswatchError):
        return Done(2 if isinstance(error, (ConfigError, SeedError)) else 1, result.stdout, result.stderr + str(error))
    assert error is None or isinstance(error, SystemExit), error
    return Done(result.exit_code, result.stdout, result.stderr)


async def test_add_finds_feeds_sitemaps_and_sections_and_writes_them(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    outlet(lab)
    monkeypatch.setattr(single, "LONG_WAIT", 0.01)
    done = await run(lab, "sources", "add", "http://d.example/", "--name", "The Daily", answer="y\ny\nn\n")
    assert done.returncode == 0, done.stderr
    assert "Microsoft and OpenAI 0" in done.stderr
    assert "d.example asks for a pause between two requests: 0 s until http://d.example/feed.xml" in done.stderr
    (added,) = [source for source in load_sources(lab.folder / "seeds" / "sources") if source.id == "d-example"]
    assert [(c.url, c.format) for c in added.channels] == [
        ("http://d.example/feed.xml", "rss"),
        ("http://d.example/map.xml", "sitemap"),
    ]


async def test_add_says_no_to_private_addresses_and_forbidden_pages(lab: Lab) -> None:
    lab.fetch["allow_private"] = []
    done = await run(lab, "sources", "add", "http://d.example/", "--yes")
    assert done.returncode != 0
    assert "http://d.example/: robots.txt did not answer: 127.0.0.1 refused by the address guard" in done.stderr
    lab.fetch["allow_private"] = ["127.0.0.0/8"]
    lab.site.on("d.example", "/robots.txt", status(200, b"User-agent: *\nDisallow: /\n", "text/plain"))
    done = await run(lab, "sources", "add", "http://d.example/", "--yes")
    assert "robots.txt forbids it" in done.stderr
    assert not (lab.folder / "seeds" / "sources" / "added.yaml").exists()


async def test_check_probes_and_revives(lab: Lab) -> None:
    lab.site.on("k.example", "/feed", status(410))
    done = await run(lab, "sources", "check", "--json")
    assert done.returncode == 1
    assert "HTTP 410" in json.loads(done.stdout)[0]["text"]
    lab.site.on("k.example", "/feed", rss("http://k.example/2026/11/10/a"))
    done = await run(lab, "sources", "check", "known")
    assert done.returncode == 0, done.stderr
    assert "ok   known: http://k.example/feed: 1 entry, " in done.stderr


async def test_import_leaves_out_what_is_known_and_export_has_it_all(lab: Lab) -> None:
    opml = lab.folder / "in.opml"
    opml.write_text(
        '<opml version="1.0"><body><outline text="Blogs"><outline type="rss" text="New &amp; fine" xmlUrl="http://n.example/rss" '
        'htmlUrl="http://n.example/"/><outline xmlUrl="http://k.example/feed"/><outline xmlUrl="javascript:x"/></outline>'
        "</body></opml>"
    )
    done = await run(lab, "sources", "import", str(opml))
    assert "1 of 2 feeds added, 1 were known\nleft out: 'javascript:x' is no address" in done.stderr, done.stderr
    exported = (await run(lab, "sources", "export")).stdout
    assert {feed for _, feed, _ in sourcefiles.read_opml(exported.encode())[0]} == {
        "http://n.example/rss",
        "http://k.example/feed",
    }
    assert "New &amp; fine" in exported


async def test_coverage_prints_first_and_estimate(lab: Lab) -> None:
    page = lab.site.on("a.example", "/2026/11/x", article())
    lab.watch(lab.site.on("a.example", "/feed", rss(page)))
    await lab.crawl()
    done = await run(lab, "coverage", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["channels"][0]["name"] == "http://a.example/feed"
    assert told["estimate"]["found"] == 1
    assert "cannot be estimated" in (await run(lab, "coverage")).stdout
    assert (await run(lab, "sources", "suggested")).returncode == 0


def shown(url: int, channel: str, minutes: int, *, aggregator: bool = False) -> Shown:
    return Shown(url, url, channel, 1, channel, aggregator, NOW + timedelta(minutes=minutes))


def test_lateness_counts_from_the_first() -> None:
    rows = coverage.channels([shown(1, "a", 0), shown(1, "b", 10), shown(2, "b", 5), shown(2, "a", 35), shown(3, "a", 0)])
    assert [(row.name, row.seen, row.first, row.late) for row in rows] == [("a", 3, 2, 30.0), ("b", 2, 1, 10.0)]


def test_chapman_is_right_on_the_textbook_example() -> None:
    estimate = coverage.chapman(30, 25, 10)  # (31·26)/11 − 1
    assert estimate.total == pytest.approx(72.27, abs=0.01)
    assert estimate.low < estimate.total < estimate.high
    assert estimate.low >= estimate.found == 45
    assert coverage.chapman(0, 0, 0).total == 0
    assert "There were about 72 (95 %: " in coverage.told(estimate)
    assert "independently" in coverage.told(estimate)


def test_ids_come_from_hosts_and_stay_unique() -> None:
    assert sourcefiles.source_id("https://www.Daily.Example/x") == "daily-example"
    assert sourcefiles.source_id("https://daily.example/", ["daily-example"]) == "daily-example-2"


@pytest.mark.parametrize("text", [b"", b"<opml/>", feed(), b"\x00\xff"])
def test_a_file_that_is_no_opml_is_refused(text: bytes) -> None:
    with pytest.raises(SeedError):
        sourcefiles.read_opml(text)
