"""Scraped texts that try to run: every column that a page shows holds an attack, and nothing happens (rows 45, 47–50)."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page

from tests.browse import live
from tests.browse.sample import build
from tests.browse.test_browse_http import get

pytestmark = pytest.mark.browser
# One of each kind that a page can be broken by: element, attribute, URL, template, XML, CSS, SVG, broken nesting, mutation.
ATTACKS = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "' autofocus onfocus='window.pwned=1' x='",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s></svg>",
    "</title></style></textarea></script><script>window.pwned=1</script>",
    "<svg><script href=data:text/javascript,window.pwned=1 /></svg>",
    "]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>window.pwned=1</x:script>",
    "{{ ''.__class__ }}{% include '/etc/passwd' %}${window.pwned=1}",
    "<math><mtext></p><style><img src=x onerror=window.pwned=1></style>",
    "<iframe srcdoc='&lt;script&gt;parent.pwned=1&lt;/script&gt;'>",
    "<a href='javascript:window.pwned=1'>MAI</a>",
    "\"><meta http-equiv=refresh content='0;url=data:text/html,<script>opener.pwned=1</script>'>",
)
URLS = (
    "javascript:window.pwned=1//",
    "data:text/html,<script>window.pwned=1</script>",
    'https://x.example/"><script>window.pwned=1</script>',
)
COLUMNS = {
    "articles": ("title", "lead", "url", "published_origin", "duplicate_reason"),
    "bodies": ("teaser", "text", "agency", "section", "canonical_url", "image"),
    "sources": ("name", "homepage", "country", "kind"),
    "channels": ("url", "format", "last_error", "disabled_reason"),
    "stories": ("headline",),
    "reasons": ("rule", "passage"),
    "claims": ("subject", "unit"),
    "claim_values": ("qualifier",),
    "citations": ("outlet", "how", "passage"),
    "sightings": ("title", "outlet"),
    "events": ("reason",),
    "urls": ("reason",),
    "revisions": ("title", "teaser", "text"),
    "article_subjects": ("subject",),
}
LISTS = {"bodies": ("authors", "tags", "notes")}
ADDRESSES = {"url", "homepage", "canonical_url", "image"}
PAGES = (
    *(
        "/",
        "/articles",
        "/search?q=mai",
        "/search?q=script&order=best",
        "/stories",
        "/figures",
        "/sources",
        "/saved",
        "/searches",
    ),
    *("/presswatch/articles", "/presswatch/sources", "/articles?subject=%3Cscript%3Ewindow.pwned=1%3C/script%3E"),
    "/why?url=javascript:window.pwned=1",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Server]:
    archive = tmp_path_factory.mktemp("hostile") / "presswatch.db"
    build(archive, 60, now=datetime.now(UTC).replace(microsecond=0))
    with closing(sqlite3.connect(archive)) as conn, conn:
        conn.create_function("attack", 2, lambda row, text: f"{ATTACKS[row % len(ATTACKS)]} {text or ''}")
        conn.create_function("address", 1, lambda row: f"{URLS[row % len(URLS)]}{row}")
        for table, columns in COLUMNS.items():
            key = "rowid" if table not in {"claim_values", "revisions", "article_subjects"} else "abs(random()) % 100000"
            values = ", ".join(f"{c} = " + (f"address({key})" if c in ADDRESSES else f"attack({key}, {c})") for c in columns)
            conn.execute(f"update or ignore {table} set {values}")
        rows = conn.execute("select article_id from bodies").fetchall()
        for (id_,) in rows:
            texts = [json.dumps([attack for attack in ATTACKS if len(attack) % 3 == id_ % 3])] * 3
            conn.execute("update bodies set authors = ?, tags = ?, notes = ? where article_id = ?", (*texts, id_))
    with live.serve(archive, archive.with_name("reader.db")) as server:
        yield server
        log = server.log.read_text()
    assert "Traceback" not in log, log


@pytest.fixture(scope="module")
def watched(browser: Browser, hostile: live.Server) -> Iterator[tuple[Page, list[str]]]:
    with live.watched(browser, hostile) as watched:
        yield watched


def harmless(page: Page, told: list[str], path: str) -> None:
    """The page shows the attacks as text: no element, handler or address of theirs is in it, and nothing ran."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    for graphic in page.locator("svg a, svg g").all()[:6]:
        graphic.dispatch_event("mouseover")
    assert page.evaluate("window.pwned") is None, path
    if not path.startswith("/presswatch"):
        assert not page.locator("main :is(script, iframe, img, animate, math, meta, style)").count(), path
    handlers = "[...document.querySelectorAll('main *')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name)).length"
    assert page.evaluate(handlers) == 0 or path.startswith("/presswatch"), path
    assert not page.locator("a[href^='javascript:' i], a[href^='data:' i]").count(), path
    assert not told, (path, told)


@pytest.mark.parametrize("path", PAGES)
def test_pages_show_attacks_as_text(watched: tuple[Page, list[str]], path: str) -> None:
    harmless(*watched, path)


def test_articles_and_stories_show_attacks_as_text(watched: tuple[Page, list[str]], hostile: live.Server) -> None:
    with closing(sqlite3.connect(hostile.archive)) as conn:
        articles = [row[0] for row in conn.execute("select id from articles order by revision desc, id desc limit 14")]
        stories = [
            row[0] for row in conn.execute("select distinct story_id from claims union select max(story_id) from articles")
        ]
    for path in [f"/article/{id_}" for id_ in articles] + [f"/story/{id_}" for id_ in stories]:
        harmless(*watched, path)


@pytest.mark.parametrize("path", ["/articles.atom", "/search.atom?q=mai", "/sources.opml"])
def test_feeds_hold_attacks_as_text(hostile: live.Server, path: str) -> None:
    root = ET.fromstring(get(hostile, path)[2])
    assert not [element.tag for element in root.iter() if re.search("script|svg|img|iframe|math|meta", element.tag)]
    links = [value for element in root.iter() for name, value in element.attrib.items() if name in {"href", "src"}]
    assert all(link.startswith(("http://", "https://")) for link in links)


@pytest.mark.parametrize(
    "path", ["/articles.json", "/articles.csv", "/article/1.json", "/stories.json", "/story/1.json", "/sources.json"]
)
def test_files_are_never_taken_for_pages(hostile: live.Server, path: str) -> None:
    _, headers, _ = get(hostile, path)
    assert "html" not in headers["content-type"]
    assert headers["x-content-type-options"] == "nosniff"
