"""Old news from archives: everything once, whatever is damaged, killed or named twice."""

import asyncio
import multiprocessing
import os
import pickle
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from archive import captures as archived
from archive import db, furniture, urls
from archive.model import Outcome
from archive.urls import Decision
from archive.warc import PageStore
from archive.writer import Writer
from crawler.backfill.reading import Here, Means
from crawler.backfill.records import Capture, Flaw, captures
from crawler.backfill.run import Backfill, Readers, Step
from crawler.backfill.silence import but_not_of_old_news
from crawler.backfill.stretches import stretches
from crawler.backfill.volumes import VolumeError, find
from crawler.learning import all_knowledge, learn_furniture
from crawler.newsroom.clock import StoppedClock
from crawler.newsroom.server import Newsroom
from crawler.seeding import sow
from crawler.seeds import SEEDS, Seeds, load_topic, parse_sources
from tests.warcs import CAPTURED, Old, newsroom_pages, squeezed, wacz, warc

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = 6_000  # bytes a stretch: a handful of pages
HERE = Readers(Here(), Here(), 2)  # type: ignore[arg-type]
TEXTS = "select u.url, u.outcome, a.title, a.published_at, a.first_seen_at from urls u left join articles a on a.url_id = u.id"


@pytest.fixture(scope="module")
def pages() -> list[Old]:
    return asyncio.run(newsroom_pages(14))


@pytest.fixture(scope="module")
def means() -> Means:
    return means_of_newsroom()


def means_of_newsroom() -> Means:
    async def catalogue() -> str:
        async with Newsroom.from_seeds(StoppedClock()) as newsroom:
            return yaml.safe_dump(newsroom.catalogue())

    sources = parse_sources(asyncio.run(catalogue()), "newsroom")
    return Means(load_topic(SEEDS / "topics" / "microsoft-ai.yaml"), sources, gate=True, max_bytes=2**20)


def run(archive: Path, means: Means, *files: Path, readers: Readers = HERE) -> tuple[Backfill, Counter[str]]:
    """A whole run, and what became of the records that it read."""
    total: Counter[str] = Counter()

    def on_step(step: Step) -> None:
        total.update(step.outcomes)

    async def work() -> Backfill:
        writer = Writer(archive)
        writer.start()
        try:
            await writer.do(lambda conn: sow(conn, Seeds(means.topic, means.sources, ()), NOW))
            store = PageStore(archive.with_name("pages"))
            backfill = Backfill(writer, means, obey=True, now=lambda: NOW, stretch=SMALL, pages=store)
            volumes, errors = find(map(str, files))
            backfill.errors += errors
            await backfill.run(volumes, readers, on_step)
            return backfill
        finally:
            writer.stop()

    return asyncio.run(work()), total


def rows(archive: Path, sql: str = TEXTS) -> list[tuple[object, ...]]:
    with closing(db.connect(archive, readonly=True)) as conn:
        return sorted(map(tuple, conn.execute(sql)), key=str)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, pages: list[Old], means: Means) -> tuple[Path, Path, Counter[str]]:
    """The archive after one run, the file it read, and what became of the records."""
    folder = tmp_path_factory.mktemp("undisturbed")
    file = folder / "CC-NEWS-20250909-00001.warc.gz"
    file.write_bytes(warc(pages)[0])
    _, total = run(folder / "a.db", means, file)
    return folder / "a.db", file, total


def test_every_record_has_one_outcome_and_pages_are_judged_as_live_ones(undisturbed, pages) -> None:
    archive, _, total = undisturbed
    assert total.total() == len(pages)
    assert total["stored"] > 2
    assert rows(archive, "select outcome, count(*) from urls where outcome in ('stored', 'off-topic') group by 1") == [
        ("off-topic", total["off-topic"]),
        ("stored", total["stored"]),
    ]
    assert rows(archive, "select sum(records) from backfill_stretches") == [(len(pages),)]


def test_old_news_keeps_its_dates_and_tells_nobody(undisturbed) -> None:
    archive, _, _ = undisturbed
    assert rows(archive, "select count(*) from articles where published_at >= '2026'") == [(0,)]
    assert {row[0] for row in rows(archive, "select first_seen_at from articles")} == {CAPTURED}
    assert rows(archive, "select count(*) from alerts") == [(0,)]
    with closing(db.create(archive)) as conn:
        article = conn.execute("select id from articles").fetchone()[0]
        told: list[int] = []
        plan = but_not_of_old_news(lambda _conn, found, _now: told.append(found.revision))
        from archive import articles

        known = articles.load(conn, article)
        plan(conn, known, NOW)
        plan(conn, replace(known, revision=2), NOW)
    assert told == [2]  # a later change is news


def test_pages_are_kept_and_what_was_learned_of_an_outlet_counts(undisturbed, pages, means, tmp_path) -> None:
    archive, file, total = undisturbed
    bodies = {page.url: page.body for page in pages}
    with closing(db.connect(archive)) as conn:
        kept = [archived.of_row(row) for row in conn.execute("select * from captures")]
        learn_furniture(conn, "alpenblick", NOW)
        lines = [line.sample for line in furniture.lines(conn)]
        known = all_knowledge(conn, means.sources)
    assert len(kept) == total["stored"] + total["duplicate"]
    store = PageStore(archive.with_name("pages"))
    assert all(store.read(capture.place).body == bodies[capture.url] for capture in kept)
    run(tmp_path / "a.db", replace(means, knowledge=known), file)
    texts = "select text from bodies join articles on id = article_id where source_id = 'alpenblick' and access = 'full'"
    assert lines
    for line in lines:
        assert sum(line in str(row[0]) for row in rows(archive, texts)) >= 3
        assert not any(line in str(row[0]) for row in rows(tmp_path / "a.db", texts))


def test_its_life_says_where_it_came_from(undisturbed, pages) -> None:
    archive, file, _ = undisturbed
    url = rows(archive, "select url from urls where outcome = 'stored'")[0][0]
    with closing(db.connect(archive, readonly=True)) as conn:
        told = urls.life(conn, str(url))
    assert told
    assert f"found in {file.name} at " in told["events"][0]["reason"]  # type: ignore[index]


def test_a_second_run_reads_nothing_whatever_the_file_is_called(undisturbed, means, tmp_path) -> None:
    archive, file, _ = undisturbed
    renamed = tmp_path / "other.warc.gz"
    renamed.write_bytes(file.read_bytes())
    before = rows(archive)
    backfill, total = run(archive, means, renamed, file)
    assert total.total() == 0
    assert len(backfill.files) == 1  # both are the same
    assert rows(archive) == before


def live(archive: Path, means: bytes, file: Path) -> None:
    """One life, in a process of its own."""
    run(archive, pickle.loads(means), file)


def test_killed_at_any_point_every_record_is_kept_once(undisturbed, means, tmp_path) -> None:
    archive, file, total = undisturbed
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crawler.test_backfill", "pipelines.warm"])
    done = 0
    for _ in range(2):
        life = context.Process(target=live, args=(tmp_path / "a.db", means.packed(), file))
        life.start()
        until = time.monotonic() + 60
        while life.is_alive() and time.monotonic() < until:
            if (now := stretches_done(tmp_path / "a.db")) > done:
                done = now
                break
            time.sleep(0.002)
        assert life.pid
        os.kill(life.pid, signal.SIGKILL)
        life.join()
    assert done
    run(tmp_path / "a.db", means, file)
    assert rows(tmp_path / "a.db") == rows(archive)
    assert rows(tmp_path / "a.db", "select sum(records) from backfill_stretches") == [(total.total(),)]


def stretches_done(archive: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as conn:
            return int(conn.execute("select count(*) from backfill_stretches").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_what_is_there_stays_and_what_was_missed_is_filled(pages, means, tmp_path) -> None:
    """A live article is not touched; an address that could not be fetched is."""
    file = tmp_path / "old.warc"
    file.write_bytes(warc(pages[:3], compressed=False)[0])
    with closing(db.create(tmp_path / "a.db")) as conn:
        sow(conn, Seeds(means.topic, means.sources, ()), NOW)
        for page, outcome in zip(pages, (Outcome.OFF_TOPIC, Outcome.FAILED, Outcome.BLOCKED), strict=False):
            due = urls.known_without_fetch(conn, page.url, means.sources[0].id, NOW)
            assert due
            urls.decide(conn, due.id, Decision(outcome, "before", NOW))
    _, total = run(tmp_path / "a.db", replace(means, gate=False), file)
    assert total["known"] == 2
    found = {url: outcome for url, outcome, *_ in rows(tmp_path / "a.db")}
    assert (found[pages[0].url], found[pages[2].url]) == ("off-topic", "blocked")
    assert found[pages[1].url] != "failed"


def test_archives_hold_more_than_pages(pages, means, tmp_path) -> None:
    page = pages[0]
    others = [
        Old("http://a.example/moved", b"", "301 Moved Permanently"),
        Old("http://a.example/p.pdf", b"%PDF-1.4", kind="application/pdf"),
        Old("http://a.example/huge", b"<html>" + b"x" * 2**20),
        Old("dns:a.example", b"20250909 a.example. 60 IN A 192.0.2.1", kind="text/dns"),
        Old("http://a.example/broken", b"\x1f\x8b\x08 no gzip", headers=(("Content-Encoding", "gzip"),)),
        Old("http://a.example/undone", b"<html>weather</html>", headers=(("Content-Encoding", "gzip"),)),
        Old("http:///nowhere", b"<html></html>"),
        squeezed(page),
        page,
    ]
    data, _ = warc(others)
    _, total = run(tmp_path / "a.db", replace(means, gate=False), wacz(tmp_path / "crawl.wacz", data))
    assert total["no-page"] == 2
    assert total["unsupported"] == 1
    assert total["off-topic"] == 1  # read although its header names an encoding that the archiver has undone
    assert total["too-large"] == 1
    assert total["undecodable"] == 1
    assert total["refused"] == 1
    assert total["known"] == 1  # the same page, once in gzip and once plain
    assert total.total() == len(others)


@pytest.mark.parametrize("compressed", [True, False], ids=["compressed", "plain"])
@pytest.mark.parametrize("hurt", ["start", "middle", "end"])
def test_damage_costs_what_it_hit(pages, tmp_path, compressed, hurt) -> None:
    data, starts = warc(pages, compressed=compressed)
    broken = bytearray(data)
    if hurt == "end":
        del broken[-20:]
    else:
        at = starts[7] if hurt == "start" else starts[7] + 40 if compressed else data.index(b"Content-Length", starts[7])
        broken[at : at + 30] = b"\xff" * 30
    (tmp_path / "a.warc").write_bytes(broken)
    (volume,), _ = find([str(tmp_path / "a.warc")])
    items = [item for stretch in stretches(volume, SMALL) for item in captures(stretch, 2**20)]
    found = [item.url for item in items if isinstance(item, Capture) and not item.skip]
    flaws = [item for item in items if isinstance(item, Flaw)]
    missing = {"start": pages[7], "middle": pages[7], "end": pages[-1]}[hurt]
    assert set(found) >= {page.url for page in pages if page is not missing} - {pages[-1].url}
    assert len(found) == len(set(found))
    assert flaws


def test_files_that_are_no_archives_have_a_line_each(pages, tmp_path) -> None:
    import gzip

    plain, _ = warc(pages, compressed=False)
    files = {
        "empty.warc": b"",
        "text.warc": b"hello",
        "whole.warc.gz": gzip.compress(plain + os.urandom(3 * 2**20)),
        "junk.warc.gz": gzip.compress(b"junk"),
        "a.warc.zst": b"\x28\xb5\x2f\xfd" + b"x" * 100,
        "cut.wacz": wacz(tmp_path / "x.wacz", plain).read_bytes()[:1000],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    squeezed_twice = wacz(tmp_path / "twice.wacz", plain, squeezed=True)
    told = []
    for path in (*(tmp_path / name for name in files), squeezed_twice, tmp_path / "none"):
        volumes, errors = find([str(path)])
        try:
            told += [*map(str, errors)] + [f"read {len(list(stretches(volume)))}" for volume in volumes]
        except VolumeError as error:
            told.append(str(error))
    endings = (
        "empty; skipped",
        "not a WARC or WACZ file; skipped",
        "`warcio recompress whole.warc.gz NEW.warc.gz` makes one that can be read",
        "gzip, but no WARC file inside; skipped",
        "unpack it (`zstd -d`) and name the .warc file",
        "cannot be read (File is not a zip file); skipped",
        "compressed once more inside the package; unzip it and name the WARC file",
        "name a file, folder or pattern",
    )
    assert len(told) == len(endings)
    for line, ending in zip(told, endings, strict=True):
        assert line.endswith(ending), line


def test_folders_and_patterns_in_the_layout_of_common_crawl(pages, tmp_path) -> None:
    folder = tmp_path / "crawl-data" / "CC-NEWS" / "2025" / "09"
    folder.mkdir(parents=True)
    for number in (2, 1):
        (folder / f"CC-NEWS-20250909-0000{number}.warc.gz").write_bytes(warc(pages[:number])[0])
    (folder / "notes.txt").write_text("no archive")
    by_folder, _ = find([str(tmp_path)])
    by_pattern, _ = find([str(tmp_path / "**" / "CC-NEWS-*.warc.gz")])
    assert [volume.name[-14:] for volume in by_folder] == ["-00001.warc.gz", "-00002.warc.gz"]
    assert by_folder == by_pattern
