"""How well the kinds of change between two versions are told: precision and recall a kind, on the pairs of bench/revisions.yaml.

python -m bench.revisions              dev, held and both, and the CPU time of a comparison
python -m bench.revisions --errors     and every pair that was told wrongly
python -m bench.revisions --newsroom   and the corrections of the newsroom, which no rule was written on
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from archive.model import ChangeKind
from crawler.newsroom.articles import load_articles
from crawler.seeds import SEEDS
from pipelines.revisions import Version, compare, kinds

PAIRS = Path(__file__).with_suffix(".yaml")
HALVES = ("dev", "held")


@dataclass(frozen=True)
class Pair:
    """Two versions and what somebody who read both says of them."""

    half: str
    name: str
    language: str
    former: Version
    latter: Version
    truth: frozenset[ChangeKind]

    @property
    def told(self) -> frozenset[ChangeKind]:
        """What we say."""
        return frozenset(kinds(compare(self.former, self.latter, self.language)))


def load_pairs(path: Path = PAIRS) -> list[Pair]:
    """All pairs. Raises ValueError where a replacement finds nothing to replace."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [_pair(data["bases"][entry["base"]], entry) for entry in data["pairs"]]


def _pair(base: Mapping[str, str], entry: Mapping[str, Any]) -> Pair:
    title, text = base["title"], entry.get("text", base["text"])
    for old, new in entry.get("replace", {}).items():
        if old not in title and old not in text:
            raise ValueError(f"{entry['base']}: nothing to replace: {old}")
        title, text = title.replace(old, new), text.replace(old, new)
    if moved := entry.get("move"):
        text = text.replace(moved, "") + moved
    lines = (entry.get("prepend", ""), text.strip(), entry.get("append", ""))
    latter = Version(title, "\n".join(line for line in lines if line))
    former = Version(base["title"], base["text"].strip())
    if entry["kinds"] == ["typo"]:  # written the other way round: the later version is the right one
        former, latter = latter, former
    what = str(entry.get("replace") or entry.get("append") or entry.get("prepend") or entry.get("text") or entry.get("move"))
    truth = frozenset(ChangeKind(kind) for kind in entry["kinds"])
    return Pair(entry["half"], f"{entry['base']}: {what[:110]}", base["language"], former, latter, truth)


def score(pairs: Iterable[Pair]) -> dict[str, dict[str, float]]:
    """Precision, recall and number a kind; "exact": the share of pairs with all kinds right, "trivial": of those with none."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    exact, trivial = [], []
    for pair in pairs:
        told = pair.told
        right.update(told & pair.truth)
        wrong.update(told - pair.truth)
        missed.update(pair.truth - told)
        exact.append(told == pair.truth)
        if not pair.truth:
            trivial.append(not told)
    table = {
        kind.value: {
            "precision": _share(right[kind], right[kind] + wrong[kind]),
            "recall": _share(right[kind], right[kind] + missed[kind]),
            "pairs": right[kind] + missed[kind],
        }
        for kind in ChangeKind
    }
    table["all"] = {
        "precision": _share(right.total(), right.total() + wrong.total()),
        "recall": _share(right.total(), right.total() + missed.total()),
        "pairs": len(exact),
    }
    return table | {
        "exact": {"recall": _share(sum(exact), len(exact))},
        "trivial": {"recall": _share(sum(trivial), len(trivial))},
    }


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 1.0


def cpu(pairs: Sequence[Pair]) -> float:
    """Milliseconds of CPU a comparison, each text made as long as a long article."""
    longer = [(Version(p.former.title, p.former.text + LONG), Version(p.latter.title, p.latter.text + LONG)) for p in pairs]
    began = time.process_time()
    for former, latter in longer:
        compare(former, latter)
    return (time.process_time() - began) * 1000 / len(pairs)


LONG = "\n".join(f"Sentence number {n} tells what happened in the town hall on that day." for n in range(80))


def newsroom() -> list[dict[str, Any]]:
    """What is told of the newsroom's corrections."""
    found = []
    for article in load_articles(SEEDS / "newsroom" / "articles"):
        if correction := article.correction:
            text = article.body
            for pair in correction.replace:
                text = text.replace(pair.old, pair.new)
            note = f"\n\n{correction.note}" if correction.note else ""
            latter = Version(correction.title or article.title, text + note)
            told = compare(Version(article.title, article.body), latter, article.outlet and "")
            found.append({"article": article.id, "kinds": [kind.value for kind in kinds(told)]})
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--newsroom", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    pairs = load_pairs()
    tables = {half: score(p for p in pairs if p.half == half) for half in HALVES} | {"both": score(pairs)}
    milliseconds = round(cpu(pairs), 2)
    if options.json:
        json.dump({"kinds": tables, "cpu_ms": milliseconds, "newsroom": newsroom()}, sys.stdout)
        return
    print(f"{'kind':12}" + "".join(f"{half:>8} pairs  prec.  recall" for half in tables))
    for kind in tables["both"]:
        cells = (tables[half][kind] for half in tables)
        print(f"{kind:12}" + "".join(f"{c.get('pairs', ''):>14}  {c.get('precision', ''):>5}  {c['recall']:>6}" for c in cells))
    print(f"\n{milliseconds} ms of CPU a comparison of texts of 90 sentences")
    if options.newsroom:
        for line in newsroom():
            print(f"{line['article']:50} {', '.join(line['kinds'])}")
    if options.errors:
        for pair in pairs:
            if pair.told != pair.truth:
                print(f"\n{pair.half} {pair.name}\n  truth {sorted(pair.truth)}\n  told  {sorted(pair.told)}")


if __name__ == "__main__":
    main()
