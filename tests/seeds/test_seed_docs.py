"""Every example in docs/topics.md and docs/sources.md is loaded, and every key the files know is documented."""

import re
from pathlib import Path

import pytest

from archive.errors import SeedError
from crawler.seedfiles import ChannelEntry, LimitsEntry, SourceEntry
from crawler.seeds import parse_article, parse_sources
from crawler.topicfile import SubjectRuleEntry, parse_topic
from pipelines.relevance import judge

DOCS = Path(__file__).resolve().parents[2] / "docs"
TOPICS, SOURCES = ((DOCS / name).read_text("utf-8") for name in ("topics.md", "sources.md"))


def examples(text):
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def test_the_topic_example_works():
    (example,) = examples(TOPICS)
    verdict = judge(parse_topic(example, "bees.yaml"), "Honey bees in trouble", "Varroa mites kill bees.", "en")
    assert verdict.relevant
    assert [subject.subject for subject in verdict.subjects] == ["mites"]


@pytest.mark.parametrize("line", re.findall(r"^seeds/topics/bees\.yaml: .*$", TOPICS, re.MULTILINE))
def test_the_errors_are_those_that_the_program_gives(line):
    (example,) = examples(TOPICS)
    changes = {
        "names.bee": ("'hives?'", "'bees('"),
        "rule mite": ("[bee, mite]", "[bee, mites]"),
        "scale.bias": ("  bias: -3\n", ""),
    }
    old, new = next(change for key, change in changes.items() if key in line)
    with pytest.raises(SeedError) as caught:
        parse_topic(example.replace(old, new, 1), "seeds/topics/bees.yaml")
    assert str(caught.value) == line


def test_the_source_examples_load():
    daily, overridden, search, article = examples(SOURCES)
    assert [channel.enabled for channel in parse_sources(daily, "a.yaml")[0].channels] == [True, True, True, False]
    assert parse_sources(overridden, "o.yaml")[0].overrides[0].drop == (".letterbox",)
    assert parse_sources(search, "b.yaml")[0].channels[1].options["seconds_between_requests"] == "6.5"
    assert parse_article(f"---\n{article}---\nText.", "c.md", "c").figures[0].value == 15000


def test_every_key_is_documented():
    keys = {*SourceEntry.model_fields, *ChannelEntry.model_fields, *LimitsEntry.model_fields}
    assert [key for key in sorted(keys) if f"`{key}`" not in SOURCES] == []
    rule_keys = {field.alias or name for name, field in SubjectRuleEntry.model_fields.items()}
    assert [key for key in sorted(rule_keys) if f"`{key}`" not in TOPICS] == []
