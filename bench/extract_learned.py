"""What rests on measurement in extraction: how sure fields are, and the furniture that is learned from an outlet's texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from bench.extract_measures import score
from bench.extract_newsroom import newsroom
from pipelines.recurring import learn, line_key

_MARKS = re.compile(r"^(?:#+|>|-) ", re.MULTILINE)
_MEASURES = {"title": "title", "authors": "authors", "published": "date"}


def confidence_report(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Any]:
    """For title, authors and published: share right (and pages) at each level of confidence."""
    by_level: dict[str, dict[str, list[Any]]] = {field: defaultdict(list) for field in _MEASURES}
    for truth, got in pairs:
        for field in _MEASURES:
            if truth.get(field) and got.get(field):
                by_level[field][got["confidence"].get(field, "-")].append((truth, got))
    return {
        field: {f"{level} ({len(rows)} pages)": score(rows)[_MEASURES[field]] for level, rows in sorted(levels.items())}
        for field, levels in by_level.items()
    }


def furniture_report() -> dict[str, Any]:
    """On the newsroom, per outlet: what is learned, and in how many texts at most a line recurs that belongs to an article."""
    texts: dict[str, list[str]] = defaultdict(list)
    own: dict[str, set[str]] = defaultdict(set)
    for seen in newsroom():
        article = seen.article
        if article.access == "full":
            texts[article.outlet].append(seen.found.text)
            printed = "\n".join((_MARKS.sub("", article.body), article.teaser or ""))
            own[article.outlet] |= {line_key(line) for line in printed.split("\n") if line.strip()}
    return {outlet: _learned(texts[outlet], own[outlet]) for outlet in sorted(texts)}


def _learned(texts: list[str], own: set[str]) -> dict[str, Any]:
    found = learn(texts)
    counts = Counter(key for text in texts for key in {line_key(line) for line in text.split("\n")})
    return {
        "texts": len(texts),
        "lines learned": len(found),
        "of them an article's own": sum(row.key in own for row in found),
        "an own line recurs in": max((n for key, n in counts.items() if key in own), default=0),
        "fewest texts of a learned line": min((row.texts for row in found), default=0),
    }
