from crawler.newsroom.markup import blocks, with_links
from crawler.newsroom.model import Link


def nowhere(_):
    return None


def test_markdown_becomes_blocks():
    parsed = blocks("One *two*.\n\n## Head\n\n- a\n- b\n\n> said\n", nowhere)
    assert [block.kind for block in parsed] == ["paragraph", "heading", "list", "quote"]
    assert parsed[0].html == "One <em>two</em>."
    assert parsed[2].items == ("a", "b")


def test_a_link_is_kept_when_its_article_exists():
    body = with_links("See the deal.", [Link("the deal", "ledger-wire/deal")])
    [block] = blocks(body, {"ledger-wire/deal": "http://x/deal"}.get)
    assert block.html == 'See <a href="http://x/deal">the deal</a>.'


def test_a_link_to_nowhere_leaves_its_words():
    body = with_links("See the deal, and [more](a/b).", [Link("the deal", "ledger-wire/deal")])
    [block] = blocks(body, {"a/b": "http://x/b"}.get)
    assert block.html == 'See the deal, and <a href="http://x/b">more</a>.'


def test_text_is_escaped():
    [block] = blocks("AT&T <script>", nowhere)
    assert block.html == "AT&amp;T &lt;script&gt;"


def test_a_live_entry_has_a_time_and_a_headline():
    [head] = blocks("## 14:05 Doors open", nowhere)
    assert (head.time, head.headline) == ("14:05", "Doors open")
