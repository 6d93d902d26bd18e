"""Carries out what readers ask about the judgement: what their labels teach, putting it into force, taking it back, judging anew.

Their wishes stand in reader.db; the running service looks for them. Without a service the commands do the same by themselves.
What was begun and broken off goes on: how far the archive has been judged again stands in it.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from archive import corrections, db, judging, rescoring
from archive.corrections import Kept, Proposal, Wish
from archive.errors import PresswatchError
from archive.judging import Labels
from archive.rescoring import Progress
from archive.writer import Writer
from crawler import rescore, topicmodel
from crawler.config import Config
from crawler.rescore import judgement, topic_file
from crawler.topicfile import load_topic
from pipelines.trial import Trial

log = logging.getLogger(__name__)

NOTHING = "no labels teach anything yet: a rule or subject needs three labelled articles in which it stands"
PATIENCE = timedelta(minutes=5)  # before something that failed is tried again
BREATH = 0.02  # seconds between batches, so that a service beside them is not held up


class Tuning:
    """One at a time, beside everything else that the process does."""

    def __init__(self, config: Config, writer: Writer, now: Callable[[], datetime], breath: float = BREATH) -> None:
        self._config = config
        self._writer = writer
        self._now = now
        self._breath = breath
        self._task: asyncio.Task[None] | None = None
        self._failed_at: datetime | None = None

    async def look(self, read: sqlite3.Connection) -> None:
        """Begin what is asked for, unless something is under way. Raises what ended the former work."""
        if self._task is not None and not self._task.done():
            return
        if self._task is not None:
            former, self._task = self._task, None
            former.result()
        wishes = self._wishes(read)
        if wishes or self._unfinished(read):
            self._task = asyncio.create_task(self._carry_out(wishes))

    async def finish(self) -> None:
        """Wait for what `look` began. Raises what ended it."""
        if self._task is not None:
            await self._task

    async def stop(self) -> None:
        """What is under way goes on after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _wishes(self, read: sqlite3.Connection) -> list[Wish]:
        with corrections.looking_into(self._config.archive.reader) as conn:
            return corrections.wishes(conn, *corrections.carried_out(read)) if conn is not None else []

    def _unfinished(self, read: sqlite3.Connection) -> bool:
        """Something is to be judged again, and trying it did not just fail."""
        if self._failed_at is not None and self._now() - self._failed_at < PATIENCE:
            return False
        unfinished = rescoring.progress(read)
        return unfinished is not None and unfinished.ended is None

    async def _carry_out(self, wishes: list[Wish]) -> None:
        for wish in wishes:
            note = ""
            try:
                note = await self._do(wish)
            except PresswatchError as error:
                note = str(error)
                log.error("judgement: %s: %s", wish.what, error)  # noqa: TRY400 -- one line says it all
            await self._writer.do(lambda conn, done=wish, said=note: corrections.log(conn, done, self._now(), said))  # type: ignore[misc]  # bound now
        try:
            await self.rescore()
        except PresswatchError as error:
            self._failed_at = self._now()
            log.error("judging the archive again is tried later: %s", error)  # noqa: TRY400 -- one line says it all

    async def _do(self, wish: Wish) -> str:
        """Returns why it could not be done, "" when it was."""
        match wish.what:
            case "propose":
                return "" if (await self.propose(wish.reader)).teaches else NOTHING
            case "apply":
                return "" if await self.apply() else NOTHING
            case "take-back":
                await self.take_back()
            case "rescore":
                await self.begin_rescore()
        return ""

    async def propose(self, reader: str, on_batch: Callable[[int], None] = lambda _count: None) -> Proposal:
        """Work out what the labels teach and what it would change, and keep it in the archive. Raises PresswatchError."""
        topic = await asyncio.to_thread(load_topic, topic_file(self._config))
        with corrections.looking_into(self._config.archive.reader) as conn:
            if conn is None:
                labels, sample = Labels({}, {}), []
            else:
                labels = Labels(judging.labels(conn, ""), judging.objections(conn, ""))
                sample = judging.sample(conn, "")
        with closing(db.connect(self._config.archive.path, readonly=True)) as read:
            labelled = rescoring.some(read, labels.belongs)
            trial = await asyncio.to_thread(Trial, topic, labelled, labels, sample)
            after: int | None = 0
            while after is not None and trial.proposal().teaches:
                stored, after = rescoring.batch(read, after, rescore.BATCH)
                await asyncio.to_thread(trial.add, stored)
                on_batch(len(stored))
                await asyncio.sleep(self._breath)
        found = trial.proposal()
        await self._writer.do(lambda conn: corrections.keep(conn, reader, found, self._now()))
        return found

    async def apply(self) -> Kept | None:
        """Put the proposal that waits into force (None when none waits) and begin to judge again. Raises PresswatchError."""
        with closing(db.connect(self._config.archive.path, readonly=True)) as read:
            waiting = corrections.proposed(read)
        if waiting is None or not waiting.proposal.teaches:
            return None
        topicmodel.save_correction(topic_file(self._config), waiting.proposal.rules, waiting.proposal.subjects)
        await self._writer.do(lambda conn: corrections.put_into_force(conn, waiting.id, self._now()))
        await self.begin_rescore()
        return waiting

    async def take_back(self) -> bool:
        """The rules judge as the topic's file says; the archive is to be judged again. False when no correction was in force."""
        there = topicmodel.drop_correction(topic_file(self._config))
        await self._writer.do(lambda conn: corrections.take_back(conn, self._now()))
        if there:
            await self.begin_rescore()
        return there

    async def begin_rescore(self) -> None:
        """From the first article on, whatever came before; a kill after this loses nothing. Raises PresswatchError."""
        key = (await asyncio.to_thread(judgement, self._config)).key
        started = Progress(key, 0, 0, 0, 0, self._now(), None)
        await self._writer.do(lambda conn: rescoring.note(conn, started))

    async def rescore(self, on_batch: Callable[[Progress], None] = lambda _progress: None) -> Progress | None:
        """Judge on where it was begun or broken off; None when there is nothing to do. Raises PresswatchError."""
        with closing(db.connect(self._config.archive.path, readonly=True)) as read:
            unfinished = rescoring.progress(read)
            if unfinished is None or unfinished.ended is not None:
                return None
            by = await asyncio.to_thread(judgement, self._config)
            done = await rescore.run(read, self._writer, by, self._now, on_batch, self._breath)
        log.info("judged %d articles again: %d joined the topic, %d left it", done.judged, done.joined, done.left)
        return done
