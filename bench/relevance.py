"""How well and how fast relevance is judged, beside a plain keyword search.

python -m bench.relevance [--json] [--wrong]     --wrong lists every article that is judged wrongly, with its reasons

The sets: short cases written for this bench, half of them near misses; the articles of the bundled newsroom as a reader without a
subscription sees them; and, when they stand beside the checkout (../shared), labelled short texts and real pages. Subjects are
micro-averaged over those that the labels know. A false alarm is a relevant verdict on a real page that names neither company.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.model import Verdict
from crawler.newsroom.articles import load_articles
from crawler.newsroom.outlets import load_outlets
from crawler.seeds import SEEDS
from crawler.topicfile import load_topic
from pipelines.relevance import judge
from pipelines.topic import Topic

SHARED = Path(__file__).resolve().parents[2] / "shared"
LABELLED = frozenset(
    {
        *("mai-1", "mai-1-preview", "mai-voice-1", "mai-family", "microsoft-ai-org", "copilot-integration", "lmarena-evaluation"),
        *("azure-chips", "phi-models", "alternative-models", "openai-partnership", "openai-multicloud", "investment"),
    }
)
KEYWORDS = re.compile(r"\bMAI[- ]|microsoft.*openai|openai.*microsoft", re.IGNORECASE | re.DOTALL)
NAMED = re.compile(r"microsoft|openai", re.IGNORECASE)


@dataclass(frozen=True)
class Labelled:
    """A text and what is true about it."""

    id: str
    language: str
    title: str
    teaser: str
    text: str
    relevant: bool
    subjects: frozenset[str] | None = None  # None: not labelled


def cases() -> Iterator[Labelled]:
    """Short texts of our own: what belongs, and what only looks like it."""
    for line in (Path(__file__).parent / "relevance_cases.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Labelled(row["id"], row["lang"], row["title"], "", row["text"], row["relevant"])


def labelled_texts() -> Iterator[Labelled]:
    """The short texts beside the checkout."""
    for line in (SHARED / "data" / "relevance_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Labelled(row["id"], row["lang"], row["title"], "", row["text"], row["relevant"], frozenset(row["subjects"]))


def newsroom_articles() -> Iterator[Labelled]:
    """The bundled newsroom, each article as far as its page shows it."""
    languages = {outlet.id: outlet.language for outlet in load_outlets(SEEDS / "newsroom" / "outlets.yaml")}
    for article in load_articles(SEEDS / "newsroom" / "articles"):
        if article.access in {"consent-wall", "soft-404"}:
            continue
        shown = article.body.strip().split("\n\n")[0] if article.access == "paywalled" else article.body
        language, truth = languages[article.outlet], article.truth
        subjects = frozenset(truth.subjects)
        yield Labelled(article.id, language, article.title, article.teaser or "", shown, truth.relevant, subjects)


def quality(topic: Topic, articles: list[Labelled], *, wrong: bool) -> dict[str, Any]:
    """Precision, recall and F1 by language for the topic and for keywords; subjects, Brier score and time for the topic."""
    ours, plain = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    subjects = Counter[str]()
    squares, spent = 0.0, 0.0
    for article in articles:
        started = time.process_time()
        verdict = judge(topic, article.title, article.text, article.language, article.teaser)
        spent += time.process_time() - started
        keywords = bool(KEYWORDS.search(f"{article.title}\n{article.teaser}\n{article.text}"))
        ours[article.language, _cell(article.relevant, found=verdict.relevant)] += 1
        plain[article.language, _cell(article.relevant, found=keywords)] += 1
        squares += (verdict.score - article.relevant) ** 2
        got = {s.subject for s in verdict.subjects} & LABELLED if article.subjects is not None else set()
        want = (article.subjects or frozenset()) & LABELLED
        subjects.update(hit=len(got & want), alarm=len(got - want), miss=len(want - got))
        if wrong and (verdict.relevant != article.relevant or got != want):
            _explain(article, verdict, got, want)
    languages = sorted({article.language for article in articles})
    return {
        "articles": len(articles),
        "topic": {language: _rates(ours, language) for language in languages},
        "keywords": {language: _rates(plain, language) for language in languages},
        "subjects_f1": _f1(subjects["hit"], subjects["alarm"], subjects["miss"]) if subjects.total() else None,
        "brier": round(squares / len(articles), 4),
        "cpu_ms_an_article": round(1000 * spent / len(articles), 2),
    }


def false_alarms(topic: Topic) -> dict[str, Any]:
    """Verdicts on real pages that name neither company."""
    rows = [json.loads(line) for line in (SHARED / "corpora" / "pages.jsonl").read_text("utf-8").splitlines()]
    pages = [(row.get("title") or "", row["body"], row["lang"]) for row in rows if row.get("body")]
    unnamed = [page for page in pages if not NAMED.search(page[0] + page[1])]
    started = time.process_time()
    alarms = sum(judge(topic, *page).relevant for page in unnamed)
    spent = time.process_time() - started
    return {
        "articles": len(unnamed),
        "false_alarms": alarms,
        "false_alarms_by_keywords": sum(bool(KEYWORDS.search(title + text)) for title, text, _ in unnamed),
        "cpu_ms_an_article": round(1000 * spent / len(unnamed), 2),
    }


def _cell(relevant: bool, *, found: bool) -> str:
    return ("hit" if relevant else "alarm") if found else ("miss" if relevant else "quiet")


def _rates(counts: Counter[tuple[str, str]], language: str) -> dict[str, float]:
    hit, alarm, miss = (counts[language, cell] for cell in ("hit", "alarm", "miss"))
    return {
        "precision": round(hit / (hit + alarm), 3) if hit + alarm else 1.0,
        "recall": round(hit / (hit + miss), 3) if hit + miss else 1.0,
        "f1": _f1(hit, alarm, miss),
    }


def _f1(hit: int, alarm: int, miss: int) -> float:
    return round(2 * hit / (2 * hit + alarm + miss), 3) if hit + alarm + miss else 1.0


def _explain(article: Labelled, verdict: Verdict, got: set[str], want: frozenset[str]) -> None:
    mark = "WRONG" if verdict.relevant != article.relevant else "subjects"
    print(f"{mark} {article.id} {verdict.score:.2f} too many {sorted(got - want)} missing {sorted(want - got)}", file=sys.stderr)
    for reason in verdict.reasons if mark == "WRONG" else ():
        print(f"    {reason.contribution:+.2f} {reason.rule} in {reason.where}: {reason.passage!r}", file=sys.stderr)


def measure(*, wrong: bool) -> dict[str, Any]:
    """All figures, by set."""
    topic = load_topic(SEEDS / "topics" / "microsoft-ai.yaml")
    sets: dict[str, Callable[[], Iterator[Labelled]]] = {"cases": cases, "newsroom": newsroom_articles}
    if SHARED.is_dir():
        sets["labelled"] = labelled_texts
    result: dict[str, Any] = {name: quality(topic, list(articles()), wrong=wrong) for name, articles in sets.items()}
    if SHARED.is_dir():
        result["real_pages"] = false_alarms(topic)
    return result


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--wrong", action="store_true", help="list what is judged wrongly, on stderr")
    options = parser.parse_args()
    result = measure(wrong=options.wrong)
    if options.json:
        print(json.dumps(result))
        return
    for name, figures in result.items():
        print(name)
        for key, value in figures.items():
            if not isinstance(value, dict):
                print(f"  {key:<26}{value}")
                continue
            for language, rates in value.items():
                shown = "  ".join(f"{rate} {number:.3f}" for rate, number in rates.items())
                print(f"  {key + ' ' + language:<26}{shown}")


if __name__ == "__main__":
    main()
