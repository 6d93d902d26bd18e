"""How well and how fast copies are found.

python -m bench.duplicates                    quality on synthetic syndication: precision, recall, F1, recall by kind
python -m bench.duplicates --sweep            the same for other thresholds of pipelines/overlap.py
python -m bench.duplicates --sketch           how many related texts sketches of other sizes lose
python -m bench.duplicates --scale 1000000    time of a look-up and size on disk with that many stored articles
"""

import argparse
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlite_utils import Database

from archive import shingles as table
from archive.migrations import migrations
from archive.model import Precision
from archive.shingles import StoredText
from bench.syndication import Text, base_texts, syndicate
from pipelines import overlap as rules
from pipelines import shingles as sketches
from pipelines.duplicates import Match, settle
from pipelines.overlap import Kin, kin, overlap
from pipelines.shingles import Shingled, shingle, sketch

AT_LEAST = 2000
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
CANDIDATES = 8
Link = tuple[str, str, str]  # text, the other text, copy or contains


def texts() -> list[Text]:
    """Everything the quality bench reads."""
    return list(syndicate(base_texts(), AT_LEAST))


def truth(everything: Iterable[Text]) -> set[Link]:
    """What a perfect reader would say."""
    copies = {(t.id, t.copy_of, "copy") for t in everything if t.copy_of}
    return copies | {(t.id, held, "contains") for t in everything for held in t.holds}


def candidates(everything: Sequence[Text], hashes: Sequence[Shingled]) -> list[list[int]]:
    """For every text the base texts that its sketch finds among the base texts stored."""
    conn = sqlite3.connect(":memory:")
    migrations.apply(Database(conn))
    sampled = [sketch(h) for h in hashes]
    for number, text in enumerate(everything):
        if text.kind == "base":
            table.store(conn, number, sampled[number])
    return [
        [other for other in table.sharing(conn, sampled[number], CANDIDATES + 1) if other != number]
        for number in range(len(everything))
    ]


def links(everything: Sequence[Text], hashes: Sequence[Shingled], found: Sequence[Sequence[int]]) -> set[Link]:
    """What the rules say."""
    kinds = {Kin.COPY: "copy", Kin.CONTAINS: "contains"}
    said = set()
    for number, text in enumerate(everything):
        matches = [_match(other, hashes[number], hashes[other]) for other in found[number]]
        said |= {(text.id, everything[m.stored.article_id].id, kinds[m.kin]) for m in settle(matches) if m.kin in kinds}
    return said


def _match(other: int, this: Shingled, that: Shingled) -> Match:
    shared = overlap(this, that)
    stored = StoredText(other, other, "", "", "", "press", "", "", NEVER, Precision.SECOND)
    return Match(stored, kin(shared), shared)


def score(everything: Sequence[Text], said: set[Link]) -> dict[str, object]:
    """Precision, recall and F1 over all links, recall by kind, and what was taken for what."""
    true = truth(everything)
    right = len(said & true)
    precision, recall = right / max(1, len(said)), right / len(true)
    kind = {text.id: text.kind for text in everything}
    asked, hit = Counter(kind[link[0]] for link in true), Counter(kind[link[0]] for link in said & true)
    return {
        "texts": len(everything),
        "links": len(true),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "recall_by_kind": {name: round(hit[name] / asked[name], 4) for name in sorted(asked)},
        "false_by_kind": dict(sorted(Counter(f"{kind[a]} taken for {how}" for a, _, how in said - true).items())),
    }


def quality() -> dict[str, object]:
    """Score on synthetic syndication."""
    everything = texts()
    hashes = [shingle(text.text) for text in everything]
    return score(everything, links(everything, hashes, candidates(everything, hashes)))


def sweep() -> None:
    """Print the score for other values of each threshold, the others as they are."""
    everything = texts()
    hashes = [shingle(text.text) for text in everything]
    found = candidates(everything, hashes)
    defaults = {
        name: getattr(rules, name) for name in ("SHARE", "SURE", "PAIRS", "PASSAGE", "REACH", "OTHER_REACH", "HEAD", "LEAST")
    }
    tried = {
        "SHARE": (0.05, 0.1, 0.15, 0.2, 0.25, 0.3),
        "SURE": (0.25, 0.3, 0.35, 0.4, 0.5, 0.6),
        "PAIRS": (0.4, 0.45, 0.5, 0.55, 0.6),
        "PASSAGE": (0.1, 0.2, 0.3, 0.4, 0.5),
        "REACH": (0.5, 0.6, 0.7, 0.8, 0.9),
        "OTHER_REACH": (0.2, 0.3, 0.4, 0.5),
        "HEAD": (0.6, 0.8, 1.0),
        "LEAST": (2, 6, 12, 20),
    }
    for name, values in tried.items():
        for value in values:
            setattr(rules, name, value)
            got = score(everything, links(everything, hashes, found))
            print(f"{name} {value}: P {got['precision']} R {got['recall']} F1 {got['f1']} {got['false_by_kind']}")
        setattr(rules, name, defaults[name])


def sketch_sizes() -> None:
    """Print what sketches of other sizes lose and cost."""
    everything = texts()
    hashes = [shingle(text.text) for text in everything]
    true = truth(everything)
    size = sketches.SKETCH
    for tried in (8, 12, 16, 20, 24, 32, 48):
        sketches.SKETCH = tried
        found = candidates(everything, hashes)
        reached = {(everything[n].id, everything[other].id) for n, others in enumerate(found) for other in others}
        rows = sum(len(sketch(h)) for t, h in zip(everything, hashes, strict=True) if t.kind == "base")
        lost = sum((a, b) not in reached for a, b, _ in true)
        bases = sum(text.kind == "base" for text in everything)
        print(f"SKETCH {tried}: {lost} of {len(true)} related texts lost, {rows / bases:.1f} rows a text")
    sketches.SKETCH = size


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--sketch", action="store_true")
    parser.add_argument("--scale", type=int, metavar="N", help="stored articles")
    options = parser.parse_args()
    if options.sweep:
        return sweep()
    if options.sketch:
        return sketch_sizes()
    if options.scale:
        from bench.duplicates_scale import scale

        result = scale(options.scale)
    else:
        result = quality()
    print(json.dumps(result, ensure_ascii=False) if options.json else "\n".join(f"{k:<16} {v}" for k, v in result.items()))
    return None


if __name__ == "__main__":
    sys.exit(main())
