"""The labelled texts that bench.relevance measures on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler import topicmodel
from crawler.newsroom.articles import load_articles
from crawler.newsroom.outlets import load_outlets
from crawler.seeds import SEEDS

TOPIC = SEEDS / "topics" / "microsoft-ai.yaml"
SHARED = Path(__file__).resolve().parents[2] / "shared"
BATCHES = ("c", "b1", "b2", "b3", "b4", "b5", "b6", "b7")  # how the ids of the examples begin: the order they were written in


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
    """The topic's examples: short texts of our own, what belongs and what only looks like it."""
    for row in topicmodel.examples(topicmodel.paths(TOPIC).examples):
        subjects = None if row.subjects is None else frozenset(row.subjects)
        yield Labelled(row.id, row.lang, row.title, "", row.text, row.relevant, subjects)


def batch_of(text: Labelled) -> str:
    """The batch that an example was written in."""
    return text.id.split("-")[0] if "-" in text.id else text.id[0]


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


def real_pages() -> list[tuple[str, str, str]]:
    """Title, text and language of the real pages beside the checkout."""
    rows = [json.loads(line) for line in (SHARED / "corpora" / "pages.jsonl").read_text("utf-8").splitlines()]
    return [(row.get("title") or "", row["body"], row["lang"]) for row in rows if row.get("body")]
