"""Templates: one Jinja environment for our pages. Everything is escaped; only functions here make markup."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from archive.reader import Mark
from browse import chart, diff, graph, highlight

HERE = Path(__file__).parent
# C0 and C1 controls, and the marks that turn the direction of the text after them.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment, made once."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    env.filters.update(clean=clean, paragraphs=paragraphs, host=host, outbound=outbound, mark=mark, label=label)
    env.globals.update(
        static=static,
        coverage_chart=chart.coverage,
        pace_chart=chart.pace,
        strands=chart.strands,
        citation_graph=graph.graph,
        spark_path=chart.spark_path,
        spark_level=chart.spark_level,
        diff=diff.words,
        reasoned=highlight.text,
        no_mark=Mark(),
    )
    return env


def clean(text: str) -> str:
    """Without characters that cannot be seen but do harm."""
    return UNSEEN.sub("", text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: separated by line breaks."""
    return [part for part in (line.strip() for line in clean(text).splitlines()) if part]


def host(url: str) -> str:
    """The host of an address, for reading."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def outbound(url: str) -> str:
    """The address if it may be a link: http and https only; anything else is not linked."""
    return url if urlsplit(url).scheme in {"http", "https"} else ""


def label(identifier: str) -> str:
    """`microsoft-openai` for reading; names of a topic's subjects are its own affair."""
    return identifier.replace("-", " ").replace("_", " ")


def mark(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """The text with what was looked for marked."""
    text = clean(text)
    if pattern is None:
        return escape(text)
    out, end = [], 0
    for found in pattern.finditer(text):
        out += [escape(text[end : found.start()]), Markup("<mark>"), escape(found[0]), Markup("</mark>")]
        end = found.end()
    return Markup("").join([*out, escape(text[end:])])


@lru_cache(maxsize=32)
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"presswatch-static/{name}?v={digest}"
