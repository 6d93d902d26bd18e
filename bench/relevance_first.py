"""What the program said of each batch of examples on the day it was written, before anything was changed for it.

`relevance_first.jsonl` keeps a line a batch: of the first five only the rates that were noted then, from the sixth on every
verdict as [score, subjects], so that the rates are reckoned from the labels and a corrected label shows.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.relevance_texts import Labelled, batch_of

FIRST = Path(__file__).with_name("relevance_first.jsonl")
THRESHOLD = 0.5  # the topic's, then as now


@dataclass(frozen=True)
class First:
    """A verdict of that day and the text it was about."""

    text: Labelled
    score: float
    subjects: frozenset[str]


def passes(texts: Iterable[Labelled], known: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """By batch: how many texts, F1 by language, subjects' micro-F1 over `known`, and by what they were judged."""
    by_batch: dict[str, dict[str, Labelled]] = {}
    for text in texts:
        by_batch.setdefault(batch_of(text), {})[text.id] = text
    for row in _rows():
        if "verdicts" not in row:
            yield row["batch"], {"texts": row["texts"], **row["f1"], "subjects": row["subjects_f1"]}
            continue
        found = list(_firsts(row, by_batch[row["batch"]]))
        languages = {language: _f1(_cells(found, language)) for language in ("en", "de", "es")}
        yield row["batch"], {"texts": len(found), **languages, "subjects": _f1(_subject_cells(found, known))}


def unseen(texts: Iterable[Labelled]) -> list[tuple[float, bool]]:
    """Score and truth of every kept first verdict: what the scores mean on texts that nothing was made on."""
    by_id = {text.id: text for text in texts}
    return [(one.score, one.text.relevant) for row in _rows() if "verdicts" in row for one in _firsts(row, by_id)]


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FIRST.read_text("utf-8").splitlines()]


def _firsts(row: dict[str, Any], texts: dict[str, Labelled]) -> Iterator[First]:
    for name, (score, subjects) in row["verdicts"].items():
        yield First(texts[name], score, frozenset(subjects))


def _cells(found: list[First], language: str) -> Counter[str]:
    """Hits, alarms and misses of one language."""
    cells = Counter[str]()
    for one in found:
        if one.text.language == language:
            said, true = one.score >= THRESHOLD, one.text.relevant
            cells.update(hit=said and true, alarm=said and not true, miss=true and not said)
    return cells


def _subject_cells(found: list[First], known: frozenset[str]) -> Counter[str]:
    cells = Counter[str]()
    for one in found:
        said, true = one.subjects & known, (one.text.subjects or frozenset()) & known
        cells.update(hit=len(said & true), alarm=len(said - true), miss=len(true - said))
    return cells


def _f1(cells: Counter[str]) -> float:
    right = 2 * cells["hit"]
    return round(right / (right + cells["alarm"] + cells["miss"]), 3) if right else 0.0
