"""Reads the YAML below seeds/ strictly: an unknown key, a repeated key or a wrong value is one line of SeedError.

The line names file, key and value, and what was expected instead.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from archive.errors import SeedError
from pipelines.overrides import check as check_selector

T = TypeVar("T")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a tenth of the time, where PyYAML was built with libyaml


def _http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in value):
        raise ValueError("expected a full http or https address")
    return value


def _zone(value: str) -> str:
    if value and value not in available_timezones():
        raise ValueError("expected a name of the IANA time zone database, like America/New_York")
    return value


Address = Annotated[str, AfterValidator(_http_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Language = Annotated[str, Field(pattern=r"^([a-z]{2}|mul)$")]


class Strict(BaseModel):
    """A mapping that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ChannelEntry(Strict):
    """One address of a source."""

    url: Address
    format: Literal["rss", "rdf", "atom", "jsonfeed", "sitemap", "news-sitemap", "section", "search"]
    dialect: Literal["google-news", "bing-news", "gdelt", "hn-algolia", "sec-edgar"] | None = None
    language: Language | None = None
    role: str = ""
    status: Literal["ok", "unverified", "empty", "stale", "blocked", "contradictory", "old-host", "probably-dead", "dead"] = "ok"
    enabled: bool = True
    reason: str = ""

    @model_validator(mode="after")
    def _fits_together(self) -> "ChannelEntry":
        if (self.format == "search") != bool(self.dialect):
            raise ValueError("expected a dialect with format: search, and only there")
        if self.dialect and not self.language:
            raise ValueError("expected a language beside the dialect: it says which queries are asked")
        if ("{query}" in self.url) != (self.dialect not in {None, "sec-edgar"}):
            raise ValueError("expected {query} in the address of a search, and only there")
        if self.enabled == bool(self.reason):
            raise ValueError("expected a reason with enabled: false, and only there")
        return self


class LimitsEntry(Strict):
    """What a service says, or is known, to allow."""

    results_per_request: int | None = None
    results_per_query: int | None = None
    requests_per_second: float | None = None
    requests_per_hour: int | None = None
    seconds_between_requests: float | None = None
    days_back: int | None = None
    notes: list[str] = []


def _selector(value: str) -> str:
    check_selector(value)
    return value


Selector = Annotated[str, AfterValidator(_selector)]


class OverrideEntry(Strict):
    """Selectors for an outlet's pages from a day on."""

    since: date
    why: Annotated[str, Field(min_length=1)]
    title: list[Selector] = []
    text: list[Selector] = []
    authors: list[Selector] = []
    published: list[Selector] = []
    drop: list[Selector] = []

    @model_validator(mode="after")
    def _says_something(self) -> "OverrideEntry":
        if not (self.title or self.text or self.authors or self.published or self.drop):
            raise ValueError("expected selectors for at least one of title, text, authors, published and drop")
        return self


class SourceEntry(Strict):
    """One outlet, primary source or aggregator."""

    id: Identifier
    name: str
    homepage: Address
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    timezone: Zone = ""
    founded: date | Annotated[int, Field(ge=1500, le=2100)] | None = None
    language: Language
    kind: Literal["primary", "agency", "press", "finance", "blog", "aggregator"]
    priority: Annotated[int, Field(ge=1, le=4)] = 3
    paywall: Literal["none", "metered", "hard", "unknown"] = "unknown"
    enabled: bool = True
    robots: str = ""
    notes: str = ""
    confidence: Literal["high", "medium", "low"] = "medium"
    limits: LimitsEntry = LimitsEntry()
    overrides: list[OverrideEntry] = []
    channels: Annotated[list[ChannelEntry], Field(min_length=1)]


class FigureEntry(Strict):
    """A number that an article prints."""

    value: int | float
    unit: str
    qualifier: Literal["about", "more-than", "less-than", "at-least", "at-most", "reportedly"] | None = None


class SeedArticleEntry(Strict):
    """The front matter of a seed article."""

    outlet: str | None
    source: Identifier | None
    language: Language
    date: date | Annotated[str, Field(pattern=r"^\d{4}(-\d{2})?$")]
    date_precision: Literal["day", "month", "year", "after"]
    date_note: str = ""
    subjects: Annotated[list[str], Field(min_length=1)]
    names: list[str]
    figures: list[FigureEntry]
    cites: list[Identifier]
    url: Address | None


class _UniqueKeys(_Loader):  # type: ignore[misc]
    """YAML lets a repeated key win silently; here it is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Called by PyYAML for every mapping."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands here twice", key.start_mark)
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def parse_yaml(text: str, file: str) -> Any:
    """The plain data of a YAML text; SeedError names file and line when it is not YAML."""
    try:
        return yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 -- a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SeedError(f"{file}: line {line}: {error.problem or 'not YAML'}; expected valid YAML") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{file}: {str(error).splitlines()[0]}; expected valid YAML") from error


def read(path: Path) -> str:
    """The text of a seed file."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: cannot be read ({error}); expected a UTF-8 file") from error


def check(data: object, kind: type[T], file: str, text: str = "") -> T:
    """`data` as `kind`, or a SeedError of one line about the first thing that is wrong; `text`, the YAML, gives its line."""
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = _key(data, first["loc"])
        line = f"line {line_of(text, first['loc'])}: " if text else ""
        raise SeedError(f"{file}: {line}{where}: {_shown(first)}; {_expected(first, kind)}") from error


def line_of(text: str, location: Sequence[int | str]) -> int:
    """The line of a YAML text where a value stands, or the innermost part of its way that is there."""
    node = yaml.compose(text, Loader=_Loader)
    line = node.start_mark.line if node else 0
    for step in location:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            key, child = next(((key, value) for key, value in node.value if key.value == str(step)), (None, None))
            line = key.start_mark.line if key is not None else line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
            line = child.start_mark.line
        if child is None:
            break
        node = child
    return line + 1


def _key(data: object, location: Sequence[int | str]) -> str:
    """channels[2].url; entries of a list are called by their id when they have one."""
    words = ""
    for step in location:
        data = _inside(data, step)
        name = data.get("id") if isinstance(data, dict) else None
        if isinstance(step, int):
            words += str(name) if name and not words else f"[{step}]"
        else:
            words += f".{step}" if words else str(step)
    return words or "the file"


def _inside(data: object, step: int | str) -> object:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _shown(error: Any) -> str:
    if error["type"] == "missing":
        return "missing"
    if error["type"] == "extra_forbidden":
        return "unknown key"
    value = repr(error["input"])
    return value if len(value) <= 80 else value[:77] + "…"  # noqa: PLR2004 -- fits a line


def _expected(error: Any, kind: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"expected no such key; see {_DOCS.get(kind, 'docs/topics.md')}"
    if error["type"] == "missing":
        return "expected this key"
    if error["type"] == "literal_error":
        return f"expected {error['ctx']['expected']}"
    return message if message.startswith("expected") else f"expected: {message[0].lower()}{message[1:]}"


_DOCS: dict[Any, str] = {list[SourceEntry]: "docs/sources.md"}
