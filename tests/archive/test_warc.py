"""The files of raw pages: what standard tools make of them, and what a crash leaves."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import is_warc_11
from warcio.archiveiterator import ArchiveIterator

from archive import captures, db
from archive.captures import Fetched, surt
from archive.errors import PageStoreError
from archive.model import DueUrl, Page
from archive.warc import PageStore, Place, pack, sound_end

NOW = datetime(2026, 3, 2, 23, 59, 30, tzinfo=UTC)
BODY = "<html><title>Grün</title><p>“Words”</p></html>".encode() * 40
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-encoding": "gzip",
    "content-length": "77",
    "set-cookie": "a=1",
    "etag": '"x"',
}


def page(body: bytes = BODY, at: datetime = NOW, url: str = "https://outlet.example/a?b=ü") -> Page:
    due = DueUrl(1, url, "outlet", 0, NOW)
    return Page(due, url, 200, HEADERS, body, at, request_headers={"User-Agent": "presswatch", "If-None-Match": '"w"'})


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path / "pages")


def records(path: Path) -> list[tuple[str, str | None]]:
    with path.open("rb") as file:
        return [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(file, check_digests="raise")]


def test_what_was_stored_comes_back(store: PageStore) -> None:
    places = [store.append(pack(page(BODY + bytes([n]))), NOW) for n in range(3)]
    assert len({place.digest for place in places}) == 3
    for n, place in enumerate(places):
        stored = store.read(place)
        assert (stored.status, stored.body, stored.fetched_at) == (200, BODY + bytes([n]), NOW)
        assert stored.headers["etag"] == '"x"'
        assert stored.headers["x-archive-orig-content-encoding"] == "gzip"
        assert stored.headers["content-length"] == str(len(BODY) + 1)
        assert "set-cookie" not in stored.headers


def test_standard_tools_read_it(store: PageStore) -> None:
    place = store.append(pack(page()), NOW)
    path = store.folder / place.file
    assert [kind for kind, _ in records(path)] == ["warcinfo", "request", "response", "metadata"]
    with path.open("rb") as file:
        fast = list(FastIterator(file, func_filter=is_warc_11, parse_http=True))
    assert len(fast) == 4
    with path.open("rb") as file:
        request = next(r for r in ArchiveIterator(file) if r.rec_type == "request")
        assert request.http_headers.get_header("User-Agent") == "presswatch"
        assert request.http_headers.get_header("Host") == "outlet.example"
        file.seek(0)
        response = next(r for r in ArchiveIterator(file) if r.rec_type == "response")
        assert request.rec_headers.get_header("WARC-Concurrent-To") == response.rec_headers.get_header("WARC-Record-ID")


def test_a_file_a_day(store: PageStore) -> None:
    first, second = store.append(pack(page()), NOW), store.append(pack(page()), NOW + timedelta(minutes=1))
    assert (first.file, second.file) == ("presswatch-20260302.warc.gz", "presswatch-20260303.warc.gz")


@pytest.mark.parametrize("torn", [1, 100, 400])
def test_a_torn_record_is_cut_off_and_the_rest_stays(store: PageStore, torn: int) -> None:
    place = store.append(pack(page()), NOW)
    path = store.folder / place.file
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(pack(page(os.urandom(2000))).data[:torn])
    assert sound_end(path) <= path.stat().st_size
    again = PageStore(store.folder)
    later = again.append(pack(page(b"later")), NOW)
    assert again.read(later).body == b"later"
    assert again.read(place).body == BODY
    assert path.stat().st_size > whole
    assert [kind for kind, _ in records(path)][-3:] == ["request", "response", "metadata"]


WRITER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.warc import PageStore, pack
from tests.archive.test_warc import NOW, page
store, n = PageStore(Path(sys.argv[1])), 0
while True:
    place = store.append(pack(page(os.urandom(50_000))), NOW)
    print(place.file, place.offset, place.length, flush=True)
"""


def test_whatever_was_reported_before_a_kill_can_be_read_after_it(store: PageStore) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(5)]
    child.send_signal(signal.SIGKILL)
    told += child.communicate()[0].splitlines()[:-1]
    after = store.append(pack(page()), NOW)
    for line in told:
        name, offset, length = line.split()
        assert len(store.read(Place(name, int(offset), int(length), "")).body) == 50_000
    assert store.read(after).body == BODY
    assert records(store.folder / after.file)


def test_what_is_not_there_is_told(store: PageStore) -> None:
    with pytest.raises(PageStoreError, match=r"\[archive\] pages"):
        store.read(Place("presswatch-20260101.warc.gz", 0, 10, ""))
    place = store.append(pack(page()), NOW)
    with pytest.raises(PageStoreError, match="no page at byte"):
        store.read(Place(place.file, place.offset + 7, place.length, ""))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file")
    with pytest.raises(PageStoreError, match="pages says where"):
        PageStore(tmp_path / "pages").append(pack(page()), NOW)


def test_the_index_and_its_cdxj(store: PageStore, tmp_path: Path) -> None:
    conn = db.create(tmp_path / "a.db")
    conn.execute("pragma foreign_keys = off")
    fetched = Fetched("https://www.outlet.example/A?b=1", NOW, 200, "text/html")
    place = store.append(pack(page()), NOW)
    captures.add(conn, 1, 7, 1, fetched, place)
    assert captures.has(conn, 7, 1)
    assert captures.shown(conn, 7).place == place
    key, stamp, told = next(captures.cdxj(conn)).split(" ", 2)
    assert (key, stamp) == ("example,outlet)/a?b=1", "20260302235930")
    assert json.loads(told)["offset"] == str(place.offset)
    conn.close()


@pytest.mark.parametrize(
    ("url", "key"), [("http://a.b.example:8080/X", "example,b,a:8080)/x"), ("https://www.x.example", "example,x)/")]
)
def test_surt(url: str, key: str) -> None:
    assert surt(url) == key
