"""Another topic is only another folder of data: crawled, changed and judged again. Real pages over loopback."""

import asyncio
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import tomli_w
from harness import Installation

from archive import corrections, db, reader, rescoring
from archive.writer import Writer
from crawler import config, rescore, rooms, topicmodel
from crawler.crawling import utcnow
from crawler.notices import Operator
from crawler.topicfile import load_topic
from crawler.topicwatch import TopicWatch
from crawler.tuning import Tuning
from pipelines import correction
from pipelines.correction import teach
from pipelines.relevance import judge
from pipelines.topics import Topics

TOPIC = """
id: bees
title: {en: Bees}
languages: [en]
description: Honey bees and what threatens them.
is_not: [spelling bees]
gate: [bee]
names:
  bee: {patterns: {en: ['(honey )?bees?', 'beekeep\\w*']}, but_not: ['spelling bees?']}
  mite: {patterns: {any: ['Varroa\\w*'], en: ['mites?']}}
  hornet: {patterns: {en: ['hornets?']}}
rules:
  - {id: bee, find: [bee], topic: 2}
  - {id: hornet-near-bee, find: [hornet], with: [bee], topic: 0}
subjects:
  mites:
    label: {en: Mites}
    rules: [{id: mite-on-bee, find: [bee, mite], within: sentence, topic: 3, subject: 4}]
scale: {bias: -3.5, subject_bias: -2}
furniture: ['related:']
queries: {en: [{all: [bees]}]}
"""
SOURCE = """
- id: hive-herald
  name: Hive Herald
  homepage: http://127.0.0.1:PORT/
  country: GB
  language: en
  kind: press
  channels: [{url: "http://127.0.0.1:PORT/feed.xml", format: rss}]
"""
STORIES = {
    "mites": ("Varroa mites kill honey bees", "Honey bees die of Varroa mites in three counties this spring, beekeepers say."),
    "hornets": (
        "Hornets raid beehives in Kent",
        "Asian hornets were seen at hives where honey bees live, a keeper said in Kent.",
    ),
    "spelling": ("Girl wins spelling bee", "The spelling bee was won by a girl of eleven from Leeds, who knew all the words."),
}
PAGE = "<html lang='en'><head><title>{0}</title></head><body><article><h1>{0}</h1>{1}</article></body></html>"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bees")
    site = folder / "site"
    site.mkdir()
    handler = partial(QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _publish(site, server.server_port)
        yield _install(folder, server.server_port)
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


def _publish(site: Path, port: int) -> None:
    items = ""
    for name, (title, text) in STORIES.items():
        own = " ".join(f"{name}{n} wrote" for n in range(80))
        paragraphs = f"<p>{text}</p><p>In the letters {own}.</p>"
        (site / f"{name}.html").write_text(PAGE.format(title, paragraphs))
        items += f"<item><title>{title}</title><link>http://127.0.0.1:{port}/{name}.html</link></item>"
    (site / "feed.xml").write_text(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")


def _install(folder: Path, port: int) -> Installation:
    (folder / "seeds" / "topics").mkdir(parents=True)
    (folder / "seeds" / "sources").mkdir()
    (folder / "seeds" / "topics" / "bees.yaml").write_text(TOPIC)
    (folder / "seeds" / "sources" / "all.yaml").write_text(SOURCE.replace("PORT", str(port)))
    settings = {
        "archive": {"path": "presswatch.db", "reader": "reader.db"},
        "seeds": {"folder": "seeds", "topic": "bees"},
        "fetch": {"allow_private": ["127.0.0.0/8"], "spacing": 0},
        "schedule": {"patience_seconds": 0.5},
        "alerts": {"subscriptions": [{"id": "all", "to": ["a@example.org"], "max_age_days": 0}]},
    }
    (folder / "presswatch.toml").write_text(tomli_w.dumps(settings))
    installed = Installation(folder)
    done = installed.run("crawl", "--all", "--json")
    assert done.returncode == 0, done.stderr
    return installed


def rows(installed, sql):
    with installed.reading() as conn:
        return {row[0]: tuple(row[1:]) for row in conn.execute(sql)}


OUTCOMES = "select replace(replace(url, '.html', ''), rtrim(url, 'abcdefghijklmnopqrstuvwxyz.'), ''), outcome from urls"


def test_a_folder_of_data_is_all_a_topic_needs(crawled):
    assert rows(crawled, OUTCOMES) == {"mites": ("stored",), "hornets": ("off-topic",), "spelling": ("off-topic",)}
    assert rows(crawled, "select title, subject from articles join article_subjects on article_id = id") == {
        STORIES["mites"][0]: ("mites",)
    }
    with crawled.reading() as conn:
        assert json.loads(conn.execute("select labels from subjects").fetchone()[0]) == {"en": "Mites"}


def test_another_judgement_is_shown_then_written_and_mails_nothing(crawled):
    topic = crawled.folder / "seeds" / "topics" / "bees.yaml"
    topic.write_text(TOPIC.replace("topic: 0}", "topic: 4}").replace("topic: 3, subject", "topic: 0, subject"))
    settings = config.load(crawled.config, {})
    judgement = rescore.judgement(settings)
    alerts = rows(crawled, "select count(*), 0 from alerts")
    with crawled.reading() as conn:
        shown = [one for batch in rescore.preview(conn, judgement) for one in batch]
    assert [one.stored.extract.title for one in shown if one.joins] == [STORIES["hornets"][0]]
    assert [one.stored.extract.title for one in shown if one.leaves] == [STORIES["mites"][0]]
    done = asyncio.run(_rescore(settings, judgement))
    assert (done.joined, done.left) == (1, 1)
    found = rows(crawled, OUTCOMES)
    assert (found["hornets"], found["mites"]) == (("stored",), ("off-topic",))
    assert rows(crawled, "select count(*), 0 from alerts") == alerts
    (story,) = rows(crawled, "select id, articles, headline from stories where articles > 0").values()
    assert story == (1, STORIES["hornets"][0])
    assert rows(crawled, "select sum(articles), 0 from daily_counts") == {1: (0,)}
    with crawled.reading() as conn:
        assert not [one for batch in rescore.preview(conn, judgement) for one in batch if one.changed]


def test_a_run_that_was_broken_off_goes_on(crawled, monkeypatch):
    topic = crawled.folder / "seeds" / "topics" / "bees.yaml"
    topic.write_text(TOPIC)
    settings = config.load(crawled.config, {})
    judgement = rescore.judgement(settings)
    monkeypatch.setattr(rescore, "BATCH", 1)

    def break_off(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(_rescore(settings, judgement, break_off))
    with crawled.reading() as conn:
        begun = rescoring.progress(conn)
        assert begun.ended is None
        assert rescore.begin(conn, judgement, utcnow()) == begun
    assert asyncio.run(_rescore(settings, judgement)).ended is not None
    assert rows(crawled, OUTCOMES)["mites"] == ("stored",)


async def _rescore(settings, judgement, on_batch=lambda _done: None):
    writer = Writer(settings.archive.path)
    writer.start()
    read = db.connect(settings.archive.path, readonly=True)
    try:
        return await rescore.run(read, writer, judgement, utcnow, on_batch)
    finally:
        read.close()
        writer.stop()


async def test_a_changed_topic_is_taken_over_and_a_wrong_one_refused(crawled):
    file = crawled.folder / "seeds" / "topics" / "bees.yaml"
    file.write_text(TOPIC)
    settings = config.load(crawled.config, {})
    writer = Writer(settings.archive.path)
    writer.start()
    topics = Topics(rooms.seeds_of(settings).topic)
    watch = TopicWatch(file, partial(rooms.seeds_of, settings), topics, writer, Operator("op@example.org", "example.org"))
    try:
        assert not await watch.look(utcnow())
        file.write_text(TOPIC.replace("{en: Mites}", "{en: Mites and lice}").replace("gate: [bee]", "gate: [bee, hive]"))
        assert await watch.look(utcnow())
        assert topics.gate.decide(b"<p>A hive</p>").passed
        taken = topics.topic
        file.write_text(TOPIC.replace("topic: 2}", "topic: much}"))
        assert not await watch.look(utcnow())
        assert not await watch.look(utcnow())
    finally:
        writer.stop()
    assert topics.topic is taken
    assert rows(crawled, "select id, labels from subjects") == {"mites": ('{"en": "Mites and lice"}',)}
    (notice,) = rows(crawled, "select id, notice from messages where kind = 'notice'").values()
    line = 1 + TOPIC.splitlines().index("  - {id: bee, find: [bee], topic: 2}")
    assert f"bees.yaml: line {line}: rules[0].topic: 'much'; expected" in notice[0]


def test_readers_correct_a_rule_and_take_it_back(crawled):
    file = crawled.folder / "seeds" / "topics" / "bees.yaml"
    file.write_text(TOPIC)
    rules = teach([frozenset({"mite-on-bee"})] * 40, [1.5] * 40, [False] * 40)
    assert -4 < rules["mite-on-bee"] < -1
    assert teach([frozenset({"mite-on-bee"})] * 2, [1.5] * 2, [False] * 2) == {}
    topicmodel.save_correction(file, rules, {})
    judged = judge(load_topic(file), *STORIES["mites"], "en")
    assert not judged.relevant
    (reason,) = [reason for reason in judged.reasons if reason.rule == "mite-on-bee+readers"]
    assert (reason.contribution, reason.passage) == (rules["mite-on-bee"], "mites kill honey bees")
    topicmodel.paths(file).correction.unlink()
    assert judge(load_topic(file), *STORIES["mites"], "en").relevant
    done = crawled.run("judgement", "correct")
    assert (done.returncode, "0 labelled articles teach about 0 rules and 0 subjects" in done.stderr) == (0, True), done.stderr


async def test_what_readers_ask_about_the_judgement_is_carried_out_and_taken_back(crawled, monkeypatch):
    monkeypatch.setattr(correction, "LEAST_LABELS", 1)
    (crawled.folder / "seeds" / "topics" / "bees.yaml").write_text(TOPIC)
    settings = config.load(crawled.config, {})
    file = topicmodel.paths(rescore.topic_file(settings)).correction
    article = next(iter(rows(crawled, "select id from articles where relevant")))
    writer = Writer(settings.archive.path)
    writer.start()
    read = db.connect(settings.archive.path, readonly=True)
    tuning = Tuning(settings, writer, utcnow, breath=0)

    async def ask(*wishes):
        with reader.opened(settings.archive.reader) as conn:
            reader.mark(conn, "me", [article], "not-relevant", utcnow())
            for what in wishes:
                corrections.ask(conn, "me", what, utcnow())
        await tuning.look(read)
        await tuning.finish()

    corrected = "select rule, contribution < 0 from reasons where rule like '%+readers'"
    try:
        await ask("propose")
        assert corrections.proposed(read).proposal.rules.keys() == {"bee", "mite-on-bee"}
        assert not file.exists()
        await ask("apply")
        assert file.exists()
        assert rows(crawled, corrected) == {"bee+readers": (1,), "mite-on-bee+readers": (1,)}
        assert (corrections.proposed(read), corrections.in_force(read).reader) == (None, "me")
        await tuning.look(read)
        await tuning.finish()  # nothing is carried out twice
        assert rows(crawled, "select what, count(*) from judgement_log group by 1") == {"propose": (1,), "apply": (1,)}
        await ask("take-back", "rescore")
    finally:
        await tuning.stop()
        read.close()
        writer.stop()
    assert not file.exists()
    assert rows(crawled, corrected) == {}
