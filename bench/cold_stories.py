"""How well the first stories of a new archive are told apart, when the window holds a handful of articles.

python -m bench.cold_stories [--json]     B³ across languages in small windows of the newsroom, with the general mean and without
python -m bench.cold_stories --write      pipelines/general_press.py anew: the mean vector of the newsroom's other articles

Each window holds one story in two or three languages and articles of other stories, drawn by a fixed seed. The mean is taken over
articles that do not belong to the topic, so it knows none of these stories.
"""

import argparse
import base64
import json
import random
import statistics
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import numpy as np

from bench.stories import Told, b_cubed, newsroom, ours
from bench.syndication import ROOT
from pipelines import group as engine
from pipelines import likeness
from pipelines.signature import sign

SIZES = (4, 6, 10, 20, 40)
WINDOWS = 40  # of each size
SEED = 3
WEIGHTS = (0, 2, 5, 10)  # articles' worth of the general mean
FILE = ROOT / "pipelines" / "general_press.py"
MODULE = '''"""What the vectors of all news have in common, the mean over articles on anything (`bench.cold_stories`)."""

import base64

import numpy as np

MEAN = np.frombuffer(
    base64.b64decode(
{packed}
    ),
    "<f2",
).astype(np.float32)
'''


def main() -> None:
    """Print B³ for each size of window and each weight of the general mean, or write the mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = newsroom()
    if options.write:
        write(texts)
        return
    engine.sign = lru_cache(maxsize=None)(sign)
    told = {weight: measure(texts, weight) for weight in WEIGHTS}
    if options.json:
        print(json.dumps(told))
        return
    print("B³ F1 (precision, recall) across languages, by articles in the window")
    print(f"{'general mean':>14}" + "".join(f"{size:>22}" for size in SIZES))
    for weight, row in told.items():
        cells = (f"{score['f1']:.3f} ({score['precision']:.3f}, {score['recall']:.3f})" for score in row.values())
        print(f"{weight:>8} worth" + "".join(f"{cell:>22}" for cell in cells))


def measure(texts: Sequence[Told], weight: int) -> dict[int, dict[str, float]]:
    """Mean B³ over the windows of each size."""
    with general_mean_of(weight):
        return {size: mean([b_cubed(window, ours(window)) for window in windows(texts, size)]) for size in SIZES}


@contextmanager
def general_mean_of(weight: int) -> Iterator[None]:
    """Let the general mean count as so many articles."""
    usual, likeness.GENERAL = likeness.GENERAL, weight
    try:
        yield
    finally:
        likeness.GENERAL = usual


def windows(texts: Sequence[Told], size: int) -> list[list[Told]]:
    """The same ones at each call."""
    dice = random.Random(SEED)  # a sample
    stories: dict[str, list[Told]] = defaultdict(list)
    for text in texts:
        if text.on_topic and text.story:
            stories[text.story].append(text)
    in_languages = [story for story, reports in stories.items() if len({report.language for report in reports}) > 1]
    found = []
    for _ in range(WINDOWS):
        story = dice.choice(in_languages)
        reports = list({report.language: report for report in dice.sample(stories[story], len(stories[story]))}.values())
        others = [text for name, told in stories.items() if name != story for text in told]
        found.append(sorted(reports + dice.sample(others, size - len(reports)), key=lambda text: text.published))
    return found


def mean(found: Sequence[dict[str, float]]) -> dict[str, float]:
    """Of each figure."""
    return {key: round(statistics.mean(score[key] for score in found), 3) for key in found[0]}


def write(texts: Sequence[Told]) -> None:
    """Write the module that holds the mean."""
    vectors = [sign(text.title, text.text, text.language).vector for text in texts if not text.on_topic]
    known = [vector for vector in vectors if vector is not None]
    packed = base64.b64encode(np.mean(known, axis=0).astype("<f2").tobytes()).decode()
    lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(packed, 120))
    FILE.write_text(MODULE.format(packed=textwrap.indent(lines, "    ")), "utf-8")


if __name__ == "__main__":
    main()
