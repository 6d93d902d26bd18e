"""Access status: precision and recall on the bundled newsroom's pages, and every alarm on real ones, to look at by eye."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bench.extract_newsroom import newsroom
from bench.extract_reading import Reading


def access_report(rows: Sequence[Mapping[str, Any]], readings: Mapping[str, Reading]) -> dict[str, Any]:
    """Per status: pages of the newsroom that have it, were given it, and rightly; and what was found on real pages."""
    truth = [(seen.article.access, str(seen.found.access)) for seen in newsroom()]
    have, given, right = Counter(t for t, _ in truth), Counter(g for _, g in truth), Counter(t for t, g in truth if t == g)
    statuses = {
        status: {
            "pages": have[status],
            "precision": right[status] / max(1, given[status]),
            "recall": right[status] / max(1, have[status]),
        }
        for status in sorted(have | given)
    }
    found = {row["id"]: readings[row["id"]].output for row in rows}
    alarms = {
        page: f"{e['access']}: {e['origins'].get('access', '')} ({len(e['text'])} characters)"
        for page, e in found.items()
        if e.get("access", "full") != "full"
    }
    return {**statuses, "real pages": len(found), "alarms on real pages": alarms}
