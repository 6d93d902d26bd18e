"""What machines get: headers, exports, health, and refusals."""

import csv
import html
import io
import json
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from datetime import datetime
from email.message import Message
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from archive import db
from tests.browse import live

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/", "/articles", "/search?q=mai", "/stories", "/saved", "/figures", "/sources", "/why", "/help")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def get(server: live.Server, path: str, data: bytes | None = None, **headers: str) -> tuple[int, Message, str]:
    asked = urllib.request.Request(server.base + path, data, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.build_opener(NoRedirect).open(asked, timeout=120) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_fenced_in(server: live.Server, path: str) -> None:
    status, headers, body = get(server, path)
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert len(body.encode()) < 150_000


def test_stock_pages_have_nonces_instead_of_unsafe_scripts(server: live.Server) -> None:
    _, headers, body = get(server, "/presswatch/articles")
    nonce = headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert nonce
    assert body.count("<script") == body.count(f'<script nonce="{nonce}"')
    assert "script-src 'self' 'unsafe" not in headers["content-security-policy"]


def test_metrics_are_readable_to_prometheus(server: live.Server) -> None:
    status, headers, body = get(server, "/-/metrics")
    assert status == 200
    assert headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = [line for line in body.splitlines() if not line.startswith("#")]
    names = {line.split("{")[0].split()[0] for line in samples}
    assert {"presswatch_articles", "presswatch_outbox", "presswatch_urls_due", "presswatch_database_bytes"} <= names
    assert all(float(line.rsplit(" ", 1)[1]) >= 0 for line in samples)
    assert names <= {line.split()[2] for line in body.splitlines() if line.startswith("# TYPE")}  # a kind may have no sample yet


def test_outbound_links_give_nothing_away(server: live.Server, places: dict[str, str]) -> None:
    _, _, body = get(server, f"/article/{places['corrected']}")
    assert 'rel="noopener noreferrer external"' in body


@pytest.mark.parametrize(("withheld", "says"), [(0, "recorded; does not withhold"), (1, "obeyed: only the lead is shown")])
def test_what_an_outlet_reserves_is_marked(server: live.Server, archive: Path, withheld: int, says: str) -> None:
    with closing(db.connect(archive, readonly=True)) as conn:
        sql = "select a.id, a.url, b.text from reservations r join articles a using (url_id) join bodies b on b.article_id = a.id"
        article_id, url, text = conn.execute(f"{sql} where r.withheld = ?", (withheld,)).fetchone()
    for path in (f"/article/{article_id}", f"/why?url={urllib.parse.quote(url)}"):
        page = get(server, path)[2]
        assert "noai, tdm" in page
        assert says in page
    ending = html.escape(text.splitlines()[-1][-30:])
    assert (ending in get(server, f"/article/{article_id}")[2]) == (not withheld)


@pytest.mark.parametrize("table", ["bodies", "revisions", "articles_text", "hub_subscriptions"])
def test_whole_texts_and_secrets_are_no_tables(server: live.Server, table: str) -> None:
    assert get(server, f"/presswatch/{table}.json")[0] == 403


@pytest.mark.parametrize("path", ["/articles.csv", "/stories.csv", "/figures.csv", "/presswatch/articles.csv?_size=max&_dl=1"])
def test_csv_neutralises_formulas(server: live.Server, path: str) -> None:
    status, headers, body = get(server, path)
    assert status == 200
    assert headers["content-type"] == "text/csv; charset=utf-8"
    cells = [cell for row in csv.reader(io.StringIO(body)) for cell in row]
    assert len(cells) > len(body.partition("\r\n")[0].split(","))
    assert "articles" not in path or any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_json_walks_to_the_end(server: live.Server) -> None:
    url, ids = "/articles.json?copies=1", []
    while url:
        answer = json.loads(get(server, url)[2])
        ids += [article["id"] for article in answer["articles"]]
        url = (answer["next"] or "").removeprefix(server.base)
    assert len(ids) == len(set(ids)) == 308


def test_stories_come_as_they_moved_last(server: live.Server) -> None:
    stories = json.loads(get(server, "/stories.json")[2])["stories"]
    assert [story["last_at"] for story in stories] == sorted((story["last_at"] for story in stories), reverse=True)
    entries = ET.fromstring(get(server, "/stories.atom")[2]).findall(f"{ATOM}entry")
    told = [(f"{server.base}/story/{story['id']}", story["last_at"]) for story in stories]
    assert [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries] == told[:50]
    page = get(server, "/stories")[2]
    assert all(f'/story/{story["id"]}"' in page for story in stories)


def test_a_story_has_files_of_its_own(server: live.Server, places: dict[str, str]) -> None:
    address = f"/story/{places['story']}"
    story = json.loads(get(server, f"{address}.json")[2])
    assert len(story["reports"]) == story["articles"] > 1
    assert {"disputed", "values", "reports"} <= story["claims"][0].keys()
    assert story["citations"]
    feed = ET.fromstring(get(server, f"{address}.atom")[2])
    assert feed.findtext(f"{ATOM}id") == f"{server.base}{address}.atom"
    assert len(feed.findall(f"{ATOM}entry")) == len(story["reports"])
    assert len(list(csv.DictReader(io.StringIO(get(server, f"{address}.csv")[2])))) == len(story["reports"])


def test_figures_tell_who_prints_which_value(server: live.Server) -> None:
    claims = json.loads(get(server, "/figures.json")[2])["claims"]
    disputed = claims[0]
    assert disputed["disputed"]
    assert len({value["value"] for value in disputed["values"]}) > 1
    rows = list(csv.DictReader(io.StringIO(get(server, "/figures.csv")[2])))
    mine = [row for row in rows if (row["story_id"], row["unit"]) == (str(disputed["story_id"]), disputed["unit"])]
    assert {float(row["value"]) for row in mine} >= {value["value"] for value in disputed["values"]}
    assert {row["first"] for row in rows} <= {"0", "1"}


def test_sources_tell_machines_how_they_do(server: live.Server) -> None:
    sources = json.loads(get(server, "/sources.json")[2])["sources"]
    rows = list(csv.DictReader(io.StringIO(get(server, "/sources.csv")[2])))
    assert [row["id"] for row in rows] == [source["id"] for source in sources]
    failing = next(source for source in sources if source["failing"])
    one = json.loads(get(server, f"/source/{failing['id']}.json")[2])
    assert one["troubled"]
    assert one["polled"][0]["streak"] == failing["streak"] > 0


def test_deliveries_tell_machines_what_was_refused(server: live.Server) -> None:
    told = json.loads(get(server, "/deliveries.json")[2])
    assert told["counts"]["dead"] == len(told["dead"]) > 0
    assert "550" in told["dead"][0]["last_error"]


def test_the_life_of_an_address_and_the_measured_judgement_come_as_json(server: live.Server) -> None:
    shown = json.loads(get(server, "/articles.json")[2])["articles"][0]["url"]
    life = json.loads(get(server, f"/why.json?{urllib.parse.urlencode({'url': shown})}")[2])["life"]
    assert life["url"] == shown
    assert datetime.fromisoformat(life["first_seen_at"]).tzinfo
    status, _, body = get(server, "/why.json?url=http://never.example/")
    assert (status, json.loads(body)["life"]) == (404, None)
    assert "languages" in json.loads(get(server, "/judgement.json")[2])


def test_atom_is_xml_whatever_was_scraped(server: live.Server) -> None:
    _, headers, body = get(server, "/articles.atom")
    assert headers["content-type"].startswith("application/atom+xml")
    entries = ET.fromstring(body).findall(f"{ATOM}entry")
    assert len(entries) == 50
    assert any("<script>" in entry.findtext(f"{ATOM}title", "") for entry in entries)


def test_a_search_has_its_own_feed(server: live.Server) -> None:
    feed = ET.fromstring(get(server, "/search.atom?q=Stra%C3%9Fe&language=de")[2])
    assert feed.findtext(f"{ATOM}title") == "presswatch: Straße"
    assert all(entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "de" for entry in feed.iter(f"{ATOM}entry"))


def test_opml_lists_the_feeds(server: live.Server) -> None:
    outlines = ET.fromstring(get(server, "/sources.opml")[2]).findall(".//outline")
    assert len(outlines) == 13
    assert outlines[0].get("xmlUrl", "").endswith("/feed.xml")


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_marks_from_elsewhere_are_refused(server: live.Server, origin: str) -> None:
    status, _, _ = get(server, "/-/mark", b"ids=1&what=read", Origin=origin, Sec_Fetch_Site="cross-site")
    assert status == 403


@pytest.mark.parametrize(
    "form", ["ids=1&what=explode", "ids=x&what=read", "what=read", "ids=1", "ids=99999999999999999999&what=read"]
)
def test_a_senseless_mark_is_explained(server: live.Server, form: str) -> None:
    status, _, body = get(server, "/-/mark", form.encode())
    assert status == 400
    assert "what must be one of" in json.loads(body)["error"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\r\nX: y"])
def test_marks_lead_back_to_our_own_pages_only(server: live.Server, back: str) -> None:
    form = urllib.parse.urlencode({"ids": "1", "what": "unread", "back": back})
    status, headers, _ = get(server, "/-/mark", form.encode())
    assert (status, headers["location"]) == (303, "/")


def test_looking_does_not_mark(server: live.Server) -> None:
    assert get(server, "/-/mark?ids=1&what=read")[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/articles?after=x,y&score=abc&day=2026-99-99&story=1e9&access=all&order=worst",
        "/articles?language=%27%20or%201=1--&outlet=%00&subject=%22",
        "/search?q=%00%01%22%28NEAR%5E&order=best&after=-5",
        "/search?q=" + "%22" * 200,
        "/why?url=%00javascript:alert(1)",
        "/why?url=http://[bad",
        "/?ui=xx",
    ],
)
def test_senseless_addresses_are_answered(server: live.Server, path: str) -> None:
    assert get(server, path)[0] == 200


def test_a_story_says_which_report_it_goes_back_to(server: live.Server, archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as conn:
        (story,) = conn.execute(
            """select story_id from articles join citations c on c.article_id = articles.id
               where c.how = 'first' and duplicate_of is null and story_id is not null order by story_id"""
        ).fetchone()
    _, _, body = get(server, f"/story/{story}")
    said = re.search(r'<p class="origin">Goes back to <strong dir="auto">(.*?)</strong>', body)
    assert said
    assert re.sub("<[^>]+>", "", said.group(1)) in {
        "Ledger Wire",
        "&lt;i&gt;Unlisted&lt;/i&gt; Post",
    }  # an outlet never cites itself


@pytest.mark.parametrize("path", ["/article/999999", "/story/999999", "/source/nobody", "/article/99999999999999999999"])
def test_what_is_not_there_says_so(server: live.Server, path: str) -> None:
    status, _, body = get(server, path)
    assert status == 404
    assert "<h1>" in body


@pytest.mark.parametrize(
    "path",
    [
        "/presswatch/-/query?sql=select+randomblob(1e9)",
        "/reader/-/query.json?sql=select+1",
        "/presswatch/articles?_where=1=1;drop table articles",
        "/presswatch.db",
    ],
)
def test_arbitrary_sql_and_download_are_off(server: live.Server, path: str) -> None:
    assert get(server, path.replace(" ", "+"))[0] in {400, 403}


def test_health_for_machines(server: live.Server) -> None:
    status, _, body = get(server, "/-/health")
    health = json.loads(body)
    assert status == 200
    assert (health["live"], health["ready"], health["articles"]) == (True, True, 308)
    assert health["channels"] == {"enabled": 24, "failing": 4}
    assert json.loads(get(server, "/-/health/live")[2]) == {"live": True}


def test_subscriptions_of_the_operators_file_are_shown(server: live.Server) -> None:
    shown = get(server, "/subscriptions")[2].partition('id="given"')[2].partition("</section>")[0]
    assert "presswatch.toml" in shown
    assert "desk@reader.example" in shown
    assert "paused" in shown
    assert "<form" not in shown


def test_language_by_header(server: live.Server) -> None:
    assert 'lang="de"' in get(server, "/help", Accept_Language="fr, de;q=0.8, en;q=0.1")[2].partition("<head>")[0]
    assert 'lang="en"' in get(server, "/help", Accept_Language="fr;q=x, de;q=0")[2].partition("<head>")[0]
