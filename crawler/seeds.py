"""seeds/ → frozen Source, Channel, SeedArticle and Topic. What is wrong in a file is one line of SeedError."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.errors import SeedError
from archive.model import Channel, Override, Source
from crawler.searches import with_searches
from crawler.seedfiles import ChannelEntry, LimitsEntry, OverrideEntry, SeedArticleEntry, SourceEntry, check, parse_yaml, read
from crawler.topicfile import load_topic
from pipelines.topic import Topic

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number an article prints, in its unit; `qualifier` is "" when it is printed as exact."""

    value: float
    unit: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class SeedArticle:
    """One of the articles that the topic was drawn from, described in words of our own."""

    id: str
    outlet: str | None  # None when it is not known
    source_id: str | None
    language: str
    date: str  # YYYY-MM-DD, YYYY-MM or YYYY
    date_precision: str  # day, month, year, or after: not before that day
    date_note: str  # how it is known
    subjects: tuple[str, ...]
    names: tuple[str, ...]
    figures: tuple[Figure, ...]
    cites: tuple[str, ...]  # ids of the sources it names as its own
    url: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Seeds:
    """Everything below seeds/ that one topic needs; search templates are filled with the topic's queries."""

    topic: Topic
    sources: tuple[Source, ...]
    articles: tuple[SeedArticle, ...]


def load_seeds(folder: Path = SEEDS, topic: str = "microsoft-ai") -> Seeds:
    """Topic, sources and seed articles of a seeds folder, checked against each other."""
    loaded = load_topic(folder / "topics" / f"{topic}.yaml")
    sources = load_sources(folder / "sources")
    articles = load_articles(folder / "articles") if (folder / "articles").is_dir() else ()
    _check_references(articles, loaded, {source.id for source in sources}, folder)
    return Seeds(loaded, with_searches(sources, loaded), articles)


def load_sources(folder: Path = SEEDS / "sources") -> tuple[Source, ...]:
    """All sources of a folder's YAML files; search channels are still templates with {query}."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise SeedError(f"{folder}: no *.yaml; expected at least one file of sources, see docs/sources.md")
    sources: list[Source] = []
    first_file: dict[str, Path] = {}
    for file in files:
        for source in parse_sources(read(file), str(file)):
            if source.id in first_file:
                raise SeedError(f"{file}: id: {source.id!r} is taken by {first_file[source.id]}; expected an id of its own")
            first_file[source.id] = file
            sources.append(source)
    return tuple(sources)


def parse_sources(text: str, file: str) -> tuple[Source, ...]:
    """The sources of one YAML text; `file` is what errors call it."""
    return tuple(_source(entry) for entry in check(parse_yaml(text, file), list[SourceEntry], file))


def load_articles(folder: Path = SEEDS / "articles") -> tuple[SeedArticle, ...]:
    """The seed articles of a folder, by file name."""
    return tuple(parse_article(read(file), str(file), file.stem) for file in sorted(folder.glob("*.md")))


def parse_article(text: str, file: str, article_id: str) -> SeedArticle:
    """A seed article from its Markdown with YAML front matter."""
    start, _, rest = text.partition("---\n")
    front, fence, description = rest.partition("\n---\n")
    if start or not fence:
        raise SeedError(f"{file}: no front matter; expected YAML between two lines of ---")
    entry = check(parse_yaml(front, file), SeedArticleEntry, file)
    return SeedArticle(
        id=article_id,
        outlet=entry.outlet,
        source_id=entry.source,
        language=entry.language,
        date=str(entry.date),
        date_precision=entry.date_precision,
        date_note=entry.date_note,
        subjects=tuple(entry.subjects),
        names=tuple(entry.names),
        figures=tuple(Figure(figure.value, figure.unit, figure.qualifier or "") for figure in entry.figures),
        cites=tuple(entry.cites),
        url=entry.url,
        description=description.strip(),
    )


def _source(entry: SourceEntry) -> Source:
    return Source(
        id=entry.id,
        name=entry.name,
        homepage=entry.homepage,
        country=entry.country,
        language=entry.language,
        kind=entry.kind,
        priority=entry.priority,
        paywall=entry.paywall,
        notes=" ".join([entry.notes, *entry.limits.notes]).strip(),
        enabled=entry.enabled,
        channels=tuple(_channel(entry.id, channel, entry.limits) for channel in entry.channels),
        robots=entry.robots,
        confidence=entry.confidence,
        overrides=tuple(override(entry) for entry in entry.overrides),
        timezone=entry.timezone,
        founded=date(entry.founded, 1, 1) if isinstance(entry.founded, int) else entry.founded,
    )


def override(entry: OverrideEntry) -> Override:
    """An override as extraction takes it."""
    fields = {name: tuple(getattr(entry, name)) for name in ("title", "text", "authors", "published", "drop")}
    return Override(since=entry.since, why=entry.why, **fields)


def _channel(source_id: str, entry: ChannelEntry, limits: LimitsEntry) -> Channel:
    given = {"dialect": entry.dialect, "language": entry.language, **limits.model_dump(exclude={"notes"})}
    return Channel(
        source_id=source_id,
        url=entry.url,
        format=entry.format,
        enabled=entry.enabled,
        disabled_reason=entry.reason,
        role=entry.role,
        options={key: str(value) for key, value in given.items() if value is not None},
        status=entry.status,
    )


def _check_references(articles: tuple[SeedArticle, ...], topic: Topic, source_ids: set[str], folder: Path) -> None:
    for article in articles:
        file = folder / "articles" / f"{article.id}.md"
        for source in (article.source_id, *article.cites):
            if source is not None and source not in source_ids:
                raise SeedError(f"{file}: source or cites: {source!r}; expected the id of a source in {folder / 'sources'}")
        for subject in article.subjects:
            if subject not in topic.subjects:
                raise SeedError(f"{file}: subjects: {subject!r}; expected one of {', '.join(topic.subjects)}")
