"""A page kept with what is read from it: the test that an outlet's pages are still read rightly.

`NAME.html.gz` is the page as it came, `NAME.yaml` what it must give: made from what was read, to be put right by hand.
"""

import gzip
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from archive.errors import SeedError
from archive.model import Extract, Override
from crawler.seedfiles import Address, OverrideEntry, Strict, check, parse_yaml, read
from crawler.seeds import override
from crawler.sourcefiles import source_id
from pipelines.extract import extract, record
from pipelines.outlet_knowledge import OutletKnowledge

FIELDS = ("title", "authors", "published", "agency", "section", "language", "access")


class RecordedEntry(Strict):
    """What NAME.yaml holds. `overrides` are used instead of the catalogue's, where there are any."""

    url: Address
    source: str = ""
    recorded: date
    overrides: tuple[OverrideEntry, ...] = Field((), strict=False)
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not read as it should be."""

    field: str
    expected: Any
    found: Any


def keep(folder: Path, url: str, body: bytes, source: str, overrides: tuple[Override, ...], now: datetime) -> Path:
    """Write page and expected fields; returns the file with the fields. Raises SeedError when it cannot be written."""
    found = extract(body, url, now=now, knowledge=OutletKnowledge(overrides=overrides))
    name = f"{source or source_id(url)}-{now:%Y%m%d}"
    file = next(f for n in range(1, 1000) if not (f := folder / f"{name}{f'-{n}' if n > 1 else ''}.yaml").exists())
    data = {"url": url, "source": source, "recorded": now.date(), "expected": fields(found)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.with_suffix(".html.gz").write_bytes(gzip.compress(body, mtime=0))
        file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    except OSError as error:
        raise SeedError(f"{folder}: cannot be written ({error.strerror}); name another folder with --into") from error
    return file


def fields(found: Extract) -> dict[str, Any]:
    """What a recorded page is compared by: the text by its first and last line and its length in words."""
    whole = record(found)
    lines = found.text.split("\n")
    chosen = {name: list(whole[name]) if isinstance(whole[name], tuple) else whole[name] for name in FIELDS}
    return chosen | {"first_line": lines[0], "last_line": lines[-1], "words": whole["words"]}


def differences(file: Path, catalogue: dict[str, tuple[Override, ...]]) -> list[Difference]:
    """How a recorded page is read otherwise than expected, field by field. Raises SeedError for a broken file."""
    entry = check(parse_yaml(read(file), str(file)), RecordedEntry, str(file))
    try:
        body = gzip.decompress(file.with_suffix(".html.gz").read_bytes())
    except (OSError, EOFError) as error:
        raise SeedError(
            f"{file.with_suffix('.html.gz')}: cannot be read ({error}); expected the page beside its fields"
        ) from error
    own = tuple(override(each) for each in entry.overrides) or catalogue.get(entry.source, ())
    now = datetime(entry.recorded.year, entry.recorded.month, entry.recorded.day, 23, 59, tzinfo=UTC)
    found = fields(extract(body, entry.url, now=now, knowledge=OutletKnowledge(overrides=own)))
    return [Difference(name, value, found.get(name)) for name, value in entry.expected.items() if found.get(name) != value]
