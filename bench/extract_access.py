"""Access status: precision and recall on the newsroom's articles, on pages in an article's place, and on real pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.extract_newsroom import newsroom, walls
from bench.extract_reading import Reading

# The stubs among the real pages, found by reading all whose text is short and every alarm; the others are articles as printed.
STUBS = {"aeb-549a26ae7f46": "paywalled", "aeb-c95fb132e7bf": "paywalled"}


def access_report(rows: Sequence[Mapping[str, Any]], readings: Mapping[str, Reading]) -> dict[str, Any]:
    """Per status: pages that have it, precision and recall; and every page of which something else was said."""
    report: dict[str, Any] = {}
    articles = [(seen.article.id, seen.article.access, str(seen.found.access)) for seen in newsroom()]
    report["the newsroom's articles"] = _figures(articles)
    for language in ("en", "de", "es"):
        own = [(wall.id, wall.access, str(wall.found.access)) for wall in walls() if wall.language == language]
        report[f"walls, stubs and articles like them, {language}"] = _figures(own)
    found = {row["id"]: readings[row["id"]].output for row in rows}
    real = [(page, STUBS.get(page, "full"), str(output.get("access", "full"))) for page, output in found.items()]
    report["real pages"] = _figures(real)
    return report


def _figures(pages: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """Of (page, truth, given)."""
    judged = list(pages)
    have, given = Counter(true for _, true, _ in judged), Counter(got for _, _, got in judged)
    right = Counter(true for _, true, got in judged if true == got)
    figures: dict[str, Any] = {
        status: f"{have[status]:4} pages, precision {right[status] / max(1, given[status]):.3f}, "
        f"recall {right[status] / max(1, have[status]):.3f}"
        for status in sorted(have | given)
    }
    return figures | {"wrong": [f"{page}: {true}, called {got}" for page, true, got in judged if true != got]}
