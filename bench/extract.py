"""Clean text, titles, authors and dates: ours beside other extractors, on pages with true fields, in one run.

    ./run bench extract [--pages ../shared/corpora] [--only fields,gate,access,confidence,furniture] [--halves] [--json]

The pages are a folder with `pages/<id>.html.gz` and `pages.jsonl` (the truth); they are not part of this repository. CPU is
process time; only the ratios count, this machine is shared and noisy. `--halves` reports the outlets in two halves by a hash of
their domain: the rules were made on half A. Every page is read once by each extractor, in workers, on all cores; one that takes
more than 20 s of CPU on a page is stopped there. About two minutes on two idle cores.
"""

import argparse
import gzip
import hashlib
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pipelines.warm  # noqa: F401 -- workers are forked with the tables that ours and trafilatura share
from bench.extract_access import access_report
from bench.extract_gate import gate_report
from bench.extract_learned import confidence_report, furniture_report
from bench.extract_measures import score
from bench.extract_reading import OURS, Reading, Readings, read_all
from bench.extract_rivals import RIVALS

SECTIONS = ("fields", "gate", "access", "confidence", "furniture")
BASE = "trafilatura"  # its CPU is 1
_DOMAIN = re.compile(r"https?://(?:www\.)?([^/]+)")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+/")

Truth = dict[str, Any]


def main() -> int:
    """Run the chosen sections and print them; 2 when the pages are not there."""
    options = _options()
    logging.disable(logging.CRITICAL)
    if not (options.pages / "pages.jsonl").exists():
        sys.stderr.write(f"{options.pages}/pages.jsonl is not there: pages with true fields are needed, name them by --pages\n")
        return 2
    rows = [json.loads(line) for line in (options.pages / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    bodies = {row["id"]: gzip.decompress((options.pages / "pages" / f"{row['id']}.html.gz").read_bytes()) for row in rows}
    readings = read_all(_extractors(options.only), {row["id"]: row["url"] for row in rows}, bodies)
    report = _report(options, rows, bodies, readings)
    print(json.dumps(report, indent=1, ensure_ascii=False) if options.json else _text(report))
    return 0


def _extractors(sections: list[str]) -> list[str]:
    """Whose readings the sections need."""
    if "fields" in sections:
        return [OURS, *(name for name, run in RIVALS.items() if run)]
    return [OURS, BASE] if "gate" in sections else [OURS] if {"access", "confidence"} & {*sections} else []


def _report(options: argparse.Namespace, rows: list[Truth], bodies: dict[str, bytes], readings: Readings) -> dict[str, Any]:
    report: dict[str, Any] = {}
    if "fields" in options.only:
        report["fields"] = fields_report(rows, readings, halves=options.halves)
    if "confidence" in options.only:
        report["confidence"] = confidence_report((row, readings[OURS][row["id"]].output) for row in rows)
    if "furniture" in options.only:
        report["furniture"] = furniture_report()
    if "gate" in options.only:
        report["gate"] = gate_report(bodies, readings[OURS], readings[BASE])
    if "access" in options.only:
        report["access"] = access_report(rows, readings[OURS])
    return report


def fields_report(rows: list[Truth], readings: Readings, *, halves: bool) -> dict[str, Any]:
    """Every extractor's figures, CPU in ms a page, and CPU as a share of trafilatura's."""
    report: dict[str, Any] = {"not installed": [name for name, run in RIVALS.items() if not run]}
    base = _cpu(readings[BASE])
    for name, found in readings.items():
        figures = score((row, found[row["id"]].output) for row in rows)
        slowest = max(reading.cpu for reading in found.values())
        figures |= {"cpu ms": 1000 * _cpu(found) / len(rows), "cpu max ms": 1000 * slowest, "cpu ratio": _cpu(found) / base}
        killed = sum(bool(reading.killed) for reading in found.values())
        report[name] = figures | ({"killed": killed} if killed else {})
        for half in (0, 1) if halves else ():
            chosen = [row for row in rows if _half(row["url"]) == half]
            report[f"{name}, half {'AB'[half]}"] = score((row, found[row["id"]].output) for row in chosen)
    return report


def _cpu(found: dict[str, Reading]) -> float:
    return sum(reading.cpu for reading in found.values())


def _half(url: str) -> int:
    match = _DOMAIN.search(_ARCHIVED.sub("", url))
    return int(hashlib.md5((match[1] if match else url).encode(), usedforsecurity=False).hexdigest(), 16) % 2


def _text(report: dict[str, Any]) -> str:
    return "\n".join(line for section, rows in report.items() for line in (f"{section}", *_section(rows), ""))


def _section(rows: dict[str, Any]) -> Iterator[str]:
    for name, figures in rows.items():
        if isinstance(figures, dict):
            yield f"  {name}"
            for key, value in figures.items():
                yield f"    {key:18} {f'{value:.4f}' if isinstance(value, float) else value}"
        else:
            yield f"  {name}: {figures}"


def _options() -> argparse.Namespace:
    default = Path(__file__).parents[2] / "shared" / "corpora"
    parser = argparse.ArgumentParser(prog="bench extract", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=Path, default=default, help="folder with pages.jsonl and pages/ (default: %(default)s)")
    parser.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=[*SECTIONS],
        help=f"sections, of {','.join(SECTIONS)} (default: all)",
    )
    parser.add_argument("--halves", action="store_true", help="also report both halves of the outlets")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
