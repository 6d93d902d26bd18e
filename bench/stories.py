"""How well stories are told apart: B³ on the newsroom and on the labelled development texts, beside simpler ways.

python -m bench.stories [--json] [--quick]    B³ beside the baselines; --quick leaves them out
python -m bench.stories --fit                 the weights of pipelines/likeness.py, fitted anew

The weights and the threshold were chosen on the stories whose hashed id is even and on the development texts; `held` are the
other stories. Every text takes part, in the order it was published; those with a story count. B³: Bagga and Baldwin (1998).
"""

import argparse
import hashlib
import json
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: its threads wait busily and double the CPU time

import numpy as np

from bench.syndication import NEWSROOM, ROOT
from crawler.newsroom.articles import load_articles
from crawler.newsroom.clock import TEST_ANCHOR
from crawler.newsroom.outlets import load_outlets
from pipelines import embedding, likeness, stories
from pipelines import group as engine
from pipelines.group import group
from pipelines.likeness import Weights
from pipelines.signature import sign
from pipelines.words import words

DEVELOPMENT = ROOT.parent / "shared" / "data" / "relevance_dev.jsonl"
THRESHOLDS = (-6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0)  # tried for the baselines, the best on the tuning data wins

signed = lru_cache(maxsize=None)(sign)  # texts are read once, however often they are grouped


@dataclass(frozen=True, slots=True)
class Told:
    """A text with the story it tells."""

    id: str
    language: str
    title: str
    text: str
    published: str
    story: str
    on_topic: bool


def newsroom() -> list[Told]:
    """The newsroom's articles."""
    outlets = {outlet.id: outlet for outlet in load_outlets(NEWSROOM / "outlets.yaml")}
    start = TEST_ANCHOR - timedelta(days=7)
    told = []
    for article in load_articles(NEWSROOM / "articles"):
        outlet = outlets[article.outlet]
        at = start + article.published.since_start(ZoneInfo(outlet.timezone))
        text = f"{article.teaser or ''}\n\n{article.body}"
        truth = article.truth
        told.append(Told(article.id, outlet.language, article.title, text, at.isoformat(), truth.story or "", truth.relevant))
    return told


def development(path: Path = DEVELOPMENT) -> list[Told]:
    """The labelled development texts, none where they are not at hand."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Told(r["id"], r["lang"], r["title"], r["text"], "", r["story"], True) for r in rows if r["relevant"]]


def is_held(text: Told) -> bool:
    """Whether the story is of the half that nothing was chosen on."""
    return int(hashlib.sha256(text.story.encode()).hexdigest(), 16) % 2 == 1


def b_cubed(texts: Sequence[Told], label: dict[str, int]) -> dict[str, float]:
    """Precision, recall and F1, each text weighing the same."""
    precision, recall = [], []
    said, true = defaultdict(set), defaultdict(set)
    for text in texts:
        said[label[text.id]].add(text.id)
        true[text.story].add(text.id)
    for text in texts:
        mine, right = said[label[text.id]], true[text.story]
        precision.append(len(mine & right) / len(mine))
        recall.append(len(mine & right) / len(right))
    p, r = statistics.mean(precision), statistics.mean(recall)
    return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(2 * p * r / (p + r), 3)}


def scores(texts: Sequence[Told], label: dict[str, int]) -> dict[str, dict[str, float]]:
    """Within each language, their mean, and across all languages."""
    counted = [text for text in texts if text.story]
    by_language = {
        language: b_cubed([t for t in counted if t.language == language], label)
        for language in sorted({text.language for text in counted})
    }
    within = {
        key: round(statistics.mean(score[key] for score in by_language.values()), 3) for key in ("precision", "recall", "f1")
    }
    return {**by_language, "within": within, "across": b_cubed(counted, label)}


def ours(texts: Sequence[Told]) -> dict[str, int]:
    """What `presswatch group` says."""
    records = [{"id": t.id, "lang": t.language, "title": t.title, "text": t.text, "published": t.published} for t in texts]
    return {out["id"]: out["story"] for out in group(records)}


def title_jaccard(threshold: float) -> Callable[[Sequence[Told]], dict[str, int]]:
    """Joins the story of the most similar earlier headline."""

    def run(texts: Sequence[Told]) -> dict[str, int]:
        label: dict[str, int] = {}
        seen: list[tuple[set[str], int]] = []
        for text in sorted(texts, key=lambda t: t.published):
            title = set(words(text.title))
            best = max(((len(title & other) / len(title | other), story) for other, story in seen), default=(0.0, 0))
            label[text.id] = best[1] if best[0] >= threshold else len(seen) + 1
            seen.append((title, label[text.id]))
        return label

    return run


@contextmanager
def weighed(within: Weights, across: Weights, threshold: float) -> Iterator[None]:
    """Other weights for a while."""
    former = likeness.WITHIN, likeness.ACROSS, stories.THRESHOLD
    likeness.WITHIN, likeness.ACROSS, stories.THRESHOLD = within, across, threshold
    try:
        yield
    finally:
        likeness.WITHIN, likeness.ACROSS, stories.THRESHOLD = former


def only(measure: str, threshold: float) -> Callable[[Sequence[Told]], dict[str, int]]:
    """Our clustering with one measure alone, scaled so that its usual range is that of the log-odds."""

    def run(texts: Sequence[Told]) -> dict[str, int]:
        scale = {"words": (60.0, 120.0), "vector": (20.0, 20.0)}[measure]
        within, across = (Weights(**{"words": 0.0, "figures": 0.0, "vector": 0.0, measure: by}, start=-9.0) for by in scale)
        with weighed(within, across, threshold):
            return ours(texts)

    return run


@contextmanager
def without_embedding() -> Iterator[None]:
    """As if the package were not installed."""
    former = embedding._model  # noqa: SLF001
    signed.cache_clear()
    embedding._model = lambda: None  # type: ignore[assignment]  # noqa: SLF001
    try:
        yield
    finally:
        signed.cache_clear()
        embedding._model = former  # noqa: SLF001


def tuned(
    make: Callable[[float], Callable[[Sequence[Told]], dict[str, int]]], tried: Sequence[float], news: Sequence[Told]
) -> float:
    """The value that does best on the tuning half."""
    half = [text for text in news if text.story and not is_held(text)]
    return max(tried, key=lambda value: b_cubed(half, make(value)(news))["f1"])


def fit() -> None:
    """Logistic regression (ridge .3 on standardised measures, Newton's method) over all pairs of the tuning texts."""
    tuning = [[t for t in newsroom() if not is_held(t)], development()]
    for same in (True, False):
        for measures in (("words", "figures", "vector"), ("words", "figures")):
            pairs = [_pairs(texts, same, measures) for texts in tuning if texts]
            cosines, truth = np.vstack([found for found, _ in pairs]), np.concatenate([told for _, told in pairs])
            spread = cosines.std(axis=0)
            weights = _logistic(cosines / spread, truth)
            named = dict(zip(measures, (weights[:-1] / spread).round(1).tolist(), strict=True))
            print("within" if same else "across", named, "start", round(float(weights[-1]), 2))


def _pairs(texts: Sequence[Told], same: bool, measures: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    compared = likeness.Likeness([sign(t.title, t.text, t.language) for t in texts])
    columns = []
    for measure in measures:
        one = Weights(**{"words": 0.0, "figures": 0.0, "vector": 0.0, measure: 1.0}, start=0.0)
        with weighed(one, one, 0.0):
            columns.append(compared.among(range(len(texts))))
    kept = [(a, b) for a in range(len(texts)) for b in range(a) if (texts[a].language == texts[b].language) is same]
    truth = [bool(texts[a].story) and texts[a].story == texts[b].story for a, b in kept]
    return np.array([[column[a, b] for column in columns] for a, b in kept]), np.array(truth, float)


def _logistic(measures: np.ndarray, truth: np.ndarray, ridge: float = 0.3) -> np.ndarray:
    inputs = np.c_[measures, np.ones(len(measures))]
    penalty = np.diag([ridge] * measures.shape[1] + [1e-9])
    weights = np.zeros(inputs.shape[1])
    for _ in range(60):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        curvature = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curvature, inputs.T @ (likely - truth) + penalty @ weights)
    return weights


def report(label: dict[str, int], news: Sequence[Told]) -> dict[str, object]:
    """Scores of all stories, of those kept back, and of those on the topic."""
    return {
        "all": scores(news, label),
        "held": scores([text for text in news if is_held(text)], label),
        "on_topic": scores([text for text in news if text.on_topic], label),
    }


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--quick", action="store_true", help="without the baselines")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    if options.fit:
        fit()
        return
    news, dev = newsroom(), development()
    started = time.process_time()
    label = ours(news)
    cost = (time.process_time() - started) / len(news) * 1000
    engine.sign = signed
    result: dict[str, object] = {"texts": len(news), "cpu_ms_a_text": round(cost, 1), "newsroom": report(label, news)}
    if dev:
        result["development"] = scores(dev, ours(dev))
    with without_embedding():
        result["without_embedding"] = {"newsroom": report(ours(news), news), "development": scores(dev, ours(dev)) if dev else {}}
    if not options.quick:
        jaccard = tuned(title_jaccard, (0.1, 0.2, 0.3, 0.4, 0.5), news)
        result["title_jaccard"] = report(title_jaccard(jaccard)(news), news)
        for measure in ("words", "vector"):
            best = tuned(lambda value, m=measure: only(m, value), THRESHOLDS, news)
            result[f"{measure}_only"] = report(only(measure, best)(news), news)
    print(json.dumps(result, ensure_ascii=False) if options.json else "\n".join(_lines("", result)))


def _lines(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict) and not set(value) <= {"precision", "recall", "f1"}:
        for key, inner in value.items():
            yield from _lines(f"{name} {key}".strip(), inner)
    else:
        shown = " ".join(f"{k} {v:.3f}" for k, v in value.items()) if isinstance(value, dict) else value
        yield f"{name:<40} {shown}"


if __name__ == "__main__":
    sys.exit(main())
