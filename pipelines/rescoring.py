"""Stored articles judged again after the topic, its examples or the readers' correction changed.

Deciding is pure; carrying out happens inside a transaction of the caller's. Nothing is mailed: what belongs now is no news.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from archive import articles, urls
from archive.citations import Citation
from archive.figures import Figure
from archive.model import Outcome, Verdict
from archive.rescoring import Stored
from pipelines import findings, placing
from pipelines.citations import citations
from pipelines.embedding import Vector, embed, whole_text
from pipelines.figures import figures
from pipelines.fingerprint import Fingerprint, fingerprint
from pipelines.outlets import Names
from pipelines.relevance import weigh
from pipelines.relevance_stage import off_topic
from pipelines.topic import Topic

NOTICEABLE = 0.01  # a score that moves less is not worth a line


@dataclass(frozen=True, slots=True)
class Findings:
    """What is read anew in an article that belongs now and did not."""

    fingerprint: Fingerprint
    figures: tuple[Figure, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An article, the verdict on it now, and, where it joins the topic, what its place among the others is found by."""

    stored: Stored
    verdict: Verdict
    joining: Findings | None = None

    @property
    def joins(self) -> bool:
        """It belongs now and did not."""
        return self.verdict.relevant and not self.stored.relevant

    @property
    def leaves(self) -> bool:
        """It belonged and does not any more."""
        return self.stored.relevant and not self.verdict.relevant

    @property
    def changed(self) -> bool:
        """Something a reader could notice is different."""
        subjects = {subject.subject for subject in self.verdict.subjects}
        moved = abs(self.verdict.score - self.stored.score) >= NOTICEABLE
        return self.joins or self.leaves or moved or subjects != self.stored.subjects


def judge_again(topic: Topic, stored: Stored) -> Verdict:
    """The verdict now. The vector that stories are grouped by serves where the rules leave a doubt; else one is made."""
    return _judge_again(topic, stored)[0]


def rejudge(topic: Topic, stored: Stored, outlets: Names) -> Rejudged:
    """As `judge_again`, and what an article that joins is placed by. Costs CPU: not for the loop's thread."""
    verdict, vector = _judge_again(topic, stored)
    if stored.relevant or not verdict.relevant:
        return Rejudged(stored, verdict)
    extract = stored.extract
    cited = citations(extract.title, extract.text, extract.language, outlets, ())
    found = Findings(
        fingerprint(extract, vector),
        figures(extract.title, extract.text, extract.language),
        tuple(one for one in cited if one.outlet_id != stored.due.source_id),
    )
    return Rejudged(stored, verdict, found)


def _judge_again(topic: Topic, stored: Stored) -> tuple[Verdict, Vector | None]:
    """And the text's vector, where one was needed."""
    extract = stored.extract
    weighed = weigh(topic, extract.title, extract.text, extract.language, extract.teaser)
    vector = _vector(stored) if weighed.in_doubt else None
    return weighed.verdict(vector), vector


def carry_out(conn: sqlite3.Connection, topic: Topic, judged: Rejudged, now: datetime) -> None:
    """Write a verdict; whoever joins or leaves the topic changes story, copies, figures, citations and outcome too."""
    if not judged.changed:
        return
    stored = judged.stored
    if judged.leaves:
        reason = f"judged again: {off_topic(topic, stored.extract, judged.verdict)}"
        former = articles.load(conn, stored.id)
        articles.rejudge(conn, stored.id, judged.verdict)
        placing.remove(conn, former, now)
        _tell(conn, stored, Outcome.OFF_TOPIC, reason, now)
        return
    articles.rejudge(conn, stored.id, judged.verdict)
    if judged.joining is not None:
        _join(conn, stored, judged.joining, now)


def _join(conn: sqlite3.Connection, stored: Stored, found: Findings, now: datetime) -> None:
    decided = placing.decide(conn, stored.due, stored.extract, found.fingerprint)
    articles.mark_copy(conn, stored.id, decided.duplicate)
    placed = placing.place(conn, stored.id, decided, found.fingerprint, now)
    findings.keep_read(conn, stored.id, found.figures, found.citations)
    outcome = Outcome.DUPLICATE if placed.duplicate else Outcome.STORED
    _tell(conn, stored, outcome, placed.duplicate.reason if placed.duplicate else "judged again: it belongs", now)


def _tell(conn: sqlite3.Connection, stored: Stored, outcome: Outcome, reason: str, now: datetime) -> None:
    """The outcome changes; when the page is looked at next does not."""
    urls.turn(conn, stored.due.id, outcome, reason, now)


def _vector(stored: Stored) -> Vector | None:
    if stored.vector:
        return np.frombuffer(stored.vector, "<f2").astype(np.float32)
    return embed(stored.extract.title, whole_text(stored.extract.teaser, stored.extract.text))
