"""How many figures and citations are found and right, on the newsroom's truth and on the seeds.

python -m bench.figures                figures by half and language, qualifiers, attribution, claims, origins of stories, CPU
python -m bench.figures --errors       and every miss and every false one
python -m bench.figures --seeds DIR    and the five seed articles (*.txt), against bench/figures_seeds.json

A figure is found when its value and its unit are printed in the article (each pair counts once); the newsroom has no
truth for dates.
Outlets are split by a hash into "dev", which the rules were written on, and "held", which was only measured.
"""

import argparse
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from archive.citations import Citation, Report
from archive.claims import Printed
from archive.figures import Figure
from archive.tracing import first_source
from crawler.newsroom.articles import load_articles
from crawler.newsroom.model import Article
from crawler.newsroom.outlets import load_outlets
from crawler.seeds import SEEDS, load_sources
from pipelines.citations import citations
from pipelines.claims import claims
from pipelines.figures import figures
from pipelines.outlets import Names, Outlet, outlets_of, prepare

NEWSROOM = SEEDS / "newsroom"
AGENCIES = (Outlet("nordlink", "Nordlink"), Outlet("meridiano", "Meridiano"))
EXPECTED = Path(__file__).with_name("figures_seeds.json")
# What the reports disagree on, from `differ` in stories.yaml.
DISPUTES = {
    "s01": ("place", 12, 13),
    "s03": ("parameter", 4e11, 5e11),
    "s04": ("USD", 8e10, 1e11),
    "s05": ("%", 27, 28),
    "s10": ("month", 6, 9),
    "s12": ("USD", 3.8e7, 4.5e7),
    "s13": ("USD", 1.3e10, 1.4e10),
    "s15": ("model", 1900, 11000),
    "s18": ("%", 8, 10),
}
MONDAY = datetime(2025, 9, 1, tzinfo=UTC)
Pair = tuple[float, str]
Errors = tuple[set[Pair], set[Pair], set[Pair]] | tuple[set[str], set[str], set[str]]


@dataclass(frozen=True)
class Read:
    """An article with what was found in it."""

    article: Article
    language: str
    figures: tuple[Figure, ...]
    citations: tuple[Citation, ...]

    @property
    def half(self) -> str:
        """The half its outlet is in."""
        return "dev" if hashlib.sha256(self.article.outlet.encode()).digest()[0] % 2 else "held"


def text_of(article: Article) -> str:
    """Teaser and text without Markdown, as a page shows them."""
    body = re.sub(r"(?m)^(?:#+|-|>)\s+", "", article.body).replace("**", "")
    return "\n\n".join(part for part in (article.teaser or "", body) if part)


def read_newsroom() -> tuple[list[Read], float]:
    """Every article, and the CPU time of one in milliseconds."""
    entries = yaml.safe_load((NEWSROOM / "outlets.yaml").read_text(encoding="utf-8"))["outlets"]
    language = {entry["id"]: entry["language"] for entry in entries}
    outlets = prepare((*(Outlet(entry["id"], entry["name"]) for entry in entries), *AGENCIES, *outlets_of(load_sources())))
    articles = load_articles(NEWSROOM / "articles")
    started = time.process_time()
    reads = [_read(article, language[article.outlet], outlets) for article in articles]
    return reads, (time.process_time() - started) * 1000 / len(articles)


def _read(article: Article, language: str, outlets: Names) -> Read:
    text = text_of(article)
    cited = citations(article.title, text, language, outlets)
    others = tuple(item for item in cited if item.outlet_id != article.outlet and item.how != "link")
    return Read(article, language, figures(article.title, text, language), others)


def pair(value: float, unit: str) -> Pair:
    """What makes two figures the same."""
    return (float(f"{value:.9g}"), unit)


def figure_errors(read: Read) -> tuple[set[Pair], set[Pair], set[Pair]]:
    """Right, missed, false."""
    truth = {pair(item.value, item.unit) for item in read.article.truth.figures}
    found = {pair(item.value, item.unit) for item in read.figures if item.kind == "quantity"}
    return truth & found, truth - found, found - truth


def outlet_errors_of(found: Iterable[Citation], truth: Iterable[str]) -> tuple[set[str], set[str], set[str]]:
    """Right, missed, false; the truth names outlets by their id in the catalogue, or as printed."""
    said = {(item.outlet_id or item.outlet).casefold() for item in found if item.how != "link"}
    wanted = {name.casefold() for name in truth}
    return said & wanted, wanted - said, said - wanted


def outlet_errors(read: Read) -> tuple[set[str], set[str], set[str]]:
    """Right, missed, false; "The" at the beginning does not matter."""
    truth = {item.outlet.lower().removeprefix("the ") for item in read.article.truth.attributions}
    found = {item.outlet.lower().removeprefix("the ") for item in read.citations}
    return truth & found, truth - found, found - truth


def scores(errors: Iterable[Errors]) -> dict[str, float]:
    """Recall, share of false ones and F1 over articles."""
    right = missed = false = 0
    for item in errors:
        right, missed, false = right + len(item[0]), missed + len(item[1]), false + len(item[2])
    return {
        "recall": round(right / max(1, right + missed), 4),
        "false": round(false / max(1, right + false), 4),
        "f1": round(2 * right / max(1, 2 * right + missed + false), 4),
        "truth": right + missed,
        "found": right + false,
    }


def qualifiers(reads: Iterable[Read]) -> float:
    """Share of the figures found whose qualifier is one that the truth gives them."""
    right = total = 0
    for read in reads:
        truth, found = defaultdict(set), defaultdict(set)
        for item in read.article.truth.figures:
            truth[pair(item.value, item.unit)].add(item.qualifier or "none")
        for figure in read.figures:
            found[pair(figure.value, figure.unit)].add(figure.qualifier)
        for key in truth.keys() & found.keys():
            total += 1
            right += bool(truth[key] & found[key])
    return round(right / max(1, total), 4)


def origins(reads: Sequence[Read]) -> dict[str, object]:
    """Stories of which `stories.yaml` knows where they go back to: how many are traced to that outlet, and the others."""
    known = {story["id"]: story["first"] for story in _stories() if "first" in story}
    zones = {outlet.id: outlet.zone for outlet in load_outlets(NEWSROOM / "outlets.yaml")}
    wrong: list[str] = []
    for story, outlet in known.items():
        mine = [(number, read) for number, read in enumerate(reads) if read.article.truth.story == story]
        originals = [(number, read) for number, read in mine if read.article.truth.duplicate_of is None]
        moments = {n: MONDAY + r.article.published.since_start(zones[r.article.outlet]) for n, r in originals}
        found = first_source([Report(n, r.article.outlet, moments[n], r.citations) for n, r in originals])
        if found is None or (found.outlet_id or found.outlet).casefold() != outlet:
            wrong.append(f"{story} {outlet}: {found}")
    return {"known": len(known), "right": len(known) - len(wrong), "wrong": wrong}


def _stories() -> list[dict[str, Any]]:
    return list(yaml.safe_load((NEWSROOM / "stories.yaml").read_text(encoding="utf-8"))["stories"])


def disputes(reads: Iterable[Read]) -> dict[str, object]:
    """Which known disagreements come out as disputed claims, and how many others do."""
    printed: dict[str, list[Printed]] = defaultdict(list)
    for number, read in enumerate(reads):
        if read.article.truth.story:
            at = datetime(2000, 1, read.article.published.day, tzinfo=UTC)
            hedged = {item.passage for item in read.citations}
            printed[read.article.truth.story] += [Printed(number, at, item, item.sentence in hedged) for item in read.figures]
    found: list[str] = []
    others: list[str] = []
    for story, items in sorted(printed.items()):
        for claim in (claim for claim in claims(items) if claim.disputed):
            values = {value.value for value in claim.values}
            unit, *rivals = DISPUTES.get(story, ("",))
            known = claim.unit == unit and set(rivals) <= values
            (found if known else others).append(f"{story} {claim.unit} {sorted(values)}")
    return {"known": len(DISPUTES), "found": len(found), "others": others}


def seed_scores(folder: Path) -> dict[str, object]:
    """Figures (each printing counts) and citations of the seed articles."""
    outlets = outlets_of(load_sources())
    totals: Counter[str] = Counter()
    for name, expected in json.loads(EXPECTED.read_text(encoding="utf-8")).items():
        text = next(folder.glob(f"{name}*.txt")).read_text(encoding="utf-8")
        found = Counter(pair(item.value, item.unit) for item in figures("", text, expected["language"]))
        truth = Counter(pair(value, unit) for value, unit, _ in expected["figures"])
        said = Counter((*pair(item.value, item.unit), item.qualifier) for item in figures("", text, expected["language"]))
        full = Counter((*pair(value, unit), qualifier) for value, unit, qualifier in expected["figures"])
        cited = {item.outlet_id for item in citations("", text, expected["language"], outlets)} - {expected.get("own")}
        cites = set(expected["cites"])
        totals.update(
            figures=truth.total(), right=(found & truth).total(), false=(found - truth).total(),
            qualified=(said & full).total(), cites=len(cites), cited=len(cited & cites), miscited=len(cited - cites),
        )  # fmt: skip
    return dict(totals)


def errors(reads: Iterable[Read]) -> Iterator[str]:
    """One line for each miss and each false one."""
    for read in reads:
        for kind, (_, missed, false) in (("figure", figure_errors(read)), ("citation", outlet_errors(read))):
            yield from (f"{read.half} {read.article.id} {kind} missed {item}" for item in sorted(missed))
            yield from (f"{read.half} {read.article.id} {kind} false {item}" for item in sorted(false))


def measure(seeds: Path | None) -> tuple[dict[str, Any], list[Read]]:
    """Everything this module measures, and the articles it was measured on."""
    reads, cpu = read_newsroom()
    result: dict[str, Any] = {
        "cpu_ms_an_article": round(cpu, 2),
        "qualifiers": qualifiers(reads),
        "claims": disputes(reads),
        "traced": origins(reads),
    }
    groups = {"all": reads}
    for read in reads:
        for name in (read.half, read.language, f"{read.half} {read.language}"):
            groups.setdefault(name, []).append(read)
    result["figures"] = {name: scores(map(figure_errors, group)) for name, group in sorted(groups.items())}
    result["citations"] = {name: scores(map(outlet_errors, group)) for name, group in sorted(groups.items())}
    if seeds is not None:
        result["seeds"] = seed_scores(seeds)
    return result, reads


def show(result: dict[str, Any]) -> None:
    """Tables for people."""
    for subject in ("figures", "citations"):
        print(f"{subject:10} {'recall':>7} {'false':>7} {'F1':>7} {'truth':>6} {'found':>6}")
        for name, row in result[subject].items():
            print(f"  {name:8} {row['recall']:7.3f} {row['false']:7.3f} {row['f1']:7.3f} {row['truth']:6} {row['found']:6}")
    for name in ("qualifiers", "claims", "traced", "seeds", "cpu_ms_an_article"):
        if name in result:
            print(f"{name}: {result[name]}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--seeds", type=Path, help="folder of the seed articles' texts")
    given = parser.parse_args()
    result, reads = measure(given.seeds)
    if given.json:
        print(json.dumps(result))
        return
    show(result)
    if given.errors:
        print(*errors(reads), sep="\n")


if __name__ == "__main__":
    main()
