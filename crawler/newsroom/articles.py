"""Loads the newsroom's articles: Markdown files with YAML front matter, one article a file."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from crawler.newsroom.clock import WeekTime
from crawler.newsroom.errors import SeedError
from crawler.newsroom.model import (
    Access,
    Article,
    Attribution,
    Correction,
    Figure,
    Image,
    Kind,
    Link,
    Replacement,
    Truth,
    Withdrawal,
)

FENCE = "---\n"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader reads the press in a tenth of the time, where PyYAML was built with it."""


class _Edge(BaseModel):
    """What front matter may hold; an unknown key is an error, so that a typing mistake shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _quoted(value: object) -> object:
    # YAML 1.1 reads an unquoted 14:30 as the number 870.
    if isinstance(value, int | float):
        message = 'expected a quoted time such as "09:14"'
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError alone into a report
    return value


class _WeekTime(_Edge):
    day: Annotated[int, Field(ge=1, le=7)]
    time: Annotated[str, BeforeValidator(_quoted), Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

    def build(self) -> WeekTime:
        return WeekTime.parse(self.day, self.time)


class _Image(_Edge):
    caption: str
    credit: str


class _Link(_Edge):
    text: str
    to: str


class _Replacement(_Edge):
    old: str
    new: str


class _Correction(_Edge):
    at: _WeekTime
    title: str | None = None
    note: str | None = None
    replace: tuple[_Replacement, ...] = ()

    def build(self) -> Correction:
        pairs = tuple(Replacement(pair.old, pair.new) for pair in self.replace)
        return Correction(self.at.build(), self.title, self.note, pairs)


class _WithdrawalTime(_WeekTime):
    day: Annotated[int, Field(ge=1, le=8)]  # the morning after the week, when a crawl of the whole week has seen the article


class _Withdrawal(_Edge):
    at: _WithdrawalTime
    note: str | None = None


class _Figure(_Edge):
    value: float
    unit: str
    qualifier: str | None = None
    text: str


class _Attribution(_Edge):
    outlet: str
    text: str


class _Truth(_Edge):
    relevant: bool
    subjects: tuple[str, ...] = ()
    story: str | None = None
    duplicate_of: str | None = None
    figures: tuple[_Figure, ...] = ()
    attributions: tuple[_Attribution, ...] = ()
    note: str = ""

    def build(self) -> Truth:
        return Truth(
            relevant=self.relevant,
            subjects=self.subjects,
            story=self.story,
            duplicate_of=self.duplicate_of,
            figures=tuple(Figure(f.value, f.unit, f.qualifier, f.text) for f in self.figures),
            attributions=tuple(Attribution(a.outlet, a.text) for a in self.attributions),
            note=self.note,
        )


class _FrontMatter(_Edge):
    title: str
    teaser: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    section: str
    tags: tuple[str, ...] = ()
    published: _WeekTime
    updated: _WeekTime | None = None
    kind: Kind = "report"
    access: Access = "full"
    image: _Image | None = None
    links: tuple[_Link, ...] = ()
    aside: tuple[str, ...] = ()
    correction: _Correction | None = None
    pages: Annotated[int, Field(ge=1, le=5)] = 1
    withdrawal: _Withdrawal | None = None
    truth: _Truth

    def build(self, outlet: str, slug: str, body: str) -> Article:
        return Article(
            outlet=outlet,
            slug=slug,
            title=self.title,
            teaser=self.teaser,
            authors=self.authors,
            agency=self.agency,
            section=self.section,
            tags=self.tags,
            published=self.published.build(),
            updated=self.updated.build() if self.updated else None,
            kind=self.kind,
            access=self.access,
            image=Image(self.image.caption, self.image.credit) if self.image else None,
            links=tuple(Link(link.text, link.to) for link in self.links),
            aside=self.aside,
            correction=self.correction.build() if self.correction else None,
            truth=self.truth.build(),
            body=body,
            pages=self.pages,
            withdrawal=Withdrawal(self.withdrawal.at.build(), self.withdrawal.note) if self.withdrawal else None,
        )


def load_articles(folder: Path) -> tuple[Article, ...]:
    """Load every ``<outlet>/<slug>.md`` under ``folder``, ordered by id.

    Raises SeedError, which names the file and the key, for the first article that breaks the format.
    """
    return tuple(load_article(path) for path in sorted(folder.glob("*/*.md")))


def load_article(path: Path) -> Article:
    """Load one article; its outlet is the name of its folder. Raises SeedError as load_articles does."""
    front, body = _split(path)
    try:
        article = _FrontMatter.model_validate(front).build(path.parent.name, path.stem, body)
    except ValidationError as error:
        raise SeedError.from_validation(path, error) from error
    _check_wording(path, article)
    return article


def _split(path: Path) -> tuple[object, str]:
    text = path.read_text(encoding="utf-8")
    head, separator, body = text.removeprefix(FENCE).partition("\n" + FENCE)
    if not text.startswith(FENCE) or not separator:
        raise SeedError(path, "front matter", "expected YAML between two lines of ---")
    try:
        front: object = yaml.load(head, Loader=LOADER)  # noqa: S506 - both loaders are safe ones
    except yaml.YAMLError as error:
        raise SeedError(path, "front matter", str(error)) from error
    if not body.strip():
        raise SeedError(path, "text", "expected Markdown after the front matter")
    return front, body.strip() + "\n"


def _check_wording(path: Path, article: Article) -> None:
    """Refuse corrections and links whose words the article does not contain."""
    printed = "\n".join((article.title, article.teaser or "", article.body))
    replaced = article.correction.replace if article.correction else ()
    for number, pair in enumerate(replaced):
        if pair.old not in printed:
            raise SeedError(path, f"correction.replace.{number}.old", f"not in the article: {pair.old!r}")
    for number, link in enumerate(article.links):
        if link.text not in article.body:
            raise SeedError(path, f"links.{number}.text", f"not in the text: {link.text!r}")
