"""The bundled topic, its queries, and the seed articles it was drawn from."""

import json
import re

import pytest

from archive.errors import SeedError
from archive.model import Channel, Extract, Source
from bench.relevance import false_alarms, judged, quality
from bench.relevance_texts import TOPIC, cases, labelled_texts, newsroom_articles
from crawler import topicmodel
from crawler.searches import with_searches
from crawler.seeds import SEEDS, load_seeds, parse_article
from crawler.topicfile import load_topic, parse_topic
from pipelines.embedding import embed
from pipelines.relevance import judge, weigh
from pipelines.relevance_stage import off_topic

SUBJECTS = {
    *("mai-1", "mai-1-preview", "mai-voice-1", "mai-family", "microsoft-ai-org", "copilot-integration", "lmarena-evaluation"),
    *("azure-chips", "phi-models", "alternative-models", "openai-partnership", "openai-multicloud", "investment"),
    *("disputes", "regulation"),
}
SEED_TEXTS = {
    "boerse-express-two-own-models": "000",
    "aimagick-quiet-turn": "001",
    "trending-topics-llamacon": "002",
    "unknown-outlet-technological-sovereignty": "003",
    "design-drifter-independence": "004",
}


@pytest.fixture(scope="module")
def seeds():
    return load_seeds()


def test_the_subjects_are_there_in_three_languages(seeds):
    assert set(seeds.topic.subjects) == SUBJECTS
    assert all(set(subject.label) == {"en", "de", "es"} for subject in seeds.topic.subjects.values())


def test_every_name_is_used(seeds):
    used = {name for rule in seeds.topic.rules for term in (*rule.find, *rule.beside) for name in term}
    used |= {name for rule in seeds.topic.rules for name in rule.without | rule.apart_from}
    assert set(seeds.topic.names) == used


def test_the_gate_lets_every_relevant_text_through(seeds):
    texts = [article for article in newsroom_articles() if article.relevant]
    assert [t.id for t in texts if not any(word in f"{t.title} {t.text}".lower() for word in seeds.topic.gate)] == []


@pytest.mark.parametrize("texts", [cases, newsroom_articles, labelled_texts])
def test_relevance_reaches_its_target(seeds, texts, request):
    if texts is labelled_texts:
        request.getfixturevalue("shared")
    """By the rules alone; bench.relevance measures what resemblance adds, for which it needs vectors."""
    figures = quality(judged(seeds.topic, texts(), vectors=False), wrong=False)
    assert all(rates["f1"] >= 0.95 for rates in figures["both"].values())
    assert figures["subjects_f1"] is None or figures["subjects_f1"] >= 0.85


def test_what_was_learnt_is_of_these_examples(seeds):
    examples = topicmodel.paths(TOPIC).examples
    assert seeds.topic.resemblance.examples == topicmodel.fingerprint(examples), "run `presswatch judgement learn`"
    assert len({example.id for example in topicmodel.examples(examples)}) == len(topicmodel.examples(examples))


def test_examples_decide_where_the_rules_are_in_doubt(seeds):
    title, text = "Teachers get ChatGPT training", "OpenAI, Microsoft and a union open an academy."
    weighed = weigh(seeds.topic, title, text, "en")
    assert weighed.in_doubt
    verdict = weighed.verdict(embed(title, text))
    assert verdict.score < weighed.verdict().score
    assert "resembles-examples" in {reason.rule for reason in verdict.reasons}
    assert not weigh(seeds.topic, "MAI-Voice-1 speaks", "Microsoft has a voice.", "en").in_doubt
    assert not weigh(seeds.topic, "Frost tonight", "Cover your plants.", "en").in_doubt


def test_false_alarms_on_real_pages_are_rare(seeds, shared):
    figures = false_alarms(seeds.topic)
    assert figures["false_alarms"] <= figures["articles"] / 300


@pytest.mark.parametrize(
    "title",
    [
        "Erster Mai: Demonstrationen in Berlin",
        "Chiang Mai im Smog",
        "OECD: the MAI treaty is back",
        "How to earn the MAI designation of the Appraisal Institute",
        "Co-pilot lands airliner after captain falls ill",
        "Windows 11 update breaks printers of two makers, Microsoft says",
        "Microsoft-backed OpenAI ships a browser",
        "Microsoft-Aktie: Kaufen oder verkaufen?!",
        "Amazon, Google, Microsoft and OpenAI sign climate pledge",
    ],
)
def test_what_the_topic_is_not(seeds, title):
    assert not judge(seeds.topic, title, "", "").relevant


def test_a_name_written_with_odd_hyphens_is_the_same_name(seeds):
    (subject, *_) = judge(seeds.topic, "MAI‑Voice‑1 von Micro\u00adsoft", "", "de").subjects
    assert subject.subject == "mai-voice-1"


def test_seed_articles_belong_and_treat_what_is_said_of_them(seeds, shared):
    for article in seeds.articles:
        (file,) = (shared / "seeds").glob(f"{SEED_TEXTS[article.id]}_*.txt")
        verdict = judge(seeds.topic, "", file.read_text("utf-8"), article.language)
        found = {subject.subject for subject in verdict.subjects} & set(article.subjects)
        assert verdict.relevant
        assert len(found) >= len(article.subjects) / 2, article.id


def test_no_seed_article_borrows_five_words_in_a_row(seeds, shared):
    theirs = {run for file in (shared / "seeds").glob("*.txt") for run in runs(file.read_text("utf-8"))}
    ours = {run for file in SEEDS.glob("articles/*.md") for run in runs(file.read_text("utf-8").split("\n---\n")[1])}
    assert ours & theirs == set()


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_a_seed_article_without_front_matter_says_so():
    with pytest.raises(SeedError, match=r"a\.md: no front matter; expected YAML between two lines of ---"):
        parse_article("Text.", "a.md", "a")


def test_search_templates_become_one_channel_for_each_query(seeds):
    def channel(dialect, language):
        options = {"dialect": dialect, "language": language}
        return Channel("s", f"https://{dialect}.example/?q={{query}}", "search", options=options)

    topic = parse_topic(
        TOPIC.read_text("utf-8").split("queries:")[0] + 'queries: {"en": [{any: [A-1, B], all: [C D]}], de: [], es: []}', "t"
    )
    source = Source(
        "s", "S", "https://s.example/", "", "mul", "aggregator", channels=(channel("gdelt", "en"), channel("hn-algolia", "en"))
    )
    (expanded,) = with_searches([source], topic)
    assert [channel.options["query"] for channel in expanded.channels] == ['("A-1" OR B) "C D"', '"A-1" "C D"', 'B "C D"']
    assert expanded.channels[0].url == "https://gdelt.example/?q=%28%22A-1%22%20OR%20B%29%20%22C%20D%22"


def test_no_address_is_left_a_template(seeds):
    assert [channel.url for source in seeds.sources for channel in source.channels if "{" in channel.url] == []


def test_a_topic_loads_again_and_again_alike():
    assert json.dumps([rule.id for rule in load_topic(TOPIC).rules]) == json.dumps([rule.id for rule in load_topic(TOPIC).rules])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: earnings,", "id: share-tip,", "rule share-tip: the id 'share-tip' stands here for the second time"),
        ("cap: relation}", "cap: relations}", "cap: 'relations'; expected a key of scale.caps"),
        ("'Redmonds?'", "'R(?=x)'", "names.microsoft: 'R(?=x)': invalid perl operator: (?=; expected a pattern in RE2 syntax"),
        ("'Redmonds?'", "'(x)?'", "names.microsoft: '(x)?' matches nothing at all; expected a pattern that needs a character"),
        ("topic: 2.5, cap", "topic: much, cap", ".topic: 'much'; expected: input should be a valid number"),
        ("languages: [en, de, es]", "languages: [en, de, fr]", "title: 'fr'; expected a title in each of the topic's languages"),
    ],
)
def test_a_mistake_in_a_topic_is_one_line(old, new, message):
    text = TOPIC.read_text("utf-8")
    with pytest.raises(SeedError, match=r"^t\.yaml: line \d+: .*$") as caught:
        parse_topic(text.replace(old, new, 1), "t.yaml")
    assert message in str(caught.value)
    line = int(str(caught.value).split("line ")[1].split(":")[0])
    wrong = text[: text.index(old)].count("\n") + 1
    assert line == (wrong if "languages" not in old else text[: text.index("\ntitle:")].count("\n") + 2)
    assert "\n" not in str(caught.value)


def test_a_drop_says_whether_it_was_the_score_or_the_language(seeds):
    def why(language):
        verdict = judge(seeds.topic, "Microsoft shows MAI-Voice-1", "", language)
        return off_topic(seeds.topic, Extract("Microsoft shows MAI-Voice-1", "", language), verdict)

    assert why("fr") == "its language, fr, is none of the topic's (en, de, es)"
    verdict = judge(seeds.topic, "Frost", "", "en")
    assert off_topic(seeds.topic, Extract("Frost", "", "en"), verdict) == "score 0.02 is below 0.50"
