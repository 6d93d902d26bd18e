"""The demo: the bundled newsroom, a local mailbox and the whole program, on this machine alone."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from rich.console import Console

from archive import db
from archive.errors import ConfigError
from archive.summary import Summary, summarise
from crawler import rooms
from crawler.config import Config
from crawler.crawling import utcnow
from crawler.lock import only_instance
from crawler.mailbox.box import Mailbox
from crawler.newsroom.clock import DEMO_START, END_OF_WEEK, NewsClock, StoppedClock
from crawler.newsroom.filler import filler
from crawler.newsroom.outlets import load_outlets
from crawler.newsroom.server import SEEDS as NEWSROOM
from crawler.newsroom.server import Newsroom
from crawler.report import CrawlProgress
from crawler.seeds import SEEDS, Seeds, load_articles, load_seeds
from crawler.service import Service
from crawler.web import free_port

STATE = "demo.json"  # marks a folder as a demo's, and lets it be gone on with
MINUTES = 15.0  # in which the newsroom's remaining days appear
FILLER = 20
FILLER_SEED = 1
DIGEST_AFTER = timedelta(minutes=3)
REVISIT_MINUTES = (1.0, 1.0, 3.0, 10.0, 0.0)  # days of news pass in minutes
TOPIC = "microsoft-ai"


@dataclass(frozen=True, slots=True)
class State:
    """What a demo needs to be gone on with: the same addresses and the same news clock."""

    newsroom_port: int
    anchor: datetime

    @classmethod
    def load(cls, folder: Path) -> "State":
        """The folder's state, a new one for an empty folder. Raises ConfigError for a folder that is not a demo's."""
        file = folder / STATE
        if file.exists():
            kept = json.loads(file.read_text(encoding="utf-8"))
            return cls(free_port("127.0.0.1", kept["newsroom_port"]), datetime.fromisoformat(kept["anchor"]))
        if folder.exists() and any(folder.iterdir()):
            raise ConfigError(f"{folder}: not empty and not a demo's folder; name another with --dir")
        state = cls(free_port("127.0.0.1", 0), utcnow().replace(microsecond=0))
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"newsroom_port": state.newsroom_port, "anchor": state.anchor.isoformat()}), encoding="utf-8")
        return state

    def clock(self, *, stopped: bool) -> NewsClock:
        """Running for the demo; standing at the end of the week for a single cycle, so that all news is out."""
        if stopped:
            return StoppedClock(anchor=self.anchor)
        rest = END_OF_WEEK.since_start(UTC) - DEMO_START.since_start(UTC)
        return NewsClock(self.anchor, DEMO_START, rest / timedelta(minutes=MINUTES))


class Demo:
    """Newsroom, mailbox and program in one folder."""

    def __init__(self, folder: Path, port: int, *, once: bool) -> None:
        self._folder = folder
        self._state = State.load(folder)
        outlets = load_outlets(NEWSROOM / "outlets.yaml")
        self.newsroom = Newsroom.from_seeds(
            self._state.clock(stopped=once), filler(FILLER_SEED, FILLER, outlets), slow=0.8 if not once else 0.2
        )
        self.mailbox = Mailbox(folder / "mail")
        self._port = port
        self._once = once

    async def once(self, console: Console) -> tuple[Summary, Summary, float]:
        """One full cycle: crawl all that is out, send what is due. Returns what there is, what is new of it, and the seconds."""
        began, start = time.monotonic(), utcnow()
        await self._open()
        try:
            config, seeds = self._config(), self._seeds()
            with only_instance(config.archive.path):
                crawling = rooms.crawling(config, seeds)
                try:
                    await crawling.start()
                    with CrawlProgress(console) as progress:
                        await crawling.cycle(progress.update)
                    await crawling.measure()
                    await rooms.outbox(config, crawling.writer).run_due(utcnow())
                finally:
                    await crawling.stop()
            conn = db.connect(config.archive.path, readonly=True)
            try:
                return summarise(conn), summarise(conn, start), time.monotonic() - began
            finally:
                conn.close()
        finally:
            await self._close()

    async def run(self, ready: Callable[["Demo", str], None]) -> None:
        """Everything until SIGTERM or SIGINT; `ready` is given the reading room's address."""
        await self._open()
        try:
            config = self._config()
            with only_instance(config.archive.path):
                seeds = self._seeds()
                web = rooms.web(config, seeds.topic)
                config = config.model_copy(update={"web": config.web.model_copy(update={"url": web.address})})
                crawling = rooms.crawling(config, seeds)
                outbox = rooms.outbox(config, crawling.writer)
                service = Service(crawling, outbox.run_due, web, config.schedule.tick_seconds, utcnow)
                await service.run(lambda: ready(self, web.address))
        finally:
            await self._close()

    async def _open(self) -> None:
        await self.newsroom.start(self._state.newsroom_port)
        self._plant()
        await self.mailbox.start()

    async def _close(self) -> None:
        await self.mailbox.stop()
        await self.newsroom.stop()

    def _plant(self) -> None:
        """A seeds folder of the demo's own: the default topic, to be changed at will, and the newsroom's catalogue."""
        topics, sources = self._folder / "seeds" / "topics", self._folder / "seeds" / "sources"
        if not topics.exists():
            topics.mkdir(parents=True)
            for file in (SEEDS / "topics" / f"{TOPIC}{ending}" for ending in (".yaml", ".learnt.json", ".examples.jsonl")):
                shutil.copy(file, topics)
        sources.mkdir(exist_ok=True)
        (sources / "newsroom.yaml").write_text(yaml.safe_dump(self.newsroom.catalogue(), allow_unicode=True), "utf-8")

    def _seeds(self) -> Seeds:
        """The demo's topic and catalogue, and the bundled seed articles."""
        return replace(load_seeds(self._folder / "seeds", TOPIC), articles=load_articles())

    def _config(self) -> Config:
        zone = "Europe/Berlin"
        digest = (utcnow() + DIGEST_AFTER).astimezone(ZoneInfo(zone)).strftime("%H:%M")
        soon = {"group_seconds": 0, "follow_up_seconds": 0, "max_per_hour": 0} if self._once else {"group_seconds": 10}
        subscriptions = [
            {"id": "newsdesk", "to": ["newsdesk@example.org"], "language": "en", **soon},
            {"id": "deals", "to": ["investor@example.org"], "subjects": ["investment", "openai-multicloud"], **soon},
            {"id": "mesa-es", "to": ["redaccion@example.org"], "language": "es", "languages": ["es"], **soon},
            {"id": "morgen", "to": ["leserin@example.org"], "language": "de", "cadence": "daily", "at": digest, "timezone": zone},
        ]
        looks = {} if self._once else {"revisit_minutes": REVISIT_MINUTES}
        return Config.model_validate(
            {
                "archive": {"path": self._folder / "presswatch.db", "reader": self._folder / "reader.db"},
                "seeds": {"folder": self._folder / "seeds", "topic": TOPIC},
                "fetch": {
                    "contact": "http://localhost/",
                    "resolve": dict(self.newsroom.resolve),
                    "allow_private": ["127.0.0.0/8"],
                    "spacing": 0.0 if self._once else 0.2,
                    "per_host": 2,
                    "retry_after": [2.0, 5.0],
                    "requests_per_host": 0.0,
                },
                "schedule": {"tick_seconds": 0.2, "poll_minutes": [0.25] * 4, "patience_seconds": 5.0, **looks},
                "web": {"port": self._port},
                "mail": {
                    "host": "127.0.0.1",
                    "port": self.mailbox.smtp_port,
                    "security": "none",
                    "sender": "presswatch@example.org",
                },
                "alerts": {"subscriptions": subscriptions},
            }
        )
