"""Pages that stand in an article's place, or beside a short one: what an outlet shows instead, under ``/walls/<id>``.

No channel announces them, so no crawl of the newsroom meets them; tests and benchmarks ask for them by address.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from crawler.newsroom.articles import LOADER
from crawler.newsroom.edition import Printed
from crawler.newsroom.errors import SeedError
from crawler.newsroom.model import Outlet

CUT = 180  # characters of a teaser that breaks off
_PART = '"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".gated-body"}'
_LINKED = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": %s%s}</script>'
)
_FRAME = """<!doctype html><html lang="{{ language }}"><head><meta charset="utf-8">
<title>{{ heading }}</title>{{ head }}</head><body>
{% if not bare %}<nav>{% for section in sections %}<a href="/{{ section }}/">{{ section }}</a> {% endfor %}</nav>{% endif %}
{{ body }}
{% if not bare %}<footer>{{ outlet }}</footer>{% endif %}
{% if scripts %}<script src="/static/app.js"></script>{% endif %}</body></html>"""
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined)


class Wall(BaseModel):
    """One page. `access` is what a perfect reader would call it; `bare` has no navigation around it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    access: Literal["full", "paywalled", "teaser", "consent-wall", "login", "bot-wall", "javascript-only", "soft-404"]
    body: str
    title: str = "{{ title }} | {{ outlet }}"
    head: str = ""
    bare: bool = False
    scripts: bool = False


@dataclass(frozen=True)
class Walled:
    """A wall as an outlet shows it: its path there."""

    wall: Wall
    outlet: Outlet

    @property
    def path(self) -> str:
        """Where it is on the outlet's host."""
        return f"/walls/{self.wall.id}"


def share_out(folder: Path, outlets: Sequence[Outlet]) -> tuple[Walled, ...]:
    """Every wall of ``<folder>/<language>.yaml`` at one of the outlets of its language. Raises SeedError."""
    papers = [outlet for outlet in outlets if outlet.kind != "aggregator"]
    shared = []
    for language in sorted({outlet.language for outlet in papers}):
        own = [outlet for outlet in papers if outlet.language == language]
        shared += [Walled(wall, own[number % len(own)]) for number, wall in enumerate(_load(folder, language))]
    return tuple(shared)


def _load(folder: Path, language: str) -> tuple[Wall, ...]:
    """None where there is no such file."""
    path = folder / f"{language}.yaml"
    if not path.exists():
        return ()
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - both loaders are safe ones
        return TypeAdapter(tuple[Wall, ...]).validate_python(tuple(rows))
    except yaml.YAMLError as error:
        raise SeedError(path, "(whole file)", str(error)) from error
    except ValidationError as error:
        raise SeedError.from_validation(path, error) from error


def render(wall: Wall, outlet: Outlet, newest: Sequence[Printed]) -> str:
    """The page, about one of the outlet's articles."""
    said = [printed for printed in newest if len(_paragraphs(printed)) > 1 and printed.article.access == "full"]
    about = said[sum(wall.id.encode()) % len(said)]
    lead, second, *_ = _paragraphs(about)
    date = f', "datePublished": "{about.published.isoformat()}"'
    headline = _json(about.title)
    names: dict[str, object] = {
        "title": about.title,
        "teaser": about.summary,
        "lead": lead,
        "second": second,
        "cut": lead[:CUT].rsplit(" ", 1)[0],
        "outlet": outlet.name,
        "host": f"{outlet.id}.localhost",
        "headlines": Markup("").join(Markup("<li><a href='{}'>{}</a></li>").format(p.url, p.title) for p in newest[:6]),
        "dated": Markup(_LINKED % (headline, date)),  # noqa: S704 - ours
        "paid": Markup(_LINKED % (headline, date + ', "isAccessibleForFree": false')),  # noqa: S704
        "shown": Markup(_LINKED % (headline, date + ', "isAccessibleForFree": false, ' + _PART)),  # noqa: S704
    }
    heading, head, body = (_ENVIRONMENT.from_string(text).render(names) for text in (wall.title, wall.head, wall.body))
    return _ENVIRONMENT.from_string(_FRAME).render(
        language=outlet.language,
        heading=Markup(heading),  # noqa: S704 - rendered above
        head=Markup(head),  # noqa: S704
        body=Markup(body),  # noqa: S704
        bare=wall.bare,
        scripts=wall.scripts,
        sections=outlet.sections,
        outlet=outlet.name,
    )


def _paragraphs(printed: Printed) -> list[str]:
    return [block.text for block in printed.shown if block.kind == "paragraph"]


def _json(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")
