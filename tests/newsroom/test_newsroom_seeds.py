"""The press itself: what tests and demo rely on in seeds/newsroom."""

from datetime import UTC

import pytest
import yaml

from crawler.newsroom.clock import DEMO_START, END_OF_WEEK, WeekTime
from crawler.newsroom.server import SEEDS


@pytest.fixture(scope="session")
def by_id(articles):
    return {article.id: article for article in articles}


@pytest.fixture(scope="session")
def moment(outlets):
    zones = {outlet.id: outlet.zone for outlet in outlets}
    return lambda article: article.published.since_start(zones[article.outlet])


@pytest.fixture(scope="session")
def stories():
    return {story["id"]: story for story in yaml.safe_load((SEEDS / "stories.yaml").read_text())["stories"]}


def wording(article):
    return "\n".join((article.title, article.teaser or "", article.body))


def test_every_article_belongs_to_an_outlet(articles, outlets):
    assert {article.outlet for article in articles} == {outlet.id for outlet in outlets} - {"press-radar"}


def test_figures_and_attributions_stand_in_the_text(articles):
    missing = [
        (article.id, claim.text)
        for article in articles
        for claim in (*article.truth.figures, *article.truth.attributions)
        if claim.text not in wording(article)
    ]
    assert missing == []


def test_a_copy_comes_after_its_original(articles, by_id, moment):
    copies = [article for article in articles if article.truth.duplicate_of]
    assert copies
    early = [copy.id for copy in copies if moment(copy) <= moment(by_id[copy.truth.duplicate_of])]
    assert early == []


def test_links_lead_to_articles(articles, by_id):
    assert [link.to for article in articles for link in article.links if link.to not in by_id] == []


def test_no_report_comes_before_its_event(articles, stories, moment):
    early = []
    for article in articles:
        time = stories.get(article.truth.story, {}).get("time")
        if time:
            event = WeekTime.parse(stories[article.truth.story]["day"], time.removesuffix(" UTC"))
            early += [article.id] * (moment(article) < event.since_start(UTC))
    assert early == []


def test_the_week_ends_after_the_last_article_and_the_demo_keeps_some_for_later(articles, moment):
    assert max(map(moment, articles)) < END_OF_WEEK.since_start(UTC)
    assert sum(moment(article) > DEMO_START.since_start(UTC) for article in articles) >= 25
