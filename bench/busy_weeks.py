"""Three busy weeks written for measuring only: stories, figures and citations in texts that no rule was made on.

python -m bench.busy_weeks [--json] [--wrong]     --wrong lists what is missed, false, wrongly joined or taken apart

`busy_weeks_models.jsonl` is a week of the default topic, `busy_weeks_world.jsonl` one of other topics (rockets, strikes, central
banks, earthquakes), 30 stories and 74 texts in all, most in two or three languages. They were written before the first run, and
their figures counted by hand: every number with a unit, dates and versions apart. A figure is found when value and unit are.
`busy_weeks_summer.jsonl` is a later week of the topic, 12 stories with near twins (two launches, two cloud contracts, two suits)
and a follow-up, 37 texts, first run after all rules.
`fresh_figures.jsonl` has 36 more texts for figures and citations, first run after the rules were made on the weeks.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import outlet_errors_of, pair, scores
from bench.stories import Told, ours
from bench.stories import scores as story_scores
from crawler.seeds import load_sources
from pipelines.citations import citations
from pipelines.figures import figures
from pipelines.outlets import Names, outlets_of, prepare

HERE = Path(__file__).parent
FRESH = HERE / "fresh_figures.jsonl"
WEEKS = {week: HERE / f"busy_weeks_{week}.jsonl" for week in ("models", "world", "summer")}


@dataclass(frozen=True)
class Case:
    """A text and what a careful reader found in it."""

    told: Told
    figures: dict[tuple[float, str], str]  # value and unit → qualifier
    cites: frozenset[str]


def load(week: str) -> list[Case]:
    """The texts of one week."""
    return _cases(WEEKS[week])


def _cases(path: Path) -> list[Case]:
    return [_case(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _case(row: dict[str, Any]) -> Case:
    told = Told(row["id"], row["lang"], row["title"], row["text"], row.get("at", ""), row.get("story", ""), on_topic=True)
    figures_ = {pair(value, unit): qualifier or "none" for value, unit, qualifier in row["figures"]}
    return Case(told, figures_, frozenset(row["cites"]))


def figures_of(case: Case) -> tuple[set[Any], set[Any], set[Any], int]:
    """Right, missed, false; and how many of the right ones have the right qualifier."""
    found = defaultdict(set)
    for item in figures(case.told.title, case.told.text, case.told.language):
        if item.kind == "quantity":
            found[pair(item.value, item.unit)].add(item.qualifier)
    right = found.keys() & case.figures.keys()
    qualified = sum(case.figures[key] in found[key] for key in right)
    return set(right), set(case.figures.keys() - found.keys()), set(found.keys() - case.figures.keys()), qualified


def measure() -> tuple[dict[str, Any], list[str]]:
    """All measures, and the errors in words."""
    outlets = prepare(outlets_of(load_sources()))
    result: dict[str, Any] = {}
    errors: list[str] = []
    weeks = {week: load(week) for week in WEEKS}
    for week, cases in weeks.items():
        labels = ours([case.told for case in cases])
        result[f"stories {week}"] = story_scores([case.told for case in cases], labels)
        errors += _story_errors(cases, labels)
    summer = weeks.pop("summer")
    read = {"weeks": [case for found in weeks.values() for case in found], "fresh": _cases(FRESH), "summer": summer}
    for name, cases in read.items():
        measured, wrong = read_scores(cases, outlets)
        result |= {f"{name} {measure}": value for measure, value in measured.items()}
        errors += wrong
    return result, errors


def read_scores(cases: Sequence[Case], outlets: Names) -> tuple[dict[str, Any], list[str]]:
    """Figures by language, qualifiers and citations of some texts, and the errors in words."""
    errors: list[str] = []
    by_language: dict[str, list[Any]] = defaultdict(list)
    cited, qualified = [], 0
    for case in cases:
        right, missed, false, rightly = figures_of(case)
        named = outlet_errors_of(citations(case.told.title, case.told.text, case.told.language, outlets), case.cites)
        qualified += rightly
        cited.append(named)
        for name in ("all", case.told.language):
            by_language[name].append((right, missed, false))
        kinds = (("figure missed", missed), ("figure false", false), ("citation missed", named[1]), ("citation false", named[2]))
        errors += [f"{case.told.id} {kind} {item}" for kind, items in kinds for item in sorted(items)]
    return {
        "figures": {name: scores(items) for name, items in sorted(by_language.items())},
        "qualifiers": round(qualified / max(1, sum(len(item[0]) for item in by_language["all"])), 4),
        "citations": scores(cited),
    }, errors


def _story_errors(cases: Sequence[Case], labels: dict[str, int]) -> Iterator[str]:
    groups: dict[int, list[Told]] = defaultdict(list)
    for case in cases:
        groups[labels[case.told.id]].append(case.told)
    for texts in groups.values():
        if len({text.story for text in texts}) > 1:
            yield "joined wrongly: " + " ".join(text.id for text in texts)
    for story in sorted({case.told.story for case in cases if case.told.story}):
        parts = [" ".join(t.id for t in texts if t.story == story) for texts in groups.values()]
        if len(found := [part for part in parts if part]) > 1:
            yield f"taken apart: {' | '.join(found)}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    result, errors = measure()
    print(json.dumps(result) if given.json else "\n".join(_lines("", result)))
    for error in errors if given.wrong else ():
        print(error)


def _lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
        for key, inner in value.items():
            yield from _lines(f"{name} {key}".strip(), inner)
    else:
        yield f"{name:<24} {value}"


if __name__ == "__main__":
    main()
