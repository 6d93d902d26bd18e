"""Renders pages: one template an outlet, compiled once, each in a markup of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from crawler.newsroom import dates
from crawler.newsroom.channels.feed import rfc3339
from crawler.newsroom.edition import Printed
from crawler.newsroom.model import Outlet


@dataclass(frozen=True)
class Anchor:
    """Words that link somewhere."""

    text: str
    url: str


@dataclass(frozen=True)
class Alternate:
    """A feed that the page's head announces."""

    type: str
    url: str


@dataclass(frozen=True)
class Frame:
    """What stands around every page of an outlet at a moment."""

    outlet: Outlet
    home: str
    navigation: tuple[Anchor, ...]
    alternates: tuple[Alternate, ...]
    latest: tuple[Printed, ...]
    today: datetime
    """When something last appeared, in the outlet's zone; mastheads print it."""


@dataclass(frozen=True)
class Page:
    """What fills the frame: an article, a list of articles, a notice, or the question for consent."""

    kind: Literal["article", "listing", "notice", "consent"]
    title: str
    url: str
    article: Printed | None = None
    amp: str | None = None
    related: tuple[Anchor, ...] = ()
    items: tuple[Printed, ...] = ()


class Renderer:
    """The templates of a folder: ``<outlet>.html`` for each outlet and ``amp.html`` for all AMP pages."""

    def __init__(self, folder: Path, outlets: Iterable[Outlet]) -> None:
        """Compile every template; raises jinja2.TemplateNotFound for an outlet that has none."""
        environment = _environment(folder)
        self._templates = {outlet.id: environment.get_template(f"{outlet.id}.html") for outlet in outlets}
        self._amp = environment.get_template("amp.html")

    def page(self, frame: Frame, page: Page) -> str:
        """Render a page in its outlet's markup."""
        return _render(self._templates[frame.outlet.id], frame, page)

    def amp(self, frame: Frame, page: Page) -> str:
        """Render an article's AMP page."""
        return _render(self._amp, frame, page)


@cache
def _environment(folder: Path) -> Environment:
    """Keep compiled templates for the life of the process: tests start many newsrooms."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "long_date": dates.long_date,
        "us_date": dates.us_date,
        "us_time": dates.us_time,
        "time": dates.clock_time,
        "iso": rfc3339,
        "person": _person,
    }
    return environment


def _render(template: Template, frame: Frame, page: Page) -> str:
    return template.render(frame=frame, outlet=frame.outlet, page=page, printed=page.article)


def _person(name: str) -> dict[str, str]:
    """Write a byline's name as JSON-LD does."""
    return {"@type": "Person", "name": name}
