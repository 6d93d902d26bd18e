"""Docs are tests: every setting and command is documented, and every example is right."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.main import get_command

from crawler import rooms
from crawler.cli import app
from crawler.commands import COMMANDS as LISTED
from crawler.commands import Entry, load
from crawler.config import ChannelSection, Config, SubscriptionSection

DOCS = Path(__file__).resolve().parents[2] / "docs"
CONFIGURATION = (DOCS / "configuration.md").read_text("utf-8")
COMMANDS = (DOCS / "commands.md").read_text("utf-8")
IN_WORDS = {"the bundled `seeds/`", "cores less one"}  # defaults that depend on the machine
SECTIONS: dict[str, type[BaseModel]] = {
    **{f"[{name}]": type(getattr(Config(), name)) for name in Config.model_fields if name != "alerts"},
    "[[alerts.channels]]": ChannelSection,
    "[[alerts.subscriptions]]": SubscriptionSection,
}


def documented(section: str) -> dict[str, str]:
    """Key → default, from the section's table."""
    text = CONFIGURATION.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", text, re.MULTILINE))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_is_documented(section: str) -> None:
    assert documented(section).keys() == SECTIONS[section].model_fields.keys()


def test_every_section_is_documented() -> None:
    assert set(re.findall(r"^## (\[.+\])$", CONFIGURATION, re.MULTILINE)) == SECTIONS.keys()


@pytest.mark.parametrize("section", SECTIONS)
def test_documented_defaults_are_the_defaults(section: str) -> None:
    for key, told in documented(section).items():
        field = SECTIONS[section].model_fields[key]
        if told in IN_WORDS:
            continue
        if told == "required":
            assert field.is_required(), key
            continue
        default = json.loads(json.dumps(field.get_default(call_default_factory=True), default=str))
        assert (None if told == "none" else tomllib.loads(f"v = {told.strip('`')}")["v"]) == default, key


def blocks(text: str, language: str) -> Iterator[str]:
    yield from re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", [e for file in sorted(DOCS.glob("*.md")) for e in blocks(file.read_text("utf-8"), "toml")])
def test_every_example_of_settings_loads(example: str) -> None:
    rooms.subscriptions_of(Config.model_validate(tomllib.loads(example)))


def commands(group: Any, before: str = "presswatch") -> Iterator[tuple[str, Any]]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "commands"):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


KNOWN = dict(commands(get_command(app)))


@pytest.mark.parametrize(("name", "entry"), LISTED.items(), ids=LISTED)
def test_the_list_of_commands_says_what_each_says_itself(name: str, entry: Entry) -> None:
    own = load(name).help or ""
    assert entry.help == " ".join(own.partition("\n\n")[0].split())


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert set(re.findall(r"^\| `(presswatch [\w -]+?)` \|", COMMANDS, re.MULTILINE)) == KNOWN.keys()


@pytest.mark.parametrize("name", KNOWN)
def test_every_option_is_documented(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \| .+", COMMANDS, re.MULTILINE)
    for parameter in KNOWN[name].params:
        names = [*parameter.opts, *parameter.secondary_opts]
        if parameter.param_type_name != "option" or "--json" in names:
            continue
        assert any(option in row for option in names), names


EXAMPLES = [
    line
    for file in sorted(DOCS.glob("*.md"))
    for block in blocks(file.read_text("utf-8"), "sh")
    for line in block.splitlines()
    if line.startswith("presswatch ")
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_of_a_command_is_one(line: str) -> None:
    words = [word for word in shlex.split(re.split(r"[>|&#]", line)[0]) if word != "--debug"]
    name = next(" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in KNOWN)
    options = {option for parameter in KNOWN[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options
