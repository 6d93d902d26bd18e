import json

import pytest

from pipelines.extract import parse_html
from pipelines.jsonld import read_linked_article


def page(*scripts: str):
    return parse_html(
        "<html><head>" + "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts) + "</head></html>"
    )


ARTICLE = {"@type": "NewsArticle", "headline": "Chip late", "datePublished": "2025-09-02T10:00:00+02:00"}


def test_the_article_of_a_graph_is_found():
    graph = {"@graph": [{"@type": "WebSite", "name": "Outlet"}, ARTICLE]}
    assert read_linked_article(page(json.dumps(graph))).headline == "Chip late"


def test_authors_are_resolved_by_id():
    graph = {"@graph": [ARTICLE | {"author": {"@id": "#a"}}, {"@type": "Person", "@id": "#a", "name": "Ada Example"}]}
    assert read_linked_article(page(json.dumps(graph))).people == ("Ada Example",)


def test_organisations_are_not_people():
    article = ARTICLE | {"author": [{"@type": "Organization", "name": "Desk"}, {"@type": "Person", "name": "Ada Example"}]}
    linked = read_linked_article(page(json.dumps(article)))
    assert (linked.people, linked.organisations) == (("Ada Example",), ("Desk",))


@pytest.mark.parametrize(
    "broken",
    [
        '//<![CDATA[\n{"@type": "Article", "headline": "Chip late"}\n//]]>',
        '{"@type": "Article", "headline": "Chip late",}',
        '{"@type": "WebPage"}{"@type": "Article", "headline": "Chip late"}',
        '{"@type": "Article", "description": "two\nlines", "headline": "Chip late"}',
        "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;Chip late&quot;}",
    ],
)
def test_common_faults_are_repaired(broken):
    assert read_linked_article(page(broken)).headline == "Chip late"


def test_valid_json_is_not_unescaped():
    linked = read_linked_article(page(json.dumps(ARTICLE | {"headline": "He said &quot;no&quot;"})))
    assert linked.headline == "He said &quot;no&quot;"


@pytest.mark.parametrize("hopeless", ["{", "[" * 100_000, '{"@type": ["Article", {"x": 1}], "headline": 5}', "null", "3"])
def test_nonsense_gives_an_empty_article(hopeless):
    assert read_linked_article(page(hopeless)).headline == ""


def test_free_and_the_walled_part():
    article = ARTICLE | {
        "isAccessibleForFree": "False",
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".wall"},
    }
    linked = read_linked_article(page(json.dumps(article)))
    assert (linked.free, linked.walled_selectors) == (False, (".wall",))
