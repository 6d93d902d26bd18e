"""`presswatch backfill` as a user runs it: archives, and an outlet's sitemap back to a day."""

import asyncio
import json
from pathlib import Path

import pytest
from harness import install, serving
from typer.testing import CliRunner

from archive import backfill as table
from crawler import cli
from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom
from crawler.urls import canonical
from tests.warcs import newsroom_pages, warc


def run(config: Path, *arguments: str) -> tuple[int, dict[str, object], str]:
    done = CliRunner().invoke(cli.app, ["--config", str(config), "backfill", *arguments])
    lines = done.stdout.strip().splitlines()
    return done.exit_code, json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}, repr(done.exception)


def test_archives_with_a_bad_one_among_them(tmp_path: Path) -> None:
    newsroom = Newsroom.from_seeds(StoppedClock())
    with serving(newsroom):
        installation = install(tmp_path, newsroom)
    data, _ = warc(asyncio.run(newsroom_pages(4)))
    (tmp_path / "good.warc.gz").write_bytes(data)
    (tmp_path / "cut.warc.gz").write_bytes(data[:-9])
    (tmp_path / "text.warc").write_text("no archive")
    code, told, _ = run(installation.config, str(tmp_path), "--json")
    assert code == 1
    assert told["files"] == 2
    assert sum(told["outcomes"].values()) == told["records"]  # type: ignore[attr-defined]
    errors = [str(error) for error in told["errors"]]  # type: ignore[attr-defined]
    assert any("text.warc: not a WARC or WACZ file; skipped" in error for error in errors)
    assert any("cut.warc.gz: at byte" in error and "middle of a record" in error for error in errors)
    code, again, _ = run(installation.config, str(tmp_path / "good.warc.gz"), "--json")
    assert (code, again["read_now"], again["errors"]) == (0, 0, [])


def test_a_sitemap_back_to_a_day(tmp_path: Path) -> None:
    newsroom, mailbox = Newsroom.from_seeds(StoppedClock()), Mailbox(tmp_path / "mail")
    with serving(newsroom, mailbox):
        installation = install(tmp_path, newsroom, mailbox, schedule={"tick_seconds": 0.05, "patience_seconds": 0.5})
        outlet = next(o for o in newsroom.outlets if o.kind == "press" and not o.quirks)
        address = f"{newsroom.directory.home(outlet.id)}sitemap.xml"
        code, told, error = run(installation.config, address, "--since", "2025-09-04", "--json")
    assert code == 0, error
    counts = told["sitemaps"]
    assert counts["sitemaps"] == 1  # type: ignore[index]
    assert counts["due"] > 0 < counts["older"]  # type: ignore[index]
    since = [a for a in newsroom.articles if a.outlet == outlet.id and a.published.day >= 4]
    assert counts["due"] >= len(since)  # type: ignore[index]
    with installation.reading() as conn:
        outcomes = dict(conn.execute("select url, outcome from urls join backfilled on url_id = id").fetchall())
        assert len(outcomes) == counts["due"]  # type: ignore[index]
        assert "pending" not in outcomes.values()
        assert {canonical(newsroom.url(article.id)) for article in since} <= outcomes.keys()
        assert conn.execute("select count(*) from alerts").fetchone()[0] == 0
        stored = conn.execute("select id from articles where url in (select url from urls join backfilled on url_id = id)")
        assert all(table.is_old_news(conn, row[0]) for row in stored)
        assert conn.execute("select count(*) from channels where polls").fetchone()[0] == 0  # only pages were asked for


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["http://a.example/sitemap.xml"], "--since DAY is needed"),
        (["http://a.example/sitemap.xml", "x.warc.gz", "--since", "2025-01-01"], "either archives or sitemaps"),
        (["missing.warc.gz"], "nothing to read"),
    ],
)
def test_wrong_use_is_said(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "presswatch.toml").write_text("[archive]\npath = 'a.db'\n")
    code, _, error = run(tmp_path / "presswatch.toml", *arguments)
    assert code != 0
    assert told in error
