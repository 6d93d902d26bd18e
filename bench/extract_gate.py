"""The gate: its recall against extracting everything, and what everything costs when it is on."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from bench.extract_newsroom import newsroom
from bench.extract_reading import Reading
from crawler.config import SeedsSection
from crawler.seeds import load_seeds
from pipelines.gate import NAMES_NOTHING, Gate

TOPIC_PAGES = 0.05  # of what is fetched is about the topic, in the mixture whose cost is reported
NAMES = (("Microsoft", "OpenAI"), ("Google",), ("Berlin", "London", "Madrid"), ("Österreich", "Premium", "New York"))


def gate_report(bodies: Mapping[str, bytes], ours: Mapping[str, Reading], trafilatura: Mapping[str, Reading]) -> dict[str, Any]:
    """For the topic's names and commoner ones: recall and cost on real pages; for the topic's, recall on the newsroom."""
    seeds = SeedsSection()
    topic = load_seeds(seeds.folder, seeds.topic).topic.gate
    texts = {page: _text(reading.output.get("title"), reading.output.get("text")) for page, reading in ours.items()}
    full = {page: reading.cpu for page, reading in ours.items()}
    base = sum(reading.cpu for reading in trafilatura.values()) / len(trafilatura)
    report: dict[str, Any] = {}
    for label, names in (("the topic's names", topic), *((" | ".join(names), names) for names in NAMES)):
        report[label] = _measured(names, bodies, texts, full, base)
    pages = {seen.article.id: seen.body for seen in newsroom()}
    read = {seen.article.id: _text(seen.found.title, seen.found.text) for seen in newsroom()}
    report["the topic's names, on the newsroom"] = _measured(topic, pages, read, None, base)
    return report


def _text(title: object, text: object) -> str:
    return f"{title or ''}\n{text or ''}"


def _measured(
    names: Sequence[str], bodies: Mapping[str, bytes], texts: Mapping[str, str], full: Mapping[str, float] | None, base: float
) -> dict[str, Any]:
    gate = Gate(names)
    passed, hit, cost = set(), set(), {}
    for page, body in bodies.items():
        start = time.process_time()
        decision = gate.decide(body)
        cost[page] = time.process_time() - start
        if decision.passed:
            passed.add(page)
        if decision.passed or NAMES_NOTHING not in decision.reason:
            hit.add(page)
    wanted = {page for page, text in texts.items() if gate.find(text)}
    figures = {
        "pages": len(bodies),
        "wanted": len(wanted),
        "raw hit": len(hit),
        "passed": len(passed),
        "recall": len(wanted & passed) / max(1, len(wanted)),
        "missed": sorted(wanted - passed),
        "cpu ms": 1000 * sum(cost.values()) / len(bodies),
    }
    if full and wanted and len(wanted) < len(bodies):
        spent = {page: cost[page] + (full[page] if page in passed else 0) for page in bodies}
        topical, other = (_mean(spent, pages) for pages in (wanted, bodies.keys() - wanted))
        figures["cpu ratio at 5 % wanted"] = (TOPIC_PAGES * topical + (1 - TOPIC_PAGES) * other) / base
    return figures


def _mean(spent: Mapping[str, float], pages: set[str]) -> float:
    return sum(spent[page] for page in pages) / len(pages)
