"""Which story an article belongs to, by the rare names and numbers it shares with recent reports. Pure.

Names and numbers are much the same in English, German and Spanish, so that one measure serves within and across languages.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from archive.stories import Report

WINDOW = timedelta(hours=96)  # a report later than this starts a story of its own
THRESHOLD = 0.30  # `python -m bench.stories` prints B³ F1 on the newsroom for .15 … .60

_TERM = re.compile(r"\d[\d.,]*|[^\W\d_][\w-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:»”\"]\s+)([^\W\d_][\w-]*)")


def terms(title: str, lead: str) -> frozenset[str]:
    """Names and numbers of a report, folded: what starts with a capital, holds a digit, or is all capitals."""
    text = f"{title}. {lead}"
    starts = {m.group(1) for m in _SENTENCE_START.finditer(text)}
    found = set()
    for match in _TERM.finditer(text):
        word = match.group()
        if any(c.isdigit() for c in word):
            found.add(re.sub(r"[.,]", "", word).strip("-"))
        elif word[0].isupper() and (word not in starts or not word[1:].islower()):
            found.add(_fold(word))
    return frozenset(term for term in found if len(term) > 1)


def choose(article: frozenset[str], reports: Sequence[Report]) -> int | None:
    """The story whose reports share most with the article's terms, None when none shares enough."""
    if not reports:
        return None
    stored = [(report.story_id, terms(report.title, report.lead)) for report in reports]
    weights = _weights([found for _, found in stored] + [article])
    by_story: dict[int, list[float]] = {}
    for story_id, found in stored:
        by_story.setdefault(story_id, []).append(_similarity(article, found, weights))
    best = max(by_story, key=lambda story_id: _mean_of_best(by_story[story_id]))
    return best if _mean_of_best(by_story[best]) >= THRESHOLD else None


def _mean_of_best(similarities: list[float]) -> float:
    best = sorted(similarities, reverse=True)[:3]
    return sum(best) / len(best)


def _weights(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency, so that the topic's own names, which all reports share, weigh next to nothing."""
    counts = Counter(term for document in documents for term in document)
    return {term: math.log((1 + len(documents)) / count) for term, count in counts.items()}


def _similarity(a: frozenset[str], b: frozenset[str], weights: dict[str, float]) -> float:
    """Weighted cosine of two sets, 0 to 1."""
    shared = sum(weights[term] ** 2 for term in a & b)
    norm = math.sqrt(sum(weights[term] ** 2 for term in a) * sum(weights[term] ** 2 for term in b))
    return shared / norm if norm else 0.0


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).removesuffix("s")
