"""Clean text, titles, authors and dates: ours beside other extractors, on pages with true fields, in one run.

    ./run bench extract [--pages ../shared/corpora] [--only fields,gate,access,confidence,furniture] [--halves] [--json]

The pages are a folder with `pages/<id>.html.gz` and `pages.jsonl` (the truth); they are not part of this repository. CPU is
process time; only the ratios count, this machine is shared and noisy. `--halves` reports the outlets in two halves by a hash of
their domain: the rules were made on half A.
"""

import argparse
import gzip
import hashlib
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pipelines.warm  # noqa: F401 -- tables that ours and trafilatura share are loaded before the clock runs
from bench.extract_access import access_report
from bench.extract_learned import confidence_report, furniture_report
from bench.extract_measures import score
from bench.extract_rivals import RIVALS
from pipelines.extract import extract, record
from pipelines.gate import Gate

SECTIONS = ("fields", "gate", "access", "confidence", "furniture")
NAMES = ("Microsoft", "OpenAI")  # what the gate looks for
OTHER_NAMES = (("Google",), ("Berlin", "London", "Madrid"), ("Österreich", "Premium", "New York"))  # commoner ones
_DOMAIN = re.compile(r"https?://(?:www\.)?([^/]+)")
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+/")

Truth = dict[str, Any]
Output = dict[str, Any]
Extractor = Callable[[bytes, str], Output]


def main() -> int:
    """Run the chosen sections and print them; 2 when the pages are not there."""
    options = _options()
    logging.disable(logging.CRITICAL)
    if not (options.pages / "pages.jsonl").exists():
        sys.stderr.write(f"{options.pages}/pages.jsonl is not there: pages with true fields are needed, name them by --pages\n")
        return 2
    rows = [json.loads(line) for line in (options.pages / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    bodies = {row["id"]: gzip.decompress((options.pages / "pages" / f"{row['id']}.html.gz").read_bytes()) for row in rows}
    report: dict[str, Any] = {}
    if "fields" in options.only:
        report["fields"] = fields_report(rows, bodies, halves=options.halves)
    if "confidence" in options.only:
        report["confidence"] = confidence_report((row, ours(bodies[row["id"]], row["url"])) for row in rows)
    if "furniture" in options.only:
        report["furniture"] = furniture_report()
    if "gate" in options.only:
        report["gate"] = gate_report(bodies)
    if "access" in options.only:
        report["access"] = access_report(bodies)
    print(json.dumps(report, indent=1, ensure_ascii=False) if options.json else _text(report))
    return 0


def ours(body: bytes, url: str) -> Output:
    """Our extractor, as the command line gives it."""
    return record(extract(body, url if url.startswith("http") else ""))


def fields_report(rows: list[Truth], bodies: dict[str, bytes], *, halves: bool) -> dict[str, Any]:
    """Every extractor's figures, CPU in ms a page, and CPU as a share of trafilatura's."""
    extractors: dict[str, Extractor] = {"presswatch": ours, **{name: run for name, run in RIVALS.items() if run}}
    report: dict[str, Any] = {"not installed": [name for name, run in RIVALS.items() if not run]}
    cpu: dict[str, dict[str, float]] = {name: {} for name in extractors}
    out: dict[str, dict[str, Output]] = {name: {} for name in extractors}
    for run in extractors.values():  # imports and caches first
        run(bodies[rows[0]["id"]], rows[0]["url"])
    for row in rows:
        for name, run in extractors.items():
            start = time.process_time()
            out[name][row["id"]] = run(bodies[row["id"]], row["url"])
            cpu[name][row["id"]] = time.process_time() - start
    base = sum(cpu["trafilatura"].values())
    for name in extractors:
        figures = score((row, out[name][row["id"]]) for row in rows)
        total = sum(cpu[name].values())
        figures |= {"cpu ms": 1000 * total / len(rows), "cpu max ms": 1000 * max(cpu[name].values()), "cpu ratio": total / base}
        report[name] = figures
        for half in (0, 1) if halves else ():
            chosen = [row for row in rows if _half(row["url"]) == half]
            report[f"{name}, half {'AB'[half]}"] = score((row, out[name][row["id"]]) for row in chosen)
    return report


def _half(url: str) -> int:
    match = _DOMAIN.search(_ARCHIVED.sub("", url))
    return int(hashlib.md5((match[1] if match else url).encode(), usedforsecurity=False).hexdigest(), 16) % 2


def gate_report(bodies: dict[str, bytes]) -> dict[str, Any]:
    """Recall of the gate against extracting everything, for several sets of names, and its cost."""
    texts = {page: (found.title, found.text) for page, body in bodies.items() for found in [extract(body)]}
    return {" | ".join(names): _gate(names, bodies, texts) for names in (NAMES, *OTHER_NAMES)}


def _gate(names: tuple[str, ...], bodies: dict[str, bytes], texts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    gate = Gate(names)
    start = time.process_time()
    passed = {page for page, body in bodies.items() if gate.decide(body).passed}
    cost = time.process_time() - start
    wanted = {page for page, (title, text) in texts.items() if gate.find(f"{title}\n{text}")}
    return {
        "pages": len(bodies),
        "wanted": len(wanted),
        "passed": len(passed),
        "recall": len(wanted & passed) / max(1, len(wanted)),
        "missed": sorted(wanted - passed),
        "cpu ms": 1000 * cost / len(bodies),
    }


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
        default=["fields", "gate", "access", "confidence", "furniture"],
        help="sections",
    )
    parser.add_argument("--halves", action="store_true", help="also report both halves of the outlets")
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
