"""Pictures: never from an outlet, only when asked for, within limits."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browse.pages.pictures import Cache, kind_of
from crawler.newsroom.pictures import landscape
from crawler.pictures import MAX_BYTES
from tests.browse import live
from tests.browse.sample import build
from tests.browse.test_browse_http import get

FILES = {
    "/good.png": landscape(7),
    "/evil.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.pwned = 1</script></svg>',
    "/page.png": b"<!doctype html><script>window.pwned = 1</script>",
    "/huge.png": b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES),
}


# Articles whose outlets reserve nothing: pictures of others are not shown.
OPEN = "select id from articles where url_id not in (select url_id from reservations) order by id limit 6"


@dataclass
class Pictured:
    """A reading room, and what its outlet was asked for."""

    server: live.Server
    ids: dict[str, int]
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictured]:
    asked: list[str] = []

    class Outlet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path in FILES else 404)
            self.end_headers()
            self.wfile.write(FILES.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            pass

    outlet = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=outlet.serve_forever, daemon=True).start()
    archive = tmp_path_factory.mktemp("pictures") / "presswatch.db"
    build(archive, 12)
    home = f"http://outlet.example:{outlet.server_port}"
    with closing(sqlite3.connect(archive)) as conn, conn:
        ids = [row[0] for row in conn.execute(OPEN)]
        urls = [home + path for path in (*FILES, "/gone.png")] + ["http://127.0.0.2:1/private.png"]
        conn.executemany("update bodies set image = ? where article_id = ?", zip(urls, ids, strict=True))
    # One address of this machine is let through; others are refused, as by the crawler.
    settings = {"resolve": {"outlet.example": "127.0.0.1"}, "allow_private": ["127.0.0.1/32"], "spacing": 0}
    pictures = {"function": "crawler.pictures:fetch", "settings": settings}
    names = [url.rpartition("/")[2] for url in urls]
    with live.serve(archive, Path(archive.with_name("reader.db")), pictures=pictures) as server:
        yield Pictured(server, dict(zip(names, ids, strict=True)), asked)
        assert "Traceback" not in server.log.read_text()
    outlet.shutdown()
    outlet.server_close()


@pytest.mark.browser
def test_a_picture_is_shown_when_asked_for(browser: Browser, pictured: Pictured) -> None:
    context = browser.new_context(base_url=pictured.server.base, locale="en-GB")
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda sent: None if sent.url.startswith(pictured.server.base) else elsewhere.append(sent.url))
    page.goto(f"/article/{pictured.ids['good.png']}")
    assert not page.locator("img").count()
    assert "/good.png" not in pictured.asked
    page.get_by_role("link", name="Show the picture from outlet.example").click()
    expect(page.locator(".picture img")).to_be_visible()
    assert page.locator(".picture img").evaluate("image => image.naturalWidth") == 320
    page.goto(f"/article/{pictured.ids['evil.svg']}")
    page.get_by_role("link", name="Show the picture").click()
    expect(page.locator("#said")).to_contain_text("could not be fetched")
    assert not elsewhere
    context.close()


def test_a_picture_can_be_nothing_else(pictured: Pictured) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{pictured.server.base}/article/{pictured.ids['good.png']}/picture") as answer:
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.read() == FILES["/good.png"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("evil.svg", "not a PNG"),
        ("page.png", "not a PNG"),
        ("huge.png", "larger than"),
        ("gone.png", "HTTP 404"),
        ("private.png", "robots.txt did not answer"),
    ],
)
def test_other_things_are_refused_and_not_asked_for_again(pictured: Pictured, name: str, says: str) -> None:
    for _ in range(2):
        status, _, body = get(pictured.server, f"/article/{pictured.ids[name]}/picture")
        assert status == 502
        assert says in body
    assert pictured.asked.count(f"/{name}") <= 1


def test_the_cache_is_bounded() -> None:
    cache = Cache()
    for number in range(200):
        cache.put(str(number), bytes(2**20))
        cache.fail(str(number), "no", 0.0)
    assert cache.get("0") is None
    assert cache.get("199") is not None
    assert cache.failure("199", 1.0) == "no"
    assert not cache.failure("199", 1000.0)
    assert not cache.failure("0", 1.0)


def test_kinds_are_told_by_their_first_bytes() -> None:
    assert kind_of(b"RIFF0000WEBPVP8 ") == "image/webp"
    assert kind_of(b"\0\0\0 ftypavif") == "image/avif"
    assert kind_of(b"") == kind_of(b"<svg") == ""
