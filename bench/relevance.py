"""How well and how fast relevance is judged: by the rules alone, by resemblance alone, by both, beside a plain keyword search.

python -m bench.relevance [--json] [--wrong] [--quick]     --wrong lists what is judged wrongly, --quick measures the rules only

The sets: the topic's examples, half of them near misses, each batch judged by what the other batches taught, and beside that what
was said of each batch when it was new; the articles of
the bundled newsroom as a reader without a subscription sees them; and, when they stand beside the checkout (../shared), labelled
short texts and real pages. Subjects are micro-averaged over those that the labels know. A false alarm is a relevant verdict
on a real page that names neither company. CPU is of one thread.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from archive.model import Verdict
from bench.relevance_first import passes, unseen
from bench.relevance_texts import BATCHES, SHARED, TOPIC, Labelled, batch_of, cases, labelled_texts, newsroom_articles, real_pages
from crawler.topicfile import load_topic
from pipelines.embedding import Vector, embed, whole_text
from pipelines.relevance import Weighed, weigh
from pipelines.resemblance import learn
from pipelines.topic import Topic

LABELLED = frozenset(
    {
        *("mai-1", "mai-1-preview", "mai-voice-1", "mai-family", "microsoft-ai-org", "copilot-integration", "lmarena-evaluation"),
        *("azure-chips", "phi-models", "alternative-models", "openai-partnership", "openai-multicloud", "investment"),
    }
)
KEYWORDS = re.compile(r"\bMAI[- ]|microsoft.*openai|openai.*microsoft", re.IGNORECASE | re.DOTALL)
NAMED = re.compile(r"microsoft|openai", re.IGNORECASE)
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
Judge = Callable[[Labelled], bool]


@dataclass(frozen=True)
class Judged:
    """A text, what the rules made of it, and its vector where one was made."""

    text: Labelled
    weighed: Weighed
    vector: Vector | None

    @property
    def verdict(self) -> Verdict:
        """As the pipeline gives it: the vector counts where the rules leave a doubt."""
        return self.weighed.verdict(self.vector if self.weighed.in_doubt else None)


def judged(topic: Topic, texts: Iterable[Labelled], *, vectors: bool) -> list[Judged]:
    """Each text weighed; with vectors also where the rules need none, so that resemblance can be measured alone."""
    return [
        Judged(
            text,
            weigh(topic, text.title, text.text, text.language, text.teaser),
            embed(text.title, whole_text(text.teaser, text.text)) if vectors else None,
        )
        for text in texts
    ]


def crossed(found: list[Judged]) -> list[Judged]:
    """Examples, each batch with what the others teach: nothing is judged by its own label."""
    result = []
    for batch in BATCHES:
        others = [one for one in found if batch_of(one.text) != batch and one.vector is not None]
        mine = [one for one in found if batch_of(one.text) == batch]
        if not mine:
            continue
        taught = learn([one.vector for one in others if one.vector is not None], [one.text.relevant for one in others], batch)
        for one in mine:
            topic = replace(one.weighed.topic, resemblance=taught)
            result.append(replace(one, weighed=replace(one.weighed, topic=topic)))
    return result


def quality(found: list[Judged], *, wrong: bool) -> dict[str, Any]:
    """Precision, recall and F1 by language; subjects, Brier score and reliability of the probabilities."""
    verdicts = {one.text.id: one.verdict for one in found}
    subjects = Counter[str]()
    for one in found:
        verdict, text = verdicts[one.text.id], one.text
        got = {s.subject for s in verdict.subjects} & LABELLED if text.subjects is not None else set()
        want = (text.subjects or frozenset()) & LABELLED
        subjects.update(hit=len(got & want), alarm=len(got - want), miss=len(want - got))
        if wrong and (verdict.relevant != text.relevant or got != want):
            _explain(text, verdict, got, want)
    result: dict[str, Any] = {
        "articles": len(found),
        "both": _rated(found, lambda text: verdicts[text.id].relevant),
        "rules": _rated(found, {one.text.id: one.weighed.verdict().relevant for one in found}.__getitem__, by_id=True),
    }
    if all(one.vector is not None and one.weighed.topic.resemblance for one in found):
        result["resemblance"] = _rated(found, {one.text.id: _leans(one) for one in found}.__getitem__, by_id=True)
    result["keywords"] = _rated(found, lambda text: bool(KEYWORDS.search(f"{text.title}\n{text.teaser}\n{text.text}")))
    result["subjects_f1"] = _f1(subjects["hit"], subjects["alarm"], subjects["miss"]) if subjects.total() else None
    result["in_doubt"] = round(sum(one.weighed.in_doubt for one in found) / len(found), 3)
    scores = [(verdicts[one.text.id].score, one.text.relevant) for one in found]
    result["brier"] = round(sum((score - truth) ** 2 for score, truth in scores) / len(scores), 4)
    result["reliability"] = dict(_reliability(scores))
    return result


def _by_batch(found: list[Judged]) -> Iterator[tuple[str, dict[str, float]]]:
    """F1 by language of each batch, as judged now."""
    for batch in BATCHES:
        mine = [one for one in found if batch_of(one.text) == batch]
        rates = _rated(mine, {one.text.id: one.verdict.relevant for one in mine}.__getitem__, by_id=True)
        yield batch, {language: rate["f1"] for language, rate in rates.items()}


def _leans(one: Judged) -> bool:
    known = one.weighed.topic.resemblance
    assert known is not None
    assert one.vector is not None
    return known.lean(one.vector) > 0


def _reliability(scores: list[tuple[float, bool]]) -> Iterator[tuple[str, dict[str, float]]]:
    """By range of the score: how many texts, the mean score, and the share that belongs."""
    for low, high in pairwise(BINS):
        inside = [(score, truth) for score, truth in scores if low <= score < high or score == high == 1]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            share = sum(truth for _, truth in inside) / len(inside)
            yield f"{low:.1f}-{high:.1f}", {"n": len(inside), "score": round(mean, 3), "belong": round(share, 3)}


def false_alarms(topic: Topic) -> dict[str, Any]:
    """Verdicts on real pages that name neither company."""
    unnamed = [page for page in real_pages() if not NAMED.search(page[0] + page[1])]
    weighed = [weigh(topic, *page) for page in unnamed]
    vectors = [embed(*page[:2]) if one.in_doubt else None for one, page in zip(weighed, unnamed, strict=True)]
    return {
        "articles": len(unnamed),
        "false_alarms": sum(one.verdict(vector).relevant for one, vector in zip(weighed, vectors, strict=True)),
        "false_alarms_by_keywords": sum(bool(KEYWORDS.search(title + text)) for title, text, _ in unnamed),
        "in_doubt": sum(one.in_doubt for one in weighed),
    }


def cost(topic: Topic, texts: list[Labelled]) -> dict[str, Any]:
    """Median CPU milliseconds an article: the rules, and a vector where the rules leave a doubt."""
    rules, vectors = [], []
    embed("warm", "up")
    for text in texts:
        began = time.thread_time()
        weighed = weigh(topic, text.title, text.text, text.language, text.teaser)
        rules.append(1000 * (time.thread_time() - began))
        if weighed.in_doubt:
            embed(text.title, whole_text(text.teaser, text.text))
            vectors.append(1000 * (time.thread_time() - began))
    words = median(len(text.text.split()) for text in texts)
    return {"words": words, "rules_ms": round(median(rules), 2), "in_doubt_ms": round(median(vectors), 1) if vectors else None}


def _rated(found: list[Judged], judge: Callable[[Any], bool], *, by_id: bool = False) -> dict[str, dict[str, float]]:
    counts = Counter[tuple[str, str]]()
    for one in found:
        counts[one.text.language, _cell(one.text.relevant, found=judge(one.text.id if by_id else one.text))] += 1
    return {language: _rates(counts, language) for language in sorted({one.text.language for one in found})}


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


def _explain(text: Labelled, verdict: Verdict, got: set[str], want: frozenset[str]) -> None:
    mark = "WRONG" if verdict.relevant != text.relevant else "subjects"
    print(f"{mark} {text.id} {verdict.score:.2f} too many {sorted(got - want)} missing {sorted(want - got)}", file=sys.stderr)
    for reason in verdict.reasons if mark == "WRONG" else ():
        print(f"    {reason.contribution:+.2f} {reason.rule} in {reason.where}: {reason.passage!r}", file=sys.stderr)


def measure(*, wrong: bool = False, quick: bool = False) -> dict[str, Any]:
    """All figures, by set."""
    topic = load_topic(TOPIC)
    if quick:
        topic = replace(topic, resemblance=None)
    examples = judged(topic, cases(), vectors=not quick)
    today = examples if quick else crossed(examples)
    result = {"examples": quality(today, wrong=wrong)}
    result["first_pass"] = dict(passes(cases(), LABELLED))
    result["first_pass"] |= {f"unseen {bin_}": rates for bin_, rates in _reliability(unseen(cases()))}
    result["today_by_batch"] = dict(_by_batch(today))
    newsroom = list(newsroom_articles())
    result["newsroom"] = quality(judged(topic, newsroom, vectors=not quick), wrong=wrong)
    if SHARED.is_dir():
        result["labelled"] = quality(judged(topic, labelled_texts(), vectors=not quick), wrong=wrong)
        result["real_pages"] = false_alarms(topic)
        pages = [Labelled(str(n), language, title, "", text, False) for n, (title, text, language) in enumerate(real_pages())]
        result["cost_real_pages"] = cost(topic, pages)
    result["cost_newsroom"] = cost(topic, newsroom)
    return result


def _shown(rates: dict[str, float]) -> str:
    return "  ".join(f"{rate} {number:.3f}" for rate, number in rates.items())


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--wrong", action="store_true", help="list what is judged wrongly, on stderr")
    parser.add_argument("--quick", action="store_true", help="the rules only: no vectors are made")
    options = parser.parse_args()
    result = measure(wrong=options.wrong, quick=options.quick)
    if options.json:
        print(json.dumps(result))
        return
    for name, figures in result.items():
        print(name)
        for key, value in figures.items():
            if not isinstance(value, dict):
                print(f"  {key:<26}{value}")
            elif all(isinstance(rates, dict) for rates in value.values()):
                for part, rates in value.items():
                    print(f"  {key + ' ' + part:<26}{_shown(rates)}")
            else:
                print(f"  {key:<26}{_shown(value)}")


if __name__ == "__main__":
    main()
