"""Which report a story goes back to: citations followed from outlet to outlet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.citations import Citation, Report


@dataclass(frozen=True, slots=True)
class Origin:
    """The report a story goes back to. `article_id` is None when we do not hold it; `cited_by` counts the story's articles."""

    outlet: str
    outlet_id: str
    article_id: int | None
    cited_by: int


def first_source(reports: Sequence[Report]) -> Origin | None:
    """The outlet that most of a story's articles lead to, over any number of steps; the earliest report when nobody is cited.

    Citations are followed to the cited outlet's own earliest article of the story and on from there; "first reported by" ends it.
    """
    if not reports:
        return None
    ordered = sorted(reports, key=lambda report: (report.at, report.article_id))
    earliest = {report.source_id: report for report in reversed(ordered)}
    roots: dict[str, set[int]] = {}
    printed: dict[str, Citation] = {}
    for report in ordered:
        for citation in _roots(report, earliest):
            key = citation.outlet_id or citation.outlet.casefold()
            roots.setdefault(key, set()).add(report.article_id)
            printed.setdefault(key, citation)
    if not roots:
        return Origin("", ordered[0].source_id, ordered[0].article_id, 0)
    best = max(roots, key=lambda key: (len(roots[key]), -_rank(ordered, earliest.get(key))))
    own = earliest.get(printed[best].outlet_id)
    return Origin(printed[best].outlet, printed[best].outlet_id, own.article_id if own else None, len(roots[best]))


def _rank(ordered: Sequence[Report], report: Report | None) -> int:
    return ordered.index(report) if report else len(ordered)


def _roots(report: Report, earliest: Mapping[str, Report]) -> list[Citation]:
    """Where an article's citations end when they are followed; a circle ends where it closes."""
    ends: list[Citation] = []
    waiting = [(citation, frozenset({report.source_id})) for citation in _named(report)]
    seen: set[str] = set()
    while waiting:
        citation, path = waiting.pop()
        key = citation.outlet_id or citation.outlet.casefold()
        if key in seen or key in path:
            continue
        seen.add(key)
        behind = earliest.get(citation.outlet_id)
        further = [] if behind is None or citation.how == "first" else _named(behind)
        further = [item for item in further if item.outlet_id not in path | {key}]
        waiting += [(item, path | {key}) for item in further]
        if not further:
            ends.append(citation)
    return ends


def _named(report: Report) -> list[Citation]:
    """Those an article says it relies on: links alone prove nothing, "first reported by" outweighs the rest."""
    named = [citation for citation in report.citations if citation.how != "link" and citation.outlet_id != report.source_id]
    return [citation for citation in named if citation.how == "first"] or named
