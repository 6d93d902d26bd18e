"""Synthetic syndication: what outlets make of one another's texts, with the truth about it.

Base texts are the newsroom's articles (without its copies and roundups), its filler, and the bodies of the page corpora where
they lie beside the checkout. Copies get words from other base texts of their language, never invented ones.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.newsroom.articles import load_articles
from crawler.newsroom.filler import filler
from crawler.newsroom.outlets import load_outlets

ROOT = Path(__file__).parents[1]
NEWSROOM = ROOT / "seeds" / "newsroom"
CORPORA = ROOT.parent / "shared" / "corpora" / "pages.jsonl"
CREDITS = ("Nordlink", "Meridiano", "dpa", "Reuters", "EFE")
SHORTEST = 60  # words of a base text
FILLER = 200  # articles


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the bench. `copy_of` and `holds` are what a perfect reader would say about it."""

    id: str
    kind: str
    text: str
    copy_of: str = ""
    holds: tuple[str, ...] = ()


def base_texts() -> dict[str, list[Text]]:
    """Independent texts by language."""
    found: dict[str, list[Text]] = defaultdict(list)
    outlets = load_outlets(NEWSROOM / "outlets.yaml")
    language = {outlet.id: outlet.language for outlet in outlets}
    for article in (*load_articles(NEWSROOM / "articles"), *filler(5, FILLER, outlets)):
        if article.kind not in {"copy", "roundup"}:
            found[language[article.outlet]].append(Text(article.id, "base", article.body))
    if CORPORA.exists():
        for line in CORPORA.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            found[page["lang"]].append(Text(page["id"], "base", page.get("body") or ""))
    return {lang: kept for lang, all_ in found.items() if len(kept := [t for t in all_ if len(t.text.split()) >= SHORTEST]) > 8}


def syndicate(bases: dict[str, list[Text]], at_least: int, seed: int = 7) -> Iterator[Text]:
    """The base texts and copies of them, `at_least` copies in all, every kind as often as any other."""
    rng = random.Random(seed)
    count = sum(map(len, bases.values()))
    rounds = -(-at_least // (count * 5))
    for texts in bases.values():
        vocabulary = " ".join(text.text for text in texts).split()
        yield from texts
        for turn in range(rounds):
            for base in texts:
                yield from _copies(base, texts, vocabulary, turn, rng)


def _copies(base: Text, texts: Sequence[Text], vocabulary: Sequence[str], turn: int, rng: random.Random) -> Iterator[Text]:
    def named(kind: str, text: str) -> Text:
        return Text(f"{base.id}#{kind}-{turn}", kind, text, copy_of=base.id)

    yield named("headline", _credited(base.text, rng))
    yield named("truncated", " ".join(base.text.split()[: int(len(base.text.split()) * 0.6)]))
    yield named("edited-10", _edited(base.text, 0.10, vocabulary, rng))
    yield named("edited-25", _edited(base.text, 0.25, vocabulary, rng))
    others = rng.sample([text for text in texts if text.id != base.id], 2)
    yield Text(f"{base.id}#roundup-{turn}", "roundup", _roundup([base, *others], rng), holds=tuple(t.id for t in (base, *others)))


def _credited(text: str, rng: random.Random) -> str:
    """A new headline in the text, the agency's credit before it, and the outlet's own line below."""
    credit = rng.choice(CREDITS)
    return f"{rng.choice(('Berlin', 'London', 'Madrid'))} ({credit}) - {text}\n\n{credit}, {rng.randint(1, 99)} / redaktion"


def _edited(text: str, share: float, vocabulary: Sequence[str], rng: random.Random) -> str:
    """Words replaced, dropped or added, each with a third of `share`."""
    out: list[str] = []
    for word in text.split():
        if rng.random() >= share:
            out.append(word)
            continue
        match rng.randrange(3):
            case 0:
                out.append(rng.choice(vocabulary))
            case 1:
                out += [word, rng.choice(vocabulary)]
    return " ".join(out)


def _roundup(texts: Sequence[Text], rng: random.Random) -> str:
    """One article whole and two by their first paragraphs, in any order, under subheads."""
    parts = [texts[0].text, *(_opening(text.text) for text in texts[1:])]
    rng.shuffle(parts)
    return "\n\n".join(f"## {number}\n\n{part}" for number, part in enumerate(parts, 1))


def _opening(text: str) -> str:
    """Paragraphs from the beginning, until half of the text is told."""
    told: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        told.append(paragraph)
        if sum(len(part) for part in told) * 2 >= len(text):
            break
    return "\n\n".join(told)
