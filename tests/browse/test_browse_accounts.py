"""A shared reading room: who gets in, who may do what, and what a feed token opens."""

import json
import re
import sqlite3
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from archive import accounts, reader
from archive.errors import ConfigError
from browse.pages.signing import LONGEST, Patience
from crawler import rooms
from crawler.cli import app
from crawler.config import Config
from tests.browse import live
from tests.browse.test_browse_http import get
from tests.browse.test_browse_pages import RUN, TAGS, axe

NOW = datetime.now(UTC).replace(microsecond=0)
WORDS = "four unrelated words here"


@pytest.fixture(scope="module")
def shared(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Server]:
    path = tmp_path_factory.mktemp("shared") / "reader.db"
    with reader.opened(path) as conn:
        accounts.add(conn, "ada", WORDS, ["read", "label", "sql"], NOW)
        accounts.add(conn, "<b>bo</b>", WORDS, ["read"], NOW)
    with live.serve(archive, path, shared=True) as running:
        yield running
        log = running.log.read_text()
    assert "Traceback" not in log, log


def sign_in(server: live.Server, name: str, password: str = WORDS, back: str = "/articles") -> tuple[int, str, str]:
    form = urllib.parse.urlencode({"name": name, "password": password, "next": back})
    status, headers, body = get(server, "/-/login", form.encode())
    return status, (headers["set-cookie"] or "").partition(";")[0], headers["location"] or body


@pytest.fixture(scope="module")
def ada(shared: live.Server) -> str:
    return sign_in(shared, "ada")[1]


def feed_token(server: live.Server, owner: str = "ada") -> str:
    with reader.opened(server.reader) as conn:
        return accounts.add_token(conn, owner, "desk", NOW)


PRIVATE = (
    *(
        "/",
        "/articles",
        "/article/1",
        "/search?q=mai",
        "/sources",
        "/saved",
        "/figures",
        "/stories",
        "/why",
        "/help",
        "/account",
    ),
    *("/presswatch", "/presswatch/articles", "/presswatch/articles/1", "/reader", "/-/databases", "/-/settings"),
)
FILES = (
    "/articles.json",
    "/articles.atom",
    "/article/1.json",
    "/presswatch/articles.json",
    "/reader/marks.json",
    "/sources.opml",
    "/-/metrics",
)


@pytest.mark.parametrize("path", PRIVATE)
def test_strangers_are_sent_to_sign_in(shared: live.Server, path: str) -> None:
    status, headers, _ = get(shared, path)
    assert (status, headers["location"]) == (303, "/-/login?" + urllib.parse.urlencode({"next": path}))


@pytest.mark.parametrize("path", FILES)
def test_strangers_get_no_data(shared: live.Server, path: str) -> None:
    status, _, body = get(shared, path)
    assert status == 401
    assert "Sign in" in json.loads(body)["error"]


@pytest.mark.parametrize("path", ["/-/password-tool", "/-/api/tokens", "/-/create-token"])
def test_other_ways_in_are_shut(shared: live.Server, path: str) -> None:
    assert get(shared, path)[0] in {303, 401, 403, 404}


def test_an_account_signs_in_and_out(shared: live.Server) -> None:
    status, cookie, back = sign_in(shared, "ada")
    assert (status, back) == (303, "/articles")
    assert get(shared, "/articles", Cookie=cookie)[0] == 200
    get(shared, "/-/logout", b"", Cookie=cookie)
    assert get(shared, "/articles", Cookie=cookie)[0] == 303


def test_the_session_cookie_is_kept_from_scripts(shared: live.Server) -> None:
    form = urllib.parse.urlencode({"name": "ada", "password": WORDS}).encode()
    attributes = get(shared, "/-/login", form)[1]["set-cookie"].lower()
    assert "httponly" in attributes
    assert "samesite=lax" in attributes


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", WORDS), ("", WORDS), ("ada", "")])
def test_a_wrong_password_is_told_and_nothing_else(shared: live.Server, name: str, password: str) -> None:
    status, cookie, body = sign_in(shared, name, password)
    assert (status, cookie) == (403, "")
    assert "do not belong together" in body


def test_signing_in_leads_to_our_own_pages_only(shared: live.Server) -> None:
    assert sign_in(shared, "ada", back="//evil.example")[2] == "/"


def test_signing_in_from_elsewhere_is_refused(shared: live.Server) -> None:
    form = urllib.parse.urlencode({"name": "ada", "password": WORDS}).encode()
    assert get(shared, "/-/login", form, Origin="https://evil.example", Sec_Fetch_Site="cross-site")[0] == 403


def test_failures_cost_time_and_are_forgotten() -> None:
    patience = Patience()
    for second in range(30):
        patience.failed("ada", float(second))
    assert patience.wait("ada", 29.0) == LONGEST
    assert patience.wait("bo", 29.0) == 0
    patience.succeeded("ada")
    assert patience.wait("ada", 29.0) == 0


def test_reading_and_labelling_are_apart(shared: live.Server, ada: str) -> None:
    bo = sign_in(shared, "<b>bo</b>")[1]
    data = {"Accept": "application/json"}
    assert get(shared, "/-/mark", b"ids=1&what=read", Cookie=bo, **data)[0] == 200
    assert get(shared, "/-/mark", b"ids=1&what=relevant", Cookie=bo, **data)[0] == 403
    assert get(shared, "/-/mark", b"ids=1&what=relevant", Cookie=ada, **data)[0] == 200
    page = get(shared, "/articles", Cookie=bo)[2]
    assert "&lt;b&gt;bo&lt;/b&gt;" in page
    assert 'value="not-relevant"' not in page


def test_drawing_a_sample_is_labelling(shared: live.Server, ada: str) -> None:
    bo = sign_in(shared, "<b>bo</b>")[1]
    assert "Nothing was drawn yet" in get(shared, "/judgement", Cookie=ada)[2]
    assert get(shared, "/judgement", b"", Cookie=bo)[0] == 403
    assert get(shared, "/judgement", b"", Cookie=ada)[0] == 303
    assert "Nothing was drawn yet" not in get(shared, "/judgement", Cookie=bo)[2]


def test_arbitrary_sql_is_a_permission(shared: live.Server, ada: str) -> None:
    bo = sign_in(shared, "<b>bo</b>")[1]
    path = "/presswatch/-/query.json?sql=select+1"
    assert get(shared, path, Cookie=ada)[0] == 200
    assert get(shared, path, Cookie=bo)[0] == 403
    assert get(shared, "/reader/-/query.json?sql=select+password+from+accounts", Cookie=ada)[0] == 403
    assert get(shared, "/reader/accounts.json", Cookie=ada)[0] == 403


def test_a_feed_token_opens_feeds_and_nothing_else(shared: live.Server) -> None:
    token = feed_token(shared)
    for path in (
        "/articles.atom",
        "/articles.json?language=de",
        "/search.csv?q=mai",
        "/saved.atom",
        "/stories.atom",
        "/story/1.json",
        "/figures.csv",
        "/sources.json",
        "/sources.opml",
        "/-/metrics",
    ):
        assert get(shared, f"{path}{'&' if '?' in path else '?'}token={token}")[0] == 200, path
    for path in (
        *PRIVATE,
        "/article/1.json",
        "/deliveries.json",
        "/source/circuit-post.json",
        "/presswatch/articles.json",
        "/reader/marks.json",
    ):
        assert get(shared, f"{path}{'&' if '?' in path else '?'}token={token}")[0] in {303, 401, 403, 404}, path
    assert get(shared, f"/-/mark?token={token}", b"ids=1&what=read")[0] == 401
    assert get(shared, "/articles.atom?token=" + "x" * 43)[0] == 401
    assert token not in get(shared, f"/articles.atom?token={token}")[2]


def test_a_token_taken_back_is_refused(shared: live.Server) -> None:
    token = feed_token(shared)
    with reader.opened(shared.reader) as conn:
        accounts.remove_token(conn, accounts.tokens(conn)[-1].id)
    assert get(shared, f"/articles.atom?token={token}")[0] == 401


def test_a_reader_makes_and_takes_back_tokens(shared: live.Server, ada: str) -> None:
    bo = sign_in(shared, "<b>bo</b>")[1]
    body = get(shared, "/account", b"what=token&name=%3Ci%3Ephone", Cookie=ada)[2]
    assert "&lt;i&gt;phone" in body
    secret = re.search(r"articles\.atom\?token=([\w-]{43})<", body)[1]  # type: ignore[index]
    assert get(shared, f"/articles.atom?token={secret}")[0] == 200
    page = get(shared, "/account", Cookie=ada)[2]
    assert secret not in page
    number = re.findall(r'name="id" value="(\d+)"', page)[-1]
    get(shared, "/account", f"what=revoke&id={number}".encode(), Cookie=bo)  # somebody else's
    assert get(shared, f"/articles.atom?token={secret}")[0] == 200
    get(shared, "/account", f"what=revoke&id={number}".encode(), Cookie=ada)
    assert get(shared, f"/articles.atom?token={secret}")[0] == 401
    assert get(shared, "/account", b"what=token&name=x")[0] == 401


def test_a_reader_changes_the_password(shared: live.Server) -> None:
    with reader.opened(shared.reader) as conn:
        accounts.add(conn, "cleo", WORDS, ["read"], NOW)
    first, second = (sign_in(shared, "cleo")[1] for _ in range(2))

    def change(cookie: str, old: str, new: str, again: str) -> tuple[int, Message, str]:
        form = urllib.parse.urlencode({"what": "password", "old": old, "new": new, "again": again})
        return get(shared, "/account", form.encode(), Cookie=cookie)

    assert "not the present password" in change(first, "wrong", "another phrase", "another phrase")[2]
    assert "passwords differ" in change(first, WORDS, "another phrase", "another")[2]
    assert "12 to 1024" in change(first, WORDS, "short", "short")[2]
    status, headers, _ = change(first, WORDS, "another phrase", "another phrase")
    fresh = headers["set-cookie"].partition(";")[0]
    assert status == 303
    assert [get(shared, "/account", Cookie=cookie)[0] for cookie in (first, second, fresh)] == [303, 303, 200]
    assert sign_in(shared, "cleo")[0] == 403
    assert sign_in(shared, "cleo", "another phrase")[0] == 303
    with reader.opened(shared.reader) as conn:
        accounts.remove(conn, "cleo")


def test_nothing_that_opens_a_door_is_stored(shared: live.Server, ada: str) -> None:
    token = feed_token(shared)
    conn = sqlite3.connect(shared.reader)
    dump = "\n".join(conn.iterdump())
    conn.close()
    for secret in (WORDS, token, ada.partition("=")[2]):
        assert secret not in dump


@pytest.mark.browser
def test_a_reader_signs_in_by_the_page(browser: Browser, shared: live.Server, places: dict[str, str]) -> None:
    context = browser.new_context(base_url=shared.base, locale="en-GB")
    page = context.new_page()
    page.goto(f"/article/{places['corrected']}")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.evaluate(axe())
    assert not page.evaluate(RUN, TAGS)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/article/{places['corrected']}")
    page.get_by_role("button", name="Wrong subject").click()
    expect(page.get_by_role("button", name="Wrong subject")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Signed in as ada").click()
    expect(page.locator("h1")).to_have_text("Your account")
    page.evaluate(axe())
    assert not page.evaluate(RUN, TAGS)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()


def test_sessions_end(tmp_path: Path) -> None:
    with reader.opened(tmp_path / "reader.db") as conn:
        accounts.add(conn, "ada", WORDS, ["read"], NOW)
        secret = accounts.begin_session(conn, "ada", NOW)
        assert accounts.session(conn, secret, NOW) is not None
        assert accounts.session(conn, secret, NOW + timedelta(days=accounts.DAYS, seconds=1)) is None
        accounts.set_password(conn, "ada", WORDS + "!")
        assert accounts.session(conn, secret, NOW) is None


@pytest.mark.parametrize(
    ("name", "password", "may", "says"),
    [
        ("", WORDS, [], "1 to 64 printable"),
        ("a:b", WORDS, [], "no colon"),
        ("ada", "short", [], "12 to 1024"),
        ("ada", WORDS, ["fly"], "'fly'"),
    ],
)
def test_an_unfit_account_is_explained(tmp_path: Path, name: str, password: str, may: list[str], says: str) -> None:
    with pytest.raises(ConfigError, match=says), reader.opened(tmp_path / "reader.db") as conn:
        accounts.add(conn, name, password, may, NOW)


def test_an_open_address_needs_an_account_first(tmp_path: Path) -> None:
    config = Config.model_validate({"archive": {"reader": tmp_path / "r.db"}, "web": {"host": "0.0.0.0", "port": 0}})
    topic = rooms.seeds_of(config).topic
    with pytest.raises(ConfigError, match="presswatch accounts add"):
        rooms.web(config, topic)
    with reader.opened(tmp_path / "r.db") as conn:
        accounts.add(conn, "ada", WORDS, ["read"], NOW)
    assert "plugins.presswatch.shared" in rooms.web(config, topic).argv


def test_commands_manage_accounts_and_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with reader.opened(tmp_path / "var/reader.db") as conn:
        reader.mark(conn, reader.ALONE, [7], "saved", NOW)

    def run(*words: str, given: str = "") -> str:
        done = CliRunner().invoke(app, words, input=given)
        assert done.exit_code == 0, done.output
        return done.stdout

    run("accounts", "add", "ada", "--may", "read,sources", given=f"{WORDS}\n")
    assert json.loads(run("accounts", "list", "--json"))[0]["may"] == ["read", "sources"]
    address = run("tokens", "add", "phone", "--account", "ada").strip()
    assert json.loads(run("tokens", "list", "--json"))[0]["name"] == "phone"
    assert len(address.partition("?token=")[2]) == 43
    with reader.opened(tmp_path / "var/reader.db") as conn:
        assert reader.saved_ids(conn, "ada") == (7,)  # what was done before there were accounts
    run("accounts", "permit", "ada", "read")
    run("accounts", "password", "ada", given=f"{WORDS}!\n")
    run("tokens", "remove", "1")
    run("accounts", "remove", "ada")
    assert json.loads(run("accounts", "list", "--json")) == []
